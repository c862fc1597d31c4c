//! One step of a pairing: looks into the mailbox where the other's answer would lie.
//! A relay that is not reached changes nothing; anything that does not fit ends the pairing.

use std::rc::Rc;

use holdfast_crypto::pairing::{PairingSecret, PairingStep, Transcript};
use holdfast_crypto::words::three_words;
use holdfast_crypto::{Entropy, SpaceKey};
use holdfast_model::text::Line;

use super::letter::{Letter, fetch};
use super::message::{Answer, Offer, encode};
use super::stage::{Bond, Met, Offered, Pairing, PairingState, Step};
use crate::error::ClientError;
use crate::inner::Inner;
use crate::listeners::Event;
use crate::ports::{Ports, Transport};
use crate::relay::Relay;

impl<P: Ports> Inner<P> {
    pub(crate) async fn pairing_step(&self) -> Result<PairingState, ClientError> {
        let _meeting = self.meeting.lock().await;
        let Some(mut pairing) = self.with_mut(|open| open.pairing.take())? else {
            return Ok(PairingState::None);
        };
        let before = pairing.state();
        let outcome = self.advance(&mut pairing).await;
        let state = pairing.state();
        self.put_back(pairing, &outcome)?;
        if outcome.is_err() || before != state {
            self.listeners.tell(Event::Pairing);
        }
        outcome.map(|()| state)
    }

    /// She says that the three words match, and what she calls the other.
    pub(crate) async fn confirm_words(&self, name: Line) -> Result<PairingState, ClientError> {
        {
            let _meeting = self.meeting.lock().await;
            let step = self.with(|open| match &open.pairing {
                Some(Pairing {
                    step: Step::Compare(met),
                    relay,
                }) => Some((met.clone(), relay.clone())),
                _ => None,
            })?;
            let (met, relay) = step.ok_or(ClientError::NoPairing)?;
            let step = match &met.key {
                Some(key) => self.give_key(&met, key, &relay, &name).await?,
                None => Step::Confirmed(met, name),
            };
            self.with_mut(|open| open.pairing = Some(Pairing { relay, step }))?;
        }
        self.listeners.tell(Event::Pairing);
        match self.pairing_step().await {
            Err(error) if error.may_pass() => Ok(PairingState::Confirmed),
            other => other,
        }
    }

    /// Keeps a pairing that can go on, unless another was begun meanwhile.
    fn put_back(
        &self,
        pairing: Pairing,
        outcome: &Result<(), ClientError>,
    ) -> Result<(), ClientError> {
        if outcome.as_ref().err().is_none_or(ClientError::may_pass) {
            self.with_mut(|open| {
                open.pairing.get_or_insert(pairing);
            })?;
        }
        Ok(())
    }

    /// Goes on until the other side is needed.
    async fn advance(&self, pairing: &mut Pairing) -> Result<(), ClientError> {
        let address = pairing.relay.clone();
        let relay = Relay::new(self.ports.transport(), &address);
        while let Some(next) = self.next_step(&relay, &address, &mut pairing.step).await? {
            pairing.step = next;
        }
        Ok(())
    }

    async fn next_step<T: Transport>(
        &self,
        relay: &Relay<'_, T>,
        address: &str,
        step: &mut Step,
    ) -> Result<Option<Step>, ClientError> {
        match step {
            Step::Code(talk, offered) => {
                let secret = talk.advance(relay).await?;
                secret
                    .map(|secret| self.agreed(secret, offered.as_ref()))
                    .transpose()
            }
            Step::Offered(bond, offered, letter) => {
                letter.lay(relay).await?;
                let answer = fetch(relay, &bond.secret, PairingStep::Answer).await?;
                answer.map(|answer| meet(bond, offered, answer)).transpose()
            }
            Step::Called(bond) => {
                let offer = fetch(relay, &bond.secret, PairingStep::Offer).await?;
                offer.map(|offer| self.consider(bond, offer)).transpose()
            }
            Step::Answering(met, letter) => {
                letter.lay(relay).await?;
                Ok(Some(Step::Compare(met.clone())))
            }
            Step::Confirmed(met, name) => {
                match fetch(relay, &met.secret, PairingStep::Welcome).await? {
                    Some(welcome) => self.take_key(met, &welcome, address, name).await.map(Some),
                    None => Ok(None),
                }
            }
            Step::Welcoming(letter, relationship) => {
                letter.lay(relay).await?;
                Ok(Some(Step::Done(*relationship)))
            }
            Step::Compare(_) | Step::Done(_) => Ok(None),
        }
    }

    /// The code was right on both sides.
    fn agreed(
        &self,
        secret: PairingSecret,
        offered: Option<&Offered>,
    ) -> Result<Step, ClientError> {
        let bond = Bond {
            secret: Rc::new(secret),
            pinned: None,
        };
        match offered {
            Some(offered) => Step::offered(bond, offered.clone(), &mut self.ports.entropy()),
            None => Ok(Step::Called(bond)),
        }
    }

    /// Joiner: judges the offer and makes an answer.
    fn consider(&self, bond: &Bond, offer: Offer) -> Result<Step, ClientError> {
        let made_by = (offer.identity, offer.device.id());
        if bond.pinned.is_some_and(|pinned| pinned != made_by) {
            return Err(ClientError::KeysDiffer);
        }
        let answer = self.with(|open| Answer {
            identity: *open.identity.public(),
            device: open.seed.keys(offer.space).public().clone(),
        })?;
        if answer.identity == offer.identity {
            return Err(ClientError::PairingRefused);
        }
        let mut entropy = self.ports.entropy();
        let letter = Letter::seal(&bond.secret, PairingStep::Answer, &answer, &mut entropy)?;
        let met = Met::new(bond, None, offer, answer)?;
        Ok(Step::Answering(met, letter))
    }
}

/// Inviter: the answer has come.
fn meet(bond: &Bond, offered: &Offered, answer: Answer) -> Result<Step, ClientError> {
    if answer.identity == offered.offer.identity {
        return Err(ClientError::PairingRefused);
    }
    let key = Some(Rc::clone(&offered.key));
    Met::new(bond, key, offered.offer.clone(), answer).map(Step::Compare)
}

impl Met {
    fn new(
        bond: &Bond,
        key: Option<Rc<SpaceKey>>,
        offer: Offer,
        answer: Answer,
    ) -> Result<Self, ClientError> {
        let mut transcript = Transcript::default();
        transcript.add(PairingStep::Offer, &encode(&offer)?);
        transcript.add(PairingStep::Answer, &encode(&answer)?);
        let words = three_words(&transcript);
        Ok(Self {
            secret: Rc::clone(&bond.secret),
            key,
            offer,
            answer,
            words,
        })
    }
}

impl Step {
    /// The inviter's offer, on its way.
    pub(super) fn offered(
        bond: Bond,
        offered: Offered,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, ClientError> {
        let letter = Letter::seal(&bond.secret, PairingStep::Offer, &offered.offer, entropy)?;
        Ok(Self::Offered(bond, offered, letter))
    }
}

//! Pairing: two people become a relationship, by a link or by a code that stands one guess.
//! The key of the shared space leaves only after the three words were compared, and only to the
//! device that was compared.

mod code;
mod letter;
mod message;
pub(crate) mod roles;
mod settle;
pub(crate) mod stage;
mod step;

use std::rc::Rc;

use holdfast_crypto::pairing::Invitation;
use holdfast_crypto::{Entropy, SpaceKey};

use self::code::CodeTalk;
use self::message::Offer;
use self::roles::Roles;
use self::stage::{Bond, Offered, Pairing, PairingState, Step};
use crate::error::ClientError;
use crate::inner::Inner;
use crate::listeners::Event;
use crate::ports::Ports;
use crate::relay::Relay;
use crate::room::Open;

impl<P: Ports> Inner<P> {
    pub(crate) fn invite(&self, roles: Roles) -> Result<String, ClientError> {
        let mut entropy = self.ports.entropy();
        let offered = self.with(|open| make_offer(open, roles, &mut entropy))??;
        let invitation = Invitation::make(
            &self.relay,
            &offered.offer.identity,
            offered.offer.device.id(),
            &mut entropy,
        )?;
        let link = invitation.expose_for_link().to_string();
        let bond = Bond {
            secret: Rc::new(invitation.secret),
            pinned: None,
        };
        let step = Step::offered(bond, offered, &mut entropy)?;
        self.set_pairing(self.relay.clone(), step)?;
        Ok(link)
    }

    pub(crate) async fn invite_by_code(&self, roles: Roles) -> Result<String, ClientError> {
        let mut entropy = self.ports.entropy();
        let offered = self.with(|open| make_offer(open, roles, &mut entropy))??;
        let relay = Relay::new(self.ports.transport(), &self.relay);
        let (text, talk) = CodeTalk::show(&relay, &mut entropy).await?;
        self.set_pairing(self.relay.clone(), Step::Code(talk, Some(offered)))?;
        Ok(text)
    }

    pub(crate) async fn join(&self, link: &str) -> Result<PairingState, ClientError> {
        let invitation = Invitation::parse(link).map_err(|_| ClientError::PairingRefused)?;
        let pinned = Some((invitation.inviter, invitation.device));
        let bond = Bond {
            secret: Rc::new(invitation.secret),
            pinned,
        };
        self.set_pairing(invitation.relay, Step::Called(bond))?;
        self.pairing_step().await
    }

    pub(crate) async fn join_by_code(&self, code: &str) -> Result<PairingState, ClientError> {
        self.with(|_| ())?;
        let relay = Relay::new(self.ports.transport(), &self.relay);
        let talk = CodeTalk::type_in(&relay, code, &mut self.ports.entropy()).await?;
        self.set_pairing(self.relay.clone(), Step::Code(talk, None))?;
        self.pairing_step().await
    }

    pub(crate) fn abandon_pairing(&self) {
        if self.with_mut(|open| open.pairing.take()).is_ok() {
            self.listeners.tell(Event::Pairing);
        }
    }

    fn set_pairing(&self, relay: String, step: Step) -> Result<(), ClientError> {
        self.with_mut(|open| open.pairing = Some(Pairing { relay, step }))?;
        self.listeners.tell(Event::Pairing);
        Ok(())
    }
}

/// A new shared space, offered by this device.
fn make_offer(
    open: &Open,
    roles: Roles,
    entropy: &mut dyn Entropy,
) -> Result<Offered, ClientError> {
    let key = SpaceKey::make_space(entropy)?;
    let device = open.seed.keys(key.space()).public().clone();
    let identity = *open.identity.public();
    let offer = Offer::new(identity, device, (key.space(), key.epoch()), roles);
    Ok(Offered {
        key: Rc::new(key),
        offer,
    })
}

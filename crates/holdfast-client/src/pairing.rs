//! Pairing: two people become a relationship, by a link or by a code that stands one guess.
//! The key of the shared space leaves only after the three words were compared, and only to the
//! device that was compared.

mod code;
mod letter;
mod message;
mod settle;
mod step;

use std::rc::Rc;

use holdfast_crypto::pairing::{Invitation, PairingSecret};
use holdfast_crypto::{Entropy, IdentityPublic, SpaceKey};
use holdfast_model::id::RelationshipId;
use holdfast_model::relationship::{Kind, Role};
use holdfast_model::text::Line;
use holdfast_wire::DeviceId;

use self::code::CodeTalk;
use self::letter::Letter;
use self::message::{Answer, Offer};
use crate::client::Inner;
use crate::error::ClientError;
use crate::listeners::Event;
use crate::ports::Ports;
use crate::relay::Relay;
use crate::room::Open;

/// What the two will be to each other, as one of them says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    /// The kind of relationship.
    pub kind: Kind,
    /// The role of the one who says it.
    pub mine: Role,
}

impl Roles {
    /// The same, said by the other.
    #[must_use]
    pub const fn turned(self) -> Self {
        let mine = match (self.mine, self.kind) {
            (Role::Person, Kind::Circle) => Role::Supporter,
            (Role::Person, Kind::Therapy | Kind::OtherCare) => Role::Therapist,
            (Role::Therapist | Role::Supporter, _) => Role::Person,
        };
        Self {
            kind: self.kind,
            mine,
        }
    }
}

/// Where a pairing stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PairingState {
    /// No pairing is under way.
    None,
    /// The other has not answered yet.
    Waiting,
    /// Both read these three words to each other.
    Compare {
        /// The words.
        words: [&'static str; 3],
        /// What the two will be, from this side.
        roles: Roles,
    },
    /// She has said that the words match; the other has not yet.
    Confirmed,
    /// The relationship is there.
    Done(RelationshipId),
}

/// A pairing under way, on either side.
pub(crate) struct Pairing {
    relay: String,
    step: Step,
}

enum Step {
    /// A code was shown or typed: the secret is being agreed. The inviter brings what is offered.
    Code(CodeTalk, Option<Offered>),
    /// Inviter: the offer is laid into its mailbox, the answer is awaited.
    Offered(Bond, Offered, Letter),
    /// Joiner: the offer is awaited.
    Called(Bond),
    /// Joiner: the offer came, the answer is laid into its mailbox.
    Answering(Met, Letter),
    /// Either: the words are there.
    Compare(Met),
    /// Joiner: she says that the words match; the key is awaited.
    Confirmed(Met, Line),
    /// Inviter: all is kept here, the key is laid into its mailbox.
    Welcoming(Letter, RelationshipId),
    Done(RelationshipId),
}

/// The secret of a pairing, and who must be at the other end, if that is known.
#[derive(Clone)]
struct Bond {
    secret: Rc<PairingSecret>,
    pinned: Option<(IdentityPublic, DeviceId)>,
}

/// What an inviter offers.
#[derive(Clone)]
struct Offered {
    key: Rc<SpaceKey>,
    offer: Offer,
}

/// Both sides know of each other.
#[derive(Clone)]
struct Met {
    secret: Rc<PairingSecret>,
    /// The inviter holds the key; the joiner gets it with the welcome.
    key: Option<Rc<SpaceKey>>,
    offer: Offer,
    answer: Answer,
    words: [&'static str; 3],
}

impl Met {
    /// What the two will be, from this side.
    const fn roles(&self) -> Roles {
        if self.key.is_some() {
            self.offer.roles()
        } else {
            self.offer.roles().turned()
        }
    }
}

impl Pairing {
    fn state(&self) -> PairingState {
        match &self.step {
            Step::Code(..) | Step::Offered(..) | Step::Called(..) | Step::Answering(..) => {
                PairingState::Waiting
            }
            Step::Compare(met) => PairingState::Compare {
                words: met.words,
                roles: met.roles(),
            },
            Step::Confirmed(..) | Step::Welcoming(..) => PairingState::Confirmed,
            Step::Done(relationship) => PairingState::Done(*relationship),
        }
    }
}

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

//! Where a pairing stands, and what each side holds there.
//! Invariant: a stage holds no more than the next one needs; what is over is dropped.

use std::rc::Rc;

use holdfast_crypto::pairing::PairingSecret;
use holdfast_crypto::{IdentityPublic, SpaceKey};
use holdfast_model::id::RelationshipId;
use holdfast_model::text::Line;
use holdfast_wire::DeviceId;

use super::code::CodeTalk;
use super::letter::Letter;
use super::message::{Answer, Offer};
use super::roles::Roles;

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
    pub(super) relay: String,
    pub(super) step: Step,
}

pub(super) enum Step {
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
pub(super) struct Bond {
    pub(super) secret: Rc<PairingSecret>,
    pub(super) pinned: Option<(IdentityPublic, DeviceId)>,
}

/// What an inviter offers.
#[derive(Clone)]
pub(super) struct Offered {
    pub(super) key: Rc<SpaceKey>,
    pub(super) offer: Offer,
}

/// Both sides know of each other.
#[derive(Clone)]
pub(super) struct Met {
    pub(super) secret: Rc<PairingSecret>,
    /// The inviter holds the key; the joiner gets it with the welcome.
    pub(super) key: Option<Rc<SpaceKey>>,
    pub(super) offer: Offer,
    pub(super) answer: Answer,
    pub(super) words: [&'static str; 3],
}

impl Met {
    /// What the two will be, from this side.
    pub(super) const fn roles(&self) -> Roles {
        if self.key.is_some() {
            self.offer.roles()
        } else {
            self.offer.roles().turned()
        }
    }
}

impl Pairing {
    pub(super) fn state(&self) -> PairingState {
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

//! What is in memory: nothing yet, only a lock, or everything that the keys open.
//! Leaving the open room drops every key, and dropping a key wipes it.

use holdfast_order::Map;
use std::rc::Rc;

use holdfast_crypto::{DeviceSeed, IdentityKeys, RootKey};
use holdfast_model::Ledger;
use holdfast_model::id::AuthorId;
use holdfast_sync::Replica;
use holdfast_wire::{PersonId, Position, SpaceId};

use crate::alarm::Notice;
use crate::error::ClientError;
use crate::handover::frozen::Freezer;
use crate::keyring::Keyring;
use crate::line::Line;
use crate::pairing::stage::Pairing;

/// Where a client stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nothing was begun on this device.
    Fresh,
    /// Something is kept here, and its key is not in memory.
    Locked,
    /// Everything can be read and written.
    Open,
}

/// The stage with what belongs to it.
#[derive(Default)]
pub(crate) enum Room {
    #[default]
    Fresh,
    Locked,
    Open(Box<Open>),
}

impl Room {
    pub(crate) const fn stage(&self) -> Stage {
        match self {
            Self::Fresh => Stage::Fresh,
            Self::Locked => Stage::Locked,
            Self::Open(_) => Stage::Open,
        }
    }
}

/// Everything that the keys open.
pub(crate) struct Open {
    pub(crate) root: Rc<RootKey>,
    pub(crate) identity: IdentityKeys,
    pub(crate) seed: DeviceSeed,
    pub(crate) mine: SpaceId,
    pub(crate) spaces: Map<SpaceId, SpaceRoom>,
    pub(crate) keyring: Keyring,
    pub(crate) frozen: Freezer,
    pub(crate) ledger: Ledger,
    pub(crate) notices: Vec<Notice>,
    pub(crate) pairing: Option<Pairing>,
    /// The line to the recovery space, which has no replica.
    pub(crate) recovery_line: Line,
    /// What is in memory may not be what is kept: it is read again before the next record.
    pub(crate) stale: bool,
}

impl Open {
    pub(crate) fn new(root: Rc<RootKey>, seed: DeviceSeed) -> Self {
        let identity = root.identity();
        Self {
            mine: root.my_space().space(),
            root,
            seed,
            spaces: Map::new(),
            keyring: Keyring::default(),
            frozen: Freezer::new(),
            ledger: Ledger::new(author_of(identity.id())),
            identity,
            notices: Vec::new(),
            pairing: None,
            recovery_line: Line::default(),
            stale: false,
        }
    }

    /// Adds a notice; `false` when the same was noticed on the same day.
    pub(crate) fn notice(&mut self, notice: Notice) -> bool {
        let known = self.notices.iter().position(|one| one.is_again(&notice));
        let day = |one: &Notice| one.noticed.day();
        if let Some(before) = known.and_then(|at| self.notices.get(at))
            && day(before) == day(&notice)
        {
            return false;
        }
        if let Some(at) = known {
            self.notices.remove(at);
        }
        self.notices.push(notice);
        true
    }

    /// Puts what was noticed before in its place: what the store raised anew at opening is no news.
    pub(crate) fn recall(&mut self, before: Vec<Notice>) {
        let raised = std::mem::replace(&mut self.notices, before);
        for notice in raised {
            if !self.notices.iter().any(|one| one.is_again(&notice)) {
                self.notices.push(notice);
            }
        }
    }

    pub(crate) fn space(&mut self, space: SpaceId) -> Result<&mut SpaceRoom, ClientError> {
        self.spaces
            .get_mut(&space)
            .ok_or(ClientError::NoRelationship)
    }
}

/// A space that this device takes part in.
pub(crate) struct SpaceRoom {
    pub(crate) replica: Replica,
    pub(crate) line: Line,
    /// The frontier that this window kept last.
    pub(crate) frontier: Option<Vec<u8>>,
    /// Where the next pull begins, when not where the last one ended.
    pub(crate) pull_from: Option<Position>,
    /// Another device of hers may have done here what seems due: this space is pulled first.
    pub(crate) behind: bool,
}

impl SpaceRoom {
    pub(crate) fn new(replica: Replica) -> Self {
        Self {
            replica,
            line: Line::default(),
            frontier: None,
            pull_from: None,
            behind: false,
        }
    }
}

/// The author of changes that a person signs: the same sixteen bytes, so that no table can lie.
pub(crate) fn author_of(person: PersonId) -> AuthorId {
    AuthorId::new(*person.as_bytes())
}

//! The relay of a world: it keeps and hands out as the real one does, and may do anything beside.
//! Invariant: it is given only what a client sends; all of that is remembered for the checkers.

mod hostile;
mod route;

use std::collections::{BTreeMap, BTreeSet};

use holdfast_wire::protocol::AccessKey;
use holdfast_wire::{Envelope, EnvelopeId, MailboxId, SpaceId, WriteToken};

use crate::dice::Dice;
use crate::fault::Attack;

/// Everything that a relay knows.
pub(crate) struct Relay {
    shelves: BTreeMap<SpaceId, Shelf>,
    mailboxes: BTreeMap<MailboxId, Vec<u8>>,
    sessions: BTreeMap<String, (SpaceId, AccessKey)>,
    challenges: BTreeSet<String>,
    counter: u64,
    /// Every byte that ever came in.
    seen: Vec<u8>,
    /// What it will do to the next request that fits.
    armed: Option<Attack>,
    hit: Vec<Attack>,
    dice: Dice,
}

/// One space at the relay.
struct Shelf {
    access: AccessKey,
    tokens: Vec<WriteToken>,
    log: Vec<Kept>,
    ids: BTreeSet<EnvelopeId>,
    /// Withheld from everybody from this place on.
    frozen_at: Option<usize>,
}

/// One envelope at the relay.
struct Kept {
    bytes: Vec<u8>,
    id: EnvelopeId,
    /// Withheld from this caller.
    hidden_from: Option<usize>,
}

impl Relay {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            shelves: BTreeMap::new(),
            mailboxes: BTreeMap::new(),
            sessions: BTreeMap::new(),
            challenges: BTreeSet::new(),
            counter: 0,
            seen: Vec::new(),
            armed: None,
            hit: Vec::new(),
            dice: Dice::new(seed, RELAY_STREAM),
        }
    }

    /// Lets it play an attack at the next request that fits.
    pub(crate) fn arm(&mut self, attack: Attack) {
        self.armed = Some(attack);
    }

    /// The attacks that were played since this was asked last.
    pub(crate) fn take_hits(&mut self) -> Vec<Attack> {
        self.armed = None;
        std::mem::take(&mut self.hit)
    }

    /// From here on it is honest; what it has lost stays lost.
    pub(crate) fn heal(&mut self) {
        self.armed = None;
        for shelf in self.shelves.values_mut() {
            shelf.frozen_at = None;
            for kept in &mut shelf.log {
                kept.hidden_from = None;
            }
        }
    }

    /// Every byte that a client ever sent.
    pub(crate) fn seen(&self) -> &[u8] {
        &self.seen
    }

    /// Every envelope that it holds, as bytes.
    pub(crate) fn envelopes(&self) -> impl Iterator<Item = &[u8]> {
        let shelves = self.shelves.values();
        shelves.flat_map(|shelf| shelf.log.iter().map(|kept| kept.bytes.as_slice()))
    }

    /// What lies in its mailboxes.
    #[cfg(test)]
    pub(crate) fn mailboxes(&mut self) -> &mut BTreeMap<MailboxId, Vec<u8>> {
        &mut self.mailboxes
    }

    /// Keeps bytes that no client of this version sends: an envelope of a newer one.
    pub(crate) fn keep_newer(&mut self) -> bool {
        let choice = self.dice.below(self.shelves.len());
        let Some(shelf) = self.shelves.values_mut().nth(choice) else {
            return false;
        };
        let Some(last) = shelf.log.last() else {
            return false;
        };
        let mut bytes = last.bytes.clone();
        if let (Some(version), Some(nonce)) = (bytes.first_mut(), last.bytes.get(60)) {
            *version = NEWER_VERSION.wrapping_add(nonce % 4);
        }
        shelf.keep(bytes);
        true
    }
}

impl Shelf {
    /// Keeps bytes once.
    fn keep(&mut self, bytes: Vec<u8>) -> bool {
        let id = EnvelopeId::of(&bytes);
        let is_new = self.ids.insert(id);
        if is_new {
            self.log.push(Kept {
                bytes,
                id,
                hidden_from: None,
            });
        }
        is_new
    }

    fn is_proven(&self, envelope: &Envelope) -> bool {
        self.tokens
            .iter()
            .any(|token| token.check(envelope).is_ok())
    }
}

const RELAY_STREAM: u64 = 1;
const NEWER_VERSION: u8 = 2;

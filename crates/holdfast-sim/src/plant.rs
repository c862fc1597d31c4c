//! Bugs that are planted, to see that somebody finds them. Built for tests only.
//! Invariant: a plant works below the checkers: they are told nothing that a real bug would not.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use holdfast_client::{Method, Request, Response};
use holdfast_store::{Batch, Op};
use holdfast_wire::{EnvelopeId, SpaceId};

use crate::check::MARK;

/// A bug of a client, or of a relay as one client meets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Plant {
    /// The relay acknowledges and stores nothing, but for the first batch of a space.
    AckedNotStored,
    /// The client never hands out a third of what waits.
    OutboxDropped,
    /// The store says of every third batch "kept", and keeps nothing of it.
    CommitLost,
    /// The store turns round what came in one batch.
    Turned,
    /// Some envelopes come from nobody in this world.
    Unsealed,
    /// The client says in the clear what was written.
    Told,
    /// The client takes every pull for an empty one.
    Deaf,
}

/// Where a bug may be planted: the store of a device, or its way to the relay.
#[derive(Default)]
pub(crate) struct Soil {
    plant: Cell<Option<Plant>>,
    count: Cell<usize>,
    first: RefCell<BTreeMap<String, Vec<u8>>>,
}

impl Soil {
    pub(crate) fn plant(&self, plant: Plant) {
        self.plant.set(Some(plant));
    }

    fn has(&self, plant: Plant) -> bool {
        self.plant.get() == Some(plant)
    }

    /// Every third time.
    fn is_turn(&self) -> bool {
        self.count.set(self.count.get() + 1);
        self.count.get().is_multiple_of(3)
    }

    /// What goes out in the place of a request, or what is taken for its answer.
    pub(crate) fn request(&self, mut request: Request) -> Result<Request, Response> {
        let is_post = request.method == Method::Post;
        if self.has(Plant::AckedNotStored) && is_post && request.url.ends_with("/envelopes") {
            let mut first = self.first.borrow_mut();
            let first = first.entry(request.url.clone());
            request
                .body
                .clone_from(first.or_insert(request.body.clone()));
        }
        if self.has(Plant::Told) && is_post && request.url.ends_with("/challenge") {
            request.body = MARK.into();
        }
        if self.has(Plant::Deaf) && !is_post && request.url.contains("/envelopes?") {
            let (status, body) = (200, Vec::new());
            return Err(Response { status, body });
        }
        Ok(request)
    }

    /// What is kept of a batch; nothing when it is lost.
    pub(crate) fn batch(&self, batch: Batch) -> Option<Batch> {
        if self.has(Plant::CommitLost) && self.is_turn() {
            return None;
        }
        if self.has(Plant::Turned) {
            let (mut ops, others): (Vec<Op>, Vec<Op>) = batch
                .ops()
                .iter()
                .cloned()
                .partition(|op| matches!(op, Op::PutEnvelope { .. }));
            ops.reverse();
            return Some([ops, others].concat().into());
        }
        Some(batch)
    }

    /// What is known to have been sealed here.
    pub(crate) fn sealed(&self, ids: Vec<(SpaceId, EnvelopeId)>) -> Vec<(SpaceId, EnvelopeId)> {
        if self.has(Plant::Unsealed) && self.is_turn() {
            return Vec::new();
        }
        ids
    }

    /// What is handed out of the outbox.
    pub(crate) fn outbox(
        &self,
        mut found: Vec<(EnvelopeId, Vec<u8>)>,
    ) -> Vec<(EnvelopeId, Vec<u8>)> {
        if self.has(Plant::OutboxDropped) {
            found.retain(|(id, _)| !id.as_bytes()[0].is_multiple_of(3));
        }
        found
    }
}

/// Each bug, and the checkers of which one at least must cry.
pub(crate) const FOUND_BY: [(Plant, &[&str]); 7] = [
    (Plant::AckedNotStored, &["Alarmed", "Converged"]),
    (Plant::OutboxDropped, &["Alarmed", "Converged"]),
    // A client that sees it says so itself, and its world stands still.
    (Plant::CommitLost, &["NoLoss", "Ordered", "World"]),
    // Read again after a start, it looks like a relay that holds something back.
    (Plant::Turned, &["Alarmed", "Ordered"]),
    (Plant::Unsealed, &["Authentic"]),
    (Plant::Told, &["Confidential"]),
    (Plant::Deaf, &["Alarmed", "Converged"]),
];

//! The port: what every store does, and what "kept" means.
//!
//! Invariant: when [`Store::commit`] returns `Ok`, the batch survives a kill and a power cut.

use holdfast_wire::{EnvelopeId, SpaceId};

use crate::{Batch, Key, StoreError};

/// A place where sealed envelopes and small values rest.
///
/// Reads see every batch that was committed before them through any handle on the same place.
/// Handles are for one thread: futures are not `Send`, because a browser's are not.
#[expect(
    async_fn_in_trait,
    reason = "no caller needs Send; a browser could not give it"
)]
pub trait Store {
    /// Keeps a batch: all of it or nothing, durable at return.
    ///
    /// # Errors
    /// Any [`StoreError`]; the store is then as it was before. After `Unavailable` it may hold the
    /// batch after all (the disk failed while answering), so commit it again: ops are idempotent.
    async fn commit(&self, batch: Batch) -> Result<(), StoreError>;

    /// At most `limit` envelopes of a space in the order of arrival, after an index of this store
    /// ([`LocalIndex::START`] for all).
    async fn envelopes(
        &self,
        space: SpaceId,
        after: LocalIndex,
        limit: usize,
    ) -> Result<Vec<(LocalIndex, Vec<u8>)>, StoreError>;

    /// One envelope.
    async fn envelope(&self, space: SpaceId, id: EnvelopeId)
    -> Result<Option<Vec<u8>>, StoreError>;

    /// The ids of all envelopes of a space that wait to be sent, the one queued first first.
    async fn waiting(&self, space: SpaceId) -> Result<Vec<EnvelopeId>, StoreError>;

    /// At most `limit` envelopes of a space that wait to be sent, the one queued first first.
    async fn outbox(
        &self,
        space: SpaceId,
        limit: usize,
    ) -> Result<Vec<(EnvelopeId, Vec<u8>)>, StoreError>;

    /// A small value.
    async fn value(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError>;

    /// All small values whose key begins with the text of `prefix`, by key.
    async fn values(&self, prefix: &Key) -> Result<Vec<(Key, Vec<u8>)>, StoreError>;

    /// The spaces that hold an envelope or a quarantined record, by id.
    async fn spaces(&self) -> Result<Vec<SpaceId>, StoreError>;

    /// What was set aside in a space, in the order of arrival.
    async fn quarantined(&self, space: SpaceId) -> Result<Vec<Quarantined>, StoreError>;

    /// How much is here.
    async fn stats(&self) -> Result<Stats, StoreError>;
}

/// The place of an envelope in the order in which this store received it. It only grows, is never
/// used twice, and means nothing to any other store.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct LocalIndex(u64);

impl LocalIndex {
    /// Before the first.
    pub const START: Self = Self(0);

    /// The index with this number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// What could not be opened or verified, and why.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Quarantined {
    /// The id of the bytes.
    pub id: EnvelopeId,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// The stable code of the reason.
    pub reason: String,
}

/// How much a store holds, over all spaces.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Stats {
    /// Envelopes held.
    pub envelopes: u64,
    /// Of these, how many wait to be sent.
    pub queued: u64,
    /// Records set aside.
    pub quarantined: u64,
    /// Small values.
    pub values: u64,
    /// Bytes of all of them together, without the store's own overhead.
    pub bytes: u64,
}

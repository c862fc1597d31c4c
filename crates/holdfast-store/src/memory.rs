//! A store in memory, for tests, simulations and a visit that shall leave nothing behind.
//!
//! Invariant: clones are handles on the same place, so a clone taken before a "crash" reopens it.

use std::cell::RefCell;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use holdfast_wire::{EnvelopeId, SpaceId};

use crate::reread::{self, Reread};
use crate::{Batch, Key, LocalIndex, Op, Quarantined, Stats, Store, StoreError};

/// Everything in memory; gone with the last clone.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    state: Rc<RefCell<State>>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Another store that holds the same now and goes its own way from here: a snapshot, as an
    /// older backup of a device would be.
    #[must_use]
    pub fn snapshot(&self) -> Self {
        Self {
            state: Rc::new(RefCell::new(self.state.borrow().clone())),
        }
    }
}

impl Store for MemoryStore {
    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        batch.check()?;
        let mut state = self.state.borrow_mut();
        state.foresee(&batch)?;
        for op in batch.ops() {
            state.apply(op);
        }
        if cfg!(debug_assertions) {
            reread::check(&batch, &*state)?;
        }
        Ok(())
    }

    async fn envelopes(
        &self,
        space: SpaceId,
        after: LocalIndex,
        limit: usize,
    ) -> Result<Vec<(LocalIndex, Vec<u8>)>, StoreError> {
        let state = self.state.borrow();
        let held = state
            .spaces
            .get(&space)
            .into_iter()
            .flat_map(|room| &room.order);
        let later = held
            .filter(|(index, _)| **index > after.number())
            .take(limit);
        Ok(later
            .map(|(index, bytes)| (LocalIndex::new(*index), bytes.to_vec()))
            .collect())
    }

    async fn envelope(
        &self,
        space: SpaceId,
        id: EnvelopeId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let state = self.state.borrow();
        Ok(state.held(space, id).map(<[u8]>::to_vec))
    }

    async fn waiting(&self, space: SpaceId) -> Result<Vec<EnvelopeId>, StoreError> {
        let state = self.state.borrow();
        let room = state.spaces.get(&space);
        Ok(room.map_or_else(Vec::new, |room| room.outbox.values().copied().collect()))
    }

    async fn outbox(
        &self,
        space: SpaceId,
        limit: usize,
    ) -> Result<Vec<(EnvelopeId, Vec<u8>)>, StoreError> {
        let state = self.state.borrow();
        let Some(room) = state.spaces.get(&space) else {
            return Ok(Vec::new());
        };
        let waiting = room.outbox.values().take(limit);
        Ok(waiting
            .filter_map(|id| Some((*id, room.held(*id)?.to_vec())))
            .collect())
    }

    async fn value(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self
            .state
            .borrow()
            .values
            .get(key)
            .map(|bytes| bytes.to_vec()))
    }

    async fn values(&self, prefix: &Key) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        let state = self.state.borrow();
        let from = state.values.range(prefix.clone()..);
        let found = from.take_while(|(key, _)| key.as_str().starts_with(prefix.as_str()));
        Ok(found
            .map(|(key, bytes)| (key.clone(), bytes.to_vec()))
            .collect())
    }

    async fn spaces(&self) -> Result<Vec<SpaceId>, StoreError> {
        let state = self.state.borrow();
        let used = state.spaces.iter().filter(|(_, room)| !room.is_empty());
        Ok(used.map(|(space, _)| *space).collect())
    }

    async fn quarantined(&self, space: SpaceId) -> Result<Vec<Quarantined>, StoreError> {
        let state = self.state.borrow();
        let aside = state
            .spaces
            .get(&space)
            .into_iter()
            .flat_map(|room| room.aside.values());
        Ok(aside.cloned().collect())
    }

    async fn stats(&self) -> Result<Stats, StoreError> {
        Ok(self.state.borrow().stats())
    }
}

/// Shared, so that a snapshot copies no envelope.
type Bytes = Rc<[u8]>;

#[derive(Clone, Debug, Default)]
struct State {
    spaces: BTreeMap<SpaceId, Room>,
    values: BTreeMap<Key, Bytes>,
    /// Grows for ever, also over an erasure, so that no index is used twice.
    last_index: u64,
}

#[derive(Clone, Debug, Default)]
struct Room {
    order: BTreeMap<u64, Bytes>,
    index_of: BTreeMap<EnvelopeId, u64>,
    outbox: BTreeMap<u64, EnvelopeId>,
    place_of: BTreeMap<EnvelopeId, u64>,
    aside: BTreeMap<u64, Quarantined>,
}

impl State {
    /// Whether every op will succeed, before the first one is applied.
    fn foresee(&self, batch: &Batch) -> Result<(), StoreError> {
        let mut coming: BTreeMap<(SpaceId, EnvelopeId), &[u8]> = BTreeMap::new();
        let mut erased: BTreeSet<Option<SpaceId>> = BTreeSet::new();
        for op in batch.ops() {
            match op {
                Op::PutEnvelope { space, id, .. } | Op::Queue { space, id } => {
                    let gone = erased.contains(&None) || erased.contains(&Some(*space));
                    let held = if gone { None } else { self.held(*space, *id) };
                    let there = coming.get(&(*space, *id)).copied().or(held);
                    match (op, there) {
                        (Op::PutEnvelope { bytes, .. }, None) => {
                            coming.insert((*space, *id), bytes);
                        }
                        (Op::PutEnvelope { bytes, .. }, Some(there)) if bytes != there => {
                            return Err(StoreError::Conflict);
                        }
                        (Op::Queue { .. }, None) => return Err(StoreError::NotHeld),
                        _ => {}
                    }
                }
                Op::EraseSpace { space } => {
                    erased.insert(Some(*space));
                    coming.retain(|(other, _), _| other != space);
                }
                Op::EraseAll => {
                    erased.insert(None);
                    coming.clear();
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn apply(&mut self, op: &Op) {
        match op {
            Op::PutEnvelope { space, id, bytes } => self.put(*space, *id, bytes),
            Op::Queue { space, id } => self.queue(*space, *id),
            Op::Unqueue { space, id } => self.in_room(*space, |room| room.unqueue(*id)),
            Op::PutValue { key, bytes } => {
                self.values.insert(key.clone(), Rc::from(bytes.as_slice()));
            }
            Op::DeleteValue { key } => {
                self.values.remove(key);
            }
            Op::Quarantine {
                space,
                id,
                bytes,
                reason,
            } => {
                let aside = Quarantined {
                    id: *id,
                    bytes: bytes.clone(),
                    reason: reason.clone(),
                };
                self.quarantine(*space, aside);
            }
            Op::Release { space, id } => {
                self.in_room(*space, |room| room.aside.retain(|_, aside| aside.id != *id));
            }
            Op::EraseSpace { space } => {
                self.spaces.remove(space);
                let root = Key::root_of_space(*space);
                self.values
                    .retain(|key, _| !key.as_str().starts_with(&root));
            }
            Op::EraseAll => {
                self.spaces.clear();
                self.values.clear();
            }
        }
    }

    fn held(&self, space: SpaceId, id: EnvelopeId) -> Option<&[u8]> {
        self.spaces.get(&space)?.held(id)
    }

    fn in_room(&mut self, space: SpaceId, change: impl FnOnce(&mut Room)) {
        if let Some(room) = self.spaces.get_mut(&space) {
            change(room);
        }
    }

    fn put(&mut self, space: SpaceId, id: EnvelopeId, bytes: &[u8]) {
        let index = self.last_index + 1;
        let room = self.spaces.entry(space).or_default();
        if room.held(id).is_none() {
            self.last_index = index;
            room.index_of.insert(id, index);
            room.order.insert(index, Rc::from(bytes));
        }
    }

    fn queue(&mut self, space: SpaceId, id: EnvelopeId) {
        let place = self.last_index + 1;
        let room = self.spaces.entry(space).or_default();
        if let Entry::Vacant(free) = room.place_of.entry(id) {
            self.last_index = place;
            free.insert(place);
            room.outbox.insert(place, id);
        }
    }

    fn quarantine(&mut self, space: SpaceId, aside: Quarantined) {
        let room = self.spaces.entry(space).or_default();
        if !room.aside.values().any(|held| held.id == aside.id) {
            self.last_index += 1;
            room.aside.insert(self.last_index, aside);
        }
    }

    fn stats(&self) -> Stats {
        let value_bytes: usize = self.values.values().map(|bytes| bytes.len()).sum();
        let mut stats = Stats {
            values: self.values.len() as u64,
            bytes: value_bytes as u64,
            ..Stats::default()
        };
        for room in self.spaces.values() {
            stats.envelopes += room.order.len() as u64;
            stats.queued += room.outbox.len() as u64;
            stats.quarantined += room.aside.len() as u64;
            let held: usize = room.order.values().map(|bytes| bytes.len()).sum();
            let aside: usize = room.aside.values().map(|aside| aside.bytes.len()).sum();
            stats.bytes += (held + aside) as u64;
        }
        stats
    }
}

impl Reread for State {
    fn envelope(&self, space: SpaceId, id: EnvelopeId) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.held(space, id).map(<[u8]>::to_vec))
    }

    fn is_waiting(&self, space: SpaceId, id: EnvelopeId) -> Result<bool, StoreError> {
        let room = self.spaces.get(&space);
        Ok(room.is_some_and(|room| room.outbox.values().any(|waiting| *waiting == id)))
    }

    fn is_aside(&self, space: SpaceId, id: EnvelopeId) -> Result<bool, StoreError> {
        let room = self.spaces.get(&space);
        Ok(room.is_some_and(|room| room.aside.values().any(|aside| aside.id == id)))
    }

    fn value(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.values.get(key).map(|bytes| bytes.to_vec()))
    }
}

impl Room {
    fn held(&self, id: EnvelopeId) -> Option<&[u8]> {
        self.order
            .get(self.index_of.get(&id)?)
            .map(|bytes| &**bytes)
    }

    fn unqueue(&mut self, id: EnvelopeId) {
        if let Some(place) = self.place_of.remove(&id) {
            self.outbox.remove(&place);
        }
    }

    fn is_empty(&self) -> bool {
        self.order.is_empty() && self.aside.is_empty()
    }
}

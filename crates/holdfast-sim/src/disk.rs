//! The store of a device, which fails as disks and browsers fail.
//! Invariant: a batch is kept whole or not at all; an answer of `Ok` means that it is kept.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use holdfast_store::{
    Batch, Key, LocalIndex, MemoryStore, Op, Quarantined, Stats, Store, StoreError,
};
use holdfast_wire::{EnvelopeId, SpaceId};

use crate::fault::Fault;
use crate::once::now;

/// A handle on the disk of one device.
#[derive(Clone, Default)]
pub(crate) struct Disk(Rc<Inside>);

#[derive(Default)]
struct Inside {
    memory: RefCell<MemoryStore>,
    /// What happens at a commit, after so many that go well.
    armed: Cell<Option<(usize, Fault)>>,
    hit: Cell<Option<Fault>>,
    is_killed: Cell<bool>,
    keeps_copies: Cell<bool>,
    copies: RefCell<VecDeque<MemoryStore>>,
    commits: Cell<usize>,
    /// Envelopes that this device has sealed and kept, in order.
    sealed: RefCell<Vec<(SpaceId, EnvelopeId)>>,
    #[cfg(test)]
    soil: crate::plant::Soil,
}

impl Disk {
    /// Lets a fault happen at a commit, after `after` that go well.
    pub(crate) fn arm(&self, fault: Fault, after: usize) {
        self.0.armed.set(Some((after, fault)));
    }

    /// Takes back what was armed; gives the fault that happened since, if one did.
    pub(crate) fn disarm(&self) -> Option<Fault> {
        self.0.armed.set(None);
        self.0.hit.take()
    }

    /// Whether the process was ended since this was asked last.
    pub(crate) fn take_killed(&self) -> bool {
        self.0.is_killed.take()
    }

    /// Keeps older copies from here on.
    pub(crate) fn keep_copies(&self) {
        self.0.keeps_copies.set(true);
    }

    /// Puts an older copy back; `false` when there is none.
    pub(crate) fn set_back(&self, choice: usize) -> bool {
        let copies = self.0.copies.borrow();
        let Some(older) = copies.get(choice.checked_rem(copies.len()).unwrap_or(0)) else {
            return false;
        };
        self.0.memory.replace(older.snapshot());
        true
    }

    /// Everything is gone.
    pub(crate) fn evict(&self) {
        self.0.memory.replace(MemoryStore::new());
    }

    /// How many envelopes this device has sealed.
    pub(crate) fn sealed_count(&self) -> usize {
        self.0.sealed.borrow().len()
    }

    /// The envelopes that this device has sealed, from one on.
    pub(crate) fn sealed_from(&self, from: usize) -> Vec<(SpaceId, EnvelopeId)> {
        let sealed = self.0.sealed.borrow();
        sealed.get(from..).unwrap_or_default().to_vec()
    }

    /// Every envelope that is held here, by space and in the order of arrival.
    pub(crate) fn held(&self) -> BTreeMap<SpaceId, Vec<EnvelopeId>> {
        let mut held: BTreeMap<SpaceId, Vec<EnvelopeId>> = BTreeMap::new();
        let memory = self.memory();
        let spaces = now(memory.spaces())
            .and_then(Result::ok)
            .unwrap_or_default();
        for space in spaces {
            let all = now(memory.envelopes(space, LocalIndex::START, usize::MAX));
            let all = all.and_then(Result::ok).unwrap_or_default();
            held.insert(
                space,
                all.iter().map(|(_, bytes)| EnvelopeId::of(bytes)).collect(),
            );
        }
        held
    }

    #[cfg(test)]
    pub(crate) fn plant(&self, plant: crate::plant::Plant) {
        self.0.soil.plant(plant);
    }

    fn memory(&self) -> MemoryStore {
        self.0.memory.borrow().clone()
    }

    fn fault_now(&self) -> Option<Fault> {
        match self.0.armed.take() {
            Some((0, fault)) => {
                self.0.hit.set(Some(fault));
                Some(fault)
            }
            Some((after, fault)) => {
                self.0.armed.set(Some((after - 1, fault)));
                None
            }
            None => None,
        }
    }

    async fn keep(&self, batch: Batch) -> Result<(), StoreError> {
        let queued: BTreeSet<EnvelopeId> = batch.ops().iter().filter_map(queued).collect();
        let put = batch.ops().iter().filter_map(put);
        let sealed: Vec<_> = put.filter(|(_, id)| queued.contains(id)).collect();
        #[cfg(test)]
        let (batch, sealed) = match self.0.soil.batch(batch) {
            Some(batch) => (batch, self.0.soil.sealed(sealed)),
            None => return Ok(()),
        };
        self.memory().commit(batch).await?;
        self.0.sealed.borrow_mut().extend(sealed);
        let commits = self.0.commits.get() + 1;
        self.0.commits.set(commits);
        if self.0.keeps_copies.get() && commits.is_multiple_of(COPY_EVERY) {
            let mut copies = self.0.copies.borrow_mut();
            copies.push_back(self.0.memory.borrow().snapshot());
            if copies.len() > COPIES_MAX {
                copies.pop_front();
            }
        }
        Ok(())
    }

    async fn die(&self) -> Result<(), StoreError> {
        self.0.is_killed.set(true);
        std::future::pending().await
    }
}

impl Store for Disk {
    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        let failing = || StoreError::Unavailable("the disk fails".into());
        // Every other commit that is cut in the middle is kept.
        let is_kept = self.0.commits.get().is_multiple_of(2);
        match self.fault_now() {
            Some(Fault::Kill) => self.die().await,
            Some(Fault::PowerCut) => {
                if is_kept {
                    self.keep(batch).await?;
                }
                self.die().await
            }
            Some(Fault::Full) => Err(StoreError::Full),
            Some(Fault::WriteFails | Fault::ShortWrite) => Err(failing()),
            Some(Fault::SyncFails) => {
                if is_kept {
                    self.keep(batch).await?;
                }
                Err(failing())
            }
            _ => self.keep(batch).await,
        }
    }

    async fn envelopes(
        &self,
        space: SpaceId,
        after: LocalIndex,
        limit: usize,
    ) -> Result<Vec<(LocalIndex, Vec<u8>)>, StoreError> {
        self.memory().envelopes(space, after, limit).await
    }

    async fn envelope(
        &self,
        space: SpaceId,
        id: EnvelopeId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.memory().envelope(space, id).await
    }

    async fn waiting(&self, space: SpaceId) -> Result<Vec<EnvelopeId>, StoreError> {
        self.memory().waiting(space).await
    }

    async fn outbox(
        &self,
        space: SpaceId,
        limit: usize,
    ) -> Result<Vec<(EnvelopeId, Vec<u8>)>, StoreError> {
        let found = self.memory().outbox(space, limit).await?;
        #[cfg(test)]
        let found = self.0.soil.outbox(found);
        Ok(found)
    }

    async fn value(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.memory().value(key).await
    }

    async fn values(&self, prefix: &Key) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        self.memory().values(prefix).await
    }

    async fn spaces(&self) -> Result<Vec<SpaceId>, StoreError> {
        self.memory().spaces().await
    }

    async fn quarantined(&self, space: SpaceId) -> Result<Vec<Quarantined>, StoreError> {
        self.memory().quarantined(space).await
    }

    async fn stats(&self) -> Result<Stats, StoreError> {
        self.memory().stats().await
    }
}

const fn put(op: &Op) -> Option<(SpaceId, EnvelopeId)> {
    match op {
        Op::PutEnvelope { space, id, .. } => Some((*space, *id)),
        _ => None,
    }
}

const fn queued(op: &Op) -> Option<EnvelopeId> {
    match op {
        Op::Queue { id, .. } => Some(*id),
        _ => None,
    }
}

/// A copy is taken at every commit of this number.
const COPY_EVERY: usize = 12;
const COPIES_MAX: usize = 4;

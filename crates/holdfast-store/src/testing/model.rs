//! The plainest store there is: lists, searched from the front. All others are compared to it.
//!
//! Invariant: it has no index, no table and no transaction of its own, so nothing of theirs can be
//! wrong in it too.

use std::collections::BTreeMap;

use holdfast_wire::{EnvelopeId, SpaceId};

use super::{Outcome, same, space};
use crate::{Batch, Key, LocalIndex, Op, Store, StoreError};

/// What a store holds, in the order of its coming.
#[derive(Clone, Debug, Default)]
pub struct Model {
    held: Vec<Entry>,
    queue: Vec<(SpaceId, EnvelopeId)>,
    aside: Vec<Entry>,
    values: BTreeMap<String, Vec<u8>>,
}

impl Model {
    /// Takes a batch, whole or not at all.
    ///
    /// # Errors
    /// `Conflict` and `NotHeld`, as every store.
    pub fn commit(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let before = self.clone();
        let outcome = batch.ops().iter().try_for_each(|op| self.apply(op));
        if outcome.is_err() {
            *self = before;
        }
        outcome
    }

    /// Compares every read of a store with what stands here.
    ///
    /// # Errors
    /// The first difference.
    pub async fn agree(&self, store: &impl Store) -> Outcome {
        for number in [1, 2] {
            self.agree_in(space(number), store).await?;
        }
        for (prefix, end) in [("v", "w"), ("space/", "space0")] {
            let found = store.values(&Key::new(prefix)?).await?;
            let found = found
                .into_iter()
                .map(|(key, bytes)| (key.to_string(), bytes));
            let values = self.values.range(prefix.to_owned()..end.to_owned());
            let values = values.map(|(key, bytes)| (key.clone(), bytes.clone()));
            same(found.collect::<Vec<_>>(), values.collect())?;
        }
        let stats = store.stats().await?;
        let counts = [
            stats.envelopes,
            stats.queued,
            stats.quarantined,
            stats.values,
        ];
        let lens = [
            self.held.len(),
            self.queue.len(),
            self.aside.len(),
            self.values.len(),
        ];
        same(counts, lens.map(|len| len as u64))
    }

    async fn agree_in(&self, space: SpaceId, store: &impl Store) -> Outcome {
        let found = store
            .envelopes(space, LocalIndex::START, usize::MAX)
            .await?;
        same(found.is_sorted_by_key(|(index, _)| *index), true)?;
        let held = of(&self.held, space);
        same(
            found.into_iter().map(|(_, bytes)| bytes).collect(),
            bytes_of(&held),
        )?;
        for (id, bytes) in held {
            same(store.envelope(space, id).await?, Some(bytes))?;
        }
        let queue = self.queue.iter().filter(|entry| entry.0 == space);
        let queue: Vec<_> = queue.map(|entry| entry.1).collect();
        same(store.waiting(space).await?, queue.clone())?;
        let waiting = store.outbox(space, usize::MAX).await?;
        same(waiting.iter().map(|(id, _)| *id).collect(), queue)?;
        let found = store.quarantined(space).await?;
        same(
            found.into_iter().map(|entry| entry.bytes).collect(),
            bytes_of(&of(&self.aside, space)),
        )
    }

    fn apply(&mut self, op: &Op) -> Result<(), StoreError> {
        match op.clone() {
            Op::PutEnvelope { space, id, bytes } => match self.find(space, id) {
                Some(held) if *held != bytes => return Err(StoreError::Conflict),
                Some(_) => {}
                None => self.held.push((space, id, bytes)),
            },
            Op::Queue { space, id } => {
                self.find(space, id).ok_or(StoreError::NotHeld)?;
                if !self.queue.contains(&(space, id)) {
                    self.queue.push((space, id));
                }
            }
            Op::Unqueue { space, id } => self.queue.retain(|entry| *entry != (space, id)),
            Op::PutValue { key, bytes } => drop(self.values.insert(key.to_string(), bytes)),
            Op::DeleteValue { key } => drop(self.values.remove(key.as_str())),
            Op::Quarantine {
                space, id, bytes, ..
            } => {
                if !self
                    .aside
                    .iter()
                    .any(|entry| (entry.0, entry.1) == (space, id))
                {
                    self.aside.push((space, id, bytes));
                }
            }
            Op::Release { space, id } => {
                self.aside.retain(|entry| (entry.0, entry.1) != (space, id));
            }
            Op::EraseSpace { space } => {
                self.held.retain(|entry| entry.0 != space);
                self.queue.retain(|entry| entry.0 != space);
                self.aside.retain(|entry| entry.0 != space);
                let root = format!("space/{space}/");
                self.values.retain(|key, _| !key.starts_with(&root));
            }
            Op::EraseAll => *self = Self::default(),
        }
        Ok(())
    }

    fn find(&self, space: SpaceId, id: EnvelopeId) -> Option<&Vec<u8>> {
        self.held
            .iter()
            .find(|entry| (entry.0, entry.1) == (space, id))
            .map(|entry| &entry.2)
    }
}

type Entry = (SpaceId, EnvelopeId, Vec<u8>);

fn of(entries: &[Entry], space: SpaceId) -> Vec<(EnvelopeId, Vec<u8>)> {
    let here = entries.iter().filter(|entry| entry.0 == space);
    here.map(|(_, id, bytes)| (*id, bytes.clone())).collect()
}

fn bytes_of(entries: &[(EnvelopeId, Vec<u8>)]) -> Vec<Vec<u8>> {
    entries.iter().map(|(_, bytes)| bytes.clone()).collect()
}

//! From a batch and what the database answered to the writes that keep the batch.
//!
//! Invariant: every question is asked before the first write, and every refusal comes before it. So
//! no batch can be kept by half: a page that dies in between has written nothing at all, although a
//! browser commits a transaction by itself as soon as nobody asks it anything more.

use holdfast_order::{Map, Set};
use holdfast_wire::{EnvelopeId, SpaceId};

use super::layout::{LAST, Table, digits, end_of, name, place};
use crate::{Batch, Key, Op, StoreError};

/// What the database must be asked before a batch can be planned.
pub(super) fn questions(batch: &Batch) -> Set<(Table, String)> {
    let mut asked = Set::new();
    for op in batch.ops() {
        match op {
            Op::PutEnvelope { space, id, .. } => {
                asked.insert((Table::Held, name(*space, *id)));
            }
            Op::Queue { space, id } | Op::Unqueue { space, id } => {
                asked.insert((Table::Held, name(*space, *id)));
                asked.insert((Table::Waiting, name(*space, *id)));
            }
            Op::Quarantine { space, id, .. } | Op::Release { space, id } => {
                asked.insert((Table::Aside, name(*space, *id)));
            }
            _ => {}
        }
    }
    asked
}

/// The answers.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The last number given.
    pub(super) last: u64,
    /// The numbers behind the names that were asked for, where there is one.
    pub(super) numbers: Map<(Table, String), u64>,
    /// The bytes of the envelopes that are to be put again, by name.
    pub(super) bytes: Map<String, Vec<u8>>,
}

/// One write.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Write<'a> {
    Put(Table, String, Content<'a>),
    Delete(Table, String),
    /// From the first text to before the second.
    DeleteRange(Table, String, String),
    Clear(Table),
}

/// What rests under a key.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Content<'a> {
    Bytes(&'a [u8]),
    Text(String),
    Aside(EnvelopeId, &'a [u8], &'a str),
}

/// The writes that keep the batch.
pub(super) fn plan<'a>(batch: &'a Batch, known: &'a Known) -> Result<Vec<Write<'a>>, StoreError> {
    let bytes = known
        .bytes
        .iter()
        .map(|(name, bytes)| (name.clone(), bytes.as_slice()));
    let mut plan = Plan {
        last: known.last,
        numbers: known.numbers.clone(),
        bytes: bytes.collect(),
        writes: Vec::new(),
    };
    for op in batch.ops() {
        plan.add(op)?;
    }
    if plan.last != known.last {
        let last = Content::Text(digits(plan.last));
        plan.writes
            .push(Write::Put(Table::Counter, LAST.into(), last));
    }
    Ok(plan.writes)
}

/// What stands under each key after the writes; nothing is said of what was cleared with others.
pub(super) fn last_words<'w>(
    writes: &'w [Write<'w>],
) -> Map<(Table, &'w str), Option<&'w Content<'w>>> {
    let mut words = Map::new();
    for write in writes {
        match write {
            Write::Put(table, key, content) => {
                words.insert((*table, key.as_str()), Some(content));
            }
            Write::Delete(table, key) => {
                words.insert((*table, key.as_str()), None);
            }
            Write::DeleteRange(table, from, end) => words
                .retain(|(of, key), _| of != table || *key < from.as_str() || *key >= end.as_str()),
            Write::Clear(table) => words.retain(|(of, _), _| of != table),
        }
    }
    words
}

struct Plan<'a> {
    last: u64,
    numbers: Map<(Table, String), u64>,
    bytes: Map<String, &'a [u8]>,
    writes: Vec<Write<'a>>,
}

impl<'a> Plan<'a> {
    fn add(&mut self, op: &'a Op) -> Result<(), StoreError> {
        match op {
            Op::PutEnvelope { space, id, bytes } => self.put(*space, *id, bytes)?,
            Op::Queue { space, id } => self.queue(*space, *id)?,
            Op::Unqueue { space, id } => self.remove(Table::Outbox, Table::Waiting, *space, *id),
            Op::PutValue { key, bytes } => {
                self.write(Table::Values, key.to_string(), Content::Bytes(bytes));
            }
            Op::DeleteValue { key } => {
                self.writes
                    .push(Write::Delete(Table::Values, key.to_string()));
            }
            Op::Quarantine {
                space,
                id,
                bytes,
                reason,
            } => {
                let content = Content::Aside(*id, bytes, reason);
                self.append(Table::Quarantine, Table::Aside, *space, *id, content);
            }
            Op::Release { space, id } => {
                self.remove(Table::Quarantine, Table::Aside, *space, *id);
            }
            Op::EraseSpace { space } => self.erase(*space),
            Op::EraseAll => {
                self.numbers = Map::new();
                let all = Table::OF_SPACES.into_iter().chain([Table::Values]);
                self.writes.extend(all.map(Write::Clear));
            }
        }
        Ok(())
    }

    fn put(&mut self, space: SpaceId, id: EnvelopeId, bytes: &'a [u8]) -> Result<(), StoreError> {
        let name = name(space, id);
        if self.number(Table::Held, &name).is_none() {
            self.append(
                Table::Envelopes,
                Table::Held,
                space,
                id,
                Content::Bytes(bytes),
            );
            self.bytes.insert(name, bytes);
            return Ok(());
        }
        match self.bytes.get(&name) {
            Some(held) if *held == bytes => Ok(()),
            Some(_) => Err(StoreError::Conflict),
            None => Err(StoreError::Corrupt(
                "an envelope has a name and no bytes".into(),
            )),
        }
    }

    fn queue(&mut self, space: SpaceId, id: EnvelopeId) -> Result<(), StoreError> {
        let held = self
            .number(Table::Held, &name(space, id))
            .ok_or(StoreError::NotHeld)?;
        let content = Content::Text(format!("{id}{}", digits(held)));
        self.append(Table::Outbox, Table::Waiting, space, id, content);
        Ok(())
    }

    fn number(&self, table: Table, name: &str) -> Option<u64> {
        self.numbers.get(&(table, name.to_owned())).copied()
    }

    /// At the end of `rows`, with its number under its name in `names`; nothing if it is there.
    fn append(
        &mut self,
        rows: Table,
        names: Table,
        space: SpaceId,
        id: EnvelopeId,
        content: Content<'a>,
    ) {
        let name = name(space, id);
        if self.number(names, &name).is_some() {
            return;
        }
        self.last = self.last.saturating_add(1);
        self.write(rows, place(space, self.last), content);
        self.write(names, name.clone(), Content::Text(digits(self.last)));
        self.numbers.insert((names, name), self.last);
    }

    fn remove(&mut self, rows: Table, names: Table, space: SpaceId, id: EnvelopeId) {
        let name = name(space, id);
        if let Some(number) = self.numbers.remove(&(names, name.clone())) {
            self.writes.push(Write::Delete(rows, place(space, number)));
            self.writes.push(Write::Delete(names, name));
        }
    }

    fn erase(&mut self, space: SpaceId) {
        let start = space.to_string();
        self.numbers
            .retain(|(_, name), _| !name.starts_with(&start));
        for table in Table::OF_SPACES {
            self.writes
                .push(Write::DeleteRange(table, start.clone(), end_of(space)));
        }
        let root = Key::root_of_space(space);
        let end = Key::end_of(&root);
        self.writes
            .push(Write::DeleteRange(Table::Values, root, end));
    }

    fn write(&mut self, table: Table, key: String, content: Content<'a>) {
        self.writes.push(Write::Put(table, key, content));
    }
}

#[cfg(test)]
mod tests;

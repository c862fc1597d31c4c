//! [`IndexedDbStore`]: the port, in a browser.
//!
//! Invariant: a commit asks all it must know, plans, then asks for all its writes without a pause.

use holdfast_order::Set;
use holdfast_wire::{EnvelopeId, SpaceId};
use idb::Transaction;
use wasm_bindgen::JsValue;

use super::connection::{Connection, complete};
use super::errors::{damaged, explain};
use super::layout::{LAST, Table, end_of, name, number, number_of, place, space_of};
use super::plan::{Known, plan, questions};
use super::rows::{self, Range};
use crate::{Batch, Key, LocalIndex, Quarantined, Stats, Store, StoreError};

/// One database of this origin in the browser.
///
/// Several windows may hold one: their commits wait for each other. When a newer version of the app
/// opens it, this handle closes by itself and answers [`StoreError::Closed`] from then on.
#[derive(Debug)]
pub struct IndexedDbStore {
    connection: Connection,
}

impl IndexedDbStore {
    /// Opens the database with this name, or makes it.
    ///
    /// # Errors
    /// `Unavailable` in private mode, without permission, or while another window holds an older
    /// layout open; `Newer` when a newer Holdfast wrote it; `Full` when there is no room.
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        Ok(Self {
            connection: Connection::open(name).await?,
        })
    }
}

impl Store for IndexedDbStore {
    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        batch.check()?;
        if batch.is_empty() {
            return Ok(());
        }
        let raw = self.connection.writing()?;
        let transaction = Transaction::from(raw.clone());
        let known = known(&transaction, &batch).await?;
        match write(&transaction, &batch, &known).await {
            Ok(()) => {
                drop(transaction.commit().map_err(explain)?);
                complete(raw).await
            }
            Err(error) => {
                // Nothing, or nothing that counts, was asked for yet.
                drop(transaction.abort());
                drop(complete(raw).await);
                Err(error)
            }
        }
    }

    async fn envelopes(
        &self,
        space: SpaceId,
        after: LocalIndex,
        limit: usize,
    ) -> Result<Vec<(LocalIndex, Vec<u8>)>, StoreError> {
        let transaction = self.connection.reading(&[Table::Envelopes])?;
        let (from, end) = (place(space, after.number()), end_of(space));
        let range = Range {
            table: Table::Envelopes,
            from: &from,
            after: true,
            end: &end,
        };
        let keys = range.keys(&transaction, limit).await?;
        let contents = range.contents(&transaction, limit).await?;
        let pairs = keys.iter().zip(&contents);
        pairs
            .map(|(key, content)| Ok((index_of(key)?, rows::bytes(content)?)))
            .collect()
    }

    async fn envelope(
        &self,
        space: SpaceId,
        id: EnvelopeId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let transaction = self.connection.reading(&[Table::Held, Table::Envelopes])?;
        let name = name(space, id);
        let Some(held) = one(&transaction, Table::Held, &name).await? else {
            return Ok(None);
        };
        let place = place(space, parse(&rows::text(&held)?)?);
        let content = one(&transaction, Table::Envelopes, &place).await?;
        content.map(|content| rows::bytes(&content)).transpose()
    }

    async fn waiting(&self, space: SpaceId) -> Result<Vec<EnvelopeId>, StoreError> {
        let transaction = self.connection.reading(&[Table::Outbox])?;
        let waiting = all_of(space, Table::Outbox, &transaction, usize::MAX).await?;
        let id = |row| Ok(waiting_of(&rows::text(row)?)?.0);
        waiting.iter().map(id).collect()
    }

    async fn outbox(
        &self,
        space: SpaceId,
        limit: usize,
    ) -> Result<Vec<(EnvelopeId, Vec<u8>)>, StoreError> {
        let transaction = self
            .connection
            .reading(&[Table::Outbox, Table::Envelopes])?;
        let waiting = all_of(space, Table::Outbox, &transaction, limit).await?;
        let mut ids = Vec::new();
        let mut places = Vec::new();
        for row in &waiting {
            let (id, number) = waiting_of(&rows::text(row)?)?;
            ids.push(id);
            places.push(place(space, number));
        }
        let keys = places
            .iter()
            .map(|place| (Table::Envelopes, place.as_str()));
        let found = rows::find(&transaction, keys).await?;
        let held = found.into_iter().map(|row| match row {
            Some(row) => rows::bytes(&row),
            None => Err(damaged("a waiting envelope is not held")),
        });
        ids.into_iter()
            .zip(held)
            .map(|(id, bytes)| Ok((id, bytes?)))
            .collect()
    }

    async fn value(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let transaction = self.connection.reading(&[Table::Values])?;
        let content = one(&transaction, Table::Values, key.as_str()).await?;
        content.map(|content| rows::bytes(&content)).transpose()
    }

    async fn values(&self, prefix: &Key) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        let transaction = self.connection.reading(&[Table::Values])?;
        let end = Key::end_of(prefix.as_str());
        let range = Range {
            table: Table::Values,
            from: prefix.as_str(),
            after: false,
            end: &end,
        };
        let keys = range.keys(&transaction, usize::MAX).await?;
        let contents = range.contents(&transaction, usize::MAX).await?;
        let known = |key| Key::new(key).map_err(|_| damaged("a stored key is not a key"));
        let pairs = keys.into_iter().zip(&contents);
        pairs
            .map(|(key, content)| Ok((known(key)?, rows::bytes(content)?)))
            .collect()
    }

    async fn spaces(&self) -> Result<Vec<SpaceId>, StoreError> {
        let transaction = self
            .connection
            .reading(&[Table::Envelopes, Table::Quarantine])?;
        let mut spaces = Set::from_iter(spaces_in(&transaction, Table::Envelopes).await?);
        spaces.extend(spaces_in(&transaction, Table::Quarantine).await?);
        Ok(spaces.into_iter().collect())
    }

    async fn quarantined(&self, space: SpaceId) -> Result<Vec<Quarantined>, StoreError> {
        let transaction = self.connection.reading(&[Table::Quarantine])?;
        let found = all_of(space, Table::Quarantine, &transaction, usize::MAX).await?;
        found.iter().map(rows::aside).collect()
    }

    async fn stats(&self) -> Result<Stats, StoreError> {
        let transaction = self.connection.reading(&Table::ALL)?;
        let byte_len = |row: &_| rows::bytes(row).map(|bytes| bytes.len());
        let aside_len = |row: &_| rows::aside(row).map(|aside| aside.bytes.len());
        let (envelopes, held) = weigh(&transaction, Table::Envelopes, byte_len).await?;
        let (quarantined, aside) = weigh(&transaction, Table::Quarantine, aside_len).await?;
        let (values, small) = weigh(&transaction, Table::Values, byte_len).await?;
        let (queued, _) = weigh(&transaction, Table::Outbox, |_| Ok(0)).await?;
        Ok(Stats {
            envelopes,
            queued,
            quarantined,
            values,
            bytes: held + aside + small,
        })
    }
}

/// Asks for all writes of a batch; in debug builds, and before anybody else can write, it reads
/// them back.
async fn write(transaction: &Transaction, batch: &Batch, known: &Known) -> Result<(), StoreError> {
    let writes = plan(batch, known)?;
    writes
        .iter()
        .try_for_each(|write| rows::ask(transaction, write))?;
    if cfg!(debug_assertions) {
        rows::reread(transaction, &writes).await?;
    }
    Ok(())
}

/// Asks what a batch must know, in two rounds.
async fn known(transaction: &Transaction, batch: &Batch) -> Result<Known, StoreError> {
    let names = questions(batch);
    let keys = names.iter().map(|(table, name)| (*table, name.as_str()));
    let mut found = rows::find(
        transaction,
        [(Table::Counter, LAST)].into_iter().chain(keys),
    )
    .await?
    .into_iter();
    let mut known = Known::default();
    if let Some(Some(last)) = found.next() {
        known.last = parse(&rows::text(&last)?)?;
    }
    let mut places = Vec::new();
    for ((table, name), row) in names.into_iter().zip(found) {
        let Some(row) = row else { continue };
        let number = parse(&rows::text(&row)?)?;
        if table == Table::Held {
            let space = space_of(&name).ok_or_else(|| damaged("a name is not a name"))?;
            places.push((name.clone(), place(space, number)));
        }
        known.numbers.insert((table, name), number);
    }
    let keys = places
        .iter()
        .map(|(_, place)| (Table::Envelopes, place.as_str()));
    let held = rows::find(transaction, keys).await?;
    for ((name, _), row) in places.into_iter().zip(held) {
        if let Some(row) = row {
            known.bytes.insert(name, rows::bytes(&row)?);
        }
    }
    Ok(known)
}

async fn one(
    transaction: &Transaction,
    table: Table,
    key: &str,
) -> Result<Option<JsValue>, StoreError> {
    Ok(rows::find(transaction, [(table, key)])
        .await?
        .pop()
        .flatten())
}

async fn all_of(
    space: SpaceId,
    table: Table,
    transaction: &Transaction,
    limit: usize,
) -> Result<Vec<JsValue>, StoreError> {
    let (from, end) = (space.to_string(), end_of(space));
    Range {
        table,
        from: &from,
        after: false,
        end: &end,
    }
    .contents(transaction, limit)
    .await
}

/// Hops from the first key of a space to the first of the next.
async fn spaces_in(transaction: &Transaction, table: Table) -> Result<Vec<SpaceId>, StoreError> {
    let (mut from, mut spaces) = (String::new(), Vec::new());
    loop {
        let rest = Range {
            table,
            from: &from,
            after: false,
            end: AFTER_ALL,
        };
        let keys = rest.keys(transaction, 1).await?;
        let Some(key) = keys.first() else {
            return Ok(spaces);
        };
        let space = space_of(key).ok_or_else(|| damaged("a place is not a place"))?;
        from = end_of(space);
        spaces.push(space);
    }
}

/// How many rows a table has and how much they weigh, page by page.
async fn weigh(
    transaction: &Transaction,
    table: Table,
    len: impl Fn(&JsValue) -> Result<usize, StoreError>,
) -> Result<(u64, u64), StoreError> {
    let (mut from, mut rows, mut weight) = (String::new(), 0, 0);
    loop {
        let rest = Range {
            table,
            from: &from,
            after: rows > 0,
            end: AFTER_ALL,
        };
        let contents = rest.contents(transaction, PAGE_ROWS).await?;
        let keys = rest.keys(transaction, PAGE_ROWS).await?;
        let Some(last) = keys.into_iter().next_back() else {
            return Ok((rows, weight));
        };
        for content in &contents {
            rows += 1;
            weight += len(content)? as u64;
        }
        from = last;
    }
}

fn index_of(place: &str) -> Result<LocalIndex, StoreError> {
    number_of(place)
        .map(LocalIndex::new)
        .ok_or_else(|| damaged("a place is not a place"))
}

fn parse(digits: &str) -> Result<u64, StoreError> {
    number(digits).ok_or_else(|| damaged("a number is not a number"))
}

/// The id and the number of a row of the outbox.
fn waiting_of(row: &str) -> Result<(EnvelopeId, u64), StoreError> {
    let parts = row.split_at_checked(2 * EnvelopeId::LEN);
    let parsed = parts.and_then(|(id, digits)| Some((id.parse().ok()?, number(digits)?)));
    parsed.ok_or_else(|| damaged("a waiting envelope is not an envelope"))
}

/// A text after every key: keys have no character beyond `z`.
const AFTER_ALL: &str = "{";

/// How many rows are read at once when all are weighed.
const PAGE_ROWS: usize = 500;

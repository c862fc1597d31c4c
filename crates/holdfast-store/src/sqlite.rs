//! A store in one SQLite file, for programs.
//!
//! Invariant: every commit ends with an fsync of the write-ahead log, so `Ok` survives a power cut.
//! `synchronous=NORMAL` would not: the power-cut simulator loses acknowledged records with it.

mod connection;
mod errors;
mod ops;
mod schema;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use holdfast_wire::{EnvelopeId, SpaceId};
use rusqlite::{Connection, TransactionBehavior};

use crate::{Batch, Key, LocalIndex, Op, Quarantined, Stats, Store, StoreError, reread};
use connection::Sync;

/// A SQLite file in WAL mode with `synchronous=FULL`.
///
/// Calls block the thread that polls them, for about 0.2 ms per commit on a disk with a fast flush.
/// Several handles and several processes may use one file; they wait for each other up to 5 s and
/// then fail with [`StoreError::Unavailable`].
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    sync: Sync,
    /// Empty after an I/O error: the next call opens the file anew. SQLite's view of a log whose
    /// flush failed cannot be trusted further, and opening rewrites what the failure left over.
    link: Mutex<Option<Connection>>,
}

impl SqliteStore {
    /// Opens the file, or makes it; its folder must exist.
    ///
    /// # Errors
    /// `Unavailable` when it cannot be opened, `Corrupt` when it is not a store, `Newer` when a
    /// newer Holdfast wrote it, `Full` when there is no room to make it.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_with(path.as_ref(), Sync::Full)
    }

    /// Opens the file with `synchronous=NORMAL`, which LOSES acknowledged batches at a power cut.
    /// Only there to prove that the power-cut simulator would notice.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    #[cfg(feature = "testing")]
    pub fn open_that_loses(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_with(path.as_ref(), Sync::Normal)
    }

    fn open_with(path: &Path, sync: Sync) -> Result<Self, StoreError> {
        let link = Mutex::new(Some(connection::open(path, sync)?));
        Ok(Self {
            path: path.to_owned(),
            sync,
            link,
        })
    }

    fn with<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, rusqlite::Error>,
    ) -> Result<T, StoreError> {
        self.try_with(|connection| work(connection).map_err(errors::explain))
    }

    fn try_with<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut link = self.link.lock().unwrap_or_else(PoisonError::into_inner);
        let mut connection = match link.take() {
            Some(connection) => connection,
            None => connection::open(&self.path, self.sync)?,
        };
        let result = work(&mut connection);
        if !matches!(result, Err(StoreError::Unavailable(_))) {
            *link = Some(connection);
        }
        result
    }
}

impl Store for SqliteStore {
    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        batch.check()?;
        if batch.is_empty() {
            return Ok(());
        }
        self.try_with(|connection| {
            let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
            let transaction = begun.map_err(errors::explain)?;
            for op in batch.ops() {
                ops::apply(&transaction, op)?;
            }
            if cfg!(debug_assertions) {
                reread::check(&batch, &*transaction)?;
            }
            transaction.commit().map_err(errors::explain)?;
            if batch
                .ops()
                .iter()
                .any(|op| matches!(op, Op::EraseSpace { .. } | Op::EraseAll))
            {
                // Erased bytes still rest in the log until it is cut. Kept is kept already, so a
                // failure here is no failure of the batch; opening the file tries again.
                drop(connection::cut_log(connection));
            }
            Ok(())
        })
    }

    async fn envelopes(
        &self,
        space: SpaceId,
        after: LocalIndex,
        limit: usize,
    ) -> Result<Vec<(LocalIndex, Vec<u8>)>, StoreError> {
        const READ: &str =
            "SELECT n, bytes FROM envelope WHERE space = ?1 AND n > ?2 ORDER BY n LIMIT ?3";
        let after = i64::try_from(after.number()).unwrap_or(i64::MAX);
        let rows = self.with(|connection| {
            let mut read = connection.prepare_cached(READ)?;
            let rows = read.query_map((space.as_bytes(), after, at_most(limit)), |row| {
                Ok((row.get::<_, i64>(0)?, row.get(1)?))
            })?;
            rows.collect::<Result<Vec<_>, _>>()
        })?;
        Ok(rows
            .into_iter()
            .map(|(n, bytes)| (LocalIndex::new(n.unsigned_abs()), bytes))
            .collect())
    }

    async fn envelope(
        &self,
        space: SpaceId,
        id: EnvelopeId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.with(|connection| ops::held(connection, space, id))
    }

    async fn waiting(&self, space: SpaceId) -> Result<Vec<EnvelopeId>, StoreError> {
        self.with(|connection| {
            let mut read =
                connection.prepare_cached("SELECT id FROM outbox WHERE space = ?1 ORDER BY n")?;
            let rows = read.query_map([space.as_bytes()], |row| {
                Ok(EnvelopeId::from_bytes(row.get(0)?))
            })?;
            rows.collect()
        })
    }

    async fn outbox(
        &self,
        space: SpaceId,
        limit: usize,
    ) -> Result<Vec<(EnvelopeId, Vec<u8>)>, StoreError> {
        const READ: &str = "SELECT o.id, e.bytes FROM outbox o
            JOIN envelope e ON e.space = o.space AND e.id = o.id
            WHERE o.space = ?1 ORDER BY o.n LIMIT ?2";
        self.with(|connection| {
            let mut read = connection.prepare_cached(READ)?;
            let rows = read.query_map((space.as_bytes(), at_most(limit)), |row| {
                Ok((EnvelopeId::from_bytes(row.get(0)?), row.get(1)?))
            })?;
            rows.collect()
        })
    }

    async fn value(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.with(|connection| ops::value(connection, key))
    }

    async fn values(&self, prefix: &Key) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        const READ: &str = "SELECT key, bytes FROM value WHERE key >= ?1 AND key < ?2 ORDER BY key";
        let end = Key::end_of(prefix.as_str());
        let rows: Vec<(String, Vec<u8>)> = self.with(|connection| {
            let mut read = connection.prepare_cached(READ)?;
            let rows = read.query_map([prefix.as_str(), &end], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
            rows.collect()
        })?;
        let known = |(key, bytes)| Ok((Key::new(key).map_err(errors::bad_key)?, bytes));
        rows.into_iter().map(known).collect()
    }

    async fn spaces(&self) -> Result<Vec<SpaceId>, StoreError> {
        const READ: &str =
            "SELECT space FROM envelope UNION SELECT space FROM quarantine ORDER BY 1";
        self.with(|connection| {
            let mut read = connection.prepare_cached(READ)?;
            let rows = read.query_map([], |row| row.get(0).map(SpaceId::from_bytes))?;
            rows.collect()
        })
    }

    async fn quarantined(&self, space: SpaceId) -> Result<Vec<Quarantined>, StoreError> {
        const READ: &str = "SELECT id, bytes, reason FROM quarantine WHERE space = ?1 ORDER BY n";
        self.with(|connection| {
            let mut read = connection.prepare_cached(READ)?;
            let rows = read.query_map([space.as_bytes()], |row| {
                let id = EnvelopeId::from_bytes(row.get(0)?);
                Ok(Quarantined {
                    id,
                    bytes: row.get(1)?,
                    reason: row.get(2)?,
                })
            })?;
            rows.collect()
        })
    }

    async fn stats(&self) -> Result<Stats, StoreError> {
        self.with(|connection| {
            let (envelopes, held) = ops::count(connection, "envelope")?;
            let (quarantined, aside) = ops::count(connection, "quarantine")?;
            let (values, small) = ops::count(connection, "value")?;
            let (queued, _) = ops::count(connection, "outbox")?;
            Ok(Stats {
                envelopes,
                queued,
                quarantined,
                values,
                bytes: held + aside + small,
            })
        })
    }
}

/// A limit as SQLite reads it.
fn at_most(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

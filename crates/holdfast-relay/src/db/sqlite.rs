//! The relay's database in one SQLite file.
//! One connection writes, four read; WAL with `synchronous=FULL`, so a commit is on the disk.

mod append;
mod mailbox;
mod space;

use super::{
    Answer, Append, Appended, Db, Mail, Mailed, Page, Quota, Row, Space, SpaceKeys, Written,
};
use crate::RelayError;
use futures_util::TryStreamExt;
use holdfast_wire::{EnvelopeId, MailboxId, Position, SpaceId};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Row as _, Sqlite, Transaction};
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

/// A relay database in a file (and its `-wal` and `-shm` beside it).
pub(crate) struct SqliteDb {
    writer: SqlitePool,
    readers: SqlitePool,
}

impl SqliteDb {
    /// Opens or creates the file and brings its tables up to date.
    ///
    /// # Errors
    /// `StorageUnavailable` when it cannot be opened or written, `StorageFull`, `StorageCorrupt`.
    pub(crate) async fn open(path: &Path) -> Result<Self, RelayError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(BUSY_TIMEOUT_S))
            .pragma("wal_autocheckpoint", "4000")
            .pragma("cache_size", "-65536")
            // What is deleted is overwritten, not only unlinked.
            .pragma("secure_delete", "ON");
        let writer = pool(1)
            .connect_with(options.clone())
            .await
            .map_err(storage)?;
        sqlx::migrate!("migrations/sqlite")
            .run(&writer)
            .await
            .map_err(migration)?;
        let readers = pool(READERS)
            .connect_with(options.read_only(true))
            .await
            .map_err(storage)?;
        Ok(Self { writer, readers })
    }

    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, RelayError> {
        self.writer
            .begin_with("BEGIN IMMEDIATE")
            .await
            .map_err(storage)
    }

    async fn read_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], RelayError> {
        sqlx::query("INSERT OR IGNORE INTO secrets (name, bytes) VALUES ('relay', ?1)")
            .bind(fresh.to_vec())
            .execute(&self.writer)
            .await
            .map_err(storage)?;
        let bytes = sqlx::query_scalar("SELECT bytes FROM secrets WHERE name = 'relay'")
            .fetch_one(&self.writer)
            .await
            .map_err(storage)?;
        fixed(bytes)
    }

    async fn read_page(
        &self,
        space: SpaceId,
        after: Position,
        page: Page,
    ) -> Result<Vec<Row>, RelayError> {
        let mut rows = sqlx::query(
            "SELECT position, body FROM envelopes
             WHERE space = ?1 AND position > ?2 ORDER BY position LIMIT ?3",
        )
        .bind(space.as_bytes().to_vec())
        .bind(i64::try_from(after.0).unwrap_or(i64::MAX))
        .bind(i64::try_from(page.envelopes).unwrap_or(i64::MAX))
        .fetch(&self.readers);
        let (mut found, mut bytes) = (Vec::new(), 0);
        while let Some(row) = rows.try_next().await.map_err(storage)? {
            let body: Vec<u8> = row.try_get(1).map_err(storage)?;
            bytes += body.len();
            if bytes > page.bytes && !found.is_empty() {
                break;
            }
            found.push((Position(count(row.try_get(0).map_err(storage)?)?), body));
        }
        Ok(found)
    }

    async fn write_nothing(&self) -> Result<(), RelayError> {
        // Takes the write lock and gives it back: fails on a read-only or locked file.
        self.begin().await?.rollback().await.map_err(storage)
    }
}

impl Db for SqliteDb {
    fn secret(&self, fresh: [u8; 32]) -> Answer<'_, [u8; 32]> {
        Box::pin(self.read_secret(fresh))
    }

    fn create_space(&self, space: SpaceId, keys: SpaceKeys) -> Answer<'_, Written> {
        Box::pin(space::create(self, space, keys))
    }

    fn space(&self, space: SpaceId) -> Answer<'_, Option<Space>> {
        Box::pin(space::find(self, space))
    }

    fn rotate(&self, space: SpaceId, generation: u64, keys: SpaceKeys) -> Answer<'_, bool> {
        Box::pin(space::rotate(self, space, generation, keys))
    }

    fn delete_space(&self, space: SpaceId, generation: u64) -> Answer<'_, bool> {
        Box::pin(space::delete(self, space, generation))
    }

    fn append(&self, appends: Vec<Append>, quota: Quota) -> Answer<'_, Vec<Appended>> {
        Box::pin(append::append(self, appends, quota))
    }

    fn envelopes(&self, space: SpaceId, after: Position, page: Page) -> Answer<'_, Vec<Row>> {
        Box::pin(self.read_page(space, after, page))
    }

    fn delete_envelopes(
        &self,
        space: SpaceId,
        generation: u64,
        ids: Vec<EnvelopeId>,
    ) -> Answer<'_, Option<u64>> {
        Box::pin(append::delete(self, space, generation, ids))
    }

    fn put_mailbox(&self, mail: Mail, mailboxes_max: u64) -> Answer<'_, Mailed> {
        Box::pin(mailbox::put(self, mail, mailboxes_max))
    }

    fn mailbox(&self, id: MailboxId, now_min: u64) -> Answer<'_, Option<Vec<u8>>> {
        Box::pin(mailbox::find(self, id, now_min))
    }

    fn probe(&self) -> Answer<'_, ()> {
        Box::pin(self.write_nothing())
    }

    fn close(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {
            self.readers.close().await;
            self.writer.close().await;
        })
    }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    // A connection to a file does not go stale: no ping before each use, no end of life.
    SqlitePoolOptions::new()
        .max_connections(connections)
        .min_connections(connections)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(ACQUIRE_TIMEOUT_S))
}

/// Tells a full disk and a damaged file from everything else.
#[expect(
    clippy::needless_pass_by_value,
    reason = "it is the function of map_err"
)]
fn storage(error: sqlx::Error) -> RelayError {
    let primary = match &error {
        sqlx::Error::Database(database) => database
            .code()
            .and_then(|code| code.parse::<u32>().ok())
            .map(|code| code & 0xff),
        _ => None,
    };
    match primary {
        Some(SQLITE_FULL) => RelayError::StorageFull,
        Some(SQLITE_CORRUPT | SQLITE_NOTADB) => RelayError::StorageCorrupt(error.to_string()),
        _ => RelayError::StorageUnavailable(error.to_string()),
    }
}

fn migration(error: sqlx::migrate::MigrateError) -> RelayError {
    match error {
        sqlx::migrate::MigrateError::Execute(error) => storage(error),
        other => RelayError::StorageUnavailable(other.to_string()),
    }
}

/// Bytes of a column that has one length.
fn fixed<const N: usize>(bytes: Vec<u8>) -> Result<[u8; N], RelayError> {
    bytes
        .try_into()
        .map_err(|_| RelayError::StorageCorrupt("a column has a wrong length".into()))
}

/// A number that cannot be negative.
fn count(number: i64) -> Result<u64, RelayError> {
    u64::try_from(number).map_err(|_| RelayError::StorageCorrupt("a count is negative".into()))
}

/// A number as SQLite keeps it.
fn signed(number: u64) -> Result<i64, RelayError> {
    i64::try_from(number).map_err(|_| RelayError::StorageCorrupt("a count is too large".into()))
}

const READERS: u32 = 4;
const BUSY_TIMEOUT_S: u64 = 5;
const ACQUIRE_TIMEOUT_S: u64 = 10;
const SQLITE_CORRUPT: u32 = 11;
const SQLITE_FULL: u32 = 13;
const SQLITE_NOTADB: u32 = 26;

//! The SQLite file: its connections, its settings, and its errors told apart.
//! One connection writes, four read; WAL with `synchronous=FULL`, so a commit is on the disk.

use crate::RelayError;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection, SqlSafeStr, Sqlite, SqliteConnection, Transaction};
use std::path::Path;
use std::time::Duration;

/// A relay database in a file (and its `-wal` and `-shm` beside it).
pub(crate) struct SqliteDb {
    pub(super) writer: SqlitePool,
    pub(super) readers: SqlitePool,
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
            .after_release(|connection, _| Box::pin(is_clean(connection)))
            .connect_with(options.clone())
            .await
            .map_err(storage)?;
        migrations().run(&writer).await.map_err(migration)?;
        let readers = pool(READERS)
            .connect_with(options.read_only(true))
            .await
            .map_err(storage)?;
        Ok(Self { writer, readers })
    }

    pub(super) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, RelayError> {
        self.writer
            .begin_with("BEGIN IMMEDIATE")
            .await
            .map_err(storage)
    }
}

/// The tables, step by step. Listed by hand: sqlx's macro that reads the folder needs a second
/// SQLite, built for the compiler.
pub(super) fn migrations() -> Migrator {
    Migrator::with_migrations(vec![Migration::new(
        1,
        "relay".into(),
        MigrationType::Simple,
        include_str!("../../../migrations/sqlite/0001_relay.sql").into_sql_str(),
        false,
    )])
}

/// Whether a connection that comes back may be used again. When a commit fails because of the disk,
/// SQLite has rolled back by itself, the rollback that follows is an error, and the connection
/// would refuse every later transaction as one inside another.
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // Behind the rollback that waits in the connection's queue.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
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
pub(super) fn storage(error: sqlx::Error) -> RelayError {
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
pub(super) fn fixed<const N: usize>(bytes: Vec<u8>) -> Result<[u8; N], RelayError> {
    bytes
        .try_into()
        .map_err(|_| RelayError::StorageCorrupt("a column has a wrong length".into()))
}

/// A number that cannot be negative.
pub(super) fn count(number: i64) -> Result<u64, RelayError> {
    u64::try_from(number).map_err(|_| RelayError::StorageCorrupt("a count is negative".into()))
}

/// A number as SQLite keeps it.
pub(super) fn signed(number: u64) -> Result<i64, RelayError> {
    i64::try_from(number).map_err(|_| RelayError::StorageCorrupt("a count is too large".into()))
}

const READERS: u32 = 4;
const BUSY_TIMEOUT_S: u64 = 5;
const ACQUIRE_TIMEOUT_S: u64 = 10;
const SQLITE_CORRUPT: u32 = 11;
const SQLITE_FULL: u32 = 13;
const SQLITE_NOTADB: u32 = 26;

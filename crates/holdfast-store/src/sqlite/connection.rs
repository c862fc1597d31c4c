//! Opening the file so that it keeps what it is given.
//!
//! Invariant: a connection that leaves here is in WAL mode, flushes at each commit, has the layout
//! of this version and an empty log.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::{errors, schema};
use crate::StoreError;

/// What a commit waits for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sync {
    /// The flush of the log: kept at return.
    Full,
    /// Nothing. Loses at a power cut; only for the self-test of the simulator.
    #[cfg(feature = "testing")]
    Normal,
}

pub(super) fn open(path: &Path, sync: Sync) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(errors::explain)?;
    prepare(&connection, sync).map_err(errors::explain)?;
    schema::bring_up_to_date(&mut connection)?;
    cut_log(&connection).map_err(errors::explain)?;
    Ok(connection)
}

/// Moves the log into the file and empties it. At opening this rewrites, and flushes, whatever a
/// failed flush before may have left in the page cache but not on the disk. When another handle
/// is at work just now, SQLite moves what it can and leaves the rest to it: no waiting here.
pub(super) fn cut_log(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(Duration::ZERO)?;
    let cut = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    connection.busy_timeout(BUSY_TIMEOUT_MAX)?;
    cut
}

fn prepare(connection: &Connection, sync: Sync) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(BUSY_TIMEOUT_MAX)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    // On a Mac a plain fsync does not reach the disk; elsewhere these two do nothing.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    let level = match sync {
        Sync::Full => "FULL",
        #[cfg(feature = "testing")]
        Sync::Normal => "NORMAL",
    };
    connection.pragma_update(None, "synchronous", level)
}

/// How long to wait for another handle that writes.
const BUSY_TIMEOUT_MAX: Duration = Duration::from_secs(5);

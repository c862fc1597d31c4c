//! The layout of the file, and the way from older layouts to this one.
//!
//! Invariant: the layout changes in one transaction, only forwards, and a newer one is not touched.

use rusqlite::{Connection, TransactionBehavior};

use super::errors;
use crate::StoreError;

/// Brings the file to [`VERSION`], from whatever older layout it has.
pub(super) fn bring_up_to_date(connection: &mut Connection) -> Result<(), StoreError> {
    if version(connection)? == VERSION && owner(connection)? == APPLICATION_ID {
        return Ok(());
    }
    let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    let transaction = begun.map_err(errors::explain)?;
    // Again, now that nobody else can change it.
    let found = version(&transaction)?;
    if found > VERSION {
        return Err(StoreError::Newer {
            found,
            known: VERSION,
        });
    }
    let is_new = found == 0 && is_empty(&transaction)?;
    if !is_new && owner(&transaction)? != APPLICATION_ID {
        return Err(StoreError::Corrupt("the file is another program's".into()));
    }
    for step in STEPS.iter().skip(found as usize) {
        transaction.execute_batch(step).map_err(errors::explain)?;
    }
    let signed = transaction.pragma_update(None, "application_id", APPLICATION_ID);
    let dated = signed.and_then(|()| transaction.pragma_update(None, "user_version", VERSION));
    dated
        .and_then(|()| transaction.commit())
        .map_err(errors::explain)
}

fn version(connection: &Connection) -> Result<u32, StoreError> {
    pragma(connection, "user_version")
}

fn owner(connection: &Connection) -> Result<u32, StoreError> {
    pragma(connection, "application_id")
}

fn pragma(connection: &Connection, name: &str) -> Result<u32, StoreError> {
    connection
        .pragma_query_value(None, name, |row| row.get(0))
        .map_err(errors::explain)
}

fn is_empty(connection: &Connection) -> Result<bool, StoreError> {
    let count = "SELECT count(*) = 0 FROM sqlite_schema";
    connection
        .query_row(count, [], |row| row.get(0))
        .map_err(errors::explain)
}

/// The newest layout, which is the number of steps to it.
pub(super) const VERSION: u32 = STEPS.len() as u32;

/// `HOLD` in ASCII: the file says whose it is.
const APPLICATION_ID: u32 = 0x484f_4c44;

/// One script from each layout to the next. AUTOINCREMENT, so that no index is used twice.
const STEPS: [&str; 1] = ["
    CREATE TABLE envelope (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        space BLOB NOT NULL CHECK (length(space) = 16),
        id BLOB NOT NULL CHECK (length(id) = 32),
        bytes BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX envelope_by_id ON envelope (space, id);
    CREATE INDEX envelope_by_order ON envelope (space, n);
    CREATE TABLE outbox (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        space BLOB NOT NULL CHECK (length(space) = 16),
        id BLOB NOT NULL CHECK (length(id) = 32),
        UNIQUE (space, id)
    ) STRICT;
    CREATE TABLE quarantine (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        space BLOB NOT NULL CHECK (length(space) = 16),
        id BLOB NOT NULL CHECK (length(id) = 32),
        bytes BLOB NOT NULL,
        reason TEXT NOT NULL,
        UNIQUE (space, id)
    ) STRICT;
    CREATE TABLE value (
        key TEXT PRIMARY KEY NOT NULL,
        bytes BLOB NOT NULL
    ) STRICT;
"];

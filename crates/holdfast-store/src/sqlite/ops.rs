//! Each op of a batch as statements, inside the transaction of the batch.
//!
//! Invariant: an op that cannot be applied is an error before the commit, so nothing is kept of it.

use holdfast_wire::{EnvelopeId, SpaceId};
use rusqlite::{Connection, OptionalExtension, Params};

use super::errors::explain;
use crate::reread::Reread;
use crate::{Key, Op, StoreError};

pub(super) fn apply(to: &Connection, op: &Op) -> Result<(), StoreError> {
    match op {
        Op::PutEnvelope { space, id, bytes } => put(to, *space, *id, bytes),
        Op::Queue { space, id } => queue(to, *space, *id),
        Op::Unqueue { space, id } => {
            let sql = "DELETE FROM outbox WHERE space = ?1 AND id = ?2";
            run(to, sql, (space.as_bytes(), id.as_bytes()))
        }
        Op::PutValue { key, bytes } => {
            let sql = "INSERT INTO value (key, bytes) VALUES (?1, ?2)
                ON CONFLICT (key) DO UPDATE SET bytes = excluded.bytes";
            run(to, sql, (key.as_str(), bytes))
        }
        Op::DeleteValue { key } => run(to, "DELETE FROM value WHERE key = ?1", [key.as_str()]),
        Op::Quarantine {
            space,
            id,
            bytes,
            reason,
        } => {
            let sql = "INSERT INTO quarantine (space, id, bytes, reason) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (space, id) DO NOTHING";
            run(to, sql, (space.as_bytes(), id.as_bytes(), bytes, reason))
        }
        Op::Release { space, id } => {
            let sql = "DELETE FROM quarantine WHERE space = ?1 AND id = ?2";
            run(to, sql, (space.as_bytes(), id.as_bytes()))
        }
        Op::EraseSpace { space } => erase_space(to, *space),
        Op::EraseAll => {
            let sql = "DELETE FROM outbox; DELETE FROM envelope; DELETE FROM quarantine;
                DELETE FROM value";
            to.execute_batch(sql).map_err(explain)
        }
    }
}

/// One held envelope.
pub(super) fn held(
    from: &Connection,
    space: SpaceId,
    id: EnvelopeId,
) -> Result<Option<Vec<u8>>, rusqlite::Error> {
    let mut read =
        from.prepare_cached("SELECT bytes FROM envelope WHERE space = ?1 AND id = ?2")?;
    read.query_row((space.as_bytes(), id.as_bytes()), |row| row.get(0))
        .optional()
}

/// One value.
pub(super) fn value(from: &Connection, key: &Key) -> Result<Option<Vec<u8>>, rusqlite::Error> {
    let mut read = from.prepare_cached("SELECT bytes FROM value WHERE key = ?1")?;
    read.query_row([key.as_str()], |row| row.get(0)).optional()
}

/// The pair check of a batch, in its transaction: nobody else can have written in between.
impl Reread for Connection {
    fn envelope(&self, space: SpaceId, id: EnvelopeId) -> Result<Option<Vec<u8>>, StoreError> {
        held(self, space, id).map_err(explain)
    }

    fn is_waiting(&self, space: SpaceId, id: EnvelopeId) -> Result<bool, StoreError> {
        stands(self, "outbox", space, id)
    }

    fn is_aside(&self, space: SpaceId, id: EnvelopeId) -> Result<bool, StoreError> {
        stands(self, "quarantine", space, id)
    }

    fn value(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        value(self, key).map_err(explain)
    }
}

fn stands(
    from: &Connection,
    table: &str,
    space: SpaceId,
    id: EnvelopeId,
) -> Result<bool, StoreError> {
    let sql = format!("SELECT 1 FROM {table} WHERE space = ?1 AND id = ?2");
    let mut read = from.prepare_cached(&sql).map_err(explain)?;
    let found = read.exists((space.as_bytes(), id.as_bytes()));
    found.map_err(explain)
}

/// How many rows a table has, and how many bytes they carry.
pub(super) fn count(from: &Connection, table: &str) -> Result<(u64, u64), rusqlite::Error> {
    let weight = if table == "outbox" {
        "0"
    } else {
        "coalesce(sum(length(bytes)), 0)"
    };
    let mut read = from.prepare_cached(&format!("SELECT count(*), {weight} FROM {table}"))?;
    let (rows, bytes): (i64, i64) = read.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((rows.unsigned_abs(), bytes.unsigned_abs()))
}

fn put(to: &Connection, space: SpaceId, id: EnvelopeId, bytes: &[u8]) -> Result<(), StoreError> {
    let sql = "INSERT INTO envelope (space, id, bytes) VALUES (?1, ?2, ?3)
        ON CONFLICT (space, id) DO NOTHING";
    let mut insert = to.prepare_cached(sql).map_err(explain)?;
    let added = insert
        .execute((space.as_bytes(), id.as_bytes(), bytes))
        .map_err(explain)?;
    // What was there is what was meant.
    if added == 0 {
        let there = held(to, space, id).map_err(explain)?;
        if there.as_deref() != Some(bytes) {
            return Err(StoreError::Conflict);
        }
    }
    Ok(())
}

fn queue(to: &Connection, space: SpaceId, id: EnvelopeId) -> Result<(), StoreError> {
    if !stands(to, "envelope", space, id)? {
        return Err(StoreError::NotHeld);
    }
    let sql = "INSERT INTO outbox (space, id) VALUES (?1, ?2) ON CONFLICT (space, id) DO NOTHING";
    run(to, sql, (space.as_bytes(), id.as_bytes()))
}

fn erase_space(to: &Connection, space: SpaceId) -> Result<(), StoreError> {
    for table in ["outbox", "envelope", "quarantine"] {
        run(
            to,
            &format!("DELETE FROM {table} WHERE space = ?1"),
            [space.as_bytes()],
        )?;
    }
    let root = Key::root_of_space(space);
    let end = Key::end_of(&root);
    run(
        to,
        "DELETE FROM value WHERE key >= ?1 AND key < ?2",
        [root, end],
    )
}

fn run(to: &Connection, sql: &str, values: impl Params) -> Result<(), StoreError> {
    let mut statement = to.prepare_cached(sql).map_err(explain)?;
    statement.execute(values).map_err(explain)?;
    Ok(())
}

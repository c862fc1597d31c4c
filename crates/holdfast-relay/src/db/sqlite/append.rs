//! Appending in SQLite: one transaction and one insert for everything that waits.
//! Positions rise by one per new envelope of a space, in the order of the commits.

use super::file::{SqliteDb, count, fixed, signed, storage};
use crate::RelayError;
use crate::db::{Append, Appended, Quota};
use holdfast_wire::{EnvelopeId, Position, SpaceId};
use sqlx::{Row as _, Sqlite, Transaction};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

pub(super) async fn append(
    db: &SqliteDb,
    appends: Vec<Append>,
    quota: Quota,
) -> Result<Vec<Appended>, RelayError> {
    let mut transaction = db.begin().await?;
    let spaces: BTreeSet<_> = appends.iter().map(|append| append.space).collect();
    let mut batch = Batch {
        tallies: read_tallies(&mut transaction, &spaces).await?,
        known: read_known(&mut transaction, &appends).await?,
        quota,
        pack: Vec::new(),
        index: String::new(),
    };
    let mut verdicts = Vec::with_capacity(appends.len());
    for append in &appends {
        verdicts.push(batch.take(append)?);
    }
    if !batch.index.is_empty() {
        write_tallies(&mut transaction, &batch.tallies).await?;
        write_envelopes(&mut transaction, batch).await?;
    }
    transaction.commit().await.map_err(storage)?;
    Ok(verdicts)
}

pub(super) async fn delete(
    db: &SqliteDb,
    space: SpaceId,
    generation: u64,
    ids: Vec<EnvelopeId>,
) -> Result<Option<u64>, RelayError> {
    let mut transaction = db.begin().await?;
    let mut tallies = read_tallies(&mut transaction, &BTreeSet::from([space])).await?;
    let Some(tally) = tallies
        .get_mut(&space)
        .filter(|tally| tally.generation == generation)
    else {
        return Ok(None);
    };
    let gone: Vec<i64> = sqlx::query_scalar(
        "DELETE FROM envelopes WHERE space = ?1
         AND id IN (SELECT unhex(value) FROM json_each(?2)) RETURNING length(body)",
    )
    .bind(space.as_bytes().to_vec())
    .bind(json_list(ids.iter().map(|id| format!("\"{id}\""))))
    .fetch_all(&mut *transaction)
    .await
    .map_err(storage)?;
    let envelopes = u64::try_from(gone.len()).unwrap_or(u64::MAX);
    tally.envelopes = tally.envelopes.saturating_sub(envelopes);
    tally.bytes = tally.bytes.saturating_sub(count(gone.iter().sum())?);
    write_tallies(&mut transaction, &tallies).await?;
    transaction.commit().await.map_err(storage)?;
    Ok(Some(envelopes))
}

/// What a space holds, as its row says.
struct Tally {
    generation: u64,
    head: u64,
    envelopes: u64,
    bytes: u64,
}

/// Everything new of one transaction, packed for one insert.
struct Batch {
    tallies: BTreeMap<SpaceId, Tally>,
    /// Stored before, or taken a moment ago.
    known: BTreeSet<(SpaceId, EnvelopeId)>,
    quota: Quota,
    /// `space | id | body`, repeated.
    pack: Vec<u8>,
    /// JSON: `[offset from 1, position, body length]`, repeated.
    index: String,
}

impl Batch {
    fn take(&mut self, append: &Append) -> Result<Appended, RelayError> {
        let space = append.space;
        let Some(tally) = self.tallies.get_mut(&space) else {
            return Ok(Appended::Outdated);
        };
        if tally.generation != append.generation {
            return Ok(Appended::Outdated);
        }
        let mut fresh = BTreeSet::new();
        let mut bytes = 0;
        for (id, envelope) in &append.envelopes {
            if !self.known.contains(&(space, *id)) && fresh.insert((space, *id)) {
                bytes += len(envelope.as_bytes());
            }
        }
        let new = u32::try_from(fresh.len()).unwrap_or(u32::MAX);
        let envelopes_after = tally.envelopes + u64::from(new);
        if new > 0
            && (tally.bytes + bytes > self.quota.bytes || envelopes_after > self.quota.envelopes)
        {
            return Ok(Appended::OverQuota);
        }
        tally.bytes += bytes;
        tally.envelopes = envelopes_after;
        for (id, envelope) in &append.envelopes {
            if self.known.insert((space, *id)) {
                tally.head += 1;
                let (offset, body) = (self.pack.len() + 1, envelope.as_bytes());
                self.pack.extend_from_slice(space.as_bytes());
                self.pack.extend_from_slice(id.as_bytes());
                self.pack.extend_from_slice(body);
                let comma = if self.index.is_empty() { '[' } else { ',' };
                write!(
                    self.index,
                    "{comma}[{offset},{},{}]",
                    signed(tally.head)?,
                    body.len()
                )
                .map_err(|_| RelayError::StorageFull)?;
            }
        }
        Ok(Appended::Stored {
            head: Position(tally.head),
            new,
        })
    }
}

async fn read_tallies(
    transaction: &mut Transaction<'static, Sqlite>,
    spaces: &BTreeSet<SpaceId>,
) -> Result<BTreeMap<SpaceId, Tally>, RelayError> {
    let rows = sqlx::query(
        "SELECT id, generation, head, envelopes, bytes FROM spaces
         WHERE id IN (SELECT unhex(value) FROM json_each(?1))",
    )
    .bind(json_list(spaces.iter().map(|space| format!("\"{space}\""))))
    .fetch_all(&mut **transaction)
    .await
    .map_err(storage)?;
    let mut tallies = BTreeMap::new();
    for row in rows {
        let number = |at: usize| count(row.try_get(at).map_err(storage)?);
        let tally = Tally {
            generation: number(1)?,
            head: number(2)?,
            envelopes: number(3)?,
            bytes: number(4)?,
        };
        tallies.insert(
            SpaceId::from_bytes(fixed(row.try_get(0).map_err(storage)?)?),
            tally,
        );
    }
    Ok(tallies)
}

/// Which envelopes of the appends are stored already.
async fn read_known(
    transaction: &mut Transaction<'static, Sqlite>,
    appends: &[Append],
) -> Result<BTreeSet<(SpaceId, EnvelopeId)>, RelayError> {
    let names: Vec<_> = appends
        .iter()
        .flat_map(|append| append.envelopes.iter().map(|(id, _)| (append.space, *id)))
        .collect();
    let pack = names
        .iter()
        .flat_map(|(space, id)| [space.as_bytes().as_slice(), id.as_bytes()]);
    let found: Vec<i64> = sqlx::query_scalar(
        "SELECT value FROM json_each(?2) WHERE EXISTS (
           SELECT 1 FROM envelopes WHERE space = substr(?1, value * 48 + 1, 16)
           AND id = substr(?1, value * 48 + 17, 32))",
    )
    .bind(pack.collect::<Vec<_>>().concat())
    .bind(json_list((0..names.len()).map(|at| at.to_string())))
    .fetch_all(&mut **transaction)
    .await
    .map_err(storage)?;
    let at = |number: i64| {
        usize::try_from(number)
            .ok()
            .and_then(|at| names.get(at))
            .copied()
    };
    Ok(found.into_iter().filter_map(at).collect())
}

async fn write_tallies(
    transaction: &mut Transaction<'static, Sqlite>,
    tallies: &BTreeMap<SpaceId, Tally>,
) -> Result<(), RelayError> {
    let rows = tallies.iter().map(|(space, tally)| {
        format!(
            "[\"{space}\",{},{},{}]",
            tally.head, tally.envelopes, tally.bytes
        )
    });
    sqlx::query(
        "UPDATE spaces SET head = j.value ->> 1, envelopes = j.value ->> 2, bytes = j.value ->> 3
         FROM json_each(?1) AS j WHERE spaces.id = unhex(j.value ->> 0)",
    )
    .bind(json_list(rows))
    .execute(&mut **transaction)
    .await
    .map_err(storage)?;
    Ok(())
}

/// One statement for all: each statement is a way to another thread and back.
async fn write_envelopes(
    transaction: &mut Transaction<'static, Sqlite>,
    batch: Batch,
) -> Result<(), RelayError> {
    sqlx::query(
        "INSERT INTO envelopes (space, position, id, body)
         SELECT substr(?1, value ->> 0, 16), value ->> 1, substr(?1, (value ->> 0) + 16, 32),
                substr(?1, (value ->> 0) + 48, value ->> 2)
         FROM json_each(?2)",
    )
    .bind(batch.pack)
    .bind(batch.index + "]")
    .execute(&mut **transaction)
    .await
    .map_err(storage)?;
    Ok(())
}

fn json_list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

fn len(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

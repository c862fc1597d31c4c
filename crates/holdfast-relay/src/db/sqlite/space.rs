//! Spaces in SQLite: who may enter, and the newest write tokens.
//! A change of access is bound to the generation that the caller's session was opened in.

use super::file::{SqliteDb, count, fixed, signed, storage};
use crate::RelayError;
use crate::db::{Space, SpaceKeys, WRITE_TOKENS_MAX, Written};
use holdfast_wire::protocol::AccessKey;
use holdfast_wire::{Position, SpaceId, WriteToken};
use sqlx::{Row as _, Sqlite, Transaction};

pub(super) async fn create(
    db: &SqliteDb,
    space: SpaceId,
    keys: SpaceKeys,
) -> Result<Written, RelayError> {
    let mut transaction = db.begin().await?;
    let made = sqlx::query(
        "INSERT OR IGNORE INTO spaces (id, access_key, generation, head, envelopes, bytes)
         VALUES (?1, ?2, 0, 0, 0, 0)",
    )
    .bind(space.as_bytes().to_vec())
    .bind(keys.access_key.0.to_vec())
    .execute(&mut *transaction)
    .await
    .map_err(storage)?;
    if made.rows_affected() == 1 {
        put_token(&mut transaction, space, 0, &keys.write_token).await?;
        transaction.commit().await.map_err(storage)?;
        return Ok(Written::New);
    }
    transaction.rollback().await.map_err(storage)?;
    let known = find(db, space).await?;
    let same = known.is_some_and(|known| {
        known.access_key == keys.access_key
            && known
                .write_tokens
                .first()
                .is_some_and(|token| *token == keys.write_token)
    });
    Ok(if same {
        Written::Same
    } else {
        Written::Differs
    })
}

pub(super) async fn find(db: &SqliteDb, space: SpaceId) -> Result<Option<Space>, RelayError> {
    let rows = sqlx::query(
        "SELECT s.access_key, s.generation, s.head, t.token
         FROM spaces AS s JOIN write_tokens AS t ON t.space = s.id
         WHERE s.id = ?1 ORDER BY t.generation DESC",
    )
    .bind(space.as_bytes().to_vec())
    .fetch_all(&db.readers)
    .await
    .map_err(storage)?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let write_tokens = rows
        .iter()
        .map(|row| {
            Ok(WriteToken::from_bytes(fixed(
                row.try_get(3).map_err(storage)?,
            )?))
        })
        .collect::<Result<_, RelayError>>()?;
    Ok(Some(Space {
        access_key: AccessKey(fixed(first.try_get(0).map_err(storage)?)?),
        generation: count(first.try_get(1).map_err(storage)?)?,
        head: Position(count(first.try_get(2).map_err(storage)?)?),
        write_tokens,
    }))
}

pub(super) async fn rotate(
    db: &SqliteDb,
    space: SpaceId,
    generation: u64,
    keys: SpaceKeys,
) -> Result<bool, RelayError> {
    let mut transaction = db.begin().await?;
    let changed = sqlx::query(
        "UPDATE spaces SET access_key = ?3, generation = generation + 1
         WHERE id = ?1 AND generation = ?2",
    )
    .bind(space.as_bytes().to_vec())
    .bind(signed(generation)?)
    .bind(keys.access_key.0.to_vec())
    .execute(&mut *transaction)
    .await
    .map_err(storage)?;
    if changed.rows_affected() == 0 {
        return Ok(false);
    }
    put_token(&mut transaction, space, generation + 1, &keys.write_token).await?;
    sqlx::query(
        "DELETE FROM write_tokens WHERE space = ?1 AND generation NOT IN
         (SELECT generation FROM write_tokens WHERE space = ?1 ORDER BY generation DESC LIMIT ?2)",
    )
    .bind(space.as_bytes().to_vec())
    .bind(i64::try_from(WRITE_TOKENS_MAX).unwrap_or(i64::MAX))
    .execute(&mut *transaction)
    .await
    .map_err(storage)?;
    transaction.commit().await.map_err(storage)?;
    Ok(true)
}

pub(super) async fn delete(
    db: &SqliteDb,
    space: SpaceId,
    generation: u64,
) -> Result<bool, RelayError> {
    let mut transaction = db.begin().await?;
    let gone = sqlx::query("DELETE FROM spaces WHERE id = ?1 AND generation = ?2")
        .bind(space.as_bytes().to_vec())
        .bind(signed(generation)?)
        .execute(&mut *transaction)
        .await
        .map_err(storage)?;
    if gone.rows_affected() == 0 {
        return Ok(false);
    }
    for statement in [
        "DELETE FROM write_tokens WHERE space = ?1",
        "DELETE FROM envelopes WHERE space = ?1",
    ] {
        sqlx::query(statement)
            .bind(space.as_bytes().to_vec())
            .execute(&mut *transaction)
            .await
            .map_err(storage)?;
    }
    transaction.commit().await.map_err(storage)?;
    Ok(true)
}

async fn put_token(
    transaction: &mut Transaction<'static, Sqlite>,
    space: SpaceId,
    generation: u64,
    token: &WriteToken,
) -> Result<(), RelayError> {
    sqlx::query("INSERT INTO write_tokens (space, generation, token) VALUES (?1, ?2, ?3)")
        .bind(space.as_bytes().to_vec())
        .bind(signed(generation)?)
        .bind(token.expose_for_relay().to_vec())
        .execute(&mut **transaction)
        .await
        .map_err(storage)?;
    Ok(())
}

//! Mailboxes in SQLite: written once, gone when their minutes are over.
//! An expired mailbox is never shown, whether or not it has been swept away yet.

use super::file::{SqliteDb, signed, storage};
use crate::RelayError;
use crate::db::{Mail, Mailed, Written};
use holdfast_wire::MailboxId;

pub(super) async fn put(
    db: &SqliteDb,
    mail: Mail,
    mailboxes_max: u64,
) -> Result<Mailed, RelayError> {
    let mut transaction = db.begin().await?;
    sqlx::query("DELETE FROM mailboxes WHERE expires_min <= ?1")
        .bind(signed(mail.now_min)?)
        .execute(&mut *transaction)
        .await
        .map_err(storage)?;
    let known: Option<Vec<u8>> = sqlx::query_scalar("SELECT body FROM mailboxes WHERE id = ?1")
        .bind(mail.id.as_bytes().to_vec())
        .fetch_optional(&mut *transaction)
        .await
        .map_err(storage)?;
    if let Some(known) = known {
        let same = if known == mail.body {
            Written::Same
        } else {
            Written::Differs
        };
        return Ok(Mailed::Written(same));
    }
    let in_use: i64 = sqlx::query_scalar("SELECT count(*) FROM mailboxes")
        .fetch_one(&mut *transaction)
        .await
        .map_err(storage)?;
    if in_use >= signed(mailboxes_max)? {
        return Ok(Mailed::AllInUse);
    }
    sqlx::query("INSERT INTO mailboxes (id, expires_min, body) VALUES (?1, ?2, ?3)")
        .bind(mail.id.as_bytes().to_vec())
        .bind(signed(mail.until_min)?)
        .bind(mail.body)
        .execute(&mut *transaction)
        .await
        .map_err(storage)?;
    transaction.commit().await.map_err(storage)?;
    Ok(Mailed::Written(Written::New))
}

pub(super) async fn find(
    db: &SqliteDb,
    id: MailboxId,
    now_min: u64,
) -> Result<Option<Vec<u8>>, RelayError> {
    sqlx::query_scalar("SELECT body FROM mailboxes WHERE id = ?1 AND expires_min > ?2")
        .bind(id.as_bytes().to_vec())
        .bind(signed(now_min)?)
        .fetch_optional(&db.readers)
        .await
        .map_err(storage)
}

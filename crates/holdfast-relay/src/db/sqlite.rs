//! The relay's database in one SQLite file.
//! Every method is one statement or one transaction; nothing is kept in memory between two.

mod append;
mod file;
mod mailbox;
mod space;

pub(crate) use file::SqliteDb;

use super::{
    Answer, Append, Appended, Db, Mail, Mailed, Page, Quota, Row, Space, SpaceKeys, Written,
};
use crate::RelayError;
use file::{count, fixed, storage};
use futures_util::TryStreamExt;
use holdfast_wire::{EnvelopeId, MailboxId, Position, SpaceId};
use sqlx::Row as _;
use std::future::Future;
use std::pin::Pin;

impl SqliteDb {
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

    async fn write_secret(&self, fresh: [u8; 32]) -> Result<(), RelayError> {
        sqlx::query("INSERT OR REPLACE INTO secrets (name, bytes) VALUES ('relay', ?1)")
            .bind(fresh.to_vec())
            .execute(&self.writer)
            .await
            .map_err(storage)?;
        Ok(())
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

    fn replace_secret(&self, fresh: [u8; 32]) -> Answer<'_, ()> {
        Box::pin(self.write_secret(fresh))
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

#[cfg(test)]
mod tests;

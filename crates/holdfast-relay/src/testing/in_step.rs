//! A relay for simulated time: its database answers within the step in which it is asked.
//! Invariant: no time of the simulation goes by while the disk works, so a run is the same each
//! time, whatever the machine does beside.

use crate::db::Written;
use crate::db::sqlite::SqliteDb;
use crate::db::{Answer, Append, Appended, Db, Mail, Mailed, Page, Quota, Row, Space, SpaceKeys};
use crate::{Clock, Entropy, Relay, RelayConfig, RelayError};
use holdfast_wire::{EnvelopeId, MailboxId, Position, SpaceId};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::channel;
use tokio::runtime::Handle;

/// Opens a relay in a runtime of simulated time. `machine` is another runtime, of real time and
/// with a thread of its own, on which the SQLite file is read and written.
///
/// # Errors
/// As [`Relay::open`].
pub async fn open_in_step(
    machine: &Handle,
    config: RelayConfig,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> Result<Relay, RelayError> {
    let path = config.database.clone();
    let db = wait_for(machine, async move { SqliteDb::open(&path).await })?;
    let db = InStep {
        db: Arc::new(db),
        machine: machine.clone(),
    };
    Relay::on(Arc::new(db), config, clock, entropy).await
}

/// The database of a relay, waited for on the spot.
struct InStep {
    db: Arc<SqliteDb>,
    machine: Handle,
}

impl InStep {
    fn ask<T, F>(&self, work: impl FnOnce(Arc<SqliteDb>) -> F + Send + 'static) -> Answer<'_, T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, RelayError>> + Send + 'static,
    {
        Box::pin(async move { wait_for(&self.machine, work(Arc::clone(&self.db))) })
    }
}

/// Lets the machine do it and stands still until it is done.
fn wait_for<T: Send + 'static>(
    machine: &Handle,
    work: impl Future<Output = Result<T, RelayError>> + Send + 'static,
) -> Result<T, RelayError> {
    let (done, outcome) = channel();
    machine.spawn(async move {
        // Nobody listens any more only when the simulation has ended.
        let _ = done.send(work.await);
    });
    let gone = |_| RelayError::StorageUnavailable("the machine has stopped".into());
    outcome.recv().map_err(gone)?
}

impl Db for InStep {
    fn secret(&self, fresh: [u8; 32]) -> Answer<'_, [u8; 32]> {
        self.ask(move |db| async move { db.secret(fresh).await })
    }

    fn replace_secret(&self, fresh: [u8; 32]) -> Answer<'_, ()> {
        self.ask(move |db| async move { db.replace_secret(fresh).await })
    }

    fn create_space(&self, space: SpaceId, keys: SpaceKeys) -> Answer<'_, Written> {
        self.ask(move |db| async move { db.create_space(space, keys).await })
    }

    fn space(&self, space: SpaceId) -> Answer<'_, Option<Space>> {
        self.ask(move |db| async move { db.space(space).await })
    }

    fn rotate(&self, space: SpaceId, generation: u64, keys: SpaceKeys) -> Answer<'_, bool> {
        self.ask(move |db| async move { db.rotate(space, generation, keys).await })
    }

    fn delete_space(&self, space: SpaceId, generation: u64) -> Answer<'_, bool> {
        self.ask(move |db| async move { db.delete_space(space, generation).await })
    }

    fn append(&self, appends: Vec<Append>, quota: Quota) -> Answer<'_, Vec<Appended>> {
        self.ask(move |db| async move { db.append(appends, quota).await })
    }

    fn envelopes(&self, space: SpaceId, after: Position, page: Page) -> Answer<'_, Vec<Row>> {
        self.ask(move |db| async move { db.envelopes(space, after, page).await })
    }

    fn delete_envelopes(
        &self,
        space: SpaceId,
        generation: u64,
        ids: Vec<EnvelopeId>,
    ) -> Answer<'_, Option<u64>> {
        self.ask(move |db| async move { db.delete_envelopes(space, generation, ids).await })
    }

    fn put_mailbox(&self, mail: Mail, mailboxes_max: u64) -> Answer<'_, Mailed> {
        self.ask(move |db| async move { db.put_mailbox(mail, mailboxes_max).await })
    }

    fn mailbox(&self, id: MailboxId, now_min: u64) -> Answer<'_, Option<Vec<u8>>> {
        self.ask(move |db| async move { db.mailbox(id, now_min).await })
    }

    fn probe(&self) -> Answer<'_, ()> {
        self.ask(|db| async move { db.probe().await })
    }

    fn close(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {
            let closed = self.ask(|db| async move {
                db.close().await;
                Ok(())
            });
            let _ = closed.await;
        })
    }
}

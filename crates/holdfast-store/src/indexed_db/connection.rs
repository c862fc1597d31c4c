//! Opening the browser's database, and closing it when another window needs a newer layout.
//!
//! Invariant: a connection steps aside as soon as it is asked to, so that no window ever waits for
//! a window that its owner forgot.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, TransactionMode};
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{IdbDatabase, IdbTransaction};

use super::errors::{explain, named, thrown};
use super::layout::Table;
use crate::StoreError;

/// An open database; closed when dropped.
#[derive(Debug)]
pub(super) struct Connection {
    database: IdbDatabase,
    /// Holds the handlers of the same database.
    events: Database,
}

impl Connection {
    pub(super) async fn open(name: &str) -> Result<Self, StoreError> {
        let factory = Factory::new().map_err(explain)?;
        let mut request = factory.open(name, Some(VERSION)).map_err(refused)?;
        request.on_upgrade_needed(|event| {
            if let Ok(database) = event.database() {
                lay_out(&database);
            }
        });
        let blocked = Rc::new(Blocked::default());
        let waking = blocked.clone();
        request.on_blocked(move |_| waking.set());
        match unless_blocked(request.into_future(), &blocked).await {
            Ok(database) => Ok(Self::around(database)),
            Err(StoreError::Newer { .. }) => Err(newer(&factory, name).await),
            Err(error) => Err(error),
        }
    }

    fn around(database: Database) -> Self {
        let database = IdbDatabase::from(database);
        let mut events = Database::from(database.clone());
        let closing = database.clone();
        events.on_version_change(move |_| closing.close());
        Self { database, events }
    }

    /// A transaction that only reads.
    pub(super) fn reading(&self, tables: &[Table]) -> Result<idb::Transaction, StoreError> {
        let names: Vec<_> = tables.iter().map(|table| table.name()).collect();
        self.events
            .transaction(&names, TransactionMode::ReadOnly)
            .map_err(explain)
    }

    /// A transaction over all tables that completes only when the disk has it: the default of
    /// browsers is relaxed durability, which loses the last seconds at a power cut.
    pub(super) fn writing(&self) -> Result<IdbTransaction, StoreError> {
        let names: Array = Table::ALL
            .iter()
            .map(|table| JsValue::from(table.name()))
            .collect();
        let options = Object::new();
        let strict = Reflect::set(&options, &"durability".into(), &"strict".into());
        let begin = strict.and_then(|_| Reflect::get(&self.database, &"transaction".into()));
        let begin: Function = begin
            .and_then(|begin| begin.dyn_into())
            .map_err(|e| thrown(&e))?;
        let begun = begin.call3(&self.database, &names, &"readwrite".into(), &options);
        begun
            .and_then(JsCast::dyn_into)
            .map_err(|error| thrown(&error))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.database.set_onversionchange(None);
        self.database.close();
    }
}

/// The database when it is open; an error when another window keeps it from being upgraded. Should
/// it open later after all, it is closed again at once.
async fn unless_blocked(
    mut opening: impl Future<Output = Result<Database, idb::Error>> + Unpin + 'static,
    blocked: &Blocked,
) -> Result<Database, StoreError> {
    let opened = poll_fn(|context| match Pin::new(&mut opening).poll(context) {
        Poll::Ready(opened) => Poll::Ready(Some(opened)),
        Poll::Pending => blocked.poll(context).map(|()| None),
    });
    match opened.await {
        Some(opened) => opened.map_err(refused),
        None => {
            spawn_local(async move {
                if let Ok(database) = opening.await {
                    database.close();
                }
            });
            Err(StoreError::Unavailable(
                "another window uses an older layout".into(),
            ))
        }
    }
}

/// Whether another window holds an older layout open and does not step aside.
#[derive(Default)]
struct Blocked {
    seen: Cell<bool>,
    waiting: Cell<Option<Waker>>,
}

impl Blocked {
    fn set(&self) {
        self.seen.set(true);
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }

    fn poll(&self, context: &Context<'_>) -> Poll<()> {
        self.waiting.set(Some(context.waker().clone()));
        if self.seen.get() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

/// An error at opening. Browsers in private mode name it in many ways; all mean "not now".
fn refused(error: idb::Error) -> StoreError {
    match explain(error) {
        StoreError::Unavailable(name) if name.ends_with("VersionError") => newer_than(0),
        StoreError::Closed => StoreError::Unavailable("the browser keeps nothing here".into()),
        error => error,
    }
}

/// The layout that is there, found by opening it as it is.
async fn newer(factory: &Factory, name: &str) -> StoreError {
    let opened = match factory.open(name, None) {
        Ok(request) => request.await,
        Err(error) => Err(error),
    };
    match opened {
        Ok(database) => {
            let found = database.version().unwrap_or_default();
            database.close();
            newer_than(found)
        }
        Err(error) => refused(error),
    }
}

fn newer_than(found: u32) -> StoreError {
    StoreError::Newer {
        found,
        known: VERSION,
    }
}

/// Makes the tables that are missing. A later layout adds its own step here, by the old version.
fn lay_out(database: &Database) {
    let there = database.store_names();
    for table in Table::ALL {
        if !there.iter().any(|name| name == table.name()) {
            // A failure aborts the upgrade, and the open request ends with that error.
            drop(database.create_object_store(table.name(), ObjectStoreParams::new()));
        }
    }
}

/// Waits for a transaction to be complete, and says why if it is not.
pub(super) async fn complete(transaction: IdbTransaction) -> Result<(), StoreError> {
    let outcome = idb::Transaction::from(transaction.clone()).await;
    match (outcome, transaction.error()) {
        (Ok(idb::TransactionResult::Committed), _) => Ok(()),
        (_, Some(exception)) => Err(named(&exception.name())),
        (_, None) => Err(StoreError::Closed),
    }
}

/// The layout that this version reads and writes. The first is 2, because IndexedDB has nothing
/// below
/// 1 and the tests need something older than the first.
const VERSION: u32 = 2;

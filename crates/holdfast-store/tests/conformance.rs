//! The conformance suite on every native store, each case as a test of its own.
//!
//! Invariant: a store is here or it is not a store.

use std::io;

use holdfast_store::testing::{Stage, finish, suite};
use holdfast_store::{MemoryStore, SqliteStore, StoreError};
use libtest_mimic::{Arguments, Trial};
use tempfile::TempDir;

fn main() {
    let memory = trials("memory", MemoryStage::default);
    let trials = memory.chain(trials("sqlite", SqliteStage::new)).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn trials<S: Stage + 'static>(
    store: &'static str,
    stage: fn() -> S,
) -> impl Iterator<Item = Trial> {
    suite::<S>().into_iter().map(move |case| {
        Trial::test(format!("{store}::{}", case.name), move || {
            finish((case.run)(stage())).map_err(|failure| failure.0.into())
        })
    })
}

#[derive(Default)]
struct MemoryStage(MemoryStore);

impl Stage for MemoryStage {
    type Store = MemoryStore;

    async fn open(&self) -> Result<MemoryStore, StoreError> {
        Ok(self.0.clone())
    }
}

struct SqliteStage(io::Result<TempDir>);

impl SqliteStage {
    fn new() -> Self {
        Self(TempDir::new())
    }
}

impl Stage for SqliteStage {
    type Store = SqliteStore;

    async fn open(&self) -> Result<SqliteStore, StoreError> {
        match &self.0 {
            Ok(folder) => SqliteStore::open(folder.path().join("store.db")),
            Err(error) => Err(StoreError::Unavailable(error.to_string())),
        }
    }
}

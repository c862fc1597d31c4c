//! The conformance suite on every native store, each case as a test of its own.
//!
//! Invariant: a store is here or it is not a store.

use holdfast_store::testing::{Stage, finish, suite};
use holdfast_store::{MemoryStore, StoreError};
use libtest_mimic::{Arguments, Trial};

fn main() {
    let trials = trials("memory", MemoryStage::default).collect();
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

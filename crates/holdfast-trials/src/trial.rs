//! The list of trials and how one of them is played.
//!
//! Invariant: a trial's name is unique, and it plays on a database of its own.

use std::future::Future;
use std::pin::Pin;

use holdfast_crypto::testing::check_vectors;
use holdfast_store::testing::{Stage, suite};
use holdfast_store::{IndexedDbStore, StoreError};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Once per page: a panic shows its message in the console.
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// The names of all trials, in their order.
#[wasm_bindgen]
pub fn names() -> Vec<String> {
    all().into_iter().map(|trial| trial.name).collect()
}

/// Plays one trial.
///
/// # Errors
/// A text that says what did not hold.
#[wasm_bindgen]
pub async fn play(name: String) -> Result<(), JsValue> {
    let trial = all().into_iter().find(|trial| trial.name == name);
    let trial = trial.ok_or_else(|| JsValue::from_str("there is no trial of that name"))?;
    (trial.run)(name)
        .await
        .map_err(|failure| JsValue::from_str(&failure))
}

type Played = Pin<Box<dyn Future<Output = Result<(), String>>>>;

struct Trial {
    name: String,
    run: Box<dyn FnOnce(String) -> Played>,
}

/// Every group of trials, each name with its group before it.
fn all() -> Vec<Trial> {
    stores().chain([vectors()]).collect()
}

/// The conformance suite on the store of the browser.
fn stores() -> impl Iterator<Item = Trial> {
    suite::<BrowserStage>().into_iter().map(|case| Trial {
        name: format!("indexed_db::{}", case.name),
        run: Box::new(move |database| {
            let played = (case.run)(BrowserStage { database });
            Box::pin(async { played.await.map_err(|failure| failure.0) })
        }),
    })
}

/// Every pinned vector of the cryptography: the same bytes here as on a host.
fn vectors() -> Trial {
    let check = || match check_vectors() {
        Ok(0) => Err("no vector was compared".to_owned()),
        Ok(_) => Ok(()),
        Err(difference) => Err(difference),
    };
    Trial {
        name: "vectors::every_pinned_vector_holds".to_owned(),
        run: Box::new(move |_| Box::pin(async move { check() })),
    }
}

struct BrowserStage {
    database: String,
}

impl Stage for BrowserStage {
    type Store = IndexedDbStore;

    async fn open(&self) -> Result<IndexedDbStore, StoreError> {
        IndexedDbStore::open(&self.database).await
    }
}

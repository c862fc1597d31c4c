//! The list of trials and how one of them is played.
//!
//! Invariant: a trial's name is unique, and it plays on a database of its own.

use std::future::Future;
use std::pin::Pin;

use holdfast_crypto::testing::check_vectors;
use holdfast_model::{Change, What};
use holdfast_store::testing::{Stage, play_random, suite};
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

/// Plays one random sequence on an empty database of its own, against the model.
///
/// # Errors
/// A text that says the step after which the two differ.
#[wasm_bindgen]
pub async fn sequence(seed: u32, steps: u32) -> Result<(), JsValue> {
    let database = format!("sequence-{seed}");
    let played = play_random(BrowserStage { database }, seed.into(), steps.into()).await;
    played.map_err(|failure| JsValue::from_str(&failure.0))
}

type Played = Pin<Box<dyn Future<Output = Result<(), String>>>>;

struct Trial {
    name: String,
    run: Box<dyn FnOnce(String) -> Played>,
}

/// Every group of trials, each name with its group before it.
fn all() -> Vec<Trial> {
    stores().chain([vectors(), changes()]).collect()
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

/// Every kind of change: the same bytes here as those that the model's own test pins on a host.
fn changes() -> Trial {
    Trial {
        name: "vectors::every_kind_of_change_has_the_bytes_that_are_pinned".to_owned(),
        run: Box::new(move |_| Box::pin(async move { check_changes() })),
    }
}

fn check_changes() -> Result<(), String> {
    let pinned = PINNED_CHANGES
        .lines()
        .filter_map(|line| line.split_once(": "));
    let pinned: Vec<_> = pinned.skip_while(|(name, _)| *name != FIRST_KIND).collect();
    if pinned.len() != What::KINDS.len() {
        return Err(format!("{} kinds are pinned", pinned.len()));
    }
    for (what, (name, hex)) in What::examples().into_iter().zip(pinned) {
        let change = Change::example(what);
        let bytes = change.encode().map_err(|error| error.to_string())?;
        let found: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        if found != hex || Change::decode(&bytes).as_ref() != Ok(&change) {
            return Err(format!("{name} has other bytes here: {found}"));
        }
    }
    Ok(())
}

const PINNED_CHANGES: &str = include_str!(
    "../../holdfast-model/src/change/snapshots/\
     holdfast_model__change__tests__the_bytes_of_every_kind_are_pinned.snap"
);
const FIRST_KIND: &str = "1 CheckedIn";

struct BrowserStage {
    database: String,
}

impl Stage for BrowserStage {
    type Store = IndexedDbStore;

    async fn open(&self) -> Result<IndexedDbStore, StoreError> {
        IndexedDbStore::open(&self.database).await
    }
}

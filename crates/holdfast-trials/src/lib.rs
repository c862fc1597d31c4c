//! What must be tried in a real browser, as one WASM module that a page plays by name.
//!
//! `cargo run -p holdfast-trials` builds and packs it into `target/trials/`; `e2e/store.test.mjs`
//! does that by itself, serves the folder on loopback and shows each trial as a test of its own.
//! The module exports [`names`](trial::names), [`play`](trial::play), [`sequence`](trial::sequence)
//! and, for trials that kill the browser or fill the disk, [`Place`](place::Place). It never ships.
//!
//! For more, add a group to `all` in trial.rs. Now there are two: the conformance suite of the
//! stores on IndexedDB, and what is pinned for ever: the vectors of the cryptography and the bytes
//! of every kind of change.

#[cfg(target_arch = "wasm32")]
mod place;
#[cfg(target_arch = "wasm32")]
mod trial;

#[cfg(target_arch = "wasm32")]
pub use place::Place;
#[cfg(target_arch = "wasm32")]
pub use trial::{names, play, sequence};

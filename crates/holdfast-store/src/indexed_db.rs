//! A store in the browser's IndexedDB.
//!
//! Invariant: one transaction per commit, with strict durability, and `Ok` only after its
//! `complete`
//! event. Until then nobody may be shown "Kept".

#[cfg(target_arch = "wasm32")]
mod connection;
#[cfg(target_arch = "wasm32")]
mod errors;
mod layout;
mod plan;
#[cfg(target_arch = "wasm32")]
mod rows;
#[cfg(target_arch = "wasm32")]
mod store;

#[cfg(target_arch = "wasm32")]
pub use store::IndexedDbStore;

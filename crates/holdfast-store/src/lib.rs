//! Durable ciphertext: one trait, three stores, one conformance suite.
//!
//! A store keeps the sealed envelopes exactly as they travel, the outbox of those that still have
//! to be sent, and small values by key. What [`Store::commit`] answered `Ok` to survives a kill and
//! a power cut. It never sees a key, a word or a person: only ciphertext comes in here.
//!
//! [`MemoryStore`] is for tests and simulations, `SqliteStore` (feature `sqlite`) for programs,
//! `IndexedDbStore` (wasm32) for browsers. All three pass the same suite (feature `testing`).
//!
//! ```
//! use holdfast_store::{Batch, Key, MemoryStore, Op, Store};
//! use holdfast_wire::{EnvelopeId, SpaceId};
//!
//! # async fn night() -> Result<(), holdfast_store::StoreError> {
//! const CURSOR: Key = Key::literal("cursor");
//! let (space, id) = (SpaceId::from_bytes([1; 16]), EnvelopeId::from_bytes([2; 32]));
//!
//! let store = MemoryStore::new();
//! let batch = Batch::new()
//!     .with(Op::PutEnvelope { space, id, bytes: vec![3; 512] })
//!     .with(Op::Queue { space, id })
//!     .with(Op::PutValue { key: CURSOR, bytes: vec![4] });
//! store.commit(batch).await?; // from here on it is kept, whatever happens
//!
//! assert_eq!(store.outbox(space, 10).await?, [(id, vec![3; 512])]);
//! assert_eq!(store.value(&CURSOR).await?, Some(vec![4]));
//! # Ok(())
//! # }
//! # let mut night = std::pin::pin!(night());
//! # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
//! # assert!(matches!(night.as_mut().poll(&mut context), std::task::Poll::Ready(Ok(()))));
//! ```

mod batch;
mod error;
#[cfg(any(target_arch = "wasm32", test))]
mod indexed_db;
mod key;
mod memory;
#[cfg(test)]
mod model_tests;
mod reread;
#[cfg(all(feature = "sqlite", not(target_arch = "wasm32")))]
mod sqlite;
mod store;
#[cfg(feature = "testing")]
pub mod testing;

pub use batch::{BATCH_BYTES_MAX, BATCH_OPS_MAX, Batch, Op, REASON_BYTES_MAX, VALUE_BYTES_MAX};
pub use error::StoreError;
#[cfg(target_arch = "wasm32")]
pub use indexed_db::IndexedDbStore;
pub use key::{KEY_BYTES_MAX, Key};
pub use memory::MemoryStore;
#[cfg(all(feature = "sqlite", not(target_arch = "wasm32")))]
pub use sqlite::SqliteStore;
pub use store::{LocalIndex, Quarantined, Stats, Store};

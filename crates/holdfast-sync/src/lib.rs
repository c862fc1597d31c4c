//! The replica: events in, effects out; chains, frontier, outbox, alarms.
//! What is accepted was decrypted, verified and found in its place; what is not is never dropped.
//!
//! It does no I/O and has no clock and no randomness of its own; it never asks the relay whom to
//! trust, and nothing that a relay does can make it lose or alter an accepted record. The order in
//! which envelopes arrive has no meaning: the same set gives the same state.
//!
//! ```
//! use holdfast_crypto::testing::SeededEntropy;
//! use holdfast_crypto::{DeviceSeed, RootKey};
//! use holdfast_sync::{Effect, Members, Replica, Setup};
//! use holdfast_wire::Kind;
//!
//! let mut entropy = SeededEntropy::new(1);
//! let root = RootKey::make(&mut entropy)?;
//! let key = root.my_space();
//! let device = DeviceSeed::make(&mut entropy)?.keys(key.space());
//! let setup = Setup { device, keys: vec![key], members: Members::new() };
//!
//! let mut replica = Replica::new(setup)?;
//! let begun = replica.begin(&root.identity(), &mut entropy)?; // commit begun.batch, then go on
//! let step = replica.append(Kind::CHANGE, b"3 a.m.", &mut entropy)?;
//! assert!(!begun.batch.is_empty() && !step.batch.is_empty());
//! assert!(step.effects.iter().any(|effect| matches!(effect, Effect::Push(_))));
//! # Ok::<(), holdfast_sync::SyncError>(())
//! ```

mod alarm;
mod chain;
mod error;
mod fragments;
mod frontier;
mod members;
mod promises;
mod replica;
mod step;
mod waiting;

pub use alarm::Alarm;
pub use error::SyncError;
pub use fragments::BODY_BYTES_MAX;
pub use frontier::{DEVICES_MAX, Frontier};
pub use members::Members;
pub use replica::{REFUSED_MAX, Replica, Setup, Stored};
pub use step::{Effect, OpenedRecord, Step};
pub use waiting::{WAITING_BYTES_MAX, WAITING_MAX};

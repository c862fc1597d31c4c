//! What is said: records, changes, and the ledger that folds them.
//!
//! Everything that is stored or sent is a [`Change`]; everything that a screen shows is read from a
//! [`Ledger`], a pure fold over a set of changes. Start with [`check_in`].
//!
//! This crate never reads a clock, draws randomness, stores, sends, encrypts or logs. It holds no
//! score of risk and no item of another's instrument, and `Debug` never shows her words.

pub mod bag;
pub mod change;
pub mod check_in;
pub mod circle;
mod error;
pub mod finding;
pub mod handover;
pub mod id;
pub mod instrument;
pub mod ledger;
pub mod note;
pub mod outside;
pub mod part;
pub mod plan;
pub mod relationship;
pub mod repair;
pub mod rupture;
pub mod safety_agreement;
pub mod scale;
pub mod session;
pub mod settings;
pub mod snapshot;
pub mod text;
pub mod thing;
pub mod time;
mod what;
pub mod writing;

pub use change::Change;
pub use check_in::CheckIn;
pub use error::ModelError;
pub use ledger::{Ledger, Origin};
pub use what::{Home, Unknown, What};

//! What is said: records, changes, and the ledger that folds them.
//!
//! Everything that is stored or sent is a [`Change`]; everything that a screen shows is read from a
//! [`Ledger`], a pure fold over a set of changes. Start with [`check_in`].
//!
//! This crate never reads a clock, draws randomness, stores, sends, encrypts or logs. It holds no
//! score of risk and no item of another's instrument, and `Debug` never shows her words.
//!
//! ```
//! use holdfast_model::check_in::Body;
//! use holdfast_model::id::{AuthorId, ChangeId};
//! use holdfast_model::time::Instant;
//! use holdfast_model::{Change, CheckIn, Ledger, Origin, What};
//!
//! // One tap is enough.
//! let check_in = CheckIn { body: Some(Body::KeyedUp), ..CheckIn::default() };
//!
//! // The ledger dates and signs it; ids and times come from the caller.
//! let mut ledger = Ledger::new(AuthorId::new([1; 16]));
//! let at = Instant::new(1_794_955_260_000, 60)?;
//! let id = ChangeId::new([2; 16]);
//! let change = ledger.next(Origin::Mine, id, at, What::CheckedIn(check_in));
//!
//! // These bytes are what is sealed, kept and sent. Reading them twice changes nothing.
//! let bytes = change.encode()?;
//! assert!(ledger.insert(Origin::Mine, Change::decode(&bytes)?));
//! assert!(!ledger.insert(Origin::Mine, Change::decode(&bytes)?));
//! assert_eq!(ledger.check_ins()[0].what.body, Some(Body::KeyedUp));
//! # Ok::<(), holdfast_model::ModelError>(())
//! ```

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
mod writer;
pub mod writing;

pub use change::Change;
pub use check_in::CheckIn;
pub use error::ModelError;
pub use ledger::{Ledger, Origin};
pub use what::{Home, Unknown, What};

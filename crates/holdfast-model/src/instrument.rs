//! Questions: items, range, direction, scoring, licence, and whether anyone has validated them.
//! Invariant: only our own items exist here; an instrument of others is a slot without words.

mod answers;
mod definition;
mod registry;
pub mod session_note;
mod slots;

pub use answers::{Answers, ITEMS_MAX, Phase};
pub use definition::{
    Asked, Counts, Direction, Form, Instrument, Item, Licence, Score, Scoring, Validity,
};

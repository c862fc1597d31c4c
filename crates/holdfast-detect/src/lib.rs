//! Ruptures and repairs in session ratings, with a stated false-alarm rate.
//!
//! Numbers in, findings out. It knows no names, no clock, no files and nothing else of ours; it
//! never says what a person is or will do, only whether a line of ratings broke more than chance
//! explains, and with which rate of false alarms.

mod error;
mod finding;
mod scale;
mod series;

pub mod rule;
pub mod segment;

pub use error::DetectError;
pub use finding::{Alpha, Episode, Side, State};
pub use scale::{Direction, Scale, Score};
pub use series::{Rating, Series, Session};

//! Ruptures and repairs in session ratings, with a stated false-alarm rate.
//!
//! Numbers in, findings out. It knows no names, no clock, no files and nothing else of ours; it
//! never says what a person is or will do, only whether a line of ratings broke more than chance
//! explains, and with which rate of false alarms.

mod bank;
mod calibration;
mod detector;
mod dyad;
mod error;
mod evidence;
mod finding;
mod numeric;
mod population;
mod repair;
mod review;
mod scale;
mod series;

pub mod rule;
pub mod segment;

pub use calibration::{Calibration, KNOTS, LENGTH, LENGTHS, TAILS, Table, Tails};
pub use detector::{Detector, Memory, Model, Reading};
pub use error::DetectError;
pub use finding::{Alpha, Episode, Side, State};
pub use population::{Course, Population, Provenance, Uncertainty};
pub use review::{Review, review};
pub use scale::{Direction, Scale, Score};
pub use series::{Rating, Series, Session};

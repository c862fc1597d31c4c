//! Ruptures and repairs in session ratings, with a stated false-alarm rate.
//!
//! Numbers in, findings out. It knows no names, no clock, no files and nothing else of ours; it
//! never says what a person is or will do, only whether a line of ratings broke more than chance
//! explains, and with which rate of false alarms.
//!
//! ```
//! use std::sync::Arc;
//!
//! use holdfast_detect::{Model, Population, Scale, Series, Session, review};
//!
//! let scale = Scale::session_note();
//! let mut series = Series::new(scale);
//! for (number, score) in (1..).zip([3.8, 4.0, 3.9, 4.1, 4.0, 4.1, 2.4, 2.5, 4.0]) {
//!     let weeks = if number == 1 { 0.0 } else { 1.0 };
//!     series.push(Session::new(number, weeks).with_client(scale.score(score)?))?;
//! }
//! let model = Arc::new(Model::new(scale, &Population::shipped(&scale)));
//! let review = review(&model, &series);
//! for finding in review.findings(&series) {
//!     println!("{}", finding.question(&[]));
//! }
//! assert_eq!(review.episodes.first().map(|episode| episode.onset), Some(7));
//! # Ok::<(), holdfast_detect::DetectError>(())
//! ```

mod bank;
mod calibration;
mod detector;
mod dyad;
mod error;
mod evidence;
mod explain;
mod finding;
mod numeric;
mod population;
mod repair;
mod review;
mod scale;
mod series;
mod verdict;

pub mod rule;
pub mod segment;

pub use calibration::{Calibration, KNOTS, LENGTH, LENGTHS, TAILS, Table, Tails};
pub use detector::{Detector, Memory, Model, Reading, observe_batch};
pub use error::DetectError;
pub use explain::{Finding, Moment, Shift};
pub use finding::{Alpha, Episode, Side, State};
pub use population::{Course, Population, Provenance, Uncertainty};
pub use review::{Review, review, review_batch};
pub use scale::{Direction, Scale, Score};
pub use series::{Rating, Series, Session};

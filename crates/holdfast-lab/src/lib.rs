//! Session ratings in files: reading, simulating, fitting, evaluating, reporting.
//!
//! It never guesses: a cell that cannot be read stops the work with its line, its column and what
//! to do about it.

pub mod calibrate;
mod error;
pub mod evaluate;
pub mod population;
pub mod report;
pub mod simulate;
pub mod table;
pub mod tcpd;
pub mod yardstick;

pub use error::{Flaw, LabError};

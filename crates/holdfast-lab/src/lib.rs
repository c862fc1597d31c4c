//! Session ratings in files: reading, simulating, fitting, evaluating, reporting.

pub mod calibrate;
mod error;
pub mod evaluate;
pub mod population;
pub mod simulate;

pub use error::LabError;

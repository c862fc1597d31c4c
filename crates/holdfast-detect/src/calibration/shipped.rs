//! The calibration tables that come with the crate.
//! They are generated; a test in the laboratory makes them again and compares.

use super::{Calibration, KNOTS, LENGTHS, TAILS, Table};

pub(super) fn seven_point() -> Calibration {
    bound()
}

pub(super) fn session_note() -> Calibration {
    bound()
}

/// Markov's inequality: chance exceeds a Bayes factor of 1/p with probability p at most.
fn bound() -> Calibration {
    let table = Table {
        bank: vec![TAILS.map(|p| libm::log(8.0 / p)); KNOTS.len()],
        dip: vec![TAILS.map(|p| libm::sqrt(-2.0 * libm::log(p))); KNOTS.len()],
        thresholds: vec![[0.004, 0.008, 0.018]; LENGTHS.len()],
        repair: [3.0, 2.0],
    };
    Calibration {
        both: table.clone(),
        client: table.clone(),
        therapist: table,
    }
}

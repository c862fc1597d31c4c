//! The calibration tables that come with the crate, packed into thousandths.
//! They are generated (`cargo xtask calibrate`); a test in the laboratory makes them again.

use super::{Calibration, KNOTS, LENGTHS, TAILS, Table};
use crate::error::DetectError;
use crate::numeric::{exp, ln};

pub(super) fn seven_point() -> Calibration {
    Calibration::unpack(include_bytes!("seven_point.table")).unwrap_or_else(|_| bound())
}

pub(super) fn session_note() -> Calibration {
    Calibration::unpack(include_bytes!("session_note.table")).unwrap_or_else(|_| bound())
}

/// Scores and logarithms are kept in steps of this size.
const STEP: f64 = 1e-3;
/// Numbers in a packed table.
const TABLE_NUMBERS: usize = 2 * KNOTS.len() * TAILS.len() + 3 * LENGTHS.len() + 2;

impl Calibration {
    /// The tables as bytes: little-endian thousandths, thresholds as their logarithms.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        let tables = [&self.both, &self.client, &self.therapist];
        let numbers = tables.into_iter().flat_map(|table| {
            let rows = table.bank.iter().chain(&table.dip).flatten().copied();
            let thresholds = table.thresholds.iter().flatten().map(|p| ln(*p));
            rows.chain(thresholds)
                .chain(table.repair)
                .collect::<Vec<f64>>()
        });
        let step = |number: f64| {
            let steps = libm::round(number / STEP);
            steps.clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16
        };
        numbers
            .flat_map(|number| step(number).to_le_bytes())
            .collect()
    }

    /// Reads packed tables.
    ///
    /// # Errors
    /// `HF-DETECT-06` when there are too few or too many bytes, or a table is not complete.
    pub fn unpack(bytes: &[u8]) -> Result<Self, DetectError> {
        let (pairs, rest) = bytes.as_chunks::<2>();
        if !rest.is_empty() || pairs.len() != 3 * TABLE_NUMBERS {
            return Err(DetectError::Calibration {
                reason: "it does not have the right length",
            });
        }
        let mut numbers = pairs
            .iter()
            .map(|pair| f64::from(i16::from_le_bytes(*pair)) * STEP);
        let mut next = || Table::take(&mut numbers);
        Self {
            both: next(),
            client: next(),
            therapist: next(),
        }
        .checked()
    }
}

impl Table {
    fn take(numbers: &mut impl Iterator<Item = f64>) -> Self {
        let mut next = || numbers.next().unwrap_or_default();
        let mut rows = || KNOTS.map(|_| TAILS.map(|_| next())).to_vec();
        let (bank, dip) = (rows(), rows());
        let thresholds = LENGTHS.map(|_| [0; 3].map(|_| exp(next()))).to_vec();
        Self {
            bank,
            dip,
            thresholds,
            repair: [next(), next()],
        }
    }
}

/// Markov's inequality, for tables that cannot be read: chance exceeds a Bayes factor of 1/p with
/// probability p at most, and a therapy of n sessions has n chances.
fn bound() -> Calibration {
    let table = Table {
        bank: vec![TAILS.map(|p| ln(8.0 / p)); KNOTS.len()],
        dip: vec![TAILS.map(|p| (-2.0 * ln(p)).sqrt()); KNOTS.len()],
        thresholds: LENGTHS
            .map(|n| [0.05, 0.1, 0.2].map(|rate| rate / f64::from(n)))
            .to_vec(),
        repair: [9.0_f64, 4.0].map(ln),
    };
    Calibration {
        both: table.clone(),
        client: table.clone(),
        therapist: table,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_tables_are_readable_and_not_the_bound() {
        for shipped in [seven_point(), session_note()] {
            assert_ne!(shipped, bound());
            assert_eq!(shipped.clone().checked(), Ok(shipped));
        }
    }

    #[test]
    fn tables_survive_packing_to_a_thousandth() {
        let shipped = seven_point();
        assert_eq!(
            Calibration::unpack(&shipped.pack()).map(|c| c.pack()),
            Ok(shipped.pack())
        );
    }

    #[test]
    fn a_byte_too_few_or_too_many_is_refused() {
        let bytes = seven_point().pack();
        let code = |bytes: &[u8]| Calibration::unpack(bytes).map_err(|e| e.code()).err();
        assert_eq!(code(&bytes[1..]), Some("HF-DETECT-06"));
        assert_eq!(
            code(&[bytes.as_slice(), &[0]].concat()),
            Some("HF-DETECT-06")
        );
        assert_eq!(
            code(&[bytes.as_slice(), &[0, 0]].concat()),
            Some("HF-DETECT-06")
        );
    }

    #[test]
    fn a_row_that_falls_is_refused() {
        let mut calibration = bound();
        if let Some(row) = calibration.client.dip.first_mut() {
            row.reverse();
        }
        assert_eq!(
            calibration.checked().map_err(|e| e.code()).err(),
            Some("HF-DETECT-06")
        );
    }

    #[test]
    fn the_bound_is_a_whole_table_too() {
        assert!(bound().checked().is_ok());
    }
}

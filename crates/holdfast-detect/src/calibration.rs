//! What chance alone does: the tail of each statistic in rupture-free therapies, per session, and
//! the thresholds that keep the stated share of such therapies free of any alarm.
//! A table that can be built is complete: every side has every knot, and scores rise to the tail.

use serde::{Deserialize, Serialize};

use crate::error::DetectError;
use crate::finding::{Alpha, Side};
use crate::numeric::{exp, ln};
use crate::scale::Scale;

mod shipped;

/// Tail probabilities of a table row.
pub const TAILS: [f64; 16] = [
    0.9, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.006, 0.0035, 0.002, 0.0012, 0.0007,
    0.0004,
];
/// Their logarithms.
const LN_TAILS: [f64; TAILS.len()] = [
    -0.105_360_515_657_826_28,
    -0.356_674_943_938_732_45,
    -core::f64::consts::LN_2,
    -1.203_972_804_325_936,
    -1.609_437_912_434_100_3,
    -core::f64::consts::LN_10,
    -2.995_732_273_553_991,
    -3.506_557_897_319_982,
    -3.912_023_005_428_146,
    -4.605_170_185_988_091,
    -5.115_995_809_754_082,
    -5.654_992_310_486_769,
    -6.214_608_098_422_191,
    -6.725_433_722_188_183,
    -7.264_430_222_920_869,
    -7.824_046_010_856_292,
];
/// Sessions (1 for the first) that have a row; between them rows are interpolated.
pub const KNOTS: [u16; 17] = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 60, 90];
/// Lengths of therapy, in sessions, that have thresholds of their own.
pub const LENGTHS: [u16; 6] = [10, 20, 30, 45, 60, 90];
/// The shares of a false-alarm rate that the bank and one-session dips may spend.
const SHARES: [f64; 2] = [0.95, 0.05];
/// The length of therapy that the stated rates refer to, unless another is planned.
pub const LENGTH: u16 = 30;

/// The scores that chance exceeds with the probabilities of `TAILS`.
pub(crate) type Row = [f64; TAILS.len()];

/// The tails of both statistics, and the thresholds, for therapies in which one side or both rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Of the bank's score, a row for each of `KNOTS`.
    pub bank: Vec<[f64; TAILS.len()]>,
    /// Of the one-session dip, a row for each of `KNOTS`.
    pub dip: Vec<[f64; TAILS.len()]>,
    /// For each of `LENGTHS`, the p-value that alarms at 5, 10 and 20 %.
    pub thresholds: Vec<[f64; 3]>,
    /// Log odds at which an open rupture is called repaired, falsely in 10 and in 20 %.
    pub repair: [f64; 2],
}

/// Tables for each way of rating, and for calling a rupture repaired.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Both sides rate.
    pub both: Table,
    /// Only the person rates.
    pub client: Table,
    /// Only the therapist rates.
    pub therapist: Table,
}

impl Calibration {
    /// The table that was made with the shipped seven-point population.
    #[must_use]
    pub fn seven_point() -> Self {
        shipped::seven_point()
    }

    /// The table that was made with the shipped population of the own session note.
    #[must_use]
    pub fn session_note() -> Self {
        shipped::session_note()
    }

    /// The shipped table that goes with a population on `scale` that brings none of its own.
    pub(crate) fn shipped(scale: &Scale) -> Self {
        if scale.steps_of_five() {
            Self::session_note()
        } else {
            Self::seven_point()
        }
    }

    /// Reads on only when the tables are complete.
    ///
    /// # Errors
    /// `HF-DETECT-06` says what is missing.
    pub fn checked(self) -> Result<Self, DetectError> {
        for table in [&self.both, &self.client, &self.therapist] {
            table.check()?;
        }
        Ok(self)
    }

    /// The table for the sides that rate.
    #[must_use]
    pub fn table(&self, side: Side) -> &Table {
        match side {
            Side::Both => &self.both,
            Side::Client => &self.client,
            Side::Therapist => &self.therapist,
        }
    }
}

impl Table {
    fn check(&self) -> Result<(), DetectError> {
        let refuse = |reason| Err(DetectError::Calibration { reason });
        if self.bank.len() != KNOTS.len() || self.dip.len() != KNOTS.len() {
            return refuse("a session has no row");
        }
        if self.thresholds.len() != LENGTHS.len() {
            return refuse("a length has no threshold");
        }
        let rising = |row: &Row| row.is_sorted() && row.iter().all(|score| score.is_finite());
        if !self.bank.iter().chain(&self.dip).all(rising) {
            return refuse("a row does not rise");
        }
        if !self
            .thresholds
            .iter()
            .flatten()
            .all(|p| *p > 0.0 && *p < 1.0)
        {
            return refuse("a threshold is not a probability");
        }
        if !self.repair.iter().all(|odds| odds.is_finite()) {
            return refuse("a repair threshold is not a number");
        }
        Ok(())
    }

    /// The log odds at which an episode is called repaired: falsely in one of ten.
    pub(crate) fn repair_threshold(&self) -> f64 {
        let [ten, _] = self.repair;
        ten
    }

    /// How rare both statistics of a session are (1 for the first session).
    #[must_use]
    pub fn tails(&self, session: u32, bank: Option<f64>, dip: Option<f64>) -> Tails {
        let [of_bank, of_dip] = self.rows(session);
        Tails {
            bank: bank.map_or(1.0, |score| tail(&of_bank, score)),
            dip: dip.map_or(1.0, |score| tail(&of_dip, score)),
        }
    }

    /// The rows of a session, 1 for the first.
    fn rows(&self, session: u32) -> [Row; 2] {
        let knots = between(&KNOTS, session);
        [&self.bank, &self.dip].map(|rows| row_between(rows, knots))
    }

    /// The same, ready for many therapies.
    pub(crate) fn lines(&self, session: u32) -> Lines {
        let [bank, dip] = self.rows(session);
        Lines {
            bank: RowLines::of(&bank),
            dip: RowLines::of(&dip),
        }
    }

    /// The p-value that alarms in a therapy of `length` sessions.
    #[must_use]
    pub fn threshold(&self, length: u16, alpha: Alpha) -> f64 {
        let (low, high, share) = between(&LENGTHS, u32::from(length));
        let at = |i: usize| self.thresholds.get(i).map_or(0.0, |row| pick(row, alpha));
        exp(ln(at(low)) * (1.0 - share) + ln(at(high)) * share)
    }
}

/// What the tails of both statistics are read from in one session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lines {
    pub(crate) bank: RowLines,
    pub(crate) dip: RowLines,
}

/// A row, with the line between every two of its scores made beforehand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowLines {
    row: Row,
    /// The log of the tail is `bases[i] + slopes[i] * score` from `row[i]` on.
    bases: [f64; TAILS.len() - 1],
    slopes: [f64; TAILS.len() - 1],
}

/// The probabilities that chance is as extreme; 1 where a statistic is missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tails {
    pub(crate) bank: f64,
    pub(crate) dip: f64,
}

impl Tails {
    /// Both together as one p-value.
    #[must_use]
    #[inline(always)]
    pub fn p(self) -> f64 {
        let [bank, dip] = SHARES;
        let (bank, dip) = (self.bank / bank, self.dip / dip);
        let rarer = if bank < dip { bank } else { dip };
        if rarer < 1.0 { rarer } else { 1.0 }
    }
}

fn pick(row: &[f64; 3], alpha: Alpha) -> f64 {
    let [five, ten, twenty] = *row;
    match alpha {
        Alpha::Five => five,
        Alpha::Ten => ten,
        Alpha::Twenty => twenty,
    }
}

/// The row at a place between two rows.
fn row_between(rows: &[Row], (low, high, share): (usize, usize, f64)) -> Row {
    /// Without rows nothing is rare.
    const NONE: Row = [f64::MAX; TAILS.len()];
    let (low, high) = (
        rows.get(low).unwrap_or(&NONE),
        rows.get(high).unwrap_or(&NONE),
    );
    let mut row = *low;
    for (end, high) in row.iter_mut().zip(high) {
        *end = *end * (1.0 - share) + high * share;
    }
    row
}

/// The probability that chance reaches `score`: log-linear between the tails, and beyond them.
fn tail(row: &Row, score: f64) -> f64 {
    let reached = row.partition_point(|end| *end < score);
    if reached == 0 {
        return 1.0;
    }
    let (base, slope) = line(row, reached.min(TAILS.len() - 1) - 1);
    exp(base + slope * score)
}

/// The line of the log of the tail between the scores `i` and `i + 1` of a row.
#[inline(always)]
#[expect(clippy::indexing_slicing, reason = "i < TAILS.len() - 1")]
fn line(row: &Row, i: usize) -> (f64, f64) {
    let width = row[i + 1] - row[i];
    let width = if width > 1e-9 { width } else { 1e-9 };
    let slope = (LN_TAILS[i + 1] - LN_TAILS[i]) / width;
    (LN_TAILS[i] - row[i] * slope, slope)
}

impl RowLines {
    fn of(row: &Row) -> Self {
        let lines: [_; TAILS.len() - 1] = core::array::from_fn(|i| line(row, i));
        Self {
            row: *row,
            bases: lines.map(|(base, _)| base),
            slopes: lines.map(|(_, slope)| slope),
        }
    }

    /// The probability that chance reaches `score`; without branches, so that loops over therapies
    /// vectorise.
    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "i < TAILS.len() - 1")]
    pub(crate) fn tail(&self, score: f64) -> f64 {
        let (mut base, mut slope) = (self.bases[0], self.slopes[0]);
        for i in 1..TAILS.len() - 1 {
            let reached = score > self.row[i];
            base = if reached { self.bases[i] } else { base };
            slope = if reached { self.slopes[i] } else { slope };
        }
        let p = exp(base + slope * score);
        if score > self.row[0] { p } else { 1.0 }
    }
}

/// The two knots around `at` and how far it is from the lower to the upper one.
fn between(knots: &[u16], at: u32) -> (usize, usize, f64) {
    let above = knots.partition_point(|knot| u32::from(*knot) < at);
    let last = knots.len().saturating_sub(1);
    if above == 0 || above > last {
        return (above.min(last), above.min(last), 0.0);
    }
    let value = |i: usize| knots.get(i).map_or(0.0, |knot| f64::from(*knot));
    let (low, high) = (value(above - 1), value(above));
    (above - 1, above, (f64::from(at) - low) / (high - low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithms_of_the_tails_are_theirs() {
        for (tail, logarithm) in TAILS.into_iter().zip(LN_TAILS) {
            assert!((ln(tail) - logarithm).abs() < 1e-12, "{tail}");
        }
    }

    #[test]
    fn a_tail_falls_as_scores_rise_and_goes_on_beyond_the_table() {
        let table = Calibration::seven_point().both;
        for session in [1, 2, 7, 11, 30, 90, 300] {
            let mut before = 1.0;
            for score in -40..80 {
                let p = table.tails(session, Some(f64::from(score) / 4.0), None).p();
                assert!(
                    p <= before && p > 0.0,
                    "session {session}, score {score}: {p}"
                );
                before = p;
            }
        }
    }

    #[test]
    fn a_threshold_is_stricter_for_longer_therapies_and_smaller_rates() {
        let table = Calibration::session_note().both;
        for alpha in Alpha::ALL {
            let limits = [8, 10, 25, 30, 60, 90, 200].map(|length| table.threshold(length, alpha));
            assert!(
                limits.is_sorted_by(|shorter, longer| shorter >= longer),
                "{limits:?}"
            );
        }
        assert!(table.threshold(30, Alpha::Five) < table.threshold(30, Alpha::Ten));
        assert!(table.threshold(30, Alpha::Ten) < table.threshold(30, Alpha::Twenty));
    }
}

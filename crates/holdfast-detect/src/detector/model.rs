//! What a detector needs to know before the first session; made once, shared by many detectors.
//! Invariant: the limits are those of the calibration for the planned length.

use crate::calibration::{Calibration, LENGTH, Table};
use crate::dyad::{Expectation, Nulls};
use crate::finding::{Alpha, Side};
use crate::population::Population;
use crate::scale::Scale;
use crate::series::Rating;

/// What a detector needs to know before the first session; made once, shared by many detectors.
#[derive(Clone, Debug)]
pub struct Model {
    scale: Scale,
    units: Units,
    pub(super) nulls: Nulls,
    calibration: Calibration,
    pub(super) alpha: Alpha,
    limits: Limits,
}

/// The units of the population's numbers.
#[derive(Clone, Copy, Debug)]
enum Units {
    /// Those of the scores.
    Same,
    /// Those of another scale.
    Other(Scale),
}

/// The p-values that alarm, for each way of rating and each of [`Alpha::ALL`].
#[derive(Clone, Copy, Debug)]
struct Limits {
    both: [f64; 3],
    client: [f64; 3],
    therapist: [f64; 3],
}

impl Limits {
    fn new(calibration: &Calibration, length: u16) -> Self {
        let of = |side| Alpha::ALL.map(|alpha| calibration.table(side).threshold(length, alpha));
        Self {
            both: of(Side::Both),
            client: of(Side::Client),
            therapist: of(Side::Therapist),
        }
    }

    fn at(&self, side: Side, alpha: Alpha) -> f64 {
        let [five, ten, twenty] = match side {
            Side::Both => self.both,
            Side::Client => self.client,
            Side::Therapist => self.therapist,
        };
        match alpha {
            Alpha::Five => five,
            Alpha::Ten => ten,
            Alpha::Twenty => twenty,
        }
    }
}

impl Model {
    /// The null model of `population` for scores on `scale`, with 5 % false alarms per therapy of
    /// 30 sessions.
    #[must_use]
    pub fn new(scale: Scale, population: &Population) -> Self {
        let calibration = match &population.calibration {
            Some(calibration) => calibration.clone(),
            None => Calibration::shipped(&population.scale),
        };
        Self {
            scale,
            units: if scale == population.scale {
                Units::Same
            } else {
                Units::Other(population.scale)
            },
            nulls: Nulls::new(population, Expectation::SHIPPED),
            limits: Limits::new(&calibration, LENGTH),
            calibration,
            alpha: Alpha::default(),
        }
    }

    /// The scale of the scores that it takes.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// The same model, opening an episode at another false-alarm rate.
    #[must_use]
    pub fn with_alpha(self, alpha: Alpha) -> Self {
        Self { alpha, ..self }
    }

    /// The same model with its rates stated for a therapy of `length` sessions.
    #[must_use]
    pub fn with_length(self, length: u16) -> Self {
        Self {
            limits: Limits::new(&self.calibration, length),
            ..self
        }
    }

    /// A rating in the units of the population.
    #[inline]
    pub(super) fn score(&self, rating: &Rating) -> Option<f64> {
        let score = rating.score?.value();
        Some(match &self.units {
            Units::Same => score,
            Units::Other(scale) => self.scale.convert(score, scale),
        })
    }

    /// The tables for the sides that rate.
    pub(super) fn table(&self, sides: Side) -> &Table {
        self.calibration.table(sides)
    }

    /// The p-value that alarms.
    #[inline]
    pub(super) fn limit(&self, sides: Side, alpha: Alpha) -> f64 {
        self.limits.at(sides, alpha)
    }
}

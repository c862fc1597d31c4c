//! What a detector needs to know before the first session; made once, shared by many detectors.
//! Invariant: the limits are those of the calibration for the planned length.

use crate::calibration::{Calibration, LENGTH, Table};
use crate::dyad::{Expectation, Nulls};
use crate::finding::{Alpha, Side};
use crate::population::Population;
use crate::scale::Scale;
use crate::series::Rating;
use crate::verdict::Bars;

/// What a detector needs to know before the first session; made once, shared by many detectors.
#[derive(Clone, Debug)]
pub struct Model {
    scale: Scale,
    units: Units,
    pub(super) nulls: Nulls,
    calibration: Calibration,
    alpha: Alpha,
    length: u16,
    /// For each way of rating: both sides, client, therapist.
    bars: [Bars; 3],
}

/// The units of the population's numbers.
#[derive(Clone, Copy, Debug)]
enum Units {
    /// Those of the scores.
    Same,
    /// Those of another scale.
    Other(Scale),
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
            bars: bars(&calibration, LENGTH, Alpha::default()),
            calibration,
            alpha: Alpha::default(),
            length: LENGTH,
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
        Self {
            bars: bars(&self.calibration, self.length, alpha),
            alpha,
            ..self
        }
    }

    /// The same model with its rates stated for a therapy of `length` sessions.
    #[must_use]
    pub fn with_length(self, length: u16) -> Self {
        Self {
            bars: bars(&self.calibration, length, self.alpha),
            length,
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

    /// The p-values that alarm, for each way of rating: both sides, client, therapist.
    #[inline]
    pub(super) fn bars(&self) -> &[Bars; 3] {
        &self.bars
    }
}

fn bars(calibration: &Calibration, length: u16, alpha: Alpha) -> [Bars; 3] {
    [Side::Both, Side::Client, Side::Therapist]
        .map(|side| Bars::new(calibration.table(side), length, alpha))
}

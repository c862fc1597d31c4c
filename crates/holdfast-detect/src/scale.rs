//! The scale of an instrument, and a score on it.
//! A `Score` is always finite and inside the scale that made it.

use serde::{Deserialize, Serialize};

use crate::error::DetectError;

/// Whether a high score is good news.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Alliance, closeness, safety: a rupture is a fall.
    #[default]
    HigherIsBetter,
    /// Symptoms, distress: a rupture is a rise.
    HigherIsWorse,
}

/// The range and the number of items of an instrument whose score is the mean of its items.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// Lowest possible score.
    pub min: f64,
    /// Highest possible score.
    pub max: f64,
    /// How many items the score is the mean of.
    pub items: u16,
    /// Which end is the good one.
    #[serde(default)]
    pub direction: Direction,
}

impl Scale {
    /// A scale on which higher is better.
    ///
    /// # Errors
    /// `HF-DETECT-01` unless `min < max`, both finite, and `items >= 1`.
    pub fn new(min: f64, max: f64, items: u16) -> Result<Self, DetectError> {
        if !(min.is_finite() && max.is_finite() && min < max && items >= 1) {
            return Err(DetectError::Scale { min, max, items });
        }
        Ok(Self {
            min,
            max,
            items,
            direction: Direction::HigherIsBetter,
        })
    }

    /// The same scale with the other reading of high and low.
    #[must_use]
    pub fn with_direction(self, direction: Direction) -> Self {
        Self { direction, ..self }
    }

    /// The own session note: six items in five steps.
    #[must_use]
    pub fn session_note() -> Self {
        Self {
            min: 1.0,
            max: 5.0,
            items: 6,
            direction: Direction::HigherIsBetter,
        }
    }

    /// Six items in seven steps, as most alliance inventories have them.
    #[must_use]
    pub fn seven_point() -> Self {
        Self {
            min: 1.0,
            max: 7.0,
            items: 6,
            direction: Direction::HigherIsBetter,
        }
    }

    /// Whether the shipped numbers for five steps fit better than those for seven.
    pub(crate) fn steps_of_five(&self) -> bool {
        self.max - self.min <= 4.0
    }

    /// 1 when a fall is the bad direction, -1 when a rise is.
    pub(crate) fn sign(&self) -> f64 {
        match self.direction {
            Direction::HigherIsBetter => 1.0,
            Direction::HigherIsWorse => -1.0,
        }
    }

    /// Reads a number as a score on this scale.
    ///
    /// # Errors
    /// `HF-DETECT-02` when it is not finite or outside the scale.
    pub fn score(&self, score: f64) -> Result<Score, DetectError> {
        if score.is_finite() && score >= self.min && score <= self.max {
            return Ok(Score(score));
        }
        Err(DetectError::Score {
            score,
            min: self.min,
            max: self.max,
        })
    }

    /// Where `score` lies on `other`, end for end; a scale of the other direction is turned round.
    #[must_use]
    pub fn convert(&self, score: f64, other: &Scale) -> f64 {
        if self == other {
            return score;
        }
        let share = (score - self.min) / (self.max - self.min);
        let share = if self.direction == other.direction {
            share
        } else {
            1.0 - share
        };
        other.min + share * (other.max - other.min)
    }
}

/// One rating: finite, and inside its scale.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(f64);

impl Score {
    /// The number, in the units of the scale that made it.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_at_either_end_is_inside_and_one_past_is_not() {
        let scale = Scale::session_note();
        assert!(scale.score(1.0).is_ok());
        assert!(scale.score(5.0).is_ok());
        for outside in [0.999, 5.001, f64::NAN, f64::INFINITY] {
            assert_eq!(
                scale.score(outside).map_err(|e| e.code()),
                Err("HF-DETECT-02")
            );
        }
    }

    #[test]
    fn a_scale_without_width_or_items_is_refused() {
        for (min, max, items) in [
            (1.0, 1.0, 6),
            (7.0, 1.0, 6),
            (1.0, 7.0, 0),
            (f64::NAN, 7.0, 6),
        ] {
            assert!(Scale::new(min, max, items).is_err(), "{min} {max} {items}");
        }
        assert!(Scale::new(0.0, 1.0, 1).is_ok());
    }

    #[test]
    fn a_scale_where_higher_is_worse_is_turned_round() {
        let worse = Scale {
            direction: Direction::HigherIsWorse,
            ..Scale::session_note()
        };
        assert_eq!(worse.convert(5.0, &Scale::seven_point()), 1.0);
        assert_eq!(
            Scale::session_note().convert(5.0, &Scale::seven_point()),
            7.0
        );
    }
}

//! What rupture-free therapies look like in a population: the numbers of the null model.
//! Every population that this module lets through has finite numbers and positive variances.

use serde::{Deserialize, Serialize};

use crate::calibration::Calibration;
use crate::error::DetectError;
use crate::scale::Scale;

/// The course of one side's ratings without ruptures, over the therapies of a population.
///
/// score = level + growth * g(s) + state + noise, with g(s) = ln s / ln 30 for session s; the state
/// is autoregressive over the gap in weeks. All in the units of the population's scale.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// Mean of the personal levels (at the first session).
    pub level: f64,
    /// Standard deviation of the personal levels.
    pub level_sd: f64,
    /// Mean growth from session 1 to session 30.
    pub growth: f64,
    /// Standard deviation of the growths.
    pub growth_sd: f64,
    /// Correlation of level and growth.
    pub correlation: f64,
    /// Mean of ln(within-person standard deviation).
    pub ln_sigma: f64,
    /// Standard deviation of ln(within-person standard deviation).
    pub ln_sigma_sd: f64,
    /// Share of a state that is left after one week.
    pub phi: f64,
    /// Share of the state in the variance within a person.
    pub share: f64,
}

impl Course {
    /// The same course in other units: scores become `offset + factor * score`.
    #[must_use]
    pub fn convert(&self, offset: f64, factor: f64) -> Self {
        Self {
            level: offset + factor * self.level,
            level_sd: factor * self.level_sd,
            growth: factor * self.growth,
            growth_sd: factor * self.growth_sd,
            ln_sigma: self.ln_sigma + libm::log(factor),
            ..*self
        }
    }

    fn check(&self) -> Result<(), DetectError> {
        let refuse = |name, value| Err(DetectError::Population { name, value });
        let finite = [
            ("level", self.level),
            ("growth", self.growth),
            ("ln_sigma", self.ln_sigma),
        ];
        for (name, value) in finite {
            if !value.is_finite() {
                return refuse(name, value);
            }
        }
        let positive = [
            ("level_sd", self.level_sd),
            ("growth_sd", self.growth_sd),
            ("ln_sigma_sd", self.ln_sigma_sd),
        ];
        for (name, value) in positive {
            if !(value.is_finite() && value > 0.0) {
                return refuse(name, value);
            }
        }
        if !(self.correlation > -1.0 && self.correlation < 1.0) {
            return refuse("correlation", self.correlation);
        }
        for (name, value) in [("phi", self.phi), ("share", self.share)] {
            if !(0.0..1.0).contains(&value) {
                return refuse(name, value);
            }
        }
        Ok(())
    }
}

/// Where the numbers of a population come from, so that a reader can judge them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The data, in words.
    pub source: String,
    /// How the numbers were found.
    pub method: String,
    /// How many therapies they rest on; 0 for assumed numbers.
    pub therapies: u32,
    /// How many ratings they rest on; 0 for assumed numbers.
    pub ratings: u32,
}

/// Standard errors of the numbers of a population, in the same order and units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Uncertainty {
    /// Of the person's side.
    pub client: Course,
    /// Of the therapist's side; absent when no therapist rated.
    pub therapist: Option<Course>,
}

/// A population: the null courses of both sides, their provenance and the tables made from them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Population {
    /// The scale of the numbers.
    pub scale: Scale,
    /// The person's ratings.
    pub client: Course,
    /// The therapist's ratings.
    pub therapist: Course,
    /// Where all this comes from.
    pub provenance: Provenance,
    /// How sure the numbers are, when they were fitted.
    #[serde(default)]
    pub uncertainty: Option<Uncertainty>,
    /// Thresholds made for this population; without them the shipped ones of its scale are used.
    #[serde(default)]
    pub calibration: Option<Calibration>,
}

impl Population {
    /// The wide default that is shipped for six items in seven steps.
    ///
    /// These are assumed numbers: those of the simulator HOLDFAST-SIM v1 with wider spreads.
    #[must_use]
    pub fn seven_point() -> Self {
        Self {
            scale: Scale::seven_point(),
            client: SEVEN_POINT_CLIENT,
            therapist: SEVEN_POINT_THERAPIST,
            provenance: Provenance {
                source: "HOLDFAST-SIM v1, 7 points, spreads widened".into(),
                method: "assumed".into(),
                ..Provenance::default()
            },
            uncertainty: None,
            calibration: None,
        }
    }

    /// The wide default that is shipped for the own session note: six items in five steps.
    ///
    /// Assumed: the seven-point numbers brought to five points.
    #[must_use]
    pub fn session_note() -> Self {
        Self {
            scale: Scale::session_note(),
            client: SESSION_NOTE_CLIENT,
            therapist: SESSION_NOTE_THERAPIST,
            provenance: Provenance {
                source: "HOLDFAST-SIM v1, 5 points, spreads widened".into(),
                method: "assumed".into(),
                ..Provenance::default()
            },
            uncertainty: None,
            calibration: None,
        }
    }

    /// The shipped default whose steps are nearest to those of `scale`.
    #[must_use]
    pub fn shipped(scale: &Scale) -> Self {
        if scale.steps_of_five() {
            Self::session_note()
        } else {
            Self::seven_point()
        }
    }

    /// Reads on only when every number is possible.
    ///
    /// # Errors
    /// `HF-DETECT-05` names the first number that no cohort can have.
    pub fn checked(self) -> Result<Self, DetectError> {
        Scale::new(self.scale.min, self.scale.max, self.scale.items)?;
        self.client.check()?;
        self.therapist.check()?;
        Ok(self)
    }
}

const SEVEN_POINT_CLIENT: Course = Course {
    level: 5.2,
    level_sd: 0.80,
    growth: 0.50,
    growth_sd: 0.52,
    correlation: -0.3,
    ln_sigma: -0.83,
    ln_sigma_sd: 0.30,
    phi: 0.30,
    share: 0.60,
};

const SEVEN_POINT_THERAPIST: Course = Course {
    level: 5.0,
    level_sd: 0.70,
    growth: 0.45,
    growth_sd: 0.42,
    correlation: -0.1,
    ln_sigma: -0.93,
    ln_sigma_sd: 0.25,
    phi: 0.25,
    share: 0.55,
};

const SESSION_NOTE_CLIENT: Course = Course {
    level: 3.8,
    level_sd: 0.54,
    growth: 0.33,
    growth_sd: 0.35,
    ln_sigma: -1.10,
    share: 0.48,
    ..SEVEN_POINT_CLIENT
};

const SESSION_NOTE_THERAPIST: Course = Course {
    level: 3.67,
    level_sd: 0.47,
    growth: 0.30,
    growth_sd: 0.28,
    ln_sigma: -1.17,
    share: 0.42,
    ..SEVEN_POINT_THERAPIST
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_populations_are_possible() {
        assert!(Population::seven_point().checked().is_ok());
        assert!(Population::session_note().checked().is_ok());
    }

    #[test]
    fn an_impossible_number_is_named() {
        let mut population = Population::seven_point();
        population.therapist.level_sd = 0.0;
        let refused = population.checked();
        assert_eq!(
            refused,
            Err(DetectError::Population {
                name: "level_sd",
                value: 0.0
            })
        );
        let mut population = Population::seven_point();
        population.client.phi = 1.0;
        assert_eq!(
            population.checked().map_err(|e| e.code()),
            Err("HF-DETECT-05")
        );
    }
}

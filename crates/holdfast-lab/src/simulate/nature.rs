//! The population of HOLDFAST-SIM v1 as named numbers, and the shapes of ruptures.
//! Nothing here is drawn: these are the constants that a report has to state.

use holdfast_detect::Scale;
use serde::{Deserialize, Serialize};

/// A mean and a standard deviation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub sd: f64,
}

impl Spread {
    /// The value `z` standard deviations above the mean.
    pub(super) fn at(self, z: f64) -> f64 {
        self.mean + self.sd * z
    }

    /// The spread after `offset + factor * value`.
    #[must_use]
    pub fn convert(self, offset: f64, factor: f64) -> Self {
        Self {
            mean: offset + factor * self.mean,
            sd: factor * self.sd,
        }
    }
}

/// How one side rates.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SideNature {
    /// Personal level at the first session.
    pub level: Spread,
    /// Personal growth from session 1 to session 30, along ln s.
    pub growth: Spread,
    /// ln of the standard deviation of the personal state.
    pub ln_sigma: Spread,
    /// Probability that a session is not rated.
    pub missing: f64,
}

/// The population that therapies are drawn from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Nature {
    /// Range of the items.
    pub scale: Scale,
    /// How much higher or lower each item is answered.
    pub item_offsets: Vec<f64>,
    /// Standard deviation of an item around the latent value, before rounding.
    pub item_sd: f64,
    /// The person.
    pub client: SideNature,
    /// The therapist.
    pub therapist: SideNature,
    /// Correlation of the person's level and growth.
    pub growth_correlation: f64,
    /// Correlation of the two levels.
    pub level_correlation: f64,
    /// Share of a state that is left after one week.
    pub phi: Spread,
    /// Least and greatest possible `phi`.
    pub phi_range: [f64; 2],
    /// Degrees of freedom of the shocks (Student's t).
    pub degrees: f64,
    /// Probabilities of a gap of 1, 2, 3 and 4 weeks.
    pub gaps: [f64; 4],
    /// Correlation of the two states.
    pub shared_state: f64,
    /// Probability that a rupture shows on the therapist's side.
    pub seen: f64,
    /// Its depth there, as a share of the depth on the person's side.
    pub seen_depth: f64,
}

impl Nature {
    /// HOLDFAST-SIM v1: six items in seven steps.
    #[must_use]
    pub fn v1() -> Self {
        let spread = |mean, sd| Spread { mean, sd };
        Self {
            scale: Scale::seven_point(),
            item_offsets: vec![-0.5, -0.3, -0.1, 0.1, 0.3, 0.5],
            item_sd: 0.60,
            client: SideNature {
                level: spread(5.2, 0.70),
                growth: spread(0.60, 0.50),
                ln_sigma: spread(0.35_f64.ln(), 0.35),
                missing: 0.10,
            },
            therapist: SideNature {
                level: spread(5.0, 0.60),
                growth: spread(0.50, 0.40),
                ln_sigma: spread(0.30_f64.ln(), 0.30),
                missing: 0.15,
            },
            growth_correlation: -0.30,
            level_correlation: 0.30,
            phi: spread(0.30, 0.15),
            phi_range: [0.0, 0.70],
            degrees: 6.0,
            gaps: [0.85, 0.10, 0.03, 0.02],
            shared_state: 0.30,
            seen: 0.60,
            seen_depth: 0.70,
        }
    }

    /// The same persons on six items in five steps: levels and spreads brought to four thirds of
    /// a step per step, the noise of an item kept at half a step.
    #[must_use]
    pub fn session_note() -> Self {
        let v1 = Self::v1();
        let factor = 4.0 / 6.0;
        let side = |side: SideNature| SideNature {
            level: side.level.convert(1.0 - factor, factor),
            growth: side.growth.convert(0.0, factor),
            ln_sigma: Spread {
                mean: side.ln_sigma.mean + factor.ln(),
                ..side.ln_sigma
            },
            ..side
        };
        Self {
            scale: Scale::session_note(),
            item_offsets: v1
                .item_offsets
                .iter()
                .map(|offset| offset * factor)
                .collect(),
            item_sd: 0.50,
            client: side(v1.client),
            therapist: side(v1.therapist),
            ..v1
        }
    }

    /// Variance of a score around the latent value: the items' noise and their rounding.
    #[must_use]
    pub fn noise_variance(&self) -> f64 {
        (self.item_sd * self.item_sd + 1.0 / 12.0) / self.item_offsets.len() as f64
    }

    /// The gap, in weeks, at the quantile `u`.
    pub(super) fn gap(&self, u: f64) -> f64 {
        let mut weeks = 0.0;
        let mut reached = 0.0;
        for share in self.gaps {
            weeks += 1.0;
            reached += share;
            if u < reached {
                break;
            }
        }
        weeks
    }
}

/// The shape of a rupture over the sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// None.
    Null,
    /// Down for this many sessions, then back (V1, V2, V4).
    Valley(u8),
    /// Down, and it stays.
    Step,
    /// Down over five sessions, and it stays.
    Slide,
}

impl Kind {
    /// How far the rupture is open, `since` sessions after its onset (negative: before it).
    #[must_use]
    pub fn openness(self, since: i64) -> f64 {
        let open = match self {
            Self::Null => false,
            Self::Valley(length) => (0..i64::from(length)).contains(&since),
            Self::Step => since >= 0,
            Self::Slide => return ((since as f64 + 1.0) / 5.0).clamp(0.0, 1.0),
        };
        f64::from(u8::from(open))
    }

    /// The name in tables: V1, V2, V4, step, slide.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Null => "null".into(),
            Self::Valley(length) => format!("V{length}"),
            Self::Step => "step".into(),
            Self::Slide => "slide".into(),
        }
    }
}

//! What can be wrong with numbers that are given to the engine.
//! Each variant has a stable code, listed in docs/errors.md, and says what the caller can change.

/// A number that the engine refuses.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DetectError {
    /// A scale needs finite ends, the smaller one first, and at least one item.
    #[error("a scale from {min} to {max} with {items} items is not a scale")]
    Scale {
        /// The lower end that was given.
        min: f64,
        /// The upper end that was given.
        max: f64,
        /// The number of items that was given.
        items: u16,
    },
    /// A score is not a number or lies outside its scale.
    #[error("score {score} is outside the scale from {min} to {max}")]
    Score {
        /// The score that was given.
        score: f64,
        /// The lower end of the scale.
        min: f64,
        /// The upper end of the scale.
        max: f64,
    },
    /// Sessions come in order: each number is larger than the one before.
    #[error("session {number} comes after session {previous}")]
    Order {
        /// The number that was given.
        number: u32,
        /// The number of the session before it.
        previous: u32,
    },
    /// A gap between two sessions is a finite number of weeks, not negative.
    #[error("a gap of {weeks} weeks before session {number}")]
    Gap {
        /// The gap that was given.
        weeks: f64,
        /// The session that it leads to.
        number: u32,
    },
    /// A population has numbers that no cohort can have (for instance a negative variance).
    #[error("population number `{name}` cannot be {value}")]
    Population {
        /// Which of the named numbers.
        name: &'static str,
        /// What it was.
        value: f64,
    },
    /// A calibration table is damaged or was made for something else.
    #[error("calibration table is not readable: {reason}")]
    Calibration {
        /// What is wrong with it.
        reason: &'static str,
    },
}

impl DetectError {
    /// The stable code of this error, as listed in docs/errors.md.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Scale { .. } => "HF-DETECT-01",
            Self::Score { .. } => "HF-DETECT-02",
            Self::Order { .. } => "HF-DETECT-03",
            Self::Gap { .. } => "HF-DETECT-04",
            Self::Population { .. } => "HF-DETECT-05",
            Self::Calibration { .. } => "HF-DETECT-06",
        }
    }
}

//! The sessions of one therapy as numbers: who rated what, and how long the gap was.
//! Sessions are in order and gaps are never negative; a rating may always be missing.

use serde::{Deserialize, Serialize};

use crate::error::DetectError;
use crate::scale::{Scale, Score};

/// What one rater gave for one session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rating {
    /// The score that the detector follows, by custom the one at the end of the session.
    pub score: Option<Score>,
    /// The score at the start of the same session, if there is one.
    pub start: Option<Score>,
    /// The item answers behind `score`, in the order of the instrument; may be empty.
    pub items: Vec<Option<f64>>,
}

impl From<Option<Score>> for Rating {
    fn from(score: Option<Score>) -> Self {
        Self {
            score,
            ..Self::default()
        }
    }
}

impl From<Score> for Rating {
    fn from(score: Score) -> Self {
        Some(score).into()
    }
}

/// One session: its number, the gap before it, and the ratings of both sides.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The number that the input gives it.
    pub number: u32,
    /// Weeks since the session before; 0 for the first.
    pub weeks: f64,
    /// The rating of the person.
    pub client: Rating,
    /// The rating of the therapist.
    pub therapist: Rating,
}

impl Session {
    /// A session that nobody has rated yet.
    #[must_use]
    pub fn new(number: u32, weeks: f64) -> Self {
        Self {
            number,
            weeks,
            ..Self::default()
        }
    }

    /// The same session with the person's rating.
    #[must_use]
    pub fn with_client(self, rating: impl Into<Rating>) -> Self {
        Self {
            client: rating.into(),
            ..self
        }
    }

    /// The same session with the therapist's rating.
    #[must_use]
    pub fn with_therapist(self, rating: impl Into<Rating>) -> Self {
        Self {
            therapist: rating.into(),
            ..self
        }
    }
}

/// The sessions of one therapy, in order, on one scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    scale: Scale,
    sessions: Vec<Session>,
}

impl Series {
    /// A therapy before its first session.
    #[must_use]
    pub fn new(scale: Scale) -> Self {
        Self {
            scale,
            sessions: Vec::new(),
        }
    }

    /// Adds the next session.
    ///
    /// # Errors
    /// `HF-DETECT-03` when its number is not larger than the last one, `HF-DETECT-04` when the gap
    /// is negative or not finite, `HF-DETECT-02` when a score does not lie on the scale.
    pub fn push(&mut self, session: Session) -> Result<(), DetectError> {
        if let Some(last) = self.sessions.last()
            && session.number <= last.number
        {
            return Err(DetectError::Order {
                number: session.number,
                previous: last.number,
            });
        }
        if !(session.weeks.is_finite() && session.weeks >= 0.0) {
            return Err(DetectError::Gap {
                weeks: session.weeks,
                number: session.number,
            });
        }
        for rating in [&session.client, &session.therapist] {
            for score in [rating.score, rating.start].into_iter().flatten() {
                self.scale.score(score.value())?;
            }
        }
        self.sessions.push(session);
        Ok(())
    }

    /// The scale of the scores.
    #[must_use]
    pub fn scale(&self) -> &Scale {
        &self.scale
    }

    /// The sessions in order.
    #[must_use]
    pub fn sessions(&self) -> &[Session] {
        &self.sessions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_out_of_order_and_gaps_backwards_are_refused() {
        let mut series = Series::new(Scale::session_note());
        assert!(series.push(Session::new(2, 0.0)).is_ok());
        let code = |r: Result<(), DetectError>| r.map_err(|e| e.code());
        assert_eq!(code(series.push(Session::new(2, 1.0))), Err("HF-DETECT-03"));
        assert_eq!(
            code(series.push(Session::new(3, -1.0))),
            Err("HF-DETECT-04")
        );
        assert_eq!(
            code(series.push(Session::new(3, f64::NAN))),
            Err("HF-DETECT-04")
        );
        assert_eq!(series.sessions().len(), 1);
    }

    #[test]
    fn a_score_of_another_scale_is_refused() -> Result<(), DetectError> {
        let seven = Scale::seven_point().score(6.5)?;
        let mut series = Series::new(Scale::session_note());
        let refused = series.push(Session::new(1, 0.0).with_therapist(seven));
        assert_eq!(refused.map_err(|e| e.code()), Err("HF-DETECT-02"));
        Ok(())
    }
}

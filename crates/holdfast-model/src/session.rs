//! A session: planned, held or cancelled, and what she brings in her head.
//! Invariant: a cancelled session says by whom, or by nobody.

use serde::{Deserialize, Serialize};

use crate::id::{RelationshipId, SessionId};
use crate::relationship::Role;
use crate::text::{Line, Words};
use crate::time::{Instant, in_range};

/// A session as it stands; the latest word on it counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Session {
    /// Which session.
    pub session: SessionId,
    /// With whom.
    pub relationship: RelationshipId,
    /// When it begins, in its own zone.
    pub starts: Instant,
    /// How long it is.
    pub minutes: Minutes,
    /// What became of it.
    pub state: State,
}

impl Session {
    /// When it ends, in milliseconds since 1970.
    #[must_use]
    pub fn ends_ms(&self) -> u64 {
        self.starts.unix_ms() + u64::from(self.minutes.0) * 60_000
    }
}

/// What became of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum State {
    /// It is to be.
    Planned,
    /// It was.
    Held,
    /// It was not.
    Cancelled(CancelledBy),
}

/// Who cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CancelledBy {
    /// One of the two.
    Role(Role),
    /// Nobody: something outside.
    Outside,
}

/// The length of a session in minutes, 1 to [`SESSION_MINUTES_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Minutes(u16);

impl TryFrom<u16> for Minutes {
    type Error = crate::error::ModelError;

    fn try_from(minutes: u16) -> Result<Self, Self::Error> {
        in_range(minutes, 1, SESSION_MINUTES_MAX).map(Self)
    }
}

impl From<Minutes> for u16 {
    fn from(minutes: Minutes) -> Self {
        minutes.0
    }
}

/// Before a session, in the waiting room. Private, or into the bag.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Preparation {
    /// Which session.
    pub session: SessionId,
    /// What matters most.
    pub matters: Option<Line>,
    /// What I am afraid to say.
    pub afraid: Option<Words>,
}

/// The longest session: a whole day.
pub const SESSION_MINUTES_MAX: u16 = 1440;

#[cfg(any(test, feature = "testing"))]
impl Session {
    /// A session of fifty minutes, planned.
    #[must_use]
    pub fn example() -> Self {
        Self {
            session: SessionId::example(5),
            relationship: RelationshipId::example(2),
            starts: Instant::example(2_000),
            minutes: Minutes(50),
            state: State::Planned,
        }
    }
}

#[cfg(any(test, feature = "testing"))]
impl Preparation {
    /// One line on what matters.
    #[must_use]
    pub fn example() -> Self {
        Self {
            session: SessionId::example(5),
            matters: Some(Line::example("the end of last time")),
            afraid: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_lasts_a_minute_to_a_day() {
        assert!(Minutes::try_from(1).is_ok() && Minutes::try_from(SESSION_MINUTES_MAX).is_ok());
        assert!(Minutes::try_from(0).is_err());
        assert!(Minutes::try_from(SESSION_MINUTES_MAX + 1).is_err());
    }
}

//! A session note: a rating at the start or the end of a session, by one of the two.
//! Invariant: answers fit their instrument; what is kept never shows, not even that it exists.

use serde::{Deserialize, Serialize};

use crate::id::{RelationshipId, SessionId};
use crate::instrument::{Answers, Form, Phase};
use crate::part::Voice;
use crate::text::{Line, Words};

/// One note. In her own space it is hers; in the shared space it is shown to the other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SessionNote {
    /// About which session.
    pub session: SessionId,
    /// With whom.
    pub relationship: RelationshipId,
    /// At which end.
    pub phase: Phase,
    /// Who rates. Ratings by several parts are parallel truths, never averaged.
    pub voice: Voice,
    /// With which instrument.
    pub form: Form,
    /// The answers; any may be missing.
    pub answers: Answers,
    /// One thing to keep.
    pub keep: Option<Line>,
    /// More words.
    pub words: Option<Words>,
    /// Who is to see it.
    pub showing: Showing,
}

/// Who is to see a note; chosen for each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Showing {
    /// Nobody else.
    #[default]
    Keep,
    /// The other, now.
    Show,
    /// The other, as soon as both have rated this end of the session.
    WhenBothHaveRated,
}

/// Says that one has rated, and nothing more: half of "show when both have rated".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rated {
    /// Which session.
    pub session: SessionId,
    /// Which end of it.
    pub phase: Phase,
}

#[cfg(any(test, feature = "testing"))]
impl SessionNote {
    /// A low note at the end of a session, kept.
    #[must_use]
    pub fn example() -> Self {
        let answers = [
            (1, 3),
            (2, 2),
            (3, 3),
            (4, 1),
            (5, 2),
            (6, 4),
            (7, 1),
            (8, 0),
        ];
        Self {
            session: SessionId::example(5),
            relationship: RelationshipId::example(2),
            phase: Phase::End,
            voice: Voice::NoOne,
            form: Form {
                name: Line::example("session-note"),
                version: 1,
            },
            answers: Answers::try_from(holdfast_order::Map::from(answers)).unwrap_or_default(),
            keep: Some(Line::example("she asked twice")),
            words: None,
            showing: Showing::Keep,
        }
    }
}

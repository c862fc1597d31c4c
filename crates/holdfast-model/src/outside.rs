//! What neither of the two controls, what she tried, and what must not happen.
//! Invariant: something outside is nobody's failing; a breach has no road to "mended".

use serde::{Deserialize, Serialize};

use crate::id::RelationshipId;
use crate::text::{Line, Words};
use crate::thing::Links;
use crate::time::{Day, Instant};

/// Something outside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OutsideEvent {
    /// Of which sort.
    pub source: Source,
    /// The day, if it has one.
    pub day: Option<Day>,
    /// What happened.
    pub words: Option<Words>,
    /// The sessions and ruptures that it touched.
    pub links: Links,
}

/// Where something outside comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Source {
    /// Illness, hers or the other's.
    Illness,
    /// The building, the room, the line.
    Building,
    /// Law, insurer, authority.
    Law,
    /// Money.
    Money,
    /// News.
    News,
    /// A third person.
    ThirdPerson,
    /// Anything else.
    Other,
}

/// Something that must not happen in therapy: a crossed boundary. Not a rupture: complaint and
/// help routes are shown, and nothing ever asks her to mend it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Breach {
    /// With whom.
    pub relationship: Option<RelationshipId>,
    /// What happened, in her words.
    pub words: Option<Words>,
}

/// Something she tried for herself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CopingTry {
    /// What.
    pub tried: Line,
    /// When, if not now.
    pub when: Option<Instant>,
    /// How it was afterwards.
    pub after: After,
}

/// How it was afterwards. Never counted, never praised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the four answers say it")]
pub enum After {
    ALittleEasier,
    Same,
    Harder,
    DoNotAsk,
}

#[cfg(any(test, feature = "testing"))]
impl OutsideEvent {
    /// The building closed.
    #[must_use]
    pub fn example() -> Self {
        Self {
            source: Source::Building,
            day: None,
            words: Some(Words::example("the practice has to move")),
            links: Links::default(),
        }
    }
}

#[cfg(any(test, feature = "testing"))]
impl Breach {
    /// A breach, in a few words.
    #[must_use]
    pub fn example() -> Self {
        Self {
            relationship: None,
            words: Some(Words::example("this must not happen")),
        }
    }
}

#[cfg(any(test, feature = "testing"))]
impl CopingTry {
    /// Something that helped a little.
    #[must_use]
    pub fn example() -> Self {
        Self {
            tried: Line::example("rain recording"),
            when: None,
            after: After::ALittleEasier,
        }
    }
}

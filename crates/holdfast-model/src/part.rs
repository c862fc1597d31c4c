//! A part: her own name for a voice in her, and who is speaking.
//! Invariant: never diagnosed, never averaged; "no one in particular" is always first.

use serde::{Deserialize, Serialize};

use crate::id::PartId;
use crate::scale::Few;
use crate::text::{Line, Words};

/// A part as she describes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Part {
    /// The name that she, or the part, gave.
    pub name: Line,
    /// One line below the name.
    pub line: Option<Line>,
    /// A neutral mark; no picture is needed.
    pub mark: Mark,
    /// What the people she is with may know of this part.
    pub may_know: MayKnow,
    /// Whether Today offers this part.
    pub place: Place,
    /// What helps.
    pub helps: Few<Line, PART_LINES_MAX>,
    /// What to avoid.
    pub avoid: Few<Line, PART_LINES_MAX>,
    /// What it wants known. Leaves only by a handover.
    pub wants_known: Option<Words>,
}

/// Who speaks.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Voice {
    /// No one in particular.
    #[default]
    NoOne,
    /// A part of hers. Only ever in her own space: even an id tells that a part exists.
    Part(PartId),
    /// A name that she chose to show. What leaves her space says this or `NoOne`.
    Named(Line),
}

/// A neutral mark beside a part's name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the marks are named after what they draw")]
pub enum Mark {
    #[default]
    None,
    Sprout,
    Shield,
    Moon,
}

/// What others may know of a part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MayKnow {
    /// Nothing: what leaves is said by no one in particular.
    #[default]
    Nothing,
    /// That it exists: its name may stand beside what leaves.
    ThatItExists,
    /// What she chooses each time.
    WhatIChoose,
}

/// Where a part is offered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Place {
    /// In the picker on Today and in Write.
    #[default]
    Everywhere,
    /// Only on its own page.
    HiddenFromToday,
}

/// The most lines of one kind that a part has.
pub const PART_LINES_MAX: usize = 24;

#[cfg(any(test, feature = "testing"))]
impl Part {
    /// A part with a name and one thing that helps.
    #[must_use]
    pub fn example() -> Self {
        Self {
            name: Line::example("The small one"),
            line: Some(Line::example("comes when doors close")),
            mark: Mark::Sprout,
            may_know: MayKnow::ThatItExists,
            place: Place::Everywhere,
            helps: Few::new(vec![Line::example("the blue blanket")]).unwrap_or_default(),
            avoid: Few::default(),
            wants_known: None,
        }
    }
}

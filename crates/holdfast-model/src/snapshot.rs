//! A snapshot: a copy of one thing with exactly what she chose to show.
//! Invariant: it names no id of her own space and no thing that stayed; it is the same whether or
//! not something was withheld.

use holdfast_order::Map;

use serde::{Deserialize, Serialize};

use crate::bag::Wish;
use crate::check_in::Answer;
use crate::note::SessionNote;
use crate::outside::{After, Source};
use crate::plan::{PlanLine, STEP_LINES_MAX, Step};
use crate::rupture::RuptureView;
use crate::scale::{Few, Five};
use crate::session::Preparation;
use crate::text::{Line, Words};
use crate::time::{Day, Instant};

/// A copy of one thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Snapshot {
    /// A writing.
    Writing {
        /// When it was last written on.
        at: Instant,
        /// The part's name, if it may stand there.
        by: Option<Line>,
        /// The words.
        words: Words,
    },
    /// Check-ins, oldest first, without those in which none of the fields was answered.
    CheckIns(Few<CheckInCopy, CHECK_INS_MAX>),
    /// A session note; its voice is a name or no one.
    Note(SessionNote),
    /// What she prepared.
    Preparation(Preparation),
    /// Something outside.
    Outside {
        /// Of which sort.
        source: Source,
        /// The day.
        day: Option<Day>,
        /// What happened.
        words: Option<Words>,
    },
    /// Something tried.
    CopingTry {
        /// What.
        tried: Line,
        /// How it was afterwards.
        after: After,
    },
    /// A part, as far as it wants to be known.
    Part {
        /// Its name.
        name: Line,
        /// What it wants known.
        wants_known: Option<Words>,
    },
    /// Her safety plan: the steps with something in them, without her people's numbers.
    Plan(Map<Step, Few<PlanLine, STEP_LINES_MAX>>),
    /// Her view of a rupture. Handed over, it is also shown as her side of the episode.
    Rupture(RuptureView),
}

impl Snapshot {
    /// Its sort, which is all that travels with "only know it exists".
    #[must_use]
    pub const fn sort(&self) -> Sort {
        match self {
            Self::Writing { .. } => Sort::Writing,
            Self::CheckIns(_) => Sort::CheckIns,
            Self::Note(_) => Sort::Note,
            Self::Preparation(_) => Sort::Preparation,
            Self::Outside { .. } => Sort::Outside,
            Self::CopingTry { .. } => Sort::CopingTry,
            Self::Part { .. } => Sort::Part,
            Self::Plan(_) => Sort::Plan,
            Self::Rupture(_) => Sort::Rupture,
        }
    }
}

/// The sort of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the snapshots say it")]
pub enum Sort {
    Writing,
    CheckIns,
    Note,
    Preparation,
    Outside,
    CopingTry,
    Part,
    Plan,
    Rupture,
}

/// One check-in, reduced to the chosen fields.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CheckInCopy {
    /// When.
    pub at: Instant,
    /// The part's name, if it may stand there.
    pub by: Option<Line>,
    /// The chosen scales, with names instead of ids.
    pub marks: Few<(Label, Five), COPY_MARKS_MAX>,
    /// The answer to the one switch, if chosen.
    pub not_wanting_to_live: Option<Answer>,
    /// The words, if chosen.
    pub words: Option<Words>,
}

/// What a scale asked, so that a copy can be read alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Label {
    /// The body, shut down (1) to keyed up (5).
    Body,
    /// Far away.
    FarAway,
    /// Safe enough.
    SafeEnough,
    /// Trust in the reader.
    TrustInYou,
    /// Trust in the room.
    TrustInRoom,
    /// Trust in the world outside.
    TrustInWorld,
    /// Trust in herself.
    TrustInMyself,
    /// Trust in something that she named.
    TrustIn(Line),
    /// Closeness to the reader.
    ClosenessToYou,
    /// A pull, in her words.
    Pull(Line),
    /// A question of her own.
    Own(Line),
}

/// What travels for one item of a handover.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Content {
    /// The copy itself.
    Open(Snapshot),
    /// The copy, sealed under a key of its own until she releases it. Opaque to this crate.
    Sealed(Opaque),
    /// Only its sort.
    Exists(Sort),
}

impl Content {
    /// Whether this is what the wish calls for: `ReadWithMe` is enforced, not only asked.
    #[must_use]
    pub const fn fits(&self, wish: Wish) -> bool {
        matches!(
            (self, wish),
            (Self::Sealed(_), Wish::ReadWithMe)
                | (Self::Exists(_), Wish::OnlyKnowItExists)
                | (Self::Open(_), Wish::ReadBefore | Wish::DoNotRaise)
        )
    }
}

/// Bytes that only the crypto crate reads: a sealed item, or the key to one. Never shown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Opaque(Vec<u8>);

impl Opaque {
    /// Takes the bytes as they are.
    #[must_use]
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes, for the crypto crate.
    #[must_use]
    pub fn expose_for_crypto(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Opaque {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opaque({} bytes)", self.0.len())
    }
}

/// The most check-ins in one item: a month, several a day.
pub const CHECK_INS_MAX: usize = 200;
/// The most scales in one copied check-in: every kind at its limit.
pub const COPY_MARKS_MAX: usize = 4 * crate::scale::MARKS_MAX + 3;

#[cfg(any(test, feature = "testing"))]
impl Snapshot {
    /// A copied writing by no one in particular.
    #[must_use]
    pub fn example() -> Self {
        let words = Words::example("I left and felt like she had closed the door.");
        Self::Writing {
            at: Instant::example(0),
            by: None,
            words,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wish_has_its_own_shape() {
        let open = Content::Open(Snapshot::example());
        let sealed = Content::Sealed(Opaque::new(vec![1]));
        let exists = Content::Exists(Sort::Writing);
        let fits = |wish| [&open, &sealed, &exists].map(|content| content.fits(wish));
        assert_eq!(fits(Wish::ReadWithMe), [false, true, false]);
        assert_eq!(fits(Wish::OnlyKnowItExists), [false, false, true]);
        assert_eq!(fits(Wish::ReadBefore), [true, false, false]);
        assert_eq!(fits(Wish::DoNotRaise), [true, false, false]);
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(
            format!("{:?}", Opaque::new(vec![7; 32])),
            "Opaque(32 bytes)"
        );
    }
}

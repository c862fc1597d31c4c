//! Something felt off: one rupture, seen by both, each in own words.
//! Invariant: each view moves by legal steps only, and only both together make it mended.

use holdfast_order::Set;

use serde::{Deserialize, Serialize};

use crate::error::ModelError;
use crate::id::{RelationshipId, RuptureId};
use crate::part::Voice;
use crate::scale::Marks;
use crate::text::Words;
use crate::thing::Links;

/// How one of the two sees a rupture now. A private view stays in her own space; the view that
/// the other may see is a second one, in the shared space, with what she chose to show.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RuptureView {
    /// Which rupture; the same id on both sides.
    pub rupture: RuptureId,
    /// Between whom.
    pub relationship: RelationshipId,
    /// Where it stands for this one.
    pub state: RuptureState,
    /// Where it lies; many are allowed.
    pub lies: Set<Lies>,
    /// Of which kind. Set by each, never computed.
    pub kind: Option<Kind>,
    /// What it touches.
    pub facets: Set<Facet>,
    /// How strong, for each voice.
    pub intensity: Marks<Voice>,
    /// What I wanted or needed.
    pub needed: Option<Words>,
    /// What happened, in own words.
    pub words: Option<Words>,
    /// Sessions, writings, findings, things outside.
    pub links: Links,
}

impl RuptureView {
    /// A first view of a rupture: noticed, and nothing else said.
    #[must_use]
    pub fn noticed(rupture: RuptureId, relationship: RelationshipId) -> Self {
        Self {
            rupture,
            relationship,
            state: RuptureState::Noticed,
            lies: Set::new(),
            kind: None,
            facets: Set::new(),
            intensity: Marks::default(),
            needed: None,
            words: None,
            links: Links::default(),
        }
    }

    /// The same view, one legal step on.
    ///
    /// # Errors
    /// `NoSuchStep` when `state` does not follow from the present one.
    pub fn step(self, state: RuptureState) -> Result<Self, ModelError> {
        if self.state.may_become(state) {
            Ok(Self { state, ..self })
        } else {
            Err(ModelError::NoSuchStep)
        }
    }
}

/// Where a rupture stands for one of the two. States to visit, never a wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RuptureState {
    /// Felt, and nothing decided.
    Noticed,
    /// Kept, perhaps for ever.
    KeptPrivate,
    /// Shown to the other.
    Offered,
    /// Named by both.
    Named,
    /// Being explored together.
    Exploring,
    /// Mended, for this one.
    Mended,
    /// Mended in part.
    PartlyMended,
    /// Different views, agreed to stand.
    AgreedToDiffer,
    /// Let go.
    LetGo,
    /// Not mended.
    NotMended,
    /// Open again.
    Reopened,
}

impl RuptureState {
    /// All states, in the order of the usual way.
    pub const ALL: [Self; 11] = [
        Self::Noticed,
        Self::KeptPrivate,
        Self::Offered,
        Self::Named,
        Self::Exploring,
        Self::Mended,
        Self::PartlyMended,
        Self::AgreedToDiffer,
        Self::LetGo,
        Self::NotMended,
        Self::Reopened,
    ];

    /// Whether one of the two may go from here to `next`. Staying is always allowed.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        use RuptureState::{Exploring, KeptPrivate, LetGo, Named, Noticed, Offered, Reopened};
        let onward = match self {
            Noticed => matches!(next, KeptPrivate | Offered | Named),
            KeptPrivate => matches!(next, Offered),
            Offered => matches!(next, KeptPrivate | Named),
            Named => matches!(next, Exploring),
            Exploring => next.is_end(),
            Reopened => matches!(next, Named | Exploring) || next.is_end(),
            _ => matches!(next, Reopened),
        };
        // Letting go needs nobody's leave.
        self == next || onward || (self.is_open() && next == LetGo)
    }

    /// Whether a view may begin here: she notices, keeps or offers; the other names an offer.
    #[must_use]
    pub const fn may_begin(self) -> bool {
        matches!(
            self,
            Self::Noticed | Self::KeptPrivate | Self::Offered | Self::Named
        )
    }

    /// Whether this is one of the five ends.
    #[must_use]
    pub const fn is_end(self) -> bool {
        matches!(
            self,
            Self::Mended
                | Self::PartlyMended
                | Self::AgreedToDiffer
                | Self::LetGo
                | Self::NotMended
        )
    }

    /// Whether it is not at an end.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !self.is_end()
    }
}

/// Where a rupture lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Lies {
    /// Between us.
    Between,
    /// Mine, in the view of the one who says it.
    Mine,
    /// Yours.
    Yours,
    /// Nobody's: the air.
    Outside,
    /// Not sure.
    NotSure,
}

/// The kind of a rupture (headings after Safran and Muran; self-report, never an observer's score).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Moving away, or giving in.
    Withdrawal,
    /// Moving against.
    Confrontation,
    /// Both.
    Mixed,
    /// Being missed, or seen wrongly.
    Misattunement,
    /// Not known.
    Unknown,
}

/// What a rupture touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Facet {
    /// How we are with each other.
    Bond,
    /// What we do.
    Tasks,
    /// What for.
    Goals,
    /// Whether it is safe enough.
    Safety,
    /// Trust in what is around the room.
    TrustOutside,
}

/// What both views say together, as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Together {
    /// Only one of the two has spoken, or at least one view is open.
    Open,
    /// Both say the same end.
    Both(RuptureState),
    /// One says mended, or partly, and the other does not: "one of you says".
    OneSays(RuptureState),
    /// Both are at an end, and at different ones.
    Differ,
}

impl Together {
    /// Reads two views as one; either may be missing.
    #[must_use]
    pub fn of(mine: Option<RuptureState>, theirs: Option<RuptureState>) -> Self {
        let mends = |state: &RuptureState| {
            matches!(state, RuptureState::Mended | RuptureState::PartlyMended)
        };
        match (mine, theirs) {
            (Some(mine), Some(theirs)) if mine == theirs && mine.is_end() => Self::Both(mine),
            (mine, theirs) => match mine.filter(mends).or(theirs.filter(mends)) {
                Some(state) => Self::OneSays(state),
                None if mine
                    .zip(theirs)
                    .is_some_and(|(a, b)| a.is_end() && b.is_end()) =>
                {
                    Self::Differ
                }
                None => Self::Open,
            },
        }
    }
}

#[cfg(any(test, feature = "testing"))]
impl RuptureView {
    /// A rupture that was noticed, mostly nobody's.
    #[must_use]
    pub fn example() -> Self {
        Self {
            lies: Set::from([Lies::Outside, Lies::NotSure]),
            kind: Some(Kind::Withdrawal),
            facets: Set::from([Facet::Safety, Facet::TrustOutside]),
            intensity: Marks::new([(Voice::NoOne, crate::scale::Five::MIDDLE)]).unwrap_or_default(),
            needed: Some(Words::example("to hear that the door is open")),
            words: Some(Words::example("something tore, and nobody did it")),
            ..Self::noticed(RuptureId::example(6), RelationshipId::example(2))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RuptureState::*;
    use super::*;

    #[test]
    fn the_usual_way_is_legal_step_by_step() {
        let way = [
            Noticed,
            Offered,
            Named,
            Exploring,
            Mended,
            Reopened,
            Exploring,
            PartlyMended,
        ];
        assert!(way.windows(2).all(|pair| pair[0].may_become(pair[1])));
    }

    #[test]
    fn the_whole_table_of_steps() {
        let ends = [Mended, PartlyMended, AgreedToDiffer, LetGo, NotMended];
        let follow = |from: RuptureState| -> Vec<RuptureState> {
            match from {
                Noticed => vec![KeptPrivate, Offered, Named, LetGo],
                KeptPrivate => vec![Offered, LetGo],
                Offered => vec![KeptPrivate, Named, LetGo],
                Named => vec![Exploring, LetGo],
                Exploring => ends.to_vec(),
                Reopened => [&[Named, Exploring], &ends[..]].concat(),
                _ => vec![Reopened],
            }
        };
        for from in RuptureState::ALL {
            for next in RuptureState::ALL {
                let legal = from == next || follow(from).contains(&next);
                assert_eq!(from.may_become(next), legal, "{from:?} -> {next:?}");
            }
        }
    }

    #[test]
    fn an_illegal_step_is_refused() {
        assert_eq!(
            RuptureView::example().step(Mended),
            Err(ModelError::NoSuchStep)
        );
        assert_eq!(
            RuptureView::example().step(Offered).map(|view| view.state),
            Ok(Offered)
        );
    }

    #[test]
    fn mended_needs_both() {
        let check = |mine, theirs, expect| assert_eq!(Together::of(mine, theirs), expect);
        check(Some(Mended), Some(Mended), Together::Both(Mended));
        check(Some(Mended), Some(Exploring), Together::OneSays(Mended));
        check(Some(NotMended), Some(Mended), Together::OneSays(Mended));
        check(None, Some(PartlyMended), Together::OneSays(PartlyMended));
        check(Some(Mended), None, Together::OneSays(Mended));
        check(Some(LetGo), Some(LetGo), Together::Both(LetGo));
        check(Some(LetGo), Some(NotMended), Together::Differ);
        check(Some(LetGo), Some(Exploring), Together::Open);
        check(Some(Noticed), None, Together::Open);
        check(None, None, Together::Open);
    }
}

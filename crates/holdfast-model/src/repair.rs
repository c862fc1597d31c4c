//! What we did and what we agreed: repair steps in two families, and agreements.
//! Invariant: the link to what happens between us is offered only once the rupture is closed.

use serde::{Deserialize, Serialize};

use crate::id::{RelationshipId, RuptureId, SessionId};
use crate::relationship::Role;
use crate::text::Words;
use crate::time::Day;

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RepairStep {
    /// For which rupture.
    pub rupture: RuptureId,
    /// What was done.
    pub kind: RepairKind,
    /// Who did it.
    pub by: Role,
    /// In which session, if in one.
    pub session: Option<SessionId>,
    /// A few words.
    pub words: Option<Words>,
}

/// The kinds of repair step (after Safran and Muran's two pathways; names are our own).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RepairKind {
    /// Explain the reason.
    ExplainReason,
    /// Change a task or a goal.
    ChangeTaskOrGoal,
    /// Clear up a misunderstanding.
    ClearUp,
    /// Invite what was felt.
    Invite,
    /// Own one's part.
    OwnPart,
    /// Say what it was like for me.
    SayMine,
    /// Link to what happens between us.
    LinkBetweenUs,
    /// Link to what happens elsewhere.
    LinkElsewhere,
}

impl RepairKind {
    /// All kinds, family by family.
    pub const ALL: [Self; 8] = [
        Self::ExplainReason,
        Self::ChangeTaskOrGoal,
        Self::ClearUp,
        Self::Invite,
        Self::OwnPart,
        Self::SayMine,
        Self::LinkBetweenUs,
        Self::LinkElsewhere,
    ];

    /// Its family.
    #[must_use]
    pub const fn family(self) -> Family {
        match self {
            Self::ExplainReason | Self::ChangeTaskOrGoal | Self::ClearUp => Family::Restore,
            _ => Family::Explore,
        }
    }

    /// The kinds that may be offered: patterns come later than the session where it happens
    /// (expert consensus: validate and explore first).
    pub fn offered(open: Openness) -> impl Iterator<Item = Self> {
        let early = open == Openness::Open;
        Self::ALL
            .into_iter()
            .filter(move |kind| !(early && *kind == Self::LinkBetweenUs))
    }
}

/// The two families of repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Get back to working together.
    Restore,
    /// Look at what happened between us.
    Explore,
}

/// Whether a rupture is still open for at least one of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Openness {
    /// For at least one.
    Open,
    /// For neither.
    Closed,
}

/// What the two agreed: also the one sentence at the end of a session.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Agreement {
    /// Between whom.
    pub relationship: RelationshipId,
    /// After which rupture, if after one.
    pub rupture: Option<RuptureId>,
    /// The agreement itself.
    pub words: Words,
    /// When to look at it again.
    pub review: Option<Day>,
    /// Whether it was kept; unknown until someone says.
    pub kept: Option<Kept>,
}

/// Whether an agreement was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the three answers say it")]
pub enum Kept {
    Kept,
    InPart,
    NotKept,
}

#[cfg(any(test, feature = "testing"))]
impl RepairStep {
    /// The therapist owns her part.
    #[must_use]
    pub fn example() -> Self {
        Self {
            rupture: RuptureId::example(6),
            kind: RepairKind::OwnPart,
            by: Role::Therapist,
            session: Some(SessionId::example(5)),
            words: None,
        }
    }
}

#[cfg(any(test, feature = "testing"))]
impl Agreement {
    /// An agreement about leave.
    #[must_use]
    pub fn example() -> Self {
        Self {
            relationship: RelationshipId::example(2),
            rupture: Some(RuptureId::example(6)),
            words: Words::example("tell me a week before you are away"),
            review: Day::new(2026, 12, 17).ok(),
            kept: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_wait_until_the_rupture_is_closed() {
        let offered = |open| RepairKind::offered(open).collect::<Vec<_>>();
        assert!(!offered(Openness::Open).contains(&RepairKind::LinkBetweenUs));
        assert_eq!(offered(Openness::Open).len(), 7);
        assert_eq!(offered(Openness::Closed), RepairKind::ALL);
    }

    #[test]
    fn three_kinds_restore_and_five_explore() {
        let restore = RepairKind::ALL
            .iter()
            .filter(|kind| kind.family() == Family::Restore);
        assert_eq!(restore.count(), 3);
    }
}

//! Her safety agreement: what her own answer may set off, made by her, in calm.
//! Invariant: without a rule nothing happens, ever; each rule is opt-in, shown first, revocable.

use holdfast_order::{Map, Set};

use serde::{Deserialize, Serialize};

use crate::check_in::{Answer, Field};
use crate::id::RelationshipId;

/// What she agreed with one person. Revoked by recording it again without rules.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SafetyAgreement {
    /// With whom.
    pub with: RelationshipId,
    /// What each answer sets off. An answer without a rule sets off nothing.
    pub rules: Map<Trigger, Rule>,
}

/// An answer that may have a rule. "No" never has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the two answers say it")]
pub enum Trigger {
    Yes,
    NotSure,
}

impl Trigger {
    /// The trigger in an answer, if it is one.
    #[must_use]
    pub const fn of(answer: Answer) -> Option<Self> {
        match answer {
            Answer::Yes => Some(Self::Yes),
            Answer::NotSure => Some(Self::NotSure),
            Answer::No => None,
        }
    }
}

/// What is done, and with which fields of the check-in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rule {
    /// The act. It is shown to her before it is done.
    pub act: Act,
    /// The fields that go with it.
    pub fields: Set<Field>,
}

/// What her answer sets off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Act {
    /// Put it in the bag.
    PutInBag,
    /// Hand it over at once.
    HandOverAtOnce,
}

#[cfg(any(test, feature = "testing"))]
impl SafetyAgreement {
    /// "If I say yes here, put it in the bag."
    #[must_use]
    pub fn example() -> Self {
        let fields = Set::from([Field::NotWantingToLive]);
        let rule = Rule {
            act: Act::PutInBag,
            fields,
        };
        Self {
            with: RelationshipId::example(2),
            rules: Map::from([(Trigger::Yes, rule)]),
        }
    }
}

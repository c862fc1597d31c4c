//! What she says to a question that the detector asked.
//! Invariant: her "something felt off" counts more than any statistic, and "no" ends the question.

use serde::{Deserialize, Serialize};

use crate::id::RuptureId;
use crate::thing::FindingKey;

/// Her answer to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FindingAnswer {
    /// Which question.
    pub finding: FindingKey,
    /// What she says.
    pub says: Says,
}

/// What she says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Says {
    /// Yes, something; perhaps it became a rupture that she noticed.
    Something(Option<RuptureId>),
    /// No.
    No,
    /// Not now: it may be asked again when she looks.
    NotNow,
}

#[cfg(any(test, feature = "testing"))]
impl FindingAnswer {
    /// "Not now."
    #[must_use]
    pub fn example() -> Self {
        let (relationship, session) = (
            crate::id::RelationshipId::example(2),
            crate::id::SessionId::example(5),
        );
        Self {
            finding: FindingKey {
                relationship,
                session,
            },
            says: Says::NotNow,
        }
    }
}

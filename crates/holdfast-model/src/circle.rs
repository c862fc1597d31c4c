//! The circle: "I need company", and an answer.
//! Invariant: a supporter sees the call and nothing else.

use serde::{Deserialize, Serialize};

use crate::id::ChangeId;
use crate::text::Line;

/// "I need company."
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CompanyCall {
    /// A line with it, if she likes.
    pub line: Option<Line>,
}

/// An answer to a call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CompanyAnswer {
    /// The change that called.
    pub call: ChangeId,
    /// What the supporter can do.
    pub can: Can,
    /// A line with it.
    pub line: Option<Line>,
}

/// What a supporter can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Can {
    /// Come.
    Come,
    /// Talk or write.
    Talk,
    /// Not now; said so that she can ask someone else.
    NotNow,
}

#[cfg(any(test, feature = "testing"))]
impl CompanyCall {
    /// A call without a line.
    #[must_use]
    pub fn example() -> Self {
        Self { line: None }
    }
}

#[cfg(any(test, feature = "testing"))]
impl CompanyAnswer {
    /// "I can talk."
    #[must_use]
    pub fn example() -> Self {
        Self {
            call: ChangeId::example(8),
            can: Can::Talk,
            line: Some(Line::example("call me")),
        }
    }
}

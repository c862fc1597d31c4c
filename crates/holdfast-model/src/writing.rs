//! Words at night: a writing, by a part or by no one in particular.
//! Invariant: versions are kept; nothing reads a writing for somebody else.

use serde::{Deserialize, Serialize};

use crate::id::PartId;
use crate::part::Voice;
use crate::text::Words;
use crate::thing::Links;

/// One version of a writing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Writing {
    /// Who writes.
    pub voice: Voice,
    /// The words. A version with none is one that she cleared.
    pub words: Option<Words>,
    /// The part that a message from part to part is for.
    pub to: Option<PartId>,
    /// What it is about: a session, a rupture; a therapist's private note is a writing too.
    pub about: Links,
}

#[cfg(any(test, feature = "testing"))]
impl Writing {
    /// A few words by no one in particular.
    #[must_use]
    pub fn example() -> Self {
        Self {
            voice: Voice::NoOne,
            words: Some(Words::example(
                "I left and felt like she had closed the door.",
            )),
            to: None,
            about: Links::default(),
        }
    }
}

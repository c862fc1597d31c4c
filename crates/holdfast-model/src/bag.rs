//! The bag: what she may bring, with a wish for each thing.
//! Invariant: the bag stays in her own space; nothing in it has left.

use holdfast_order::Set;

use serde::{Deserialize, Serialize};

use crate::check_in::Field;
use crate::id::{ItemId, RelationshipId};
use crate::thing::Thing;
use crate::time::Day;

/// One thing in the bag; the latest word on it counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BagItem {
    /// Which item; the same id goes with it when it is handed over.
    pub item: ItemId,
    /// For whom.
    pub to: RelationshipId,
    /// What.
    pub picked: Picked,
    /// How it is to be taken.
    pub wish: Wish,
    /// Whether a part's name may stand beside it.
    pub naming: Naming,
}

/// What she picked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Picked {
    /// One thing, whole.
    Thing(Thing),
    /// The check-ins of some days, and only these fields of them.
    CheckIns {
        /// The first day.
        first: Day,
        /// The last day.
        last: Day,
        /// The fields that go; none goes that is not named.
        fields: Set<Field>,
    },
}

/// How a thing is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Wish {
    /// Read it with me: sealed until her phone releases its key in the room.
    ReadWithMe,
    /// Read it before.
    ReadBefore,
    /// Only know that it exists: nothing of it travels but its sort.
    OnlyKnowItExists,
    /// Read it, and do not raise it.
    DoNotRaise,
}

/// Whether a part's name may stand beside what leaves. A part of which nothing may be known is
/// never named, whatever is said here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Naming {
    /// No one in particular.
    #[default]
    NoOne,
    /// By name, where she allows it.
    ByName,
}

#[cfg(any(test, feature = "testing"))]
impl BagItem {
    /// A writing, to be read together.
    #[must_use]
    pub fn example() -> Self {
        Self {
            item: ItemId::example(9),
            to: RelationshipId::example(2),
            picked: Picked::Thing(Thing::Writing(crate::id::WritingId::example(10))),
            wish: Wish::ReadWithMe,
            naming: Naming::NoOne,
        }
    }
}

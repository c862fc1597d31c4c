//! A handover: a snapshot of chosen things, at a moment of her choosing, until it is opened.
//! Invariant: the author's copy stays with the author; a handover copies, it never moves.

use serde::{Deserialize, Serialize};

use crate::bag::Wish;
use crate::id::{HandoverId, ItemId, PartId, RelationshipId, SessionId};
use crate::scale::Few;
use crate::snapshot::{Content, Opaque};
use crate::time::{Day, Instant};

/// What she decided, in her own space: which items go, and when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Prepared {
    /// Which handover.
    pub handover: HandoverId,
    /// To whom.
    pub to: RelationshipId,
    /// Which items of the bag.
    pub items: Few<ItemId, HANDOVER_ITEMS_MAX>,
    /// When.
    pub moment: Moment,
    /// The last day on which it can be opened.
    pub expires: Option<Day>,
}

/// The moment of her choosing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Moment {
    /// Now.
    Now,
    /// When this session begins.
    AtSession(SessionId),
    /// When she says so: when she feels safe enough.
    WhenISaySo,
    /// On a day.
    On(Day),
}

/// A part's consent to a handover that still waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PartConsent {
    /// Which handover.
    pub handover: HandoverId,
    /// Which part.
    pub part: PartId,
    /// What it wants.
    pub wants: Wants,
}

/// What a part wants of a waiting handover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Wants {
    /// To pause it. One part is enough.
    Pause,
    /// To let it go on.
    GoOn,
}

/// "When I say so", said; or, with `CalledOff`, everything back into the bag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Decision {
    /// Which handover.
    pub handover: HandoverId,
    /// What she says.
    pub says: Says,
}

/// What she says of a waiting handover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Says {
    /// Now.
    Now,
    /// Not at all: everything is back in the bag.
    CallOff,
}

/// What leaves: the only record of a handover that the other side ever gets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HandedOver {
    /// Which handover.
    pub handover: HandoverId,
    /// The items. There is no count of anything else.
    pub items: Few<HandedItem, HANDOVER_ITEMS_MAX>,
    /// The last day on which it can be opened.
    pub expires: Option<Day>,
}

/// One item that leaves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "(ItemId, Wish, Content)", into = "(ItemId, Wish, Content)")]
pub struct HandedItem {
    item: ItemId,
    wish: Wish,
    content: Content,
}

impl HandedItem {
    /// One item, with content as the wish calls for.
    ///
    /// # Errors
    /// `NoSuchStep` when the content does not fit the wish: an open copy to be read together.
    pub fn new(
        item: ItemId,
        wish: Wish,
        content: Content,
    ) -> Result<Self, crate::error::ModelError> {
        if content.fits(wish) {
            Ok(Self {
                item,
                wish,
                content,
            })
        } else {
            Err(crate::error::ModelError::NoSuchStep)
        }
    }

    /// Which item.
    #[must_use]
    pub const fn item(&self) -> ItemId {
        self.item
    }

    /// How it is to be taken.
    #[must_use]
    pub const fn wish(&self) -> Wish {
        self.wish
    }

    /// What travels.
    #[must_use]
    pub const fn content(&self) -> &Content {
        &self.content
    }
}

impl TryFrom<(ItemId, Wish, Content)> for HandedItem {
    type Error = crate::error::ModelError;

    fn try_from((item, wish, content): (ItemId, Wish, Content)) -> Result<Self, Self::Error> {
        Self::new(item, wish, content)
    }
}

impl From<HandedItem> for (ItemId, Wish, Content) {
    fn from(handed: HandedItem) -> Self {
        (handed.item, handed.wish, handed.content)
    }
}

/// One item of one handover: what "opened", "taken back" and "let go" speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ItemRef {
    /// Which handover.
    pub handover: HandoverId,
    /// Which item of it.
    pub item: ItemId,
}

/// The key of a sealed item: kept in her own space, later released in the room.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ItemKey {
    /// Which item.
    pub of: ItemRef,
    /// The key, as the crypto crate made it.
    pub key: Opaque,
}

/// Where an item stands, as far as it concerns the one who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemState {
    /// In the bag.
    InBag,
    /// Waiting for its moment.
    Waiting(Moment),
    /// Recorded for the other, not yet on a device of theirs.
    OnTheWay,
    /// On a device of theirs.
    Delivered,
    /// Opened there, at this time. The giver sees it only if both turned receipts on.
    Opened(Instant),
    /// Taken back before it was known to be opened.
    TakenBack,
    /// Past its last day, unopened.
    Expired,
    /// Let go by the receiver, after it was asked for or on their own.
    LetGo,
}

/// The most items in one handover.
pub const HANDOVER_ITEMS_MAX: usize = 64;

#[cfg(any(test, feature = "testing"))]
impl Prepared {
    /// One item, for the session.
    #[must_use]
    pub fn example() -> Self {
        Self {
            handover: HandoverId::example(11),
            to: RelationshipId::example(2),
            items: Few::new(vec![ItemId::example(9)]).unwrap_or_default(),
            moment: Moment::AtSession(SessionId::example(5)),
            expires: Day::new(2026, 12, 31).ok(),
        }
    }
}

#[cfg(any(test, feature = "testing"))]
impl HandedOver {
    /// One open item, to be read before.
    #[must_use]
    pub fn example() -> Self {
        let item = HandedItem {
            item: ItemId::example(9),
            wish: Wish::ReadBefore,
            content: Content::Open(crate::snapshot::Snapshot::example()),
        };
        Self {
            handover: HandoverId::example(11),
            items: Few::new(vec![item]).unwrap_or_default(),
            expires: None,
        }
    }
}

#[cfg(any(test, feature = "testing"))]
impl ItemRef {
    /// The item of the other examples.
    #[must_use]
    pub const fn example() -> Self {
        Self {
            handover: HandoverId::example(11),
            item: ItemId::example(9),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Snapshot;

    #[test]
    fn an_item_to_be_read_together_never_travels_open() {
        let open = Content::Open(Snapshot::example());
        let made = HandedItem::new(ItemId::example(1), Wish::ReadWithMe, open);
        assert_eq!(made, Err(crate::error::ModelError::NoSuchStep));
    }
}

//! A preview at rest: exactly what was seen, kept until its moment comes.
//! Invariant: what is frozen is never made anew from what it was a copy of.

use holdfast_model::bag::Wish;
use holdfast_model::id::{HandoverId, ItemId};
use holdfast_model::snapshot::{Snapshot, Sort};
use holdfast_order::Map;
use holdfast_wire::{Kind, canonical};
use serde::{Deserialize, Serialize};

use crate::error::ClientError;

/// One item of a preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewItem {
    /// Which.
    pub item: ItemId,
    /// How it is to be taken.
    pub wish: Wish,
    /// What the other sees of it.
    pub shows: Shows,
}

/// What the other sees of an item, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shows {
    /// All of this, as soon as it is there.
    Whole(Snapshot),
    /// That something waits, and all of this once she releases it in the room.
    InTheRoom(Snapshot),
    /// Only what sort of thing it is.
    OnlyItsSort(Sort),
}

impl Shows {
    pub(super) fn new(wish: Wish, snapshot: Snapshot) -> Self {
        match wish {
            Wish::ReadWithMe => Self::InTheRoom(snapshot),
            Wish::OnlyKnowItExists => Self::OnlyItsSort(snapshot.sort()),
            Wish::ReadBefore | Wish::DoNotRaise => Self::Whole(snapshot),
        }
    }
}

/// A preview at rest in her own space, until its moment comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Frozen {
    pub(crate) handover: HandoverId,
    pub(crate) items: Vec<PreviewItem>,
}

impl Frozen {
    /// The kind of its records: after those of the wire, and like them never used for another.
    pub(crate) const KIND: Kind = Kind(0x0101);

    pub(crate) fn encode(&self) -> Result<Vec<u8>, ClientError> {
        Ok(canonical::encode(FROZEN_VERSION, self)?)
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, ClientError> {
        Ok(canonical::decode(FROZEN_VERSION, bytes, FROZEN_BYTES_MAX)?)
    }
}

/// All frozen previews.
pub(crate) type Freezer = Map<HandoverId, Vec<PreviewItem>>;

const FROZEN_VERSION: u8 = 1;
const FROZEN_BYTES_MAX: usize = 1_000_000;

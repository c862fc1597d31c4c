//! What leaves, when its moment has come; keys that are released in the room; what is opened.
//! "Read with me" is enforced: such an item leaves sealed, and its key only when she says so.

use holdfast_crypto::ItemKey;
use holdfast_model::handover::{self, HandedItem, HandedOver, ItemRef, ItemState, Prepared};
use holdfast_model::id::HandoverId;
use holdfast_model::ledger::{Giver, ItemSeen};
use holdfast_model::scale::Few;
use holdfast_model::snapshot::{Content, Opaque, Snapshot};
use holdfast_model::{Origin, What};
use holdfast_wire::canonical;

use super::frozen::{PreviewItem, Shows};
use super::{HandoverDraft, preview};
use crate::error::ClientError;
use crate::inner::Inner;
use crate::ports::Ports;

impl<P: Ports> Inner<P> {
    /// Lets a handover of hers leave: the frozen preview becomes the snapshot.
    pub(crate) async fn release(&self, prepared: Prepared) -> Result<(), ClientError> {
        let frozen = self.with(|open| match open.frozen.get(&prepared.handover) {
            Some(items) => Ok(items.clone()),
            // Decided by an older app, which froze nothing: the snapshot is made now.
            None => preview(open, &draft_of(&prepared)).map(|preview| preview.items),
        })??;
        let mut items = Vec::with_capacity(frozen.len());
        for item in frozen {
            items.push(self.content(prepared.handover, item).await?);
        }
        let items = Few::new(items)?;
        let Prepared {
            handover,
            expires,
            to,
            ..
        } = prepared;
        let handed = HandedOver {
            handover,
            items,
            expires,
        };
        self.keep(Origin::Shared(to), What::HandedOver(handed))
            .await
            .map(|_| ())
    }

    async fn content(
        &self,
        handover: HandoverId,
        item: PreviewItem,
    ) -> Result<HandedItem, ClientError> {
        let of = ItemRef {
            handover,
            item: item.item,
        };
        let content = match item.shows {
            Shows::Whole(snapshot) => Content::Open(snapshot),
            Shows::OnlyItsSort(sort) => Content::Exists(sort),
            Shows::InTheRoom(snapshot) => self.seal_item(of, &snapshot).await?,
        };
        Ok(HandedItem::new(item.item, item.wish, content)?)
    }

    /// Seals an item under a key of its own, which is kept before anything leaves.
    async fn seal_item(&self, of: ItemRef, snapshot: &Snapshot) -> Result<Content, ClientError> {
        let kept = self.with(|open| open.ledger.item_key(of).map(|kept| read_key(&kept.key)))?;
        let key = match kept {
            Some(key) => key?,
            None => {
                let key = ItemKey::make(&mut self.ports.entropy())?;
                let opaque = Opaque::new(key.expose_for_release().to_vec());
                let kept = handover::ItemKey { of, key: opaque };
                self.keep(Origin::Mine, What::ItemKeyKept(kept)).await?;
                key
            }
        };
        let bytes = canonical::encode(SNAPSHOT_VERSION, snapshot)?;
        let sealed = key.seal(of.item.as_bytes(), &bytes, &mut self.ports.entropy())?;
        Ok(Content::Sealed(Opaque::new(sealed)))
    }

    pub(crate) async fn release_in_room(&self, handover: HandoverId) -> Result<(), ClientError> {
        let sealed = |content: &Content| matches!(content, Content::Sealed(_));
        let (to, items) = self.given(handover, sealed)?;
        let keys = self.with(|open| {
            let keys = items
                .into_iter()
                .filter_map(|of| open.ledger.item_key(of).cloned());
            keys.collect::<Vec<_>>()
        })?;
        if keys.is_empty() {
            return Err(ClientError::HandoverState);
        }
        for key in keys {
            self.record_shared(to, What::ItemKeyReleased(key)).await?;
        }
        Ok(())
    }

    /// The receiver opens an item: what may be read now, and a receipt if both turned them on.
    pub(crate) async fn open_item(&self, of: ItemRef) -> Result<Option<Snapshot>, ClientError> {
        let now = self.now();
        let (from, is_new, tells, snapshot) = self.with(|open| {
            let seen = open.ledger.handover(of.handover, now);
            let seen = seen.filter(|seen| seen.giver == Giver::Them);
            let seen = seen.ok_or(ClientError::HandoverState)?;
            let item = seen.items.iter().find(|item| item.of == of);
            let item = item.ok_or(ClientError::HandoverState)?;
            let is_new = !matches!(item.state, ItemState::Opened(_));
            let with = open.ledger.relationship(seen.relationship);
            let tells = with.is_some_and(|with| with.tells_opened());
            Ok::<_, ClientError>((seen.relationship, is_new, tells, read(item)?))
        })??;
        if is_new && snapshot.is_some() {
            self.record(What::Opened(of)).await?;
            if tells {
                self.record_shared(from, What::Opened(of)).await?;
            }
        }
        Ok(snapshot)
    }
}

/// What of an item can be read now.
fn read(item: &ItemSeen<'_>) -> Result<Option<Snapshot>, ClientError> {
    match (item.content, item.key) {
        (Some(Content::Open(snapshot)), _) => Ok(Some(snapshot.clone())),
        (Some(Content::Sealed(sealed)), Some(key)) => {
            let key = read_key(key)?;
            let bytes = key.open(item.of.item.as_bytes(), sealed.expose_for_crypto())?;
            let snapshot = canonical::decode(SNAPSHOT_VERSION, &bytes, SNAPSHOT_BYTES_MAX)?;
            Ok(Some(snapshot))
        }
        _ => Ok(None),
    }
}

fn read_key(key: &Opaque) -> Result<ItemKey, ClientError> {
    let bytes = key
        .expose_for_crypto()
        .try_into()
        .map_err(|_| ClientError::Unreadable)?;
    Ok(ItemKey::from_release(bytes))
}

fn draft_of(prepared: &Prepared) -> HandoverDraft {
    HandoverDraft {
        to: prepared.to,
        items: prepared.items.to_vec(),
        moment: prepared.moment,
        expires: prepared.expires,
    }
}

const SNAPSHOT_VERSION: u8 = 1;
const SNAPSHOT_BYTES_MAX: usize = 1_000_000;

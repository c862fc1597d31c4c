//! Handing over: bag, preview, snapshot. What was previewed is, to the letter, what leaves.
//! A snapshot is frozen in her own space when she decides; what stayed leaves no trace elsewhere.

pub(crate) mod frozen;
mod release;

use holdfast_model::What;
use holdfast_model::handover::{Decision, HANDOVER_ITEMS_MAX, ItemRef, Moment, Prepared, Says};
use holdfast_model::id::{HandoverId, ItemId, RelationshipId};
use holdfast_model::ledger::Giver;
use holdfast_model::scale::Few;
use holdfast_model::snapshot::Content;
use holdfast_model::time::Day;

use crate::error::ClientError;
use crate::handover::frozen::{Frozen, PreviewItem, Shows};
use crate::inner::Inner;
use crate::ports::Ports;
use crate::room::Open;

/// What she wants to hand over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverDraft {
    /// To whom.
    pub to: RelationshipId,
    /// Which items of the bag, in their order; at most [`HANDOVER_ITEMS_MAX`].
    pub items: Vec<ItemId>,
    /// When.
    pub moment: Moment,
    /// The last day on which it can be opened.
    pub expires: Option<Day>,
}

/// Exactly what the other will see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What it is the preview of.
    pub draft: HandoverDraft,
    /// One for each item that has something to show.
    pub items: Vec<PreviewItem>,
}

impl<P: Ports> Inner<P> {
    pub(crate) fn preview(&self, draft: &HandoverDraft) -> Result<Preview, ClientError> {
        self.with(|open| preview(open, draft))?
    }

    pub(crate) async fn hand_over(&self, preview: Preview) -> Result<HandoverId, ClientError> {
        if self.preview(&preview.draft)? != preview {
            return Err(ClientError::PreviewStale);
        }
        let HandoverDraft {
            to,
            moment,
            expires,
            ..
        } = preview.draft;
        let handover = HandoverId::new(self.make_id()?);
        let items = preview.items.iter().map(|item| item.item).collect();
        let prepared = Prepared {
            handover,
            to,
            items: Few::new(items)?,
            moment,
            expires,
        };
        self.keep_frozen(Frozen {
            handover,
            items: preview.items,
        })
        .await?;
        self.record(What::HandoverPrepared(prepared)).await?;
        Ok(handover)
    }

    pub(crate) async fn say_now(&self, handover: HandoverId) -> Result<(), ClientError> {
        self.check_waits(handover)?;
        let decision = Decision {
            handover,
            says: Says::Now,
        };
        self.record(What::HandoverDecided(decision))
            .await
            .map(|_| ())
    }

    pub(crate) async fn take_back(&self, handover: HandoverId) -> Result<(), ClientError> {
        if self.check_waits(handover).is_ok() {
            let decision = Decision {
                handover,
                says: Says::CallOff,
            };
            return self
                .record(What::HandoverDecided(decision))
                .await
                .map(|_| ());
        }
        let (to, items) = self.given(handover, |_| true)?;
        for of in items {
            self.record_shared(to, What::TakenBack(of)).await?;
        }
        Ok(())
    }

    /// The items of a handover of hers that has left, those that `pick` wants.
    fn given(
        &self,
        handover: HandoverId,
        pick: impl Fn(&Content) -> bool,
    ) -> Result<(RelationshipId, Vec<ItemRef>), ClientError> {
        let now = self.now();
        self.with(|open| {
            let seen = open.ledger.handover(handover, now);
            let seen = seen.filter(|seen| seen.giver == Giver::Me && seen.left);
            let seen = seen.ok_or(ClientError::HandoverState)?;
            let items = seen.items.iter();
            let items = items
                .filter(|item| item.content.is_none_or(&pick))
                .map(|item| item.of);
            Ok((seen.relationship, items.collect()))
        })?
    }

    fn check_waits(&self, handover: HandoverId) -> Result<(), ClientError> {
        let now = self.now();
        self.with(|open| {
            let seen = open.ledger.handover(handover, now);
            let waits = seen.is_some_and(|seen| seen.giver == Giver::Me && !seen.left);
            waits.then_some(()).ok_or(ClientError::HandoverState)
        })?
    }
}

fn preview(open: &Open, draft: &HandoverDraft) -> Result<Preview, ClientError> {
    if draft.items.len() > HANDOVER_ITEMS_MAX {
        let (max, found) = (HANDOVER_ITEMS_MAX, draft.items.len());
        return Err(holdfast_model::ModelError::TooMany { max, found }.into());
    }
    let with = open
        .ledger
        .relationship(draft.to)
        .filter(|with| with.ended.is_none());
    with.ok_or(ClientError::NoRelationship)?;
    let items = draft.items.iter().filter_map(|id| {
        let item = open
            .ledger
            .bag_item(*id)
            .filter(|item| item.to == draft.to)?;
        let snapshot = open.ledger.copy(item)?;
        Some(PreviewItem {
            item: *id,
            wish: item.wish,
            shows: Shows::new(item.wish, snapshot),
        })
    });
    Ok(Preview {
        items: items.collect(),
        draft: draft.clone(),
    })
}

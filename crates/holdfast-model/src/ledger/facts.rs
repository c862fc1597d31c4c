//! What is known of one handover, and what follows for each of its items.
//! Invariant: only the giver hands over, takes back, releases; only the receiver opens, lets go.

use super::fold::{Dated, Entry, pick};
use crate::bag::Wish;
use crate::handover::{HandedItem, HandedOver, ItemRef, ItemState, Prepared, Says, Wants};
use crate::id::{AuthorId, HandoverId, ItemId, PartId, RelationshipId};
use crate::snapshot::{Content, Opaque};
use crate::time::{Day, Instant};
use crate::what::What;

/// Who gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Giver {
    /// The one whose ledger it is.
    Me,
    /// The other.
    Them,
}

/// One item, as far as it concerns the one who asks.
#[derive(Debug, Clone, Copy)]
pub struct ItemSeen<'l> {
    /// Which.
    pub of: ItemRef,
    /// How it is to be taken; while it waits, the bag knows.
    pub wish: Option<Wish>,
    /// Where it stands.
    pub state: ItemState,
    /// What travelled, while it may be read.
    pub content: Option<&'l Content>,
    /// The key that opens it, once it was released in the room.
    pub key: Option<&'l Opaque>,
    /// Whether the giver asks to let it go.
    pub asked_to_let_go: bool,
}

/// All that is known of one handover.
pub(super) struct Facts<'l> {
    handover: HandoverId,
    giver: Giver,
    relationship: RelationshipId,
    prepared: Option<Dated<'l, Prepared>>,
    handed: Option<Dated<'l, HandedOver>>,
    by_giver: Vec<&'l Entry>,
    by_receiver: Vec<&'l Entry>,
}

impl<'l> Facts<'l> {
    /// Reads what was told of one handover. None when it was called off before it left, or when
    /// it neither was decided nor left.
    pub(super) fn of(me: AuthorId, handover: HandoverId, told: Vec<&'l Entry>) -> Option<Self> {
        let prepared = pick!(told.iter().copied(), HandoverPrepared).last();
        let left = |entry: &&Entry| matches!(entry.change.what, What::HandedOver(_));
        let mine = prepared.is_some() || told.iter().any(|entry| left(entry) && entry.is_by(me));
        let giver = if mine { Giver::Me } else { Giver::Them };
        let (by_giver, by_receiver): (Vec<_>, Vec<_>) =
            told.into_iter().partition(|entry| entry.is_by(me) == mine);
        let handed = pick!(by_giver.iter().copied(), HandedOver).next();
        let relationship = handed
            .and_then(|handed| handed.origin.relationship())
            .or(prepared.map(|prepared| prepared.what.to))?;
        let facts = Self {
            handover,
            giver,
            relationship,
            prepared,
            handed,
            by_giver,
            by_receiver,
        };
        let called_off = facts.says() == Some(Says::CallOff) && facts.handed.is_none();
        (!called_off).then_some(facts)
    }

    pub(super) const fn handover(&self) -> HandoverId {
        self.handover
    }

    pub(super) const fn giver(&self) -> Giver {
        self.giver
    }

    pub(super) const fn relationship(&self) -> RelationshipId {
        self.relationship
    }

    pub(super) fn prepared(&self) -> Option<&'l Prepared> {
        self.prepared.map(|prepared| prepared.what)
    }

    pub(super) const fn left(&self) -> bool {
        self.handed.is_some()
    }

    /// When it left, or was decided.
    pub(super) fn at(&self) -> Instant {
        let earliest = Instant::EARLIEST;
        let prepared = self.prepared.map(|prepared| prepared.at);
        self.handed
            .map(|handed| handed.at)
            .or(prepared)
            .unwrap_or(earliest)
    }

    pub(super) fn expires(&self) -> Option<Day> {
        let prepared = self.prepared.and_then(|prepared| prepared.what.expires);
        self.handed.map_or(prepared, |handed| handed.what.expires)
    }

    /// The parts whose last word was to pause.
    pub(super) fn paused_by(&self) -> Vec<PartId> {
        let consents: holdfast_order::Map<_, _> =
            pick!(self.by_giver.iter().copied(), PartConsented)
                .map(|consent| (consent.what.part, consent.what.wants))
                .collect();
        let paused = consents
            .into_iter()
            .filter(|(_, wants)| *wants == Wants::Pause);
        paused.map(|(part, _)| part).collect()
    }

    /// Whether she said "now".
    pub(super) fn is_said(&self) -> bool {
        self.says() == Some(Says::Now)
    }

    /// Her decision, if it still waits: not left, not paused, not past its last day.
    pub(super) fn waiting(&self, today: Day) -> Option<&'l Prepared> {
        let waits = !self.left() && self.paused_by().is_empty() && !self.is_past(today);
        self.prepared().filter(|_| waits)
    }

    /// Whether it is the other's, has come, and nobody here has said so.
    pub(super) fn is_unacknowledged(&self) -> bool {
        let received = |entry: &&Entry| matches!(entry.change.what, What::Received(_));
        self.giver == Giver::Them && self.left() && !self.by_receiver.iter().any(received)
    }

    /// The items, waiting or gone.
    pub(super) fn item_ids(&self) -> Vec<ItemId> {
        let gone = self
            .handed
            .map(|handed| handed.what.items.iter().map(HandedItem::item).collect());
        let waiting = self.prepared.map(|prepared| prepared.what.items.to_vec());
        gone.or(waiting).unwrap_or_default()
    }

    /// The items as they concern the one who asks. What the other took back unopened is not there.
    pub(super) fn items(&self, today: Day, tells_opened: bool) -> Vec<ItemSeen<'l>> {
        let items = self.item_ids().into_iter();
        items
            .filter_map(|item| self.item(item, today, tells_opened))
            .collect()
    }

    fn item(&self, item: ItemId, today: Day, tells_opened: bool) -> Option<ItemSeen<'l>> {
        let of = ItemRef {
            handover: self.handover,
            item,
        };
        let handed = self.handed.and_then(|handed| {
            handed
                .what
                .items
                .iter()
                .find(|handed| handed.item() == item)
        });
        let state = self.state(of, today, tells_opened);
        let mine = self.giver == Giver::Me;
        if !mine && state == ItemState::TakenBack {
            return None;
        }
        let readable = mine || matches!(state, ItemState::Delivered | ItemState::Opened(_));
        let released = pick!(self.by_giver.iter().copied(), ItemKeyReleased);
        let key = released
            .map(|key| key.what)
            .find(|key| key.of == of)
            .map(|key| &key.key);
        Some(ItemSeen {
            of,
            wish: handed.map(HandedItem::wish),
            state,
            content: handed.map(HandedItem::content).filter(|_| readable),
            key: key.filter(|_| readable),
            asked_to_let_go: matches!(state, ItemState::Opened(_)) && self.is_taken_back(of),
        })
    }

    fn state(&self, of: ItemRef, today: Day, tells_opened: bool) -> ItemState {
        let opened = self
            .opened(of)
            .filter(|_| tells_opened || self.giver == Giver::Them);
        let arrived = self.giver == Giver::Them || self.is_received();
        match self.prepared.filter(|_| !self.left()) {
            _ if self.is_let_go(of) => ItemState::LetGo,
            Some(_) if self.is_past(today) => ItemState::Expired,
            Some(prepared) => ItemState::Waiting(prepared.what.moment),
            None => match opened {
                // Seen is seen: an item that was opened can only be asked back.
                Some(at) => ItemState::Opened(at),
                None if self.is_taken_back(of) => ItemState::TakenBack,
                None if self.is_past(today) => ItemState::Expired,
                None if arrived => ItemState::Delivered,
                None => ItemState::OnTheWay,
            },
        }
    }

    fn says(&self) -> Option<Says> {
        pick!(self.by_giver.iter().copied(), HandoverDecided)
            .last()
            .map(|said| said.what.says)
    }

    fn is_past(&self, today: Day) -> bool {
        self.expires().is_some_and(|last| today > last)
    }

    fn is_received(&self) -> bool {
        let answers = |entry: &&Entry| {
            matches!(
                entry.change.what,
                What::Received(_) | What::Opened(_) | What::LetGo(_)
            )
        };
        self.by_receiver.iter().any(answers)
    }

    fn opened(&self, of: ItemRef) -> Option<Instant> {
        let mut opened = pick!(self.by_receiver.iter().copied(), Opened);
        opened
            .find(|opened| *opened.what == of)
            .map(|opened| opened.at)
    }

    fn is_taken_back(&self, of: ItemRef) -> bool {
        pick!(self.by_giver.iter().copied(), TakenBack).any(|taken| *taken.what == of)
    }

    fn is_let_go(&self, of: ItemRef) -> bool {
        pick!(self.by_receiver.iter().copied(), LetGo).any(|gone| *gone.what == of)
    }
}

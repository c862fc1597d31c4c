//! Carrying: the bag, handovers and where each item stands.
//! Invariant: a state says exactly what is known; of what stayed, the other learns nothing.

use holdfast_order::{Set, sort_by_key};

use super::facts::{Facts, Giver, ItemSeen};
use super::fold::{Ledger, pick};
use super::topic::Topic;
use crate::bag::BagItem;
use crate::handover::{ItemKey, ItemRef, Moment, Prepared};
use crate::id::{HandoverId, ItemId, PartId, RelationshipId};
use crate::session::State;
use crate::time::{Day, Instant};
use crate::what::What;

impl Ledger {
    /// What lies in the bag for one person, in the order of putting in.
    #[must_use]
    pub fn bag(&self, to: RelationshipId) -> Vec<&BagItem> {
        let gone = self.items_in_handovers();
        let mut items: Vec<_> = self
            .ids::<ItemId>()
            .filter_map(|id| {
                let item = self.bag_item(id)?;
                let put_in = self.put_in(id)?;
                (item.to == to && !gone.contains(&id)).then_some((put_in, item))
            })
            .collect();
        sort_by_key(&mut items, |(put_in, item)| (*put_in, item.item));
        items.into_iter().map(|(_, item)| item).collect()
    }

    /// When it came to lie there: a changed wish does not move it, taking out and putting in does.
    fn put_in(&self, item: ItemId) -> Option<Instant> {
        let told = self.told(Topic::Bag(item)).rev();
        let put = told.take_while(|entry| matches!(entry.change.what, What::BagPut(_)));
        put.last().map(|entry| entry.change.at)
    }

    /// One thing that was put in the bag and not taken out, wherever it is by now.
    #[must_use]
    pub fn bag_item(&self, item: ItemId) -> Option<&BagItem> {
        match &self.told(Topic::Bag(item)).next_back()?.change.what {
            What::BagPut(item) => Some(item),
            _ => None,
        }
    }

    /// The handovers of one relationship, both ways, in the order of their telling. What the
    /// other took back before it was opened is not among them.
    #[must_use]
    pub fn handovers(&self, with: RelationshipId, now: Instant) -> Vec<HandoverSeen<'_>> {
        let mut seen: Vec<_> = self
            .ids::<HandoverId>()
            .filter_map(|id| self.handover(id, now))
            .filter(|seen| seen.relationship == with && !seen.items.is_empty())
            .collect();
        sort_by_key(&mut seen, |seen| (seen.at, seen.handover));
        seen
    }

    /// What was handed to her in one relationship, ordered by its wishes: "read with me" first.
    #[must_use]
    pub fn received(&self, from: RelationshipId, now: Instant) -> Vec<ItemSeen<'_>> {
        let theirs = self
            .handovers(from, now)
            .into_iter()
            .filter(|seen| seen.giver == Giver::Them);
        let mut items: Vec<_> = theirs.flat_map(|seen| seen.items).collect();
        sort_by_key(&mut items, |item| item.wish);
        items
    }

    /// One handover, as far as it concerns her.
    #[must_use]
    pub fn handover(&self, id: HandoverId, now: Instant) -> Option<HandoverSeen<'_>> {
        let facts = self.facts(id)?;
        let with = facts.relationship();
        let tells_opened = self
            .relationship(with)
            .is_some_and(|now| now.tells_opened());
        Some(HandoverSeen {
            handover: id,
            relationship: with,
            giver: facts.giver(),
            at: facts.at(),
            moment: facts.prepared().map(|prepared| prepared.moment),
            expires: facts.expires(),
            paused_by: facts.paused_by(),
            left: facts.left(),
            items: facts.items(now.day(), tells_opened),
        })
    }

    /// Her handovers whose moment has come: she, or her phone, may hand them over now.
    #[must_use]
    pub fn due(&self, now: Instant) -> Vec<&Prepared> {
        let waiting = self.ids::<HandoverId>().filter_map(|id| {
            let facts = self.facts(id)?;
            let prepared = facts.waiting(now.day())?;
            let with = self.relationship(prepared.to)?;
            let come = facts.is_said() || self.has_come(prepared.moment, now);
            (come && with.ended.is_none()).then_some(prepared)
        });
        waiting.collect()
    }

    /// Handovers from the other that no device of hers has said to have received.
    #[must_use]
    pub fn unacknowledged(&self, from: RelationshipId) -> Vec<HandoverId> {
        let facts = self.ids::<HandoverId>().filter_map(|id| self.facts(id));
        let new = facts.filter(|facts| facts.relationship() == from && facts.is_unacknowledged());
        new.map(|facts| facts.handover()).collect()
    }

    /// The key of a sealed item that she gave, to be released in the room.
    #[must_use]
    pub fn item_key(&self, of: ItemRef) -> Option<&ItemKey> {
        let mut told = pick!(self.told(Topic::Handover(of.handover)), ItemKeyKept);
        told.find(|key| key.what.of == of).map(|key| key.what)
    }

    fn items_in_handovers(&self) -> Set<ItemId> {
        let mine = self.ids::<HandoverId>().filter_map(|id| self.facts(id));
        mine.filter(|facts| facts.giver() == Giver::Me)
            .flat_map(|facts| facts.item_ids())
            .collect()
    }

    fn has_come(&self, moment: Moment, now: Instant) -> bool {
        match moment {
            Moment::Now => true,
            Moment::WhenISaySo => false,
            Moment::On(day) => now.day() >= day,
            Moment::AtSession(session) => self.session(session).is_some_and(|next| {
                let begun = next.session.starts.unix_ms() <= now.unix_ms();
                begun && !matches!(next.session.state, State::Cancelled(_))
            }),
        }
    }

    fn facts(&self, id: HandoverId) -> Option<Facts<'_>> {
        Facts::of(self.me(), id, self.told(Topic::Handover(id)).collect())
    }
}

/// A handover, as far as it concerns the one who asks.
#[derive(Debug, Clone)]
pub struct HandoverSeen<'l> {
    /// Which.
    pub handover: HandoverId,
    /// Between whom.
    pub relationship: RelationshipId,
    /// Who gives.
    pub giver: Giver,
    /// When it left, or was decided while it waits.
    pub at: Instant,
    /// Its moment; known to the giver only.
    pub moment: Option<Moment>,
    /// The last day on which it can be opened.
    pub expires: Option<Day>,
    /// The parts that paused it while it waits; known to the giver only.
    pub paused_by: Vec<PartId>,
    /// Whether the snapshot has left.
    pub left: bool,
    /// Its items.
    pub items: Vec<ItemSeen<'l>>,
}

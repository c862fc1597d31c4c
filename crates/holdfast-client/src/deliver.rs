//! Where an accepted record goes: the ledger, the keyring, or among the alarms.
//! A change counts only when its author is the person who signed the record it came in.

use holdfast_model::time::Instant;
use holdfast_model::{Change, Origin};
use holdfast_sync::{Alarm, Effect, OpenedRecord};
use holdfast_wire::{Kind, Position, SpaceId};

use crate::alarm::Notice;
use crate::export::Imported;
use crate::handover::frozen::Frozen;
use crate::keyring::{Entry, relationship_of};
use crate::listeners::Event;
use crate::room::{Open, author_of};

/// What somebody may want to hear of, after some effects.
#[derive(Default)]
pub(crate) struct Told {
    ledger: usize,
    alarms: usize,
}

impl Told {
    pub(crate) fn add(&mut self, event: Option<Event>) {
        self.ledger += usize::from(event == Some(Event::Ledger));
        self.alarms += usize::from(event == Some(Event::Alarm));
    }

    pub(crate) fn events(self) -> Vec<Event> {
        let ledger = (self.ledger > 0).then_some(Event::Ledger);
        ledger
            .into_iter()
            .chain((self.alarms > 0).then_some(Event::Alarm))
            .collect()
    }
}

impl Open {
    /// Lets one effect become true.
    pub(crate) fn take(&mut self, space: SpaceId, effect: Effect, now: Instant) -> Option<Event> {
        match effect {
            Effect::Deliver(record) => {
                if space == self.mine && self.is_of_another_device(&record) {
                    self.spaces.values_mut().for_each(|room| room.behind = true);
                }
                self.deliver(space, &record)
            }
            Effect::Raise(alarm) => {
                if matches!(alarm, Alarm::Refused { .. } | Alarm::Locked { .. }) {
                    // What was altered on the way is asked for once more.
                    self.spaces.get_mut(&space)?.pull_from = Some(Position(0));
                }
                let relationship = (space != self.mine).then(|| relationship_of(space));
                let notice = Notice::new(&alarm, relationship, now)?;
                self.notice(notice).then_some(Event::Alarm)
            }
            Effect::Pull { after } => {
                self.spaces.get_mut(&space)?.pull_from = Some(after);
                None
            }
            Effect::EpochBegan(_) => {
                self.spaces.get_mut(&space)?.line.forget();
                None
            }
            Effect::Withdraw { .. } => {
                // Records cannot be taken out of a fold one by one: it is folded anew.
                self.stale = true;
                Some(Event::Ledger)
            }
            Effect::Push(_) | Effect::Appeared { .. } => None,
        }
    }

    fn is_of_another_device(&self, record: &OpenedRecord) -> bool {
        let mine = self.spaces.get(&self.mine);
        mine.is_some_and(|room| room.replica.device() != record.device)
    }

    /// Gives one record to whom it is for. What cannot be read stays in the store, untouched.
    pub(crate) fn deliver(&mut self, space: SpaceId, record: &OpenedRecord) -> Option<Event> {
        let is_mine = space == self.mine;
        match record.kind {
            Kind::CHANGE => {
                let change = Change::decode(&record.body).ok()?;
                let origin = if is_mine {
                    Origin::Mine
                } else {
                    Origin::Shared(relationship_of(space))
                };
                let is_signed = change.author == author_of(record.person);
                (is_signed && self.ledger.insert(origin, change)).then_some(Event::Ledger)
            }
            Kind::KEYRING if is_mine => {
                self.keyring.add(Entry::decode(&record.body).ok()?);
                None
            }
            Frozen::KIND if is_mine => {
                let frozen = Frozen::decode(&record.body).ok()?;
                self.frozen.insert(frozen.handover, frozen.items);
                None
            }
            Imported::KIND if is_mine => {
                let (origin, change) = Imported::decode(&record.body).ok()?;
                self.ledger.insert(origin, change).then_some(Event::Ledger)
            }
            _ => None,
        }
    }
}

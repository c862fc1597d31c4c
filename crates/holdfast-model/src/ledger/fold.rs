//! The fold itself: a set of changes for each topic.
//! Invariant: taking in a change is union of sets, so it commutes, associates and repeats freely.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use holdfast_order::{Map, find};

use super::topic::{Key, Place, Topic};
use crate::change::Change;
use crate::id::{AuthorId, ChangeId, RelationshipId};
use crate::time::Instant;
use crate::what::{Home, What};

/// What one person has and what others gave her, as a set of changes that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    me: AuthorId,
    topics: BTreeMap<Place, Told>,
    turns: Map<Origin, u64>,
}

impl Ledger {
    /// An empty ledger of one person.
    #[must_use]
    pub const fn new(me: AuthorId) -> Self {
        Self {
            me,
            topics: BTreeMap::new(),
            turns: Map::new(),
        }
    }

    /// Whose ledger it is.
    #[must_use]
    pub const fn me(&self) -> AuthorId {
        self.me
    }

    /// Takes in a change from where it was found. The caller has made sure that the change's
    /// author is who signed it. Says whether it was new.
    pub fn insert(&mut self, origin: Origin, change: Change) -> bool {
        let topic = self.topic(origin, &change);
        let turn = change.turn;
        self.turns
            .update(origin, |highest: &mut u64| *highest = turn.max(*highest));
        let told = self.topics.entry(topic.place()).or_insert(Told {
            topic,
            entries: Vec::new(),
        });
        told.insert(Entry { change, origin })
    }

    /// Takes in all that another ledger of the same person has.
    pub fn merge(&mut self, other: Self) {
        for told in other.topics.into_values() {
            for entry in told.entries {
                self.insert(entry.origin, entry.change);
            }
        }
    }

    /// Dates and signs what she does now: the next change in that space.
    ///
    /// The turn counts only what stands in the same space. A turn that counted everything would
    /// tell the other how much was written elsewhere.
    #[must_use]
    pub fn next(&self, origin: Origin, id: ChangeId, at: Instant, what: What) -> Change {
        let turn = self
            .turns
            .get(&origin)
            .map_or(0, |turn| turn.saturating_add(1));
        Change {
            turn,
            at,
            author: self.me,
            id,
            what,
        }
    }

    /// Every change and its origin, topic by topic.
    pub fn changes(&self) -> impl Iterator<Item = (Origin, &Change)> {
        self.topics
            .values()
            .flat_map(|told| &told.entries)
            .map(|entry| (entry.origin, &entry.change))
    }

    /// The changes of kinds that a newer app wrote.
    pub fn unknown(&self) -> impl Iterator<Item = (Origin, &Change)> {
        let topics = self.between(Topic::Unknown(0), Topic::Unknown(u16::MAX));
        topics
            .flat_map(|topic| self.told(topic))
            .map(|entry| (entry.origin, &entry.change))
    }

    /// How many changes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.topics.values().map(|told| told.entries.len()).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.topics.is_empty()
    }

    /// The changes of one topic, in the order of their telling.
    pub(super) fn told(&self, topic: Topic) -> impl DoubleEndedIterator<Item = &Entry> {
        let told = self.topics.get(&topic.place());
        let entries = told.map_or(&[][..], |told| &told.entries);
        entries.iter().map(|entry| &**entry)
    }

    /// The topics between two, both included.
    pub(super) fn between(&self, first: Topic, last: Topic) -> impl Iterator<Item = Topic> {
        let topics = self.topics.range(first.place()..=last.place());
        topics.map(|(_, told)| told.topic)
    }

    /// The ids of one sort that anything was told of.
    pub(super) fn ids<K: Key>(&self) -> impl Iterator<Item = K> {
        let (first, last) = K::ENDS;
        self.between(first, last).filter_map(K::of)
    }

    fn topic(&self, origin: Origin, change: &Change) -> Topic {
        let at_home = match origin {
            Origin::Mine => change.what.home() != Home::Shared && change.author == self.me,
            Origin::Shared(_) => change.what.home() != Home::Mine,
        };
        if at_home {
            Topic::of(&change.what, origin.relationship())
        } else {
            Topic::OutOfPlace
        }
    }
}

/// What was told of one topic, in the order of the telling.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    topic: Topic,
    #[expect(
        clippy::vec_box,
        reason = "what comes late moves pointers, not records of 400 bytes"
    )]
    entries: Vec<Box<Entry>>,
}

impl Told {
    /// Union of sets: what is there already changes nothing.
    fn insert(&mut self, entry: Entry) -> bool {
        let place = find(self.entries.len(), &|at| {
            let held = self.entries.get(at);
            held.map_or(Ordering::Greater, |held| (**held).cmp(&entry))
        });
        match place {
            Ok(_) => false,
            Err(at) => {
                self.entries.insert(at, Box::new(entry));
                true
            }
        }
    }
}

/// The space in which a change was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Her own space.
    Mine,
    /// The space that two share.
    Shared(RelationshipId),
}

impl Origin {
    /// The relationship whose space it is.
    #[must_use]
    pub const fn relationship(self) -> Option<RelationshipId> {
        match self {
            Self::Mine => None,
            Self::Shared(relationship) => Some(relationship),
        }
    }
}

/// A record, with when, by whom and where it was recorded.
#[derive(Debug, PartialEq, Eq)]
pub struct Dated<'l, T> {
    /// The change that recorded it.
    pub id: ChangeId,
    /// When, by the author's clock.
    pub at: Instant,
    /// By whom.
    pub author: AuthorId,
    /// In which space.
    pub origin: Origin,
    /// The record.
    pub what: &'l T,
}

impl<T> Clone for Dated<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Dated<'_, T> {}

/// A change where it was found, in the order of the telling.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) change: Change,
    pub(super) origin: Origin,
}

impl Entry {
    /// The same with a record that was found inside.
    pub(super) const fn dated<'l, T>(&self, what: &'l T) -> Dated<'l, T> {
        let Change { id, at, author, .. } = self.change;
        Dated {
            id,
            at,
            author,
            origin: self.origin,
            what,
        }
    }

    pub(super) fn is_by(&self, author: AuthorId) -> bool {
        self.change.author == author
    }

    pub(super) fn is_mine(&self) -> bool {
        self.origin == Origin::Mine
    }
}

/// Keeps the records that `pick` finds, in the order of their telling.
macro_rules! pick {
    ($entries:expr, $kind:ident) => {
        $entries.filter_map(|entry| match &entry.change.what {
            $crate::what::What::$kind(record) => Some(entry.dated(record)),
            _ => None,
        })
    };
}
pub(super) use pick;

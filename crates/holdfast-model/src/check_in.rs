//! A check-in: how it is, right now. A minute, several a day, every field may stay empty.
//! Invariant: every value is in range, nothing asks "did you", and no answer is ever added up.
//!
//! This is the file to read first. A [`CheckIn`] is made from self-checking values, becomes
//! [`crate::What::CheckedIn`], is dated by a [`crate::Change`], and is read from the
//! [`crate::Ledger`]. To add a question: a field here, a [`Field`], a line in [`CheckIn::mark`]
//! and [`CheckIn::answered`], and a new kind number in `what.rs` (a kind that has left the house
//! never changes its bytes).

use serde::{Deserialize, Serialize};

use crate::id::{PullId, QuestionId, RelationshipId};
use crate::part::Voice;
use crate::scale::{Five, Marks};
use crate::text::Words;

/// One moment. Saving a single answer, or none, is a full check-in.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CheckIn {
    /// Who answers.
    pub voice: Voice,
    /// Where the body is between shut down and keyed up.
    pub body: Option<Body>,
    /// How far away she feels: here (1) to far away (5).
    pub far_away: Option<Five>,
    /// Safe enough, right now: no (1) to yes (5).
    pub safe_enough: Option<Five>,
    /// Trust, which has several addresses.
    pub trust: Marks<Trust>,
    /// How close she feels to each of them.
    pub closeness: Marks<RelationshipId>,
    /// The strength of each pull: quiet (1) to loud (5). Strength only, never whether she followed.
    pub pulls: Marks<PullId>,
    /// Answers to her own questions, between the two ends that she named.
    pub own: Marks<QuestionId>,
    /// The one switch that is off at first: thoughts of not wanting to live.
    pub not_wanting_to_live: Option<Answer>,
    /// A few words, or many.
    pub words: Option<Words>,
}

impl CheckIn {
    /// Whether Hold and her people are shown to her now, and to nobody else: any answer but "no".
    #[must_use]
    pub fn offers_hold(&self) -> bool {
        self.not_wanting_to_live
            .is_some_and(|answer| answer != Answer::No)
    }

    /// Whether she left everything open. That is fine.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let voice = self.voice.clone();
        *self
            == Self {
                voice,
                ..Self::default()
            }
    }

    /// The fields that she answered, in the order of the screen.
    #[must_use]
    pub fn answered(&self) -> Vec<Field> {
        let single = [Field::Body, Field::FarAway, Field::SafeEnough];
        let single = single
            .into_iter()
            .filter(|field| self.mark(*field).is_some());
        let switch = self.not_wanting_to_live.map(|_| Field::NotWantingToLive);
        let words = self.words.as_ref().map(|_| Field::Words);
        single
            .chain(self.trust.keys().copied().map(Field::Trust))
            .chain(self.closeness.keys().copied().map(Field::Closeness))
            .chain(self.pulls.keys().copied().map(Field::Pull))
            .chain(self.own.keys().copied().map(Field::Own))
            .chain(switch)
            .chain(words)
            .collect()
    }

    /// The place of one field on its scale of five, if it has a scale and was answered.
    #[must_use]
    pub fn mark(&self, field: Field) -> Option<Five> {
        match field {
            Field::Body => self.body.map(Body::place),
            Field::FarAway => self.far_away,
            Field::SafeEnough => self.safe_enough,
            Field::Trust(address) => self.trust.get(&address).copied(),
            Field::Closeness(whom) => self.closeness.get(&whom).copied(),
            Field::Pull(pull) => self.pulls.get(&pull).copied(),
            Field::Own(question) => self.own.get(&question).copied(),
            Field::NotWantingToLive | Field::Words => None,
        }
    }
}

/// Where the body is. Five places; the middle is the steady one, and neither end is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Body {
    /// Gone still, numb, heavy.
    ShutDown,
    /// Slowed.
    Low,
    /// Here.
    Steady,
    /// Stirred.
    Tense,
    /// Heart racing, ready to run or fight.
    KeyedUp,
}

impl Body {
    /// The place from shut down (1) to keyed up (5).
    #[must_use]
    pub const fn place(self) -> Five {
        let [shut_down, low, steady, tense, keyed_up] = Five::ALL;
        match self {
            Self::ShutDown => shut_down,
            Self::Low => low,
            Self::Steady => steady,
            Self::Tense => tense,
            Self::KeyedUp => keyed_up,
        }
    }
}

/// An address of trust. She picks which she wants to see, and may add her own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Trust {
    /// Someone she is with: a therapist, another carer, a friend.
    Someone(RelationshipId),
    /// The room.
    Room,
    /// The world outside.
    World,
    /// Herself.
    Myself,
    /// An address of her own.
    Own(QuestionId),
}

/// An answer to the one switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the three answers say it")]
pub enum Answer {
    Yes,
    No,
    NotSure,
}

/// The name of one field, for choosing what is asked and what is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Field {
    /// [`CheckIn::body`].
    Body,
    /// [`CheckIn::far_away`].
    FarAway,
    /// [`CheckIn::safe_enough`].
    SafeEnough,
    /// One address of [`CheckIn::trust`].
    Trust(Trust),
    /// One of [`CheckIn::closeness`].
    Closeness(RelationshipId),
    /// One of [`CheckIn::pulls`].
    Pull(PullId),
    /// One of [`CheckIn::own`].
    Own(QuestionId),
    /// [`CheckIn::not_wanting_to_live`].
    NotWantingToLive,
    /// [`CheckIn::words`].
    Words,
}

#[cfg(any(test, feature = "testing"))]
impl CheckIn {
    /// A check-in with every field answered.
    #[must_use]
    pub fn example() -> Self {
        Self {
            voice: Voice::Part(crate::id::PartId::example(1)),
            body: Some(Body::KeyedUp),
            far_away: Five::new(4).ok(),
            safe_enough: Five::new(2).ok(),
            trust: one(Trust::World, Five::LOWEST),
            closeness: one(RelationshipId::example(2), Five::HIGHEST),
            pulls: one(PullId::example(3), Five::MIDDLE),
            own: one(QuestionId::example(4), Five::MIDDLE),
            not_wanting_to_live: Some(Answer::No),
            words: Some(Words::example("I still trust her. Not the air.")),
        }
    }
}

#[cfg(any(test, feature = "testing"))]
fn one<K: Ord>(key: K, place: Five) -> Marks<K> {
    Marks::new([(key, place)]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_answer_but_no_offers_hold() {
        let check = |not_wanting_to_live, expect| {
            let check_in = CheckIn {
                not_wanting_to_live,
                ..CheckIn::default()
            };
            assert_eq!(check_in.offers_hold(), expect, "{not_wanting_to_live:?}");
        };
        check(None, false);
        check(Some(Answer::No), false);
        check(Some(Answer::NotSure), true);
        check(Some(Answer::Yes), true);
    }

    #[test]
    fn nothing_answered_is_empty_whoever_speaks() {
        let voice = CheckIn::example().voice;
        assert!(
            CheckIn {
                voice,
                ..CheckIn::default()
            }
            .is_empty()
        );
        assert!(
            !CheckIn {
                body: Some(Body::Steady),
                ..CheckIn::default()
            }
            .is_empty()
        );
    }

    #[test]
    fn every_answered_field_is_named_once() {
        let fields = CheckIn::example().answered();
        assert_eq!(fields.len(), 9);
        assert!(CheckIn::default().answered().is_empty());
        let marked = fields
            .iter()
            .filter(|field| CheckIn::example().mark(**field).is_some());
        assert_eq!(
            marked.count(),
            7,
            "all but the switch and the words have a scale"
        );
    }

    #[test]
    fn the_steady_body_is_in_the_middle() {
        assert_eq!(Body::Steady.place(), Five::MIDDLE);
        assert_eq!(Body::ShutDown.place(), Five::LOWEST);
        assert_eq!(Body::KeyedUp.place(), Five::HIGHEST);
    }
}

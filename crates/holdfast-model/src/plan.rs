//! Her safety plan, and the people and services that Hold can call.
//! Invariant: the steps stand in one order, in her words only; uses are never counted.

use holdfast_order::Map;

use serde::{Deserialize, Serialize};

use crate::id::ContactId;
use crate::scale::Few;
use crate::text::{Line, Words};
use crate::time::Day;

/// One version of her plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SafetyPlan {
    /// Her lines, step by step. The map's order is the plan's order.
    pub steps: Map<Step, Few<PlanLine, STEP_LINES_MAX>>,
    /// What makes me want to hold on.
    pub hold_on: Few<Words, STEP_LINES_MAX>,
    /// When to look at it again. Offered after each use, never counted.
    pub review: Option<Day>,
}

impl SafetyPlan {
    /// The steps that have something in them, in order: empty ones are skipped in Hold.
    pub fn walk(&self) -> impl Iterator<Item = (Step, &[PlanLine])> {
        let lines = |step| self.steps.get(&step).map(|lines| (step, &**lines));
        Step::ALL
            .into_iter()
            .filter_map(lines)
            .filter(|(_, lines)| !lines.is_empty())
    }
}

/// The six steps, from oneself outwards (the order of the safety planning literature, own words).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Step {
    /// What I notice first.
    NoticeFirst,
    /// What steadies me without anyone else.
    SteadiesMe,
    /// Places and people I can be near, without saying why.
    BeNear,
    /// Who I can tell.
    CanTell,
    /// Professionals and services.
    Professionals,
    /// Making the room safer; free words only.
    SaferRoom,
}

impl Step {
    /// All six, in order.
    pub const ALL: [Self; 6] = [
        Self::NoticeFirst,
        Self::SteadiesMe,
        Self::BeNear,
        Self::CanTell,
        Self::Professionals,
        Self::SaferRoom,
    ];
}

/// One line of a step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PlanLine {
    /// Her words.
    pub words: Words,
    /// The person or service it speaks of.
    pub contact: Option<ContactId>,
}

/// A person or a service that Hold can call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Contact {
    /// The name.
    pub name: Line,
    /// A person, or a service.
    pub kind: ContactKind,
    /// How to reach them, the first first.
    pub ways: Few<Way, WAYS_MAX>,
}

/// What a contact is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ContactKind {
    /// Someone she knows.
    Person,
    /// A professional she knows.
    Professional,
    /// A service, with its hours and the day somebody last checked them.
    Service {
        /// When it answers, in words.
        hours: Option<Line>,
        /// The day of the last check.
        checked_on: Option<Day>,
    },
}

/// One way to reach a contact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Way {
    /// By voice, at this number.
    Call(Line),
    /// By text message, to this number.
    Text(Line),
    /// By chat, at this address.
    Chat(Line),
    /// By a service for deaf people, at this number: never dialled as voice.
    DeafFriendly(Line),
}

/// The most lines of one step.
pub const STEP_LINES_MAX: usize = 12;
/// The most ways to reach one contact.
pub const WAYS_MAX: usize = 6;

#[cfg(any(test, feature = "testing"))]
impl SafetyPlan {
    /// A plan with two steps and one reason.
    #[must_use]
    pub fn example() -> Self {
        let line = |words, contact| PlanLine {
            words: Words::example(words),
            contact,
        };
        let sam = Some(ContactId::example(7));
        let few = |line| Few::new(vec![line]).unwrap_or_default();
        Self {
            steps: Map::from([
                (Step::CanTell, few(line("Sam, also at night", sam))),
                (
                    Step::SteadiesMe,
                    few(line("the blue blanket and the rain recording", None)),
                ),
            ]),
            hold_on: Few::new(vec![Words::example("the letter from August")]).unwrap_or_default(),
            review: None,
        }
    }
}

#[cfg(any(test, feature = "testing"))]
impl Contact {
    /// Sam, a friend, with a number that nobody has.
    #[must_use]
    pub fn example() -> Self {
        Self {
            name: Line::example("Sam"),
            kind: ContactKind::Person,
            ways: Few::new(vec![Way::Text(Line::example("555-0100"))]).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_walk_keeps_the_order_and_skips_what_is_empty() {
        let mut plan = SafetyPlan::example();
        plan.steps.insert(Step::NoticeFirst, Few::default());
        let steps: Vec<_> = plan.walk().map(|(step, _)| step).collect();
        assert_eq!(steps, [Step::SteadiesMe, Step::CanTell]);
    }
}

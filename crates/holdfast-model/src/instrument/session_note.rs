//! Our own session note: six questions, and two more at the end. In our words, not validated.
//! Invariant: an item's number keeps its meaning for ever.

use super::definition::{Asked, Counts, Direction, Instrument, Item, Licence, Scoring, Validity};

/// How connected we were: 1 to 5.
pub const BOND: u16 = 1;
/// Whether what we did fitted: 1 to 5.
pub const TASKS: u16 = 2;
/// Whether we worked on what matters: 1 to 5.
pub const GOALS: u16 = 3;
/// Whether I could say what mattered: 1 to 5.
pub const VOICE: u16 = 4;
/// Whether it was safe enough: 1 to 5.
pub const SAFE_ENOUGH: u16 = 5;
/// How close I feel: 1 to 5.
pub const CLOSENESS: u16 = 6;
/// Tension, at the end: none (0), some (1), strong (2).
pub const TENSION: u16 = 7;
/// Resolved, at the end: not (0), partly (1), fully (2).
pub const RESOLVED: u16 = 8;
/// The six items that make the score.
pub const SCORED: [u16; 6] = [BOND, TASKS, GOALS, VOICE, SAFE_ENOUGH, CLOSENESS];
/// The fewest of the six that give a score.
pub const ANSWERED_MIN: usize = 4;

pub(super) static SESSION_NOTE: Instrument = Instrument {
    name: "session-note",
    title: "Session note",
    version: 1,
    items: &[
        scored(BOND, "bond"),
        scored(TASKS, "tasks"),
        scored(GOALS, "goals"),
        scored(VOICE, "voice"),
        scored(SAFE_ENOUGH, "safe-enough"),
        scored(CLOSENESS, "closeness"),
        at_the_end(TENSION, "tension"),
        at_the_end(RESOLVED, "resolved"),
    ],
    scoring: Scoring::Mean,
    answered_min: ANSWERED_MIN,
    direction: Direction::HigherIsMore,
    validity: Validity::NotValidated,
    licence: Licence::Own,
    hold_item: None,
};

// Five steps, until the simulator says what seven, or a line, would gain.
const fn scored(number: u16, key: &'static str) -> Item {
    Item {
        number,
        key,
        low: 1,
        high: 5,
        asked: Asked::AtBothEnds,
        counts: Counts::InScore,
    }
}

const fn at_the_end(number: u16, key: &'static str) -> Item {
    Item {
        number,
        key,
        low: 0,
        high: 2,
        asked: Asked::AtTheEnd,
        counts: Counts::Alone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ModelError;
    use crate::instrument::{Phase, Score};

    fn score(answers: &[(u16, u16)]) -> Option<Score> {
        let note = Instrument::session_note();
        note.score(&note.answers(Phase::End, answers.iter().copied()).unwrap())
    }

    #[test]
    fn the_score_is_the_mean_of_what_was_answered() {
        let full = score(&[(1, 5), (2, 4), (3, 3), (4, 2), (5, 1), (6, 3)]);
        assert_eq!(
            full,
            Some(Score {
                value: 3.0,
                answered: 6
            })
        );
        let four = score(&[(1, 5), (2, 5), (3, 5), (4, 4)]);
        assert_eq!(
            four,
            Some(Score {
                value: 4.75,
                answered: 4
            })
        );
    }

    #[test]
    fn below_four_answers_there_is_no_score() {
        assert_eq!(score(&[(1, 5), (2, 5), (3, 5)]), None);
        assert_eq!(score(&[(1, 5), (2, 5), (3, 5), (7, 2), (8, 0)]), None);
    }

    #[test]
    fn our_own_note_says_that_it_is_not_validated() {
        assert_eq!(Instrument::session_note().validity, Validity::NotValidated);
        assert_eq!(Instrument::session_note().range(), (1.0, 5.0));
    }

    #[test]
    fn tension_is_asked_only_at_the_end() {
        let note = Instrument::session_note();
        assert!(note.item(TENSION, Phase::Start).is_none());
        assert!(note.item(TENSION, Phase::End).is_some());
    }

    fn check(phase: Phase, answer: (u16, u16), expect: Result<(), ModelError>) {
        let made = Instrument::session_note().answers(phase, [answer]);
        assert_eq!(made.map(|_| ()), expect, "{phase:?} {answer:?}");
    }

    #[test]
    fn answers_fit_their_instrument() {
        let range = |low, high, found| Err(ModelError::OutOfRange { low, high, found });
        check(Phase::Start, (1, 1), Ok(()));
        check(Phase::Start, (6, 5), Ok(()));
        check(Phase::Start, (1, 0), range(1, 5, 0));
        check(Phase::Start, (1, 6), range(1, 5, 6));
        check(Phase::End, (7, 2), Ok(()));
        check(Phase::End, (8, 3), range(0, 2, 3));
        check(
            Phase::Start,
            (7, 1),
            Err(ModelError::NoSuchItem { item: 7 }),
        );
        check(Phase::End, (9, 1), Err(ModelError::NoSuchItem { item: 9 }));
    }
}

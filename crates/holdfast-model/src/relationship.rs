//! A relationship: two people, what kind of being together it is, and its rhythm.
//! Invariant: the name is hers alone; what the other learns stands in the shared space.

use serde::{Deserialize, Serialize};

use crate::scale::Few;
use crate::text::Line;
use crate::time::{Day, Minute, Weekday};

/// A relationship as one of the two keeps it for herself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Relationship {
    /// The name that she gave the other ("Maya"), or the initials that a therapist chose.
    pub name: Line,
    /// What kind it is.
    pub kind: Kind,
    /// Her own role in it.
    pub my_role: Role,
    /// When sessions usually are.
    pub rhythm: Option<Rhythm>,
    /// How much the two use this.
    pub mode: Mode,
}

impl Relationship {
    /// The role of the other, which follows from the kind and one's own.
    #[must_use]
    pub const fn their_role(&self) -> Role {
        match (self.my_role, self.kind) {
            (Role::Person, Kind::Circle) => Role::Supporter,
            (Role::Person, Kind::Therapy | Kind::OtherCare) => Role::Therapist,
            (Role::Therapist | Role::Supporter, _) => Role::Person,
        }
    }
}

/// The kind of a relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Psychotherapy.
    Therapy,
    /// Other care: a dietician, a doctor, a social worker.
    OtherCare,
    /// A trusted person.
    Circle,
}

/// A role in a relationship. One human may have several, in several relationships.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// The one whose therapy it is.
    Person,
    /// The therapist, or other professional.
    Therapist,
    /// The trusted person.
    Supporter,
}

/// How much the two use this (after Zilcha-Mano and Muran 2024: main work, add-on, or none).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Mode {
    /// Tending to the alliance is a large part of the work.
    Main,
    /// Beside the other work, when something feels off.
    #[default]
    Beside,
    /// Not at all: no notes are asked for and no question is raised.
    Off,
}

/// A session rhythm: so many slots, every so many weeks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rhythm {
    /// Weeks from one round to the next.
    pub every_weeks: Weeks,
    /// The slots of one round.
    pub slots: Few<Slot, SLOTS_MAX>,
}

/// One usual time in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Slot {
    /// The day.
    pub weekday: Weekday,
    /// The minute that it begins.
    pub from: Minute,
}

/// A number of weeks, 1 to [`WEEKS_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Weeks(u8);

impl TryFrom<u8> for Weeks {
    type Error = crate::error::ModelError;

    fn try_from(weeks: u8) -> Result<Self, Self::Error> {
        crate::time::in_range(weeks, 1, WEEKS_MAX).map(Self)
    }
}

impl From<Weeks> for u8 {
    fn from(weeks: Weeks) -> Self {
        weeks.0
    }
}

/// When the therapist reads. Shared, and shown to the person at writing and at each handover.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReadingHours {
    /// The usual times; none means "only in the session".
    pub times: Few<ReadingTime, READING_TIMES_MAX>,
    /// While away: a line, and perhaps the day of return.
    pub away: Option<Away>,
}

/// One usual time of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(
    try_from = "(Weekday, Minute, Minute)",
    into = "(Weekday, Minute, Minute)"
)]
pub struct ReadingTime {
    weekday: Weekday,
    from: Minute,
    to: Minute,
}

impl ReadingTime {
    /// A time on one day, from one minute to a later one.
    ///
    /// # Errors
    /// `EndBeforeStart` when it ends before, or as, it begins.
    pub fn new(
        weekday: Weekday,
        from: Minute,
        to: Minute,
    ) -> Result<Self, crate::error::ModelError> {
        if to <= from {
            return Err(crate::error::ModelError::EndBeforeStart);
        }
        Ok(Self { weekday, from, to })
    }

    /// The day.
    #[must_use]
    pub const fn weekday(&self) -> Weekday {
        self.weekday
    }

    /// The first minute, and the minute after the last.
    #[must_use]
    pub const fn minutes(&self) -> (Minute, Minute) {
        (self.from, self.to)
    }
}

impl TryFrom<(Weekday, Minute, Minute)> for ReadingTime {
    type Error = crate::error::ModelError;

    fn try_from((weekday, from, to): (Weekday, Minute, Minute)) -> Result<Self, Self::Error> {
        Self::new(weekday, from, to)
    }
}

impl From<ReadingTime> for (Weekday, Minute, Minute) {
    fn from(time: ReadingTime) -> Self {
        (time.weekday, time.from, time.to)
    }
}

/// Being away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Away {
    /// The line that the person sees.
    pub line: Line,
    /// The first day back, if known.
    pub until: Option<Day>,
}

/// Whether one side tells the other what was opened. Only when both say `On` is it told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Receipts {
    /// Tells nothing.
    #[default]
    Off,
    /// Tells, if the other does too.
    On,
}

/// The longest rhythm, in weeks.
pub const WEEKS_MAX: u8 = 12;
/// The most slots in a rhythm.
pub const SLOTS_MAX: usize = 7;
/// The most reading times in a week.
pub const READING_TIMES_MAX: usize = 21;

#[cfg(any(test, feature = "testing"))]
impl Relationship {
    /// Her therapy with Maya, every week.
    #[must_use]
    pub fn example() -> Self {
        Self {
            name: Line::example("Maya"),
            kind: Kind::Therapy,
            my_role: Role::Person,
            rhythm: Some(Rhythm {
                every_weeks: Weeks(1),
                slots: Few::default(),
            }),
            mode: Mode::Main,
        }
    }
}

#[cfg(any(test, feature = "testing"))]
impl ReadingHours {
    /// Thursday mornings.
    #[must_use]
    pub fn example() -> Self {
        let minute = |minute| Minute::try_from(minute).ok();
        let thursday = minute(480)
            .zip(minute(540))
            .and_then(|(from, to)| ReadingTime::new(Weekday::Thursday, from, to).ok());
        let times = Few::new(thursday.into_iter().collect()).unwrap_or_default();
        Self { times, away: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ModelError;

    #[test]
    fn the_role_of_the_other_follows() {
        let check = |kind, my_role, expect| {
            let relationship = Relationship {
                kind,
                my_role,
                ..Relationship::example()
            };
            assert_eq!(relationship.their_role(), expect);
        };
        check(Kind::Therapy, Role::Person, Role::Therapist);
        check(Kind::OtherCare, Role::Person, Role::Therapist);
        check(Kind::Circle, Role::Person, Role::Supporter);
        check(Kind::Circle, Role::Supporter, Role::Person);
        check(Kind::Therapy, Role::Therapist, Role::Person);
    }

    #[test]
    fn a_rhythm_has_between_one_and_twelve_weeks() {
        assert!(Weeks::try_from(1).is_ok() && Weeks::try_from(WEEKS_MAX).is_ok());
        assert!(Weeks::try_from(0).is_err() && Weeks::try_from(WEEKS_MAX + 1).is_err());
    }

    #[test]
    fn reading_ends_after_it_begins() {
        let minute = |minute| Minute::try_from(minute).unwrap();
        let time = |from, to| ReadingTime::new(Weekday::Thursday, minute(from), minute(to));
        assert!(time(480, 481).is_ok());
        assert_eq!(time(480, 480), Err(ModelError::EndBeforeStart));
        assert_eq!(time(480, 479), Err(ModelError::EndBeforeStart));
    }
}

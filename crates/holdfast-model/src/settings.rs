//! Settings: each is set alone, so that two devices never undo each other's.
//! Invariant: the sensitive questions are off at first, and turning one off takes one change.

use holdfast_order::{Map, Set};

use serde::{Deserialize, Serialize};

use crate::check_in::{Field, Trust};
use crate::id::{PullId, QuestionId, RelationshipId};
use crate::part::Voice;
use crate::plan::Step;
use crate::text::Line;
use crate::time::in_range;

/// One setting, set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Setting {
    /// The theme.
    Theme(Theme),
    /// The size of text.
    TextSize(TextSize),
    /// The hand that holds the phone.
    Hand(Hand),
    /// The face that letters have.
    Letters(Letters),
    /// Whether anything moves.
    Motion(Motion),
    /// When the app locks by itself.
    AutoLock(AutoLock),
    /// Whether a question is asked on Today.
    Question(Field, Ask),
    /// A pull, in her words.
    Pull(PullId, Line),
    /// A question of her own.
    Own(QuestionId, OwnQuestion),
    /// Her own word for one of ours.
    Word(Word, Line),
    /// What Hold may do while the app is locked.
    HoldWhenLocked(HoldWhenLocked),
    /// What covers the screen after Hide.
    Cover(Cover),
    /// Whether a reminder (with a constant text) may come.
    Reminders(Reminders),
    /// Whether Hold shows this while the app is locked.
    HoldShows(HoldPart, Ask),
    /// Which of her parallel ratings the line and the detector read.
    Line(RelationshipId, Voice),
    /// The country whose services Hold lists.
    Country(Line),
}

/// All settings as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The theme.
    pub theme: Theme,
    /// The size of text.
    pub text_size: TextSize,
    /// The hand that holds the phone.
    pub hand: Hand,
    /// The face that letters have.
    pub letters: Letters,
    /// Whether anything moves.
    pub motion: Motion,
    /// When the app locks by itself.
    pub auto_lock: AutoLock,
    /// The questions that Today asks.
    pub asked: Set<Field>,
    /// Her pulls, by id.
    pub pulls: Map<PullId, Line>,
    /// Her own questions, by id.
    pub own: Map<QuestionId, OwnQuestion>,
    /// Her own words for ours.
    pub words: Map<Word, Line>,
    /// What Hold may do while the app is locked.
    pub hold_when_locked: HoldWhenLocked,
    /// What covers the screen after Hide.
    pub cover: Cover,
    /// Whether a reminder may come.
    pub reminders: Reminders,
    /// What she ticked for Hold while the app is locked.
    pub hold_shows: Set<HoldPart>,
    /// Her choice of rating for each line; no one in particular where there is none.
    pub lines: Map<RelationshipId, Voice>,
    /// The country whose services Hold lists.
    pub country: Option<Line>,
}

impl Settings {
    /// The same settings with one more set.
    #[must_use]
    pub fn with(mut self, setting: &Setting) -> Self {
        match setting.clone() {
            Setting::Theme(theme) => self.theme = theme,
            Setting::TextSize(size) => self.text_size = size,
            Setting::Hand(hand) => self.hand = hand,
            Setting::Letters(letters) => self.letters = letters,
            Setting::Motion(motion) => self.motion = motion,
            Setting::AutoLock(auto_lock) => self.auto_lock = auto_lock,
            Setting::Question(field, Ask::On) => drop(self.asked.insert(field)),
            Setting::Question(field, Ask::Off) => drop(self.asked.remove(&field)),
            Setting::Pull(id, line) => drop(self.pulls.insert(id, line)),
            Setting::Own(id, question) => drop(self.own.insert(id, question)),
            Setting::Word(word, line) => drop(self.words.insert(word, line)),
            Setting::HoldWhenLocked(hold) => self.hold_when_locked = hold,
            Setting::Cover(cover) => self.cover = cover,
            Setting::Reminders(reminders) => self.reminders = reminders,
            Setting::HoldShows(part, Ask::On) => drop(self.hold_shows.insert(part)),
            Setting::HoldShows(part, Ask::Off) => drop(self.hold_shows.remove(&part)),
            Setting::Line(with, voice) => drop(self.lines.insert(with, voice)),
            Setting::Country(country) => self.country = Some(country),
        }
        self
    }

    /// Whether Today asks this.
    #[must_use]
    pub fn asks(&self, field: Field) -> bool {
        self.asked.contains(&field)
    }
}

impl Default for Settings {
    /// What a new phone has. Thoughts of not wanting to live and every pull are off.
    fn default() -> Self {
        let trust = [Trust::Room, Trust::World, Trust::Myself].map(Field::Trust);
        let plain = [Field::Body, Field::FarAway, Field::SafeEnough, Field::Words];
        Self {
            theme: Theme::default(),
            text_size: TextSize::default(),
            hand: Hand::default(),
            letters: Letters::default(),
            motion: Motion::default(),
            auto_lock: AutoLock::default(),
            asked: plain.into_iter().chain(trust).collect(),
            pulls: Map::new(),
            own: Map::new(),
            words: Map::new(),
            hold_when_locked: HoldWhenLocked::default(),
            cover: Cover::default(),
            reminders: Reminders::default(),
            hold_shows: Set::new(),
            lines: Map::new(),
            country: None,
        }
    }
}

macro_rules! choices {
    ($($(#[$doc:meta])+ $name:ident { $first:ident $(, $more:ident)* })+) => {$(
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
        #[derive(Serialize, Deserialize)]
        #[expect(missing_docs, reason = "the names of the choices say it")]
        pub enum $name { #[default] $first $(, $more)* }
    )+};
}

choices! {
    /// The theme; at first the one of the system.
    Theme { System, Day, Night, Dim }
    /// The size of text.
    TextSize { Usual, Large, Largest }
    /// The hand that holds the phone; mirrors the foot buttons.
    Hand { Right, Left }
    /// The face that letters have.
    Letters { Usual, HighLegibility }
    /// Whether anything moves.
    Motion { System, None }
    /// Whether a question is asked.
    Ask { Off, On }
    /// What Hold may do while the app is locked.
    HoldWhenLocked { Closed, Open }
    /// What covers the screen after Hide.
    Cover { ShoppingList, Weather, Blank }
    /// Whether a reminder may come.
    Reminders { Off, On }
}

/// When the app locks by itself, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "(u16, u16)", into = "(u16, u16)")]
pub struct AutoLock {
    background_min: u16,
    idle_min: u16,
}

impl AutoLock {
    /// Minutes in the background, 0 to [`LOCK_MIN_MAX`], and minutes idle, 1 to the same.
    ///
    /// # Errors
    /// `OutOfRange` for any other number.
    pub fn new(background_min: u16, idle_min: u16) -> Result<Self, crate::error::ModelError> {
        in_range(background_min, 0, LOCK_MIN_MAX)?;
        in_range(idle_min, 1, LOCK_MIN_MAX)?;
        Ok(Self {
            background_min,
            idle_min,
        })
    }

    /// Minutes in the background, then minutes idle.
    #[must_use]
    pub const fn minutes(self) -> (u16, u16) {
        (self.background_min, self.idle_min)
    }
}

impl Default for AutoLock {
    fn default() -> Self {
        Self {
            background_min: 1,
            idle_min: 5,
        }
    }
}

impl TryFrom<(u16, u16)> for AutoLock {
    type Error = crate::error::ModelError;

    fn try_from((background, idle): (u16, u16)) -> Result<Self, Self::Error> {
        Self::new(background, idle)
    }
}

impl From<AutoLock> for (u16, u16) {
    fn from(lock: AutoLock) -> Self {
        lock.minutes()
    }
}

/// A question of her own, or an address of trust, with the two ends that she named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OwnQuestion {
    /// The question.
    pub asks: Line,
    /// Her word for the low end.
    pub low: Option<Line>,
    /// Her word for the high end.
    pub high: Option<Line>,
}

/// A word of ours that she may replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Word {
    /// "Hold".
    Hold,
    /// "Something felt off".
    FeltOff,
    /// "Part".
    Part,
    /// The low end of a scale.
    LowEnd(Field),
    /// The high end of a scale.
    HighEnd(Field),
}

/// What Hold may show while the app is locked, each ticked for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum HoldPart {
    /// One step of her plan.
    Step(Step),
    /// What makes me want to hold on.
    HoldOn,
    /// Her people.
    People,
    /// Services.
    Services,
}

/// The longest time until the app locks by itself, in minutes: a day.
pub const LOCK_MIN_MAX: u16 = 1440;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sensitive_questions_are_off_at_first() {
        let settings = Settings::default();
        assert!(!settings.asks(Field::NotWantingToLive));
        assert!(
            !settings
                .asked
                .iter()
                .any(|field| matches!(field, Field::Pull(_)))
        );
    }

    #[test]
    fn one_change_turns_a_question_on_and_one_off() {
        let on = Settings::default().with(&Setting::Question(Field::NotWantingToLive, Ask::On));
        assert!(on.asks(Field::NotWantingToLive));
        let off = on.with(&Setting::Question(Field::NotWantingToLive, Ask::Off));
        assert_eq!(off, Settings::default());
    }

    #[test]
    fn the_lock_holds_its_limits_and_not_one_past() {
        assert!(AutoLock::new(0, 1).is_ok());
        assert!(AutoLock::new(LOCK_MIN_MAX, LOCK_MIN_MAX).is_ok());
        assert!(AutoLock::new(LOCK_MIN_MAX + 1, 1).is_err());
        assert!(AutoLock::new(0, 0).is_err());
        assert!(AutoLock::new(0, LOCK_MIN_MAX + 1).is_err());
    }
}

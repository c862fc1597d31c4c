//! What an instrument is, and how its answers become a score.
//! Invariant: a score never leaves its range, and none is given below the fewest answers.

use holdfast_order::Map;

use serde::{Deserialize, Serialize};

use super::answers::{Answers, Phase};
use crate::error::ModelError;
use crate::text::Line;
use crate::time::in_range;

/// What is known about an instrument: everything but the words of its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instrument {
    /// The stable name, as notes store it ("session-note").
    pub name: &'static str,
    /// The name that people know it by.
    pub title: &'static str,
    /// The version of items and scoring.
    pub version: u16,
    /// The items, numbered from 1 as on the form.
    pub items: &'static [Item],
    /// How answers become a score.
    pub scoring: Scoring,
    /// The fewest scored items that give a score; below it there is none.
    pub answered_min: usize,
    /// What a higher score means.
    pub direction: Direction,
    /// Whether the measure is validated.
    pub validity: Validity,
    /// Who may use it, and how.
    pub licence: Licence,
    /// An item that offers Hold to her, at once and only to her, when answered above zero.
    pub hold_item: Option<u16>,
}

impl Instrument {
    /// How a note names this instrument.
    ///
    /// # Errors
    /// Never for an instrument of this crate; `Empty` for one without a name.
    pub fn form(&self) -> Result<Form, ModelError> {
        Ok(Form {
            name: Line::parse(self.name)?,
            version: self.version,
        })
    }

    /// The item of that number, if it is asked at this end of a session.
    #[must_use]
    pub fn item(&self, number: u16, phase: Phase) -> Option<&'static Item> {
        let asked = |item: &&Item| phase == Phase::End || item.asked == Asked::AtBothEnds;
        self.items
            .iter()
            .find(|item| item.number == number)
            .filter(asked)
    }

    /// Takes answers that this instrument asks for at this end of a session.
    ///
    /// # Errors
    /// `NoSuchItem` for an item that is not asked here, `OutOfRange` for an answer that is none.
    pub fn answers(
        &self,
        phase: Phase,
        answers: impl IntoIterator<Item = (u16, u16)>,
    ) -> Result<Answers, ModelError> {
        let check = |(number, value): (u16, u16)| {
            let item = self.item(number, phase);
            let item = item.ok_or(ModelError::NoSuchItem { item: number })?;
            in_range(value, item.low, item.high).map(|value| (number, value))
        };
        answers
            .into_iter()
            .map(check)
            .collect::<Result<Map<_, _>, _>>()?
            .try_into()
    }

    /// The score of some answers, and how many of the scored items it rests on. None below
    /// [`Instrument::answered_min`], or when a single total would mean nothing.
    ///
    /// Answers of a slot are the values of the imported form, after the form's own reversals.
    #[must_use]
    pub fn score(&self, answers: &Answers) -> Option<Score> {
        let scored = self
            .items
            .iter()
            .filter(|item| item.counts == Counts::InScore);
        let values: Vec<f64> = scored
            .clone()
            .filter_map(|item| answers.get(item.number).filter(|value| item.holds(*value)))
            .map(f64::from)
            .collect();
        if values.is_empty() || values.len() < self.answered_min {
            return None;
        }
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let items = scored.count() as f64;
        let value = match self.scoring {
            Scoring::Mean => mean,
            Scoring::Sum => mean * items,
            Scoring::SumOfTenths => mean * items / 10.0,
            Scoring::None => return None,
        };
        Some(Score {
            value,
            answered: values.len(),
        })
    }

    /// The lowest and the highest score there can be.
    #[must_use]
    pub fn range(&self) -> (f64, f64) {
        let scored = self
            .items
            .iter()
            .filter(|item| item.counts == Counts::InScore);
        let (mut low, mut high, mut count) = (0.0, 0.0, 0.0);
        for item in scored {
            low += f64::from(item.low);
            high += f64::from(item.high);
            count += 1.0;
        }
        match self.scoring {
            Scoring::Mean if count > 0.0 => (low / count, high / count),
            Scoring::SumOfTenths => (low / 10.0, high / 10.0),
            _ => (low, high),
        }
    }

    /// Whether these answers offer Hold, to her and only to her.
    #[must_use]
    pub fn offers_hold(&self, answers: &Answers) -> bool {
        let answer = self.hold_item.and_then(|item| answers.get(item));
        answer.is_some_and(|value| value > 0)
    }
}

/// How a note names the instrument it was made with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Form {
    /// [`Instrument::name`].
    pub name: Line,
    /// [`Instrument::version`].
    pub version: u16,
}

/// One item, without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Its number on the form, from 1.
    pub number: u16,
    /// Our short name for it ("bond"); for a slot its number in letters is not known, so "".
    pub key: &'static str,
    /// The lowest answer.
    pub low: u16,
    /// The highest answer.
    pub high: u16,
    /// At which ends of a session it is asked.
    pub asked: Asked,
    /// Whether it goes into the score.
    pub counts: Counts,
}

impl Item {
    /// Whether an answer is in range.
    #[must_use]
    pub const fn holds(&self, value: u16) -> bool {
        self.low <= value && value <= self.high
    }
}

/// At which ends of a session an item is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// At the start and at the end.
    AtBothEnds,
    /// At the end only.
    AtTheEnd,
}

/// Whether an item goes into the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Into the score.
    InScore,
    /// For itself.
    Alone,
}

/// How answers become a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scoring {
    /// The mean of the answered items.
    Mean,
    /// Their sum; a missing item that is allowed counts as the mean of the others.
    Sum,
    /// The same, with answers in tenths (lines of ten centimetres read in millimetres).
    SumOfTenths,
    /// No total: the answers are read one by one by a clinician.
    None,
}

/// What a higher score means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// More of what one hopes for: alliance, functioning.
    HigherIsMore,
    /// More distress.
    HigherIsHarder,
}

/// Whether a measure is validated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// Ours, and nobody has validated it: shown as such, without norms.
    NotValidated,
    /// Validated by its authors, with their words; altered words lose it.
    Published,
}

/// Who may use an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Licence {
    /// Ours, CC0.
    Own,
    /// Words not shipped; the user brings them and states the right to use them.
    Slot {
        /// The state of the rights, in a sentence.
        note: &'static str,
    },
}

/// A score, and what it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// The score, within [`Instrument::range`].
    pub value: f64,
    /// How many items it rests on.
    pub answered: usize,
}

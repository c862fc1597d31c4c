//! Answers by item number, and the end of a session that they belong to.
//! Invariant: each item is answered at most once; which answers fit, the instrument says.

use holdfast_order::Map;

use serde::{Deserialize, Serialize};

use crate::error::ModelError;

/// The end of a session that a note belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Phase {
    /// Before it.
    Start,
    /// After it.
    End,
}

/// Answers by item number.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Map<u16, u16>", into = "Map<u16, u16>")]
pub struct Answers(Map<u16, u16>);

impl Answers {
    /// The answer to one item.
    #[must_use]
    pub fn get(&self, item: u16) -> Option<u16> {
        self.0.get(&item).copied()
    }

    /// All answers, by item number.
    pub fn iter(&self) -> impl Iterator<Item = (u16, u16)> + '_ {
        self.0.iter().map(|(item, value)| (*item, *value))
    }
}

impl TryFrom<Map<u16, u16>> for Answers {
    type Error = ModelError;

    fn try_from(answers: Map<u16, u16>) -> Result<Self, ModelError> {
        match answers.len() {
            found if found > ITEMS_MAX => Err(ModelError::TooMany {
                max: ITEMS_MAX,
                found,
            }),
            _ => Ok(Self(answers)),
        }
    }
}

impl From<Answers> for Map<u16, u16> {
    fn from(answers: Answers) -> Self {
        answers.0
    }
}

/// The most items that an instrument has.
pub const ITEMS_MAX: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_answers_are_the_most() {
        let answers =
            |count: u16| Answers::try_from((0..count).map(|item| (item, 0)).collect::<Map<_, _>>());
        assert!(answers(100).is_ok());
        assert_eq!(
            answers(101),
            Err(ModelError::TooMany {
                max: ITEMS_MAX,
                found: 101
            })
        );
    }
}

//! Scales and short lists: the small values that every record is made of.
//! Invariant: a `Five` is 1 to 5, a `Few` never holds more than its limit, `Marks` name each once.

use holdfast_order::Map;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::error::ModelError;

/// A place on a scale of five, because ten 44-px targets do not fit a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Five(u8);

impl Five {
    /// The lowest place.
    pub const LOWEST: Self = Self(1);
    /// The place in the middle.
    pub const MIDDLE: Self = Self(3);
    /// The highest place.
    pub const HIGHEST: Self = Self(5);
    /// All five, from low to high.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// Takes 1 to 5.
    ///
    /// # Errors
    /// `OutOfRange` for any other number.
    pub const fn new(place: u8) -> Result<Self, ModelError> {
        match place {
            1..=5 => Ok(Self(place)),
            _ => Err(ModelError::OutOfRange {
                low: 1,
                high: 5,
                found: place as i64,
            }),
        }
    }

    /// The place, 1 to 5.
    #[must_use]
    pub const fn place(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Five {
    type Error = ModelError;

    fn try_from(place: u8) -> Result<Self, ModelError> {
        Self::new(place)
    }
}

impl From<Five> for u8 {
    fn from(five: Five) -> Self {
        five.0
    }
}

/// At most `MAX` things, in the order she gave them. Reads like a slice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Vec<T>", into = "Vec<T>")]
#[serde(bound(
    serialize = "T: Clone + Serialize",
    deserialize = "T: Deserialize<'de>"
))]
pub struct Few<T, const MAX: usize>(Vec<T>);

impl<T, const MAX: usize> Few<T, MAX> {
    /// Takes the things, if they are few enough.
    ///
    /// # Errors
    /// `TooMany` beyond `MAX`.
    pub fn new(things: Vec<T>) -> Result<Self, ModelError> {
        match things.len() {
            found if found > MAX => Err(ModelError::TooMany { max: MAX, found }),
            _ => Ok(Self(things)),
        }
    }
}

impl<T, const MAX: usize> Default for Few<T, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const MAX: usize> Deref for Few<T, MAX> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T, const MAX: usize> TryFrom<Vec<T>> for Few<T, MAX> {
    type Error = ModelError;

    fn try_from(things: Vec<T>) -> Result<Self, ModelError> {
        Self::new(things)
    }
}

impl<T, const MAX: usize> From<Few<T, MAX>> for Vec<T> {
    fn from(few: Few<T, MAX>) -> Self {
        few.0
    }
}

/// Places on scales of five, one for each thing that was answered. Reads like a map.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Map<K, Five>", into = "Map<K, Five>")]
#[serde(bound(
    serialize = "K: Clone + Ord + Serialize",
    deserialize = "K: Ord + Deserialize<'de>"
))]
pub struct Marks<K>(Map<K, Five>);

impl<K: Ord> Marks<K> {
    /// Takes the marks, if they are few enough.
    ///
    /// # Errors
    /// `TooMany` beyond [`MARKS_MAX`].
    pub fn new(marks: impl IntoIterator<Item = (K, Five)>) -> Result<Self, ModelError> {
        Self::try_from(marks.into_iter().collect::<Map<_, _>>())
    }
}

impl<K> Default for Marks<K> {
    fn default() -> Self {
        Self(Map::new())
    }
}

impl<K> Deref for Marks<K> {
    type Target = Map<K, Five>;

    fn deref(&self) -> &Map<K, Five> {
        &self.0
    }
}

impl<K> TryFrom<Map<K, Five>> for Marks<K> {
    type Error = ModelError;

    fn try_from(marks: Map<K, Five>) -> Result<Self, ModelError> {
        match marks.len() {
            found if found > MARKS_MAX => Err(ModelError::TooMany {
                max: MARKS_MAX,
                found,
            }),
            _ => Ok(Self(marks)),
        }
    }
}

impl<K> From<Marks<K>> for Map<K, Five> {
    fn from(marks: Marks<K>) -> Self {
        marks.0
    }
}

/// A number as people read it, with one decimal: "3.5". By whole numbers, because the library's way
/// of writing fractions exactly is 20 KB of a phone's load.
#[must_use]
pub fn tenths(value: f64) -> String {
    let tenths = (value.abs() * 10.0 + 0.5) as u64;
    let sign = if value < 0.0 && tenths > 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}

/// The most answers of one kind in one check-in.
pub const MARKS_MAX: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_is_one_to_five() {
        assert!(Five::new(1).is_ok() && Five::new(5).is_ok());
        for found in [0, 6, 255] {
            let low = ModelError::OutOfRange {
                low: 1,
                high: 5,
                found: i64::from(found),
            };
            assert_eq!(Five::new(found), Err(low));
        }
        assert_eq!(Five::ALL.map(Five::place), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn tenths_are_rounded() {
        let check = |value, expect| assert_eq!(tenths(value), expect);
        check(0.0, "0.0");
        check(3.449, "3.4");
        check(3.45, "3.5");
        check(-2.96, "-3.0");
        check(-0.01, "0.0");
        check(124.0, "124.0");
    }

    #[test]
    fn few_holds_its_limit_and_not_one_more() {
        assert_eq!(Few::<u8, 3>::new(vec![1, 2, 3]).unwrap().len(), 3);
        let many = ModelError::TooMany { max: 3, found: 4 };
        assert_eq!(Few::<u8, 3>::new(vec![0; 4]), Err(many));
    }

    #[test]
    fn marks_hold_their_limit_and_not_one_more() {
        let marks = |count: usize| Marks::new((0..count).map(|key| (key, Five::MIDDLE)));
        assert_eq!(marks(MARKS_MAX).unwrap().len(), MARKS_MAX);
        let many = ModelError::TooMany {
            max: MARKS_MAX,
            found: MARKS_MAX + 1,
        };
        assert_eq!(marks(MARKS_MAX + 1), Err(many));
    }
}

//! What can be wrong with something that is said, one variant per thing the caller can do about it.
//! Invariant: a code, once given, keeps its meaning for ever; `docs/errors.md` lists them all.

use thiserror::Error;

/// Why a value could not be made, or bytes could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A text with nothing in it: leave the field out instead.
    #[error("the text is empty")]
    Empty,
    /// A text longer than its limit: split it.
    #[error("the text has {found} of at most {max}")]
    TooLong {
        /// The limit (characters for a line, bytes for words).
        max: usize,
        /// What was given, in the same unit.
        found: usize,
    },
    /// A line break or control character in a one-line text.
    #[error("a line holds no line break or control character")]
    NotOneLine,
    /// A number outside its range.
    #[error("the number {found} is outside {low} to {high}")]
    OutOfRange {
        /// The lowest allowed value.
        low: i64,
        /// The highest allowed value.
        high: i64,
        /// What was given.
        found: i64,
    },
    /// More entries than a list holds.
    #[error("the list has {found} of at most {max} entries")]
    TooMany {
        /// The limit.
        max: usize,
        /// How many were given.
        found: usize,
    },
    /// A year, month and day that no calendar has.
    #[error("there is no such day")]
    NoSuchDay,
    /// An id that is not 32 hexadecimal digits.
    #[error("an id is 32 hexadecimal digits")]
    NotAnId,
    /// An end that lies before its beginning.
    #[error("the end lies before the beginning")]
    EndBeforeStart,
    /// A state that does not follow from the present one.
    #[error("this step does not follow from the present state")]
    NoSuchStep,
    /// An item that the instrument does not ask at this end of the session.
    #[error("the instrument has no item {item} here")]
    NoSuchItem {
        /// The item that was answered.
        item: u16,
    },
    /// A change in a format that a newer app wrote: keep the bytes, update the app.
    #[error("the change has format {version}, which is newer than this app")]
    NewerFormat {
        /// The format's version byte.
        version: u8,
    },
    /// Bytes that are no change.
    #[error("the bytes are no change")]
    Malformed,
    /// Bytes that say the same in another way than this format would.
    #[error("the change is not in its one canonical form")]
    NotCanonical,
    /// A change beyond the size limit: hand over fewer things at once.
    #[error("the change has {found} of at most {max} bytes")]
    TooLarge {
        /// The limit in bytes.
        max: usize,
        /// Its size in bytes.
        found: usize,
    },
}

impl ModelError {
    /// The stable code, as listed in `docs/errors.md`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "HF-MODEL-01",
            Self::TooLong { .. } => "HF-MODEL-02",
            Self::NotOneLine => "HF-MODEL-03",
            Self::OutOfRange { .. } => "HF-MODEL-04",
            Self::TooMany { .. } => "HF-MODEL-05",
            Self::NoSuchDay => "HF-MODEL-06",
            Self::NotAnId => "HF-MODEL-07",
            Self::EndBeforeStart => "HF-MODEL-08",
            Self::NoSuchStep => "HF-MODEL-09",
            Self::NoSuchItem { .. } => "HF-MODEL-10",
            Self::NewerFormat { .. } => "HF-MODEL-11",
            Self::Malformed => "HF-MODEL-12",
            Self::NotCanonical => "HF-MODEL-13",
            Self::TooLarge { .. } => "HF-MODEL-14",
        }
    }
}

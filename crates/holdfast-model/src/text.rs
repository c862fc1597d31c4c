//! Her words: a short line, or as many words as she needs.
//! Invariant: never empty, never beyond its limit, and never shown by `Debug`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::ModelError;

/// One line: a name, a title, a step of a plan. 1 to [`LINE_CHARS_MAX`] characters, no line break.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Line(String);

impl Line {
    /// Trims white space around the text and takes what is left.
    ///
    /// # Errors
    /// `Empty`, `TooLong` (in characters) or `NotOneLine`.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        let text = text.trim();
        let found = text.chars().count();
        if text.is_empty() {
            Err(ModelError::Empty)
        } else if text.chars().any(char::is_control) {
            Err(ModelError::NotOneLine)
        } else if found > LINE_CHARS_MAX {
            Err(ModelError::TooLong {
                max: LINE_CHARS_MAX,
                found,
            })
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

/// Words of any shape, kept exactly as written. 1 to [`WORDS_BYTES_MAX`] bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Words(String);

impl Words {
    /// Takes the text as it is, white space included.
    ///
    /// # Errors
    /// `Empty` when there is nothing but white space; `TooLong` (in bytes).
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        if text.trim().is_empty() {
            Err(ModelError::Empty)
        } else if text.len() > WORDS_BYTES_MAX {
            Err(ModelError::TooLong {
                max: WORDS_BYTES_MAX,
                found: text.len(),
            })
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

macro_rules! text {
    ($($name:ident)+) => {$(
        impl $name {
            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        // Words end up in logs by way of `{:?}`; these do not.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({} bytes)", stringify!($name), self.0.len())
            }
        }

        impl TryFrom<String> for $name {
            type Error = ModelError;

            fn try_from(text: String) -> Result<Self, ModelError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        #[cfg(any(test, feature = "testing"))]
        impl $name {
            /// The text, for tests; a text that cannot be becomes "example".
            #[must_use]
            pub fn example(text: &str) -> Self {
                Self::parse(text).unwrap_or_else(|_| Self("example".to_owned()))
            }
        }
    )+};
}

text!(Line Words);

/// The longest line, in characters (Unicode scalar values).
pub const LINE_CHARS_MAX: usize = 200;
/// The longest words, in bytes of UTF-8: about 30,000 words of English.
pub const WORDS_BYTES_MAX: usize = 200_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_and_holds_its_limit() {
        assert_eq!(
            Line::parse("  blue blanket ").unwrap().as_str(),
            "blue blanket"
        );
        assert!(Line::parse(&"ö".repeat(LINE_CHARS_MAX)).is_ok());
        let found = LINE_CHARS_MAX + 1;
        let long = ModelError::TooLong {
            max: LINE_CHARS_MAX,
            found,
        };
        assert_eq!(Line::parse(&"ö".repeat(found)), Err(long));
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(Line::parse("two\nlines"), Err(ModelError::NotOneLine));
        assert_eq!(Line::parse(" \n "), Err(ModelError::Empty));
    }

    #[test]
    fn words_keep_their_white_space_and_their_limit() {
        assert_eq!(Words::parse(" so\n\n").unwrap().as_str(), " so\n\n");
        assert_eq!(Words::parse(" \n\t"), Err(ModelError::Empty));
        assert!(Words::parse(&"a".repeat(WORDS_BYTES_MAX)).is_ok());
        let found = WORDS_BYTES_MAX + 1;
        let long = ModelError::TooLong {
            max: WORDS_BYTES_MAX,
            found,
        };
        assert_eq!(Words::parse(&"a".repeat(found)), Err(long));
    }

    #[test]
    fn debug_shows_no_word() {
        assert_eq!(format!("{:?}", Words::example("canary")), "Words(6 bytes)");
        assert_eq!(format!("{:?}", Line::example("canary")), "Line(6 bytes)");
    }
}

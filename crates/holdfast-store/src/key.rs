//! The names of small values.
//!
//! Invariant: a [`Key`] is 1 to [`KEY_BYTES_MAX`] characters of `a-z 0-9 / - . _`, so that its
//! order is the same in memory, in SQLite and in a browser, and so that it tells nobody anything.

use std::borrow::Cow;
use std::fmt;

use holdfast_wire::SpaceId;

use crate::StoreError;

/// The name of a small value, such as `lock/slot`. Keys rest in clear: they name kinds, not people.
///
/// A key that begins with [`Key::of_space`] belongs to that space and is erased with it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Key(Cow<'static, str>);

impl Key {
    /// Reads a key.
    ///
    /// # Errors
    /// [`StoreError::InvalidKey`] when it is empty, too long or has another character.
    pub fn new(text: impl Into<String>) -> Result<Self, StoreError> {
        let text = text.into();
        match flaw(text.as_bytes()) {
            Some(flaw) => Err(StoreError::InvalidKey(flaw)),
            None => Ok(Self(Cow::Owned(text))),
        }
    }

    /// A key that is written in the program. Use it in a `const`, where a flaw stops the build:
    /// `const SLOT: Key = Key::literal("lock/slot");`
    pub const fn literal(text: &'static str) -> Self {
        assert!(flaw(text.as_bytes()).is_none(), "not a key");
        Self(Cow::Borrowed(text))
    }

    /// The key `space/<id in hex>/<name>`, which is erased together with its space.
    ///
    /// # Errors
    /// [`StoreError::InvalidKey`] when the name makes no key.
    pub fn of_space(space: SpaceId, name: &str) -> Result<Self, StoreError> {
        Self::new(format!("{SPACE_ROOT}{space}/{name}"))
    }

    /// The key `<this>/<part>`.
    ///
    /// # Errors
    /// [`StoreError::InvalidKey`] when the part makes no key or the whole is too long.
    pub fn join(&self, part: impl fmt::Display) -> Result<Self, StoreError> {
        Self::new(format!("{self}/{part}"))
    }

    /// The text of the key.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Everything that is erased with a space begins with this.
    pub(crate) fn root_of_space(space: SpaceId) -> String {
        format!("{SPACE_ROOT}{space}/")
    }

    /// The first text after everything that begins so: `{` follows `z`, the last character.
    #[cfg(any(feature = "sqlite", target_arch = "wasm32"))]
    pub(crate) fn end_of(prefix: &str) -> String {
        format!("{prefix}{{")
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why these bytes are no key, if they are none.
const fn flaw(text: &[u8]) -> Option<&'static str> {
    if text.is_empty() {
        return Some("it is empty");
    }
    if text.len() > KEY_BYTES_MAX {
        return Some("it is longer than 200 characters");
    }
    let mut rest = text;
    while let [first, others @ ..] = rest {
        if !matches!(first, b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_') {
            return Some("it has a character other than a-z 0-9 / - . _");
        }
        rest = others;
    }
    None
}

/// The longest key, in bytes.
pub const KEY_BYTES_MAX: usize = 200;

const SPACE_ROOT: &str = "space/";

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, good: bool) {
        assert_eq!(Key::new(text).is_ok(), good, "{text:?}");
    }

    #[test]
    fn a_key_has_plain_characters_and_a_limit() {
        check("lock/slot", true);
        check("a", true);
        check("space/00ff/frontier.v1", true);
        check("", false);
        check("Lock", false);
        check("lock slot", false);
        check("schlüssel", false);
        check(&"k".repeat(KEY_BYTES_MAX), true);
        check(&"k".repeat(KEY_BYTES_MAX + 1), false);
    }

    #[test]
    fn a_literal_key_equals_the_same_key_read() {
        const SLOT: Key = Key::literal("lock/slot");
        assert_eq!(Ok(SLOT), Key::new("lock/slot"));
    }

    #[test]
    fn a_joined_key_is_checked_again() {
        let key = Key::literal("mailbox");
        assert_eq!(key.join(7), Key::new("mailbox/7"));
        assert!(key.join("Seven").is_err());
        assert!(key.join("7".repeat(KEY_BYTES_MAX)).is_err());
    }
}

//! Ids: sixteen random bytes each, told apart by type.
//! Invariant: an id says nothing about its thing; the caller brings the randomness.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::ModelError;

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name([u8; ID_BYTES]);

        impl $name {
            /// Takes sixteen bytes as they are; they should be random.
            #[must_use]
            pub const fn new(bytes: [u8; ID_BYTES]) -> Self {
                Self(bytes)
            }

            /// The sixteen bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; ID_BYTES] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = ModelError;

            fn from_str(text: &str) -> Result<Self, ModelError> {
                parse_hex(text).map(Self)
            }
        }

        #[cfg(any(test, feature = "testing"))]
        impl $name {
            /// An id made of one repeated byte, for tests.
            #[must_use]
            pub const fn example(byte: u8) -> Self {
                Self([byte; ID_BYTES])
            }
        }
    )+};
}

ids! {
    /// One human, the same in all of her spaces.
    AuthorId;
    /// One [`crate::Change`].
    ChangeId;
    /// One [`crate::relationship::Relationship`] and its shared space.
    RelationshipId;
    /// One [`crate::part::Part`].
    PartId;
    /// One [`crate::writing::Writing`] through all of its versions.
    WritingId;
    /// One session, planned, held or cancelled.
    SessionId;
    /// One rupture, the same on both sides.
    RuptureId;
    /// One [`crate::repair::Agreement`] through all of its versions.
    AgreementId;
    /// One person or service that Hold can call.
    ContactId;
    /// One pull, in her own words.
    PullId;
    /// One question, or address of trust, of her own.
    QuestionId;
    /// One thing in the bag, and later one item of a handover.
    ItemId;
    /// One handover.
    HandoverId;
}

fn parse_hex(text: &str) -> Result<[u8; ID_BYTES], ModelError> {
    let digits = text.as_bytes();
    let mut bytes = [0; ID_BYTES];
    if digits.len() != 2 * ID_BYTES {
        return Err(ModelError::NotAnId);
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = pair
            .iter()
            .try_fold(0, |high, digit| Ok(high << 4 | nibble(*digit)?))?;
    }
    Ok(bytes)
}

fn nibble(digit: u8) -> Result<u8, ModelError> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(ModelError::NotAnId),
    }
}

/// The length of an id in bytes.
pub const ID_BYTES: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_shows() {
        let id = PartId::new(core::array::from_fn(|i| (i * 16 + i) as u8));
        assert_eq!(id.to_string(), "00112233445566778899aabbccddeeff");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn text_that_is_no_id_is_refused() {
        for text in [
            "",
            "00",
            "0011223344556677889900aabbccddee0",
            "g0112233445566778899aabbccddeeff",
            "00112233445566778899AABBCCDDEEFF",
            "éééééééééééééééé",
        ] {
            assert_eq!(text.parse::<PartId>(), Err(ModelError::NotAnId), "{text}");
        }
    }
}

//! Names of spaces, devices, people, envelopes and mailboxes, and the three counters.
//! An id is bytes and nothing else: it carries no time, no order and no person's name.

use crate::WireError;
use crate::fixed;
use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(#[serde(with = "fixed")] [u8; $len]);

        impl $name {
            /// How many bytes it has.
            pub const LEN: usize = $len;
            /// The id of nothing: all zero.
            pub const ZERO: Self = Self([0; $len]);

            /// Takes bytes as they are.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = WireError;

            fn from_str(text: &str) -> Result<Self, WireError> {
                fixed::from_hex(text).map(Self).ok_or(WireError::NotHex)
            }
        }
    };
}

macro_rules! counter {
    ($(#[$doc:meta])* $name:ident, $inner:ty) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash,
            Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl $name {
            /// The next one; `None` at the end of the range.
            #[must_use]
            pub const fn next(self) -> Option<Self> {
                match self.0.checked_add(1) {
                    Some(next) => Some(Self(next)),
                    None => None,
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A space: one member list, one set of keys, one encrypted log. Random, or derived from words.
    SpaceId,
    16
);
id!(
    /// A device in one space: a hash of its public keys there, so that spaces cannot be linked.
    DeviceId,
    16
);
id!(
    /// A person: a hash of the identity key. Seen only inside ciphertext.
    PersonId,
    16
);
id!(
    /// An envelope: a hash of all its bytes, so two envelopes with one id are the same envelope.
    EnvelopeId,
    32
);
id!(
    /// A mailbox at the relay: who knows the id may write once and read until it expires.
    MailboxId,
    32
);

impl EnvelopeId {
    /// BLAKE3 `derive_key("holdfast v1 envelope id")` of all bytes, whether they parse or not.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(blake3::derive_key("holdfast v1 envelope id", bytes))
    }
}

counter!(
    /// Which key of a space: rises by one at each removal of a member or device.
    Epoch,
    u32
);
counter!(
    /// The place of a record in the chain of its device; the first is 0.
    Sequence,
    u64
);
counter!(
    /// The relay's own order within a space. A hint for pulling, never trusted for meaning.
    Position,
    u64
);

#[cfg(test)]
mod tests {
    use super::{EnvelopeId, Epoch, Position, Sequence, SpaceId};
    use crate::WireError;

    #[test]
    fn an_id_reads_back_from_its_own_text() {
        let id = SpaceId::from_bytes([0xa5; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string(), "a5".repeat(16));
        assert_eq!(format!("{id:?}"), format!("SpaceId({})", "a5".repeat(16)));
    }

    #[test]
    fn other_spellings_of_an_id_are_refused() {
        let good = "a5".repeat(16);
        for text in [
            "",
            "a5",
            &good.to_uppercase(),
            &"g5".repeat(16),
            &"a5".repeat(17),
        ] {
            assert_eq!(text.parse::<SpaceId>(), Err(WireError::NotHex), "{text}");
        }
    }

    #[test]
    fn json_carries_hex_and_postcard_carries_bare_bytes() {
        let id = EnvelopeId::from_bytes([3; 32]);
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("\"{}\"", "03".repeat(32)));
        assert_eq!(serde_json::from_str::<EnvelopeId>(&json).unwrap(), id);
        assert_eq!(postcard::to_allocvec(&id).unwrap(), [3; 32]);
        assert_eq!(postcard::from_bytes::<EnvelopeId>(&[3; 32]).unwrap(), id);
        assert!(postcard::from_bytes::<EnvelopeId>(&[3; 31]).is_err());
        assert!(serde_json::from_str::<EnvelopeId>("\"03\"").is_err());
        assert!(serde_json::from_str::<EnvelopeId>("[3]").is_err());
    }

    #[test]
    fn counters_stop_at_the_end_of_their_range() {
        assert_eq!(Epoch(u32::MAX - 1).next(), Some(Epoch(u32::MAX)));
        assert_eq!(Epoch(u32::MAX).next(), None);
        assert_eq!(Sequence(u64::MAX).next(), None);
        assert_eq!(Position(1).next(), Some(Position(2)));
        assert_eq!(Position(12).to_string(), "12");
    }
}

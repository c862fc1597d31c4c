//! Everything that can be wrong with bytes that arrived.
//! Each variant says what the reader may do about it and carries a code that never changes.

use thiserror::Error;

/// Why bytes were refused. Nothing of the bytes themselves is in the text.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum WireError {
    /// Shorter than the smallest thing of its kind, or cut off.
    #[error("bytes end too early")]
    TooShort,
    /// Longer than the limit of its kind. Nothing was allocated for it.
    #[error("bytes are longer than the limit")]
    TooLong,
    /// A format version that this build does not know: a newer build may.
    #[error("format version {0} is not known here")]
    UnknownVersion(u8),
    /// The bytes do not follow the format.
    #[error("bytes do not follow the format")]
    Malformed,
    /// The bytes say the same as other bytes would: only one spelling is accepted.
    #[error("bytes are not in canonical form")]
    NotCanonical,
    /// The ciphertext has a length that no padded record has.
    #[error("length is not a padded length")]
    NotPadded,
    /// More items than the limit of their kind.
    #[error("too many items")]
    TooMany,
    /// The write proof is not the one that the token makes.
    #[error("write proof does not match")]
    ProofRefused,
    /// Not the hexadecimal digits of an id of this length.
    #[error("not the hexadecimal digits of this kind of id")]
    NotHex,
}

impl WireError {
    /// The stable code, listed in docs/errors.md.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooShort => "HF-WIRE-01",
            Self::TooLong => "HF-WIRE-02",
            Self::UnknownVersion(_) => "HF-WIRE-03",
            Self::Malformed => "HF-WIRE-04",
            Self::NotCanonical => "HF-WIRE-05",
            Self::NotPadded => "HF-WIRE-06",
            Self::TooMany => "HF-WIRE-07",
            Self::ProofRefused => "HF-WIRE-08",
            Self::NotHex => "HF-WIRE-09",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::WireError;

    #[test]
    fn every_code_is_its_own_and_every_text_is_a_lowercase_fragment() {
        let all = [
            WireError::TooShort,
            WireError::TooLong,
            WireError::UnknownVersion(9),
            WireError::Malformed,
            WireError::NotCanonical,
            WireError::NotPadded,
            WireError::TooMany,
            WireError::ProofRefused,
            WireError::NotHex,
        ];
        let codes: std::collections::BTreeSet<_> = all.iter().map(WireError::code).collect();
        assert_eq!(codes.len(), all.len());
        for error in all {
            let text = error.to_string();
            assert!(
                !text.ends_with('.') && text.starts_with(|c: char| c.is_lowercase()),
                "{text}"
            );
        }
    }
}

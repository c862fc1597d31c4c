//! What can go wrong at rest, told apart by what the caller can do about it.
//!
//! Invariant: after any of these a batch has left no trace: it was kept whole or not at all.

use thiserror::Error;

/// Why a store refused or failed; every variant has a stable code, see `docs/errors.md`.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum StoreError {
    /// The device has no room left. She can free space and try again; nothing was lost.
    #[error("the device has no room left")]
    Full,
    /// Storage cannot be used now: private mode, no permission, a failing disk, a busy file.
    /// She can leave private mode, close the other window, or try again later.
    #[error("storage cannot be used now: {0}")]
    Unavailable(String),
    /// What is stored is not what was written. She can bring it back from the relay, from another
    /// device or from an export.
    #[error("the stored data is damaged: {0}")]
    Corrupt(String),
    /// This handle was closed, by [`erase`](crate::Op::EraseAll) elsewhere, by a newer version in
    /// another window, or by the browser. Opening again helps.
    #[error("the store was closed")]
    Closed,
    /// The text is not a [`Key`](crate::Key): a mistake of the program, not of the person.
    #[error("not a key: {0}")]
    InvalidKey(&'static str),
    /// A limit of the store was passed: a mistake of the program, not of the person.
    #[error("{what} is over its limit of {max}")]
    TooLarge {
        /// What was too large.
        what: &'static str,
        /// The largest that is accepted, in bytes or pieces.
        max: usize,
    },
    /// An envelope was to be queued that this store does not hold.
    #[error("that envelope is not held here")]
    NotHeld,
    /// Other bytes are already held under the same envelope id.
    #[error("other bytes are held under that envelope id")]
    Conflict,
    /// The stored data was written by a newer Holdfast, by so many versions of the layout.
    /// She can update the app; nothing is touched until then.
    #[error("the stored data has layout {found}, this program knows up to {known}")]
    Newer {
        /// The layout that was found.
        found: u32,
        /// The newest layout that this program knows.
        known: u32,
    },
}

impl StoreError {
    /// The stable code, as in `docs/errors.md`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Full => "HF-STORE-01",
            Self::Unavailable(_) => "HF-STORE-02",
            Self::Corrupt(_) => "HF-STORE-03",
            Self::Closed => "HF-STORE-04",
            Self::InvalidKey(_) => "HF-STORE-05",
            Self::TooLarge { .. } => "HF-STORE-06",
            Self::NotHeld => "HF-STORE-07",
            Self::Conflict => "HF-STORE-08",
            Self::Newer { .. } => "HF-STORE-09",
        }
    }

    /// What a person can do about it: a short lowercase fragment that follows "you can".
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Full => "free some space on this device and try again",
            Self::Unavailable(_) => "close other windows or leave private mode, and try again",
            Self::Corrupt(_) => "bring it back from another device, the relay or an export",
            Self::Closed => "open Holdfast again",
            Self::InvalidKey(_) | Self::TooLarge { .. } | Self::NotHeld | Self::Conflict => {
                "tell the people who make Holdfast; nothing was lost"
            }
            Self::Newer { .. } => "update Holdfast on this device",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_error_has_its_own_code_and_an_advice() {
        let all = [
            StoreError::Full,
            StoreError::Unavailable("private mode".into()),
            StoreError::Corrupt("an id of 3 bytes".into()),
            StoreError::Closed,
            StoreError::InvalidKey("empty"),
            StoreError::TooLarge {
                what: "a value",
                max: 3,
            },
            StoreError::NotHeld,
            StoreError::Conflict,
            StoreError::Newer { found: 2, known: 1 },
        ];
        let codes: BTreeSet<_> = all.iter().map(StoreError::code).collect();
        assert_eq!(codes.len(), all.len());
        assert!(all.iter().all(|error| !error.advice().is_empty()));
    }
}

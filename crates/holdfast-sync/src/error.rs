//! Why the replica did not do what its own app asked of it.
//! What others did wrong is never an error here: it is an [`crate::Alarm`].

use holdfast_crypto::CryptoError;
use holdfast_store::StoreError;
use holdfast_wire::WireError;
use thiserror::Error;

/// Why nothing was written.
#[derive(Debug, Error)]
pub enum SyncError {
    /// Sealing failed; nothing was changed.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// A key of the store could not be named; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The saved frontier is not one; what was seen before is unknown.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// A body past [`crate::BODY_BYTES_MAX`].
    #[error("longer than the limit")]
    TooLong,
    /// The chain of this device has no certificate yet: call `begin` first.
    #[error("this device has not begun its chain")]
    NotBegun,
    /// This device's chain was written in two places: it needs new device keys.
    #[error("this device's chain was written in two places")]
    Forked,
    /// This device was cut from the space.
    #[error("this device was removed from the space")]
    CutOff,
    /// There is no such device in this space.
    #[error("there is no such device here")]
    UnknownDevice,
    /// No key of this space is at hand.
    #[error("no key of this space is at hand")]
    NoKey,
    /// A sequence or an epoch came to the end of its numbers.
    #[error("the numbers of this chain are used up")]
    UsedUp,
}

impl SyncError {
    /// The stable code, listed in docs/errors.md.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Crypto(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Wire(error) => error.code(),
            Self::TooLong => "HF-SYNC-30",
            Self::NotBegun => "HF-SYNC-31",
            Self::Forked => "HF-SYNC-32",
            Self::CutOff => "HF-SYNC-33",
            Self::UnknownDevice => "HF-SYNC-34",
            Self::NoKey => "HF-SYNC-35",
            Self::UsedUp => "HF-SYNC-36",
        }
    }
}

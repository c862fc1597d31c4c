//! Why something was not opened, not accepted or not made.
//! No variant holds secret bytes, and none says more to an attacker than that it failed.

use crate::EntropyFailed;
use holdfast_wire::WireError;
use thiserror::Error;

/// What went wrong; the variant tells what the caller can do.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CryptoError {
    /// The platform gave no randomness. Nothing was made; try again.
    #[error(transparent)]
    Entropy(#[from] EntropyFailed),
    /// The bytes are not of this format.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// None of the keys at hand made this envelope: keep it, a key may come.
    #[error("no key at hand opens this")]
    NoKey,
    /// The key is right and the bytes are not: they were altered.
    #[error("the bytes were altered")]
    Altered,
    /// The record says another epoch than the key that encrypts it.
    #[error("the record belongs to another epoch")]
    WrongEpoch,
    /// The record or key belongs to another space.
    #[error("this belongs to another space")]
    WrongSpace,
    /// The record was written by another device than the one it is checked against.
    #[error("this belongs to another device")]
    WrongDevice,
    /// The person is not the one that was pinned.
    #[error("this belongs to another person")]
    WrongPerson,
    /// The signature is not of the key it should be of.
    #[error("the signature does not match")]
    SignatureRefused,
    /// A public key that no honest device has.
    #[error("the public key is not usable")]
    KeyRefused,
    /// Longer or more than the limit.
    #[error("longer than the limit")]
    TooLong,
    /// Parameters of the passphrase below the floor: somebody weakened them.
    #[error("the unlock parameters are below the floor")]
    WeakParameters,
    /// Parameters of the passphrase above the ceiling: they would hang the device.
    #[error("the unlock parameters are above the ceiling")]
    CostlyParameters,
    /// The passphrase, the words or the device secret do not open this slot.
    #[error("this secret does not open the lock")]
    WrongSecret,
    /// Not the number of words that was expected; holds how many there are.
    #[error("{0} words were given, not the number expected")]
    WordCount(usize),
    /// A word that is not on the list; holds its place, from 1.
    #[error("word {0} is not on the list")]
    UnknownWord(usize),
    /// Every word is on the list, but together they are not recovery words: one is mistaken.
    #[error("the words do not belong together, one of them is mistaken")]
    WordChecksum,
    /// A pairing code starts with a number of four digits.
    #[error("the code does not start with its four digits")]
    CodeNumber,
    /// The typed code is wrong, or someone stood between. The attempt is used up.
    #[error("the codes are not the same")]
    CodeRefused,
    /// The link is not an invitation, or was cut off.
    #[error("the link is not a whole invitation")]
    Invitation,
}

impl CryptoError {
    /// The stable code, listed in docs/errors.md.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Entropy(_) => "HF-CRYPTO-01",
            Self::Wire(error) => error.code(),
            Self::NoKey => "HF-CRYPTO-02",
            Self::Altered => "HF-CRYPTO-03",
            Self::WrongEpoch => "HF-CRYPTO-04",
            Self::WrongSpace => "HF-CRYPTO-05",
            Self::WrongDevice => "HF-CRYPTO-06",
            Self::WrongPerson => "HF-CRYPTO-07",
            Self::SignatureRefused => "HF-CRYPTO-08",
            Self::KeyRefused => "HF-CRYPTO-09",
            Self::TooLong => "HF-CRYPTO-10",
            Self::WeakParameters => "HF-CRYPTO-11",
            Self::CostlyParameters => "HF-CRYPTO-12",
            Self::WrongSecret => "HF-CRYPTO-13",
            Self::WordCount(_) => "HF-CRYPTO-14",
            Self::UnknownWord(_) => "HF-CRYPTO-15",
            Self::WordChecksum => "HF-CRYPTO-16",
            Self::CodeNumber => "HF-CRYPTO-17",
            Self::CodeRefused => "HF-CRYPTO-18",
            Self::Invitation => "HF-CRYPTO-19",
        }
    }
}

//! The bytes of a slot: version, lock, salt, nonce, commitment, ciphertext.
//! Parameters outside the limits are refused while reading, before any memory is taken for them.

use super::argon::PassphraseCost;
use crate::CryptoError;
use holdfast_wire::canonical;
use serde::{Deserialize, Serialize};

/// The longest encoded slot, in bytes.
pub const SLOT_BYTES_MAX: usize = 256;

/// How a slot is opened. New ways get new numbers; numbers are never used again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Lock {
    Passphrase(PassphraseCost),
    Words,
    Device,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SlotParts {
    pub(super) lock: Lock,
    pub(super) salt: [u8; 16],
    pub(super) nonce: [u8; 24],
    pub(super) commitment: [u8; 32],
    pub(super) ciphertext: Vec<u8>,
}

impl SlotParts {
    pub(super) fn encode(&self) -> Result<Vec<u8>, CryptoError> {
        Ok(canonical::encode(SLOT_VERSION, self)?)
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, CryptoError> {
        let parts: Self = canonical::decode(SLOT_VERSION, bytes, SLOT_BYTES_MAX)?;
        if let Lock::Passphrase(cost) = &parts.lock {
            cost.check()?;
        }
        Ok(parts)
    }
}

/// What the cipher and the commitment authenticate: version, lock with its parameters, salt.
pub(super) fn aad(lock: &Lock, salt: &[u8; 16]) -> Result<Vec<u8>, CryptoError> {
    Ok(canonical::encode(SLOT_VERSION, &(lock, salt))?)
}

const SLOT_VERSION: u8 = 1;

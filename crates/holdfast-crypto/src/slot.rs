//! Slots: the root key wrapped for one way of unlocking. Several slots may hold the same root key.
//! Kind, parameters and salt are authenticated, so they can be neither weakened nor swapped, and
//! each slot commits to its key, so one slot shows one root key only.

mod argon;
mod format;
mod stretch;

pub use argon::PassphraseCost;
pub use format::SLOT_BYTES_MAX;
pub use stretch::{Stretch, Stretched};

use crate::context::{self, derive};
use crate::entropy::draw;
use crate::words::RecoveryWords;
use crate::{CryptoError, Entropy, RootKey, aead};
use format::{Lock, SlotParts};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

/// Wraps the root key under a passphrase (Argon2id, RFC 9106).
///
/// # Errors
/// `WeakParameters` or `CostlyParameters` for a cost outside the limits, `TooLong` for a passphrase
/// of more than 1,024 bytes, `WrongSecret` for an empty one, `Entropy`.
pub fn make_passphrase_slot(
    root: &RootKey,
    passphrase: &str,
    cost: PassphraseCost,
    entropy: &mut dyn Entropy,
) -> Result<Vec<u8>, CryptoError> {
    let stretch = Stretch::make(cost, entropy)?;
    make_stretched_slot(root, &stretch, &stretch.run(passphrase)?, entropy)
}

/// Opens a passphrase slot.
///
/// # Errors
/// `WrongSecret` for another passphrase, `WeakParameters` or `CostlyParameters` before anything is
/// computed, `Altered`, `Wire`.
pub fn open_passphrase_slot(slot: &[u8], passphrase: &str) -> Result<RootKey, CryptoError> {
    open_stretched_slot(slot, &Stretch::of(slot)?.run(passphrase)?)
}

/// Wraps the root key under a passphrase that was stretched with `stretch`.
///
/// # Errors
/// `Entropy`.
pub fn make_stretched_slot(
    root: &RootKey,
    stretch: &Stretch,
    stretched: &Stretched,
    entropy: &mut dyn Entropy,
) -> Result<Vec<u8>, CryptoError> {
    let lock = Lock::Passphrase(stretch.cost);
    make(root, lock, stretch.salt, &stretched.0, entropy)
}

/// Opens a passphrase slot with what [`Stretch::of`] it gave.
///
/// # Errors
/// `WrongSecret` for another passphrase or another kind of slot, `Altered`, `Wire`.
pub fn open_stretched_slot(slot: &[u8], stretched: &Stretched) -> Result<RootKey, CryptoError> {
    let parts = SlotParts::decode(slot)?;
    match parts.lock {
        Lock::Passphrase(_) => open(&parts, &stretched.0),
        Lock::Words | Lock::Device => Err(CryptoError::WrongSecret),
    }
}

/// Wraps the root key under the recovery words: they are a key of 256 bits and need no stretching.
///
/// # Errors
/// `Entropy`.
pub fn make_words_slot(
    root: &RootKey,
    words: &RecoveryWords,
    entropy: &mut dyn Entropy,
) -> Result<Vec<u8>, CryptoError> {
    let salt = draw::<16>(entropy)?;
    make(root, Lock::Words, *salt, &words.slot_secret(), entropy)
}

/// Opens a words slot.
///
/// # Errors
/// `WrongSecret` for other words or another kind of slot, `Altered`, `Wire`.
pub fn open_words_slot(slot: &[u8], words: &RecoveryWords) -> Result<RootKey, CryptoError> {
    open_kind(slot, &Lock::Words, &words.slot_secret())
}

/// Wraps the root key under a secret of 32 random bytes that the device protects.
///
/// # Errors
/// `Entropy`.
pub fn make_device_slot(
    root: &RootKey,
    secret: &[u8; 32],
    entropy: &mut dyn Entropy,
) -> Result<Vec<u8>, CryptoError> {
    let salt = draw::<16>(entropy)?;
    make(root, Lock::Device, *salt, secret, entropy)
}

/// Opens a device slot.
///
/// # Errors
/// `WrongSecret` for another secret or another kind of slot, `Altered`, `Wire`.
pub fn open_device_slot(slot: &[u8], secret: &[u8; 32]) -> Result<RootKey, CryptoError> {
    open_kind(slot, &Lock::Device, secret)
}

fn open_kind(slot: &[u8], lock: &Lock, secret: &[u8; 32]) -> Result<RootKey, CryptoError> {
    let parts = SlotParts::decode(slot)?;
    if parts.lock == *lock {
        open(&parts, secret)
    } else {
        Err(CryptoError::WrongSecret)
    }
}

fn make(
    root: &RootKey,
    lock: Lock,
    salt: [u8; 16],
    secret: &[u8; 32],
    entropy: &mut dyn Entropy,
) -> Result<Vec<u8>, CryptoError> {
    let nonce = *draw::<{ aead::NONCE_BYTES }>(entropy)?;
    let aad = format::aad(&lock, &salt)?;
    let commitment = derive(context::SLOT_COMMITMENT, &[secret, &aad]);
    let key = Zeroizing::new(derive(context::SLOT_CIPHER, &[secret, &aad]));
    let ciphertext = aead::encrypt(&key, &nonce, &aad, root.expose_for_slot())?;
    SlotParts {
        lock,
        salt,
        nonce,
        commitment,
        ciphertext,
    }
    .encode()
}

fn open(parts: &SlotParts, secret: &[u8; 32]) -> Result<RootKey, CryptoError> {
    let aad = format::aad(&parts.lock, &parts.salt)?;
    let commitment = derive(context::SLOT_COMMITMENT, &[secret, &aad]);
    if !bool::from(commitment.ct_eq(&parts.commitment)) {
        return Err(CryptoError::WrongSecret);
    }
    let key = Zeroizing::new(derive(context::SLOT_CIPHER, &[secret, &aad]));
    let plain = aead::decrypt(&key, &parts.nonce, &aad, &parts.ciphertext)?;
    let mut bytes: [u8; 32] = plain
        .as_slice()
        .try_into()
        .map_err(|_| CryptoError::Altered)?;
    let root = RootKey::from_slot(bytes);
    bytes.zeroize();
    Ok(root)
}

#[cfg(test)]
mod tests;

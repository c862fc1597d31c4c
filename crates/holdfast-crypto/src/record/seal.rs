//! Sealing: a header and a body become an envelope.
//! What was sealed opens again: in debug builds every envelope is re-opened before it is given out.

use super::frame::{aad, content, pad, signed_message};
use super::open::decrypt;
use crate::aead::{NONCE_BYTES, encrypt};
use crate::entropy::draw;
use crate::{CryptoError, DeviceKeys, Entropy, SpaceKey};
use holdfast_wire::{Envelope, Header};

/// What goes into an envelope. Space and epoch come with the key.
pub struct SealInput<'a> {
    /// The key of the space in the epoch that the header names.
    pub key: &'a SpaceKey,
    /// The device that the header names.
    pub device: &'a DeviceKeys,
    /// Place in the chain, kind, heads.
    pub header: &'a Header,
    /// At most 56 KiB.
    pub body: &'a [u8],
}

/// Signs, pads and encrypts.
///
/// # Errors
/// `WrongEpoch` or `WrongDevice` when header and keys disagree, `TooLong`, `Wire` when the header
/// breaks its own rules, `Entropy`.
pub fn seal(input: &SealInput<'_>, entropy: &mut dyn Entropy) -> Result<Envelope, CryptoError> {
    let SealInput {
        key,
        device,
        header,
        ..
    } = input;
    if header.epoch != key.epoch() {
        return Err(CryptoError::WrongEpoch);
    }
    if header.device != device.id() {
        return Err(CryptoError::WrongDevice);
    }
    let envelope = sign_and_encrypt(input, entropy)?;
    if cfg!(debug_assertions) {
        decrypt(&envelope, [*key])?.verify(device.public())?;
    }
    Ok(envelope)
}

/// As `seal`, without its questions: what a member can make who has the key of the space, and signs
/// as the device that she has in the name of another one.
///
/// # Errors
/// `TooLong`, `Wire`, `Entropy`.
#[cfg(feature = "testing")]
pub fn forge(input: &SealInput<'_>, entropy: &mut dyn Entropy) -> Result<Envelope, CryptoError> {
    sign_and_encrypt(input, entropy)
}

fn sign_and_encrypt(
    input: &SealInput<'_>,
    entropy: &mut dyn Entropy,
) -> Result<Envelope, CryptoError> {
    let key = input.key;
    let nonce = draw::<NONCE_BYTES>(entropy)?;
    let content = content(&input.header.encode()?, input.body)?;
    let signature = input
        .device
        .sign(&signed_message(key.space(), &nonce, &content));
    let plain = pad(&content, &signature);
    let ciphertext = encrypt(key.cipher(), &nonce, &aad(key.space(), &nonce), &plain)?;
    let (space, token) = (key.space(), key.write_token());
    Ok(Envelope::assemble(space, token, *nonce, &ciphertext)?)
}

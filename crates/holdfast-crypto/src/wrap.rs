//! Wrapping a space key to one device: HPKE (RFC 9180) with X-Wing, signed by the sender.
//! A wrapped key opens for one recipient, from one sender, for one space and epoch.

use crate::context::SIGN_WRAP;
use crate::entropy::Stream;
use crate::{CryptoError, DeviceKeys, DevicePublic, Entropy, SpaceKey};
use holdfast_wire::{DeviceId, Epoch, SpaceId};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use zeroize::{Zeroize, Zeroizing};

/// The length of a wrapped key: version, encapsulation, ciphertext with tag, signature.
pub const WRAPPED_BYTES: usize = 1 + ENCAPPED_BYTES + SEALED_BYTES + SIGNATURE_BYTES;

/// Wraps `key` to `recipient`: `version(1) | encapsulation(1120) | ciphertext(48) | signature(64)`.
///
/// # Errors
/// `KeyRefused` when the recipient's key is not usable, `Entropy`.
pub fn wrap(
    key: &SpaceKey,
    sender: &DeviceKeys,
    recipient: &DevicePublic,
    entropy: &mut dyn Entropy,
) -> Result<Vec<u8>, CryptoError> {
    let info = info(sender.id(), recipient.id(), key.space(), key.epoch());
    let (encapped, sealed) =
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeS::Base,
            &recipient.kem()?,
            &info,
            key.expose_for_wrap(),
            &[],
            &mut Stream::draw(entropy)?,
        )
        .map_err(|_| CryptoError::KeyRefused)?;
    let unsigned = [&[WRAP_VERSION], encapped.to_bytes().as_slice(), &sealed].concat();
    let signature = sender.sign(&[info.as_slice(), &unsigned].concat());
    Ok([unsigned.as_slice(), &signature].concat())
}

/// Unwraps a key that `sender` wrapped for `recipient`.
///
/// # Errors
/// `Wire` when it is not of this format, `SignatureRefused` when `sender` did not make it for this
/// recipient, space and epoch, `Altered`.
pub fn unwrap(
    bytes: &[u8],
    recipient: &DeviceKeys,
    sender: &DevicePublic,
    space: SpaceId,
    epoch: Epoch,
) -> Result<SpaceKey, CryptoError> {
    let (unsigned, encapped, sealed, signature) = parts(bytes)?;
    let info = info(sender.id(), recipient.id(), space, epoch);
    sender.verify(&[info.as_slice(), unsigned].concat(), signature)?;
    let encapped =
        <XWing as Kem>::EncappedKey::from_bytes(encapped).map_err(|_| CryptoError::Altered)?;
    let secret = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeR::Base,
        recipient.kem(),
        &encapped,
        &info,
        sealed,
        &[],
    )
    .map(Zeroizing::new)
    .map_err(|_| CryptoError::Altered)?;
    let mut secret: [u8; 32] = secret
        .as_slice()
        .try_into()
        .map_err(|_| CryptoError::Altered)?;
    let key = SpaceKey::from_bytes(space, epoch, secret);
    secret.zeroize();
    Ok(key)
}

type Parts<'a> = (&'a [u8], &'a [u8], &'a [u8], &'a [u8; SIGNATURE_BYTES]);

fn parts(bytes: &[u8]) -> Result<Parts<'_>, CryptoError> {
    use holdfast_wire::WireError::{Malformed, TooShort, UnknownVersion};
    let version = *bytes.first().ok_or(TooShort)?;
    if version != WRAP_VERSION {
        return Err(UnknownVersion(version).into());
    }
    if bytes.len() != WRAPPED_BYTES {
        return Err(Malformed.into());
    }
    let (unsigned, signature) = bytes.split_last_chunk().ok_or(TooShort)?;
    let (_, rest) = unsigned.split_first().ok_or(TooShort)?;
    let (encapped, sealed) = rest.split_at_checked(ENCAPPED_BYTES).ok_or(TooShort)?;
    Ok((unsigned, encapped, sealed, signature))
}

fn info(sender: DeviceId, recipient: DeviceId, space: SpaceId, epoch: Epoch) -> Vec<u8> {
    let epoch = epoch.0.to_le_bytes();
    let ids: [&[u8]; 5] = [
        SIGN_WRAP,
        sender.as_bytes(),
        recipient.as_bytes(),
        space.as_bytes(),
        &epoch,
    ];
    ids.concat()
}

const WRAP_VERSION: u8 = 1;
const ENCAPPED_BYTES: usize = 1_120;
const SEALED_BYTES: usize = 32 + 16;
const SIGNATURE_BYTES: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DeviceSeed;
    use crate::testing::{NoEntropy, SeededEntropy};

    fn device(seed: u8) -> DeviceKeys {
        DeviceSeed::from_store([seed; 32]).keys(SpaceId::ZERO)
    }

    fn key() -> SpaceKey {
        SpaceKey::from_bytes(SpaceId::ZERO, Epoch(3), [7; 32])
    }

    fn wrapped() -> Vec<u8> {
        wrap(
            &key(),
            &device(1),
            device(2).public(),
            &mut SeededEntropy::new(1),
        )
        .unwrap()
    }

    fn check(bytes: &[u8], to: u8, from: u8, space: SpaceId, epoch: u32) -> Option<CryptoError> {
        let opened = unwrap(
            bytes,
            &device(to),
            device(from).public(),
            space,
            Epoch(epoch),
        );
        opened
            .map(|key| assert_eq!(key.expose_for_wrap(), &[7; 32]))
            .err()
    }

    #[test]
    fn a_wrapped_key_opens_for_its_recipient() {
        assert_eq!(wrapped().len(), WRAPPED_BYTES);
        assert_eq!(check(&wrapped(), 2, 1, SpaceId::ZERO, 3), None);
    }

    /// Attacks 16, 18 and 21: another recipient, another sender, another space, another epoch.
    #[test]
    fn a_wrapped_key_opens_for_nobody_and_nothing_else() {
        let refused = Some(CryptoError::SignatureRefused);
        assert_eq!(check(&wrapped(), 3, 1, SpaceId::ZERO, 3), refused);
        assert_eq!(check(&wrapped(), 2, 3, SpaceId::ZERO, 3), refused);
        assert_eq!(
            check(&wrapped(), 2, 1, SpaceId::from_bytes([1; 16]), 3),
            refused
        );
        assert_eq!(check(&wrapped(), 2, 1, SpaceId::ZERO, 4), refused);
    }

    #[test]
    fn a_wrap_signed_by_another_sender_does_not_open_even_with_a_true_signature() {
        let mut bytes = wrapped();
        let thief = device(3);
        let unsigned = bytes.len() - SIGNATURE_BYTES;
        let info = info(thief.id(), device(2).id(), SpaceId::ZERO, Epoch(3));
        let signature = thief.sign(&[info.as_slice(), &bytes[..unsigned]].concat());
        bytes[unsigned..].copy_from_slice(&signature);
        assert_eq!(
            check(&bytes, 2, 3, SpaceId::ZERO, 3),
            Some(CryptoError::Altered)
        );
    }

    #[test]
    fn every_flipped_byte_and_every_other_length_is_refused() {
        let bytes = wrapped();
        for at in (0..bytes.len()).step_by(31).chain([0, WRAPPED_BYTES - 1]) {
            let mut bad = bytes.clone();
            bad[at] ^= 1;
            assert!(check(&bad, 2, 1, SpaceId::ZERO, 3).is_some(), "byte {at}");
            assert!(
                check(&bytes[..at], 2, 1, SpaceId::ZERO, 3).is_some(),
                "{at} bytes"
            );
        }
        assert!(check(&[bytes.as_slice(), &[0]].concat(), 2, 1, SpaceId::ZERO, 3).is_some());
    }

    #[test]
    fn without_randomness_nothing_is_wrapped() {
        let failed = wrap(&key(), &device(1), device(2).public(), &mut NoEntropy);
        assert!(matches!(failed, Err(CryptoError::Entropy(_))));
    }
}

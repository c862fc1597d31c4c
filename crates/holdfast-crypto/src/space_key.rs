//! The key of a space in one epoch, and what derives from it: cipher, write token, access keys.
//! A key knows its space and epoch, so it cannot be used for another by mistake.

use crate::context::{self, derive};
use crate::entropy::draw;
use crate::{CryptoError, Entropy};
use core::fmt;
use ed25519_dalek::{Signer, SigningKey};
use holdfast_wire::protocol::{AccessKey, AccessSignature, session_message};
use holdfast_wire::{Epoch, SpaceId, WriteToken, canonical};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The secret of one space and epoch. Wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub struct SpaceKey {
    #[zeroize(skip)]
    space: SpaceId,
    #[zeroize(skip)]
    epoch: Epoch,
    secret: [u8; 32],
    cipher: [u8; 32],
    token: WriteToken,
}

impl SpaceKey {
    /// Draws a key, for a new space or for the next epoch of one.
    ///
    /// # Errors
    /// `Entropy`.
    pub fn make(
        space: SpaceId,
        epoch: Epoch,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, CryptoError> {
        Ok(Self::from_bytes(space, epoch, *draw(entropy)?))
    }

    /// Draws a new space with its key of epoch 0.
    ///
    /// # Errors
    /// `Entropy`.
    pub fn make_space(entropy: &mut dyn Entropy) -> Result<Self, CryptoError> {
        let space = SpaceId::from_bytes(*draw(entropy)?);
        Self::make(space, Epoch(0), entropy)
    }

    pub(crate) fn from_bytes(space: SpaceId, epoch: Epoch, secret: [u8; 32]) -> Self {
        let parts: [&[u8]; 3] = [space.as_bytes(), &epoch.0.to_le_bytes(), &secret];
        let cipher = derive(context::RECORD_CIPHER, &parts);
        let token = WriteToken::from_bytes(derive(context::WRITE_TOKEN, &parts));
        Self {
            space,
            epoch,
            secret,
            cipher,
            token,
        }
    }

    /// The space it opens.
    #[must_use]
    pub const fn space(&self) -> SpaceId {
        self.space
    }

    /// The epoch it opens.
    #[must_use]
    pub const fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The token that proves to the relay that an envelope comes from a member.
    #[must_use]
    pub const fn write_token(&self) -> &WriteToken {
        &self.token
    }

    /// The keys that open a session at the relay.
    #[must_use]
    pub fn access(&self) -> AccessKeys {
        let epoch = self.epoch.0.to_le_bytes();
        let parts: [&[u8]; 3] = [self.space.as_bytes(), &epoch, &self.secret];
        let seed = Zeroizing::new(derive(context::ACCESS_SIGN, &parts));
        AccessKeys {
            space: self.space,
            sign: SigningKey::from_bytes(&seed),
        }
    }

    /// Canonical bytes, to rest in the body of a KEYRING record of my space.
    ///
    /// # Errors
    /// None that can happen; the encoder's signature has one.
    pub fn expose_for_keyring(&self) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let entry = (self.space, self.epoch, Zeroizing::new(self.secret));
        let bytes = canonical::encode(KEYRING_VERSION, &(entry.0, entry.1, &*entry.2))?;
        Ok(Zeroizing::new(bytes))
    }

    /// Reads what [`SpaceKey::expose_for_keyring`] gave.
    ///
    /// # Errors
    /// `Wire` when the bytes are not of this format.
    pub fn from_keyring(bytes: &[u8]) -> Result<Self, CryptoError> {
        let (space, epoch, mut secret): (SpaceId, Epoch, [u8; 32]) =
            canonical::decode(KEYRING_VERSION, bytes, KEYRING_BYTES_MAX)?;
        let key = Self::from_bytes(space, epoch, secret);
        secret.zeroize();
        Ok(key)
    }

    pub(crate) const fn cipher(&self) -> &[u8; 32] {
        &self.cipher
    }

    pub(crate) const fn expose_for_wrap(&self) -> &[u8; 32] {
        &self.secret
    }
}

impl fmt::Debug for SpaceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpaceKey({}, epoch {})", self.space, self.epoch)
    }
}

/// The Ed25519 pair by which a space is entered at the relay. It names no person and no device.
pub struct AccessKeys {
    space: SpaceId,
    sign: SigningKey,
}

impl AccessKeys {
    /// What the relay stores.
    #[must_use]
    pub fn public(&self) -> AccessKey {
        AccessKey(self.sign.verifying_key().to_bytes())
    }

    /// Answers a challenge of the relay.
    #[must_use]
    pub fn sign_session(&self, challenge: &str) -> AccessSignature {
        AccessSignature(
            self.sign
                .sign(&session_message(self.space, challenge))
                .to_bytes(),
        )
    }
}

impl fmt::Debug for AccessKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccessKeys({})", self.space)
    }
}

const KEYRING_VERSION: u8 = 1;
/// Version, space, epoch (a varint of at most 5 bytes) and secret.
const KEYRING_BYTES_MAX: usize = 1 + 16 + 5 + 32;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::verify_strict;
    use crate::testing::SeededEntropy;

    fn key(epoch: u32) -> SpaceKey {
        SpaceKey::from_bytes(SpaceId::from_bytes([1; 16]), Epoch(epoch), [2; 32])
    }

    #[test]
    fn each_purpose_epoch_and_space_has_its_own_key() {
        let token = key(0).write_token().expose_for_relay().to_owned();
        let other = SpaceKey::from_bytes(SpaceId::from_bytes([9; 16]), Epoch(0), [2; 32]);
        assert_ne!(&token, key(0).cipher());
        assert_ne!(&token, key(0).expose_for_wrap());
        assert_ne!(key(0).cipher(), key(1).cipher());
        assert_ne!(key(0).cipher(), other.cipher());
        assert_ne!(key(0).access().public(), key(1).access().public());
        assert_ne!(key(0).write_token(), key(1).write_token());
    }

    #[test]
    fn a_session_signature_holds_for_its_space_and_challenge() {
        let access = key(0).access();
        let signature = access.sign_session("c").0;
        let check = |space, text: &str| {
            verify_strict(
                &access.public().0,
                &session_message(space, text),
                &signature,
            )
        };
        assert_eq!(check(SpaceId::from_bytes([1; 16]), "c"), Ok(()));
        assert_eq!(
            check(SpaceId::from_bytes([1; 16]), "d"),
            Err(CryptoError::SignatureRefused)
        );
        assert_eq!(
            check(SpaceId::from_bytes([2; 16]), "c"),
            Err(CryptoError::SignatureRefused)
        );
    }

    #[test]
    fn a_key_reads_back_from_the_keyring_and_nothing_else_does() {
        let made = SpaceKey::make_space(&mut SeededEntropy::new(1)).unwrap();
        let bytes = made.expose_for_keyring().unwrap();
        let again = SpaceKey::from_keyring(&bytes).unwrap();
        assert_eq!((again.space(), again.epoch()), (made.space(), made.epoch()));
        assert_eq!(again.cipher(), made.cipher());
        for len in 0..bytes.len() {
            assert!(
                SpaceKey::from_keyring(&bytes[..len]).is_err(),
                "{len} bytes"
            );
        }
        let longest = SpaceKey::from_bytes(made.space(), Epoch(u32::MAX), [3; 32]);
        let bytes = longest.expose_for_keyring().unwrap();
        assert_eq!(bytes.len(), KEYRING_BYTES_MAX);
        assert!(SpaceKey::from_keyring(&bytes).is_ok());
        assert!(SpaceKey::from_keyring(&[bytes.as_slice(), &[0]].concat()).is_err());
    }

    #[test]
    fn debug_text_names_space_and_epoch_only() {
        let text = format!("{:?} {:?}", key(3), key(3).access());
        let space = "01".repeat(16);
        assert_eq!(
            text,
            format!("SpaceKey({space}, epoch 3) AccessKeys({space})")
        );
    }
}

//! The identity of a person: an Ed25519 key that vouches for devices.
//! It signs certificates and cuts and nothing else; it derives from the root key.

use crate::CryptoError;
use crate::context::{self, derive, derive_id};
use core::fmt;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use holdfast_wire::{PersonId, fixed};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The signing key of a person. Wiped when dropped.
pub struct IdentityKeys {
    sign: SigningKey,
    public: IdentityPublic,
}

impl IdentityKeys {
    pub(crate) fn derive(root: &[u8; 32]) -> Self {
        let seed = Zeroizing::new(derive(context::IDENTITY_SIGN, &[root]));
        let sign = SigningKey::from_bytes(&seed);
        let public = IdentityPublic(sign.verifying_key().to_bytes());
        Self { sign, public }
    }

    /// The public key.
    #[must_use]
    pub const fn public(&self) -> &IdentityPublic {
        &self.public
    }

    /// The id of the person.
    #[must_use]
    pub fn id(&self) -> PersonId {
        self.public.id()
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.sign.sign(message).to_bytes()
    }
}

impl fmt::Debug for IdentityKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentityKeys({})", self.id())
    }
}

/// The public key of a person (Ed25519, RFC 8032). To be pinned once it was compared in the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdentityPublic(#[serde(with = "fixed")] pub [u8; 32]);

impl IdentityPublic {
    /// The first 16 bytes of BLAKE3 `derive_key("holdfast v1 person id")` of the key.
    #[must_use]
    pub fn id(&self) -> PersonId {
        PersonId::from_bytes(derive_id(context::PERSON_ID, &[&self.0]))
    }

    pub(crate) fn verify(&self, message: &[u8], signature: &[u8; 64]) -> Result<(), CryptoError> {
        verify_strict(&self.0, message, signature)
    }
}

/// Ed25519 with the strict rules: no small-order keys, one signature per message and nonce.
pub(crate) fn verify_strict(
    key: &[u8; 32],
    message: &[u8],
    signature: &[u8; 64],
) -> Result<(), CryptoError> {
    VerifyingKey::from_bytes(key)
        .map_err(|_| CryptoError::KeyRefused)?
        .verify_strict(message, &Signature::from_bytes(signature))
        .map_err(|_| CryptoError::SignatureRefused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_message_and_its_key() {
        let keys = IdentityKeys::derive(&[1; 32]);
        let signature = keys.sign(b"m");
        assert_eq!(keys.public().verify(b"m", &signature), Ok(()));
        assert_eq!(
            keys.public().verify(b"n", &signature),
            Err(CryptoError::SignatureRefused)
        );
        let other = IdentityKeys::derive(&[2; 32]);
        assert_eq!(
            other.public().verify(b"m", &signature),
            Err(CryptoError::SignatureRefused)
        );
        assert_ne!(keys.id(), other.id());
    }

    /// Strict rules: a key of small order would accept a signature of nobody.
    #[test]
    fn a_key_of_small_order_signs_nothing() {
        let mut key = [0; 32];
        key[0] = 1;
        let mut signature = [0; 64];
        signature[0] = 1;
        assert!(verify_strict(&key, b"m", &signature).is_err());
        assert!(verify_strict(&[0xff; 32], b"m", &signature).is_err());
    }

    #[test]
    fn debug_text_shows_the_id_and_no_key() {
        let keys = IdentityKeys::derive(&[1; 32]);
        assert_eq!(format!("{keys:?}"), format!("IdentityKeys({})", keys.id()));
    }
}

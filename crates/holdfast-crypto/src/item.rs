//! Item keys: a thing handed over as "read with me" is sealed once more, and opened in the room.
//! The key commits: one sealed item can show one content only, whoever made it.

use crate::aead::{open_box, seal_box};
use crate::context::{self, derive};
use crate::secret::secret;
use crate::{CryptoError, Entropy};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

secret!(
    /// The key of one handed-over item; released by its owner, in the room.
    ItemKey
);

impl ItemKey {
    /// Seals `bytes`: `commitment(32) | nonce(24) | ciphertext`. `item` names the item.
    ///
    /// # Errors
    /// `Entropy`.
    pub fn seal(
        &self,
        item: &[u8; 16],
        bytes: &[u8],
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<u8>, CryptoError> {
        let sealed = seal_box(&self.cipher(item), item, bytes, entropy)?;
        Ok([self.commitment(item).as_slice(), &sealed].concat())
    }

    /// Opens what [`ItemKey::seal`] made.
    ///
    /// # Errors
    /// `NoKey` when another key sealed it, `Altered` when it is not what was sealed.
    pub fn open(&self, item: &[u8; 16], bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let (commitment, sealed) = bytes
            .split_first_chunk::<32>()
            .ok_or(CryptoError::Altered)?;
        if !bool::from(commitment.ct_eq(&self.commitment(item))) {
            return Err(CryptoError::NoKey);
        }
        open_box(&self.cipher(item), item, sealed)
    }

    /// Reads a key that was released.
    #[must_use]
    pub const fn from_release(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, to be recorded in the shared space when the owner opens the item in the room.
    #[must_use]
    pub const fn expose_for_release(&self) -> &[u8; 32] {
        &self.0
    }

    fn cipher(&self, item: &[u8; 16]) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(derive(context::ITEM_CIPHER, &[&self.0, item]))
    }

    fn commitment(&self, item: &[u8; 16]) -> [u8; 32] {
        derive(context::ITEM_COMMITMENT, &[&self.0, item])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededEntropy;

    #[test]
    fn an_item_opens_with_its_released_key_only() {
        let mut entropy = SeededEntropy::new(1);
        let key = ItemKey::make(&mut entropy).unwrap();
        let sealed = key.seal(&[7; 16], b"words", &mut entropy).unwrap();
        let released = ItemKey::from_release(*key.expose_for_release());
        assert_eq!(
            released.open(&[7; 16], &sealed).unwrap().as_slice(),
            b"words"
        );
        let other = ItemKey::make(&mut entropy).unwrap();
        assert_eq!(other.open(&[7; 16], &sealed), Err(CryptoError::NoKey));
        assert_eq!(
            key.open(&[8; 16], &sealed),
            Err(CryptoError::NoKey),
            "another item"
        );
    }

    #[test]
    fn every_flipped_byte_of_an_item_is_refused() {
        let mut entropy = SeededEntropy::new(1);
        let key = ItemKey::make(&mut entropy).unwrap();
        let sealed = key.seal(&[7; 16], b"words", &mut entropy).unwrap();
        for at in 0..sealed.len() {
            let mut bad = sealed.clone();
            bad[at] ^= 1;
            assert!(key.open(&[7; 16], &bad).is_err(), "byte {at}");
            assert!(key.open(&[7; 16], &sealed[..at]).is_err(), "{at} bytes");
        }
    }
}

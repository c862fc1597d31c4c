//! XChaCha20-Poly1305 with a random nonce, and the box `nonce | ciphertext` for small secrets.
//! Every failure is the same failure: it does not say which byte was wrong.

use crate::entropy::draw;
use crate::{CryptoError, Entropy};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

pub(crate) const NONCE_BYTES: usize = 24;
#[cfg(test)]
pub(crate) const BOX_OVERHEAD_BYTES: usize = NONCE_BYTES + 16;

pub(crate) fn encrypt(
    key: &[u8; 32],
    nonce: &[u8; NONCE_BYTES],
    aad: &[u8],
    text: &[u8],
) -> Result<Vec<u8>, CryptoError> {
    XChaCha20Poly1305::new(&Key::from(*key))
        .encrypt(&XNonce::from(*nonce), Payload { msg: text, aad })
        .map_err(|_| CryptoError::TooLong)
}

pub(crate) fn decrypt(
    key: &[u8; 32],
    nonce: &[u8; NONCE_BYTES],
    aad: &[u8],
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    XChaCha20Poly1305::new(&Key::from(*key))
        .decrypt(
            &XNonce::from(*nonce),
            Payload {
                msg: ciphertext,
                aad,
            },
        )
        .map(Zeroizing::new)
        .map_err(|_| CryptoError::Altered)
}

/// `nonce(24) | ciphertext`.
pub(crate) fn seal_box(
    key: &[u8; 32],
    aad: &[u8],
    text: &[u8],
    entropy: &mut dyn Entropy,
) -> Result<Vec<u8>, CryptoError> {
    let nonce = draw::<NONCE_BYTES>(entropy)?;
    let ciphertext = encrypt(key, &nonce, aad, text)?;
    Ok([nonce.as_slice(), &ciphertext].concat())
}

/// Opens what [`seal_box`] made.
pub(crate) fn open_box(
    key: &[u8; 32],
    aad: &[u8],
    bytes: &[u8],
) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let (nonce, ciphertext) = bytes.split_first_chunk().ok_or(CryptoError::Altered)?;
    decrypt(key, nonce, aad, ciphertext)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededEntropy;

    #[test]
    fn a_box_opens_only_whole_with_its_key_and_its_context() {
        let made = seal_box(&[1; 32], b"aad", b"text", &mut SeededEntropy::new(1)).unwrap();
        assert_eq!(made.len(), 4 + BOX_OVERHEAD_BYTES);
        assert_eq!(
            open_box(&[1; 32], b"aad", &made).unwrap().as_slice(),
            b"text"
        );
        assert_eq!(open_box(&[2; 32], b"aad", &made), Err(CryptoError::Altered));
        assert_eq!(open_box(&[1; 32], b"aae", &made), Err(CryptoError::Altered));
        for at in 0..made.len() {
            let mut bad = made.clone();
            bad[at] ^= 1;
            assert_eq!(
                open_box(&[1; 32], b"aad", &bad),
                Err(CryptoError::Altered),
                "byte {at}"
            );
            assert!(
                open_box(&[1; 32], b"aad", &made[..at]).is_err(),
                "{at} bytes"
            );
        }
    }
}

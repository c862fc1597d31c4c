//! The plaintext of an envelope: `u16 header length | header | u32 body length | body |
//! signature(64) | zeros`. There is one frame for one content: lengths and zeros are all checked.

use crate::CryptoError;
use crate::context::SIGN_RECORD;
use holdfast_wire::{FORMAT_VERSION, SpaceId, WireError, padded_len};
use zeroize::Zeroizing;

/// The longest body of one record, in bytes: 56 KiB; longer ones are split into fragments.
pub const RECORD_BODY_BYTES_MAX: usize = 57_344;
const SIGNATURE_BYTES: usize = 64;

/// The parts of a plaintext.
pub(super) struct Frame<'a> {
    pub(super) header: &'a [u8],
    pub(super) body: &'a [u8],
    pub(super) signature: [u8; SIGNATURE_BYTES],
}

/// `u16 LE length | header | u32 LE length | body`: what is signed, and what stands first.
pub(super) fn content(header: &[u8], body: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let header_len = u16::try_from(header.len()).map_err(|_| CryptoError::TooLong)?;
    if body.len() > RECORD_BODY_BYTES_MAX {
        return Err(CryptoError::TooLong);
    }
    let body_len = u32::try_from(body.len()).map_err(|_| CryptoError::TooLong)?;
    let parts: [&[u8]; 4] = [
        &header_len.to_le_bytes(),
        header,
        &body_len.to_le_bytes(),
        body,
    ];
    Ok(Zeroizing::new(parts.concat()))
}

/// What the device signs: domain, the outside (version, space, nonce) and the content.
/// The nonce is in it, so that nobody can seal the same signed record a second time.
pub(super) fn signed_message(space: SpaceId, nonce: &[u8; 24], content: &[u8]) -> Vec<u8> {
    let parts: [&[u8]; 5] = [
        SIGN_RECORD,
        &[FORMAT_VERSION],
        space.as_bytes(),
        nonce,
        content,
    ];
    parts.concat()
}

/// The outside that the cipher authenticates: version, space, nonce.
pub(super) fn aad(space: SpaceId, nonce: &[u8; 24]) -> Vec<u8> {
    [&[FORMAT_VERSION], space.as_bytes().as_slice(), nonce].concat()
}

/// Content, signature and zeros up to the padded length.
pub(super) fn pad(content: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> Zeroizing<Vec<u8>> {
    let len = padded_len(content.len() + SIGNATURE_BYTES);
    let mut padded = Zeroizing::new(Vec::with_capacity(len));
    padded.extend_from_slice(content);
    padded.extend_from_slice(signature);
    padded.resize(len, 0);
    padded
}

/// Reads a plaintext; any deviation, even in the padding, is a refusal.
pub(super) fn parse(plain: &[u8]) -> Result<Frame<'_>, CryptoError> {
    let (len, rest) = plain.split_first_chunk().ok_or(WireError::TooShort)?;
    let (header, rest) = take(rest, usize::from(u16::from_le_bytes(*len)))?;
    let (len, rest) = rest.split_first_chunk().ok_or(WireError::TooShort)?;
    let len = usize::try_from(u32::from_le_bytes(*len)).map_err(|_| WireError::TooLong)?;
    if len > RECORD_BODY_BYTES_MAX {
        return Err(CryptoError::TooLong);
    }
    let (body, rest) = take(rest, len)?;
    let (signature, zeros) = rest.split_first_chunk().ok_or(WireError::TooShort)?;
    let content_len = plain.len() - zeros.len();
    if padded_len(content_len) != plain.len() || zeros.iter().any(|byte| *byte != 0) {
        return Err(WireError::NotCanonical.into());
    }
    Ok(Frame {
        header,
        body,
        signature: *signature,
    })
}

fn take(bytes: &[u8], len: usize) -> Result<(&[u8], &[u8]), WireError> {
    bytes.split_at_checked(len).ok_or(WireError::TooShort)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_frame_reads_back() {
        let plain = pad(&content(b"header", b"body").unwrap(), &[7; 64]);
        assert_eq!(plain.len(), 256);
        let frame = parse(&plain).unwrap();
        assert_eq!(
            (frame.header, frame.body),
            (b"header".as_slice(), b"body".as_slice())
        );
        assert_eq!(frame.signature, [7; 64]);
    }

    #[test]
    fn padding_that_says_something_or_is_longer_than_needed_is_refused() {
        let plain = pad(&content(b"header", b"body").unwrap(), &[7; 64]);
        let refused = |plain: &[u8]| parse(plain).err();
        for at in 6 + 6 + 4 + 64..256 {
            let mut bad = plain.to_vec();
            bad[at] = 1;
            assert_eq!(
                refused(&bad),
                Some(WireError::NotCanonical.into()),
                "byte {at}"
            );
        }
        let longer = [plain.to_vec(), vec![0; 256]].concat();
        assert_eq!(refused(&longer), Some(WireError::NotCanonical.into()));
    }

    #[test]
    fn a_body_of_fifty_six_kibibytes_passes_and_one_more_byte_does_not() {
        let body = |len| vec![0; len];
        let most = content(b"h", &body(RECORD_BODY_BYTES_MAX)).unwrap();
        assert!(parse(&pad(&most, &[0; 64])).is_ok());
        assert_eq!(
            content(b"h", &body(57_345)).err(),
            Some(CryptoError::TooLong)
        );
        let mut lying = vec![0; 70_000];
        lying[2..6].copy_from_slice(&57_345_u32.to_le_bytes());
        assert_eq!(parse(&lying).err(), Some(CryptoError::TooLong));
    }

    #[test]
    fn the_longest_record_fits_the_longest_envelope() {
        let header = vec![0; holdfast_wire::HEADER_BYTES_MAX];
        let content = content(&header, &vec![0; RECORD_BODY_BYTES_MAX]).unwrap();
        let padded = pad(&content, &[0; 64]).len();
        assert!(1 + 16 + 32 + 24 + padded + 16 <= holdfast_wire::ENVELOPE_BYTES_MAX);
    }

    proptest! {
        #[test]
        fn any_plaintext_is_read_to_the_same_bytes_or_refused(
            plain in prop::collection::vec(0_u8..3, 256..=256),
        ) {
            if let Ok(frame) = parse(&plain) {
                let again = pad(&content(frame.header, frame.body).unwrap(), &frame.signature);
                prop_assert_eq!(again.as_slice(), plain.as_slice());
            }
        }

        #[test]
        fn any_content_reads_back(
            header in prop::collection::vec(any::<u8>(), 0..300),
            body in prop::collection::vec(any::<u8>(), 0..3000),
        ) {
            let plain = pad(&content(&header, &body).unwrap(), &[1; 64]);
            let frame = parse(&plain).unwrap();
            prop_assert_eq!(frame.header, header.as_slice());
            prop_assert_eq!(frame.body, body.as_slice());
        }
    }
}

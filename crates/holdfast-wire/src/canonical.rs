//! Canonical bytes: one version byte, then postcard.
//! Decoding is total and gives a value whose encoding is exactly the bytes that were read.

use crate::WireError;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Encodes `value` behind `version`.
///
/// # Errors
/// `Malformed` when the value has no encoding (a map with unknown length, for instance).
pub fn encode<T: Serialize>(version: u8, value: &T) -> Result<Vec<u8>, WireError> {
    postcard::to_extend(value, vec![version]).map_err(|_| WireError::Malformed)
}

/// Decodes what [`encode`] wrote, refusing every other spelling and trailing bytes.
///
/// # Errors
/// `TooLong` (before anything is read), `TooShort`, `UnknownVersion`, `Malformed`, `NotCanonical`.
pub fn decode<T: Serialize + DeserializeOwned>(
    version: u8,
    bytes: &[u8],
    bytes_max: usize,
) -> Result<T, WireError> {
    if bytes.len() > bytes_max {
        return Err(WireError::TooLong);
    }
    let (found, rest) = bytes.split_first().ok_or(WireError::TooShort)?;
    if *found != version {
        return Err(WireError::UnknownVersion(*found));
    }
    let value: T = postcard::from_bytes(rest).map_err(|_| WireError::Malformed)?;
    if encode(version, &value)? == bytes {
        Ok(value)
    } else {
        Err(WireError::NotCanonical)
    }
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};
    use crate::WireError;

    fn check(bytes: &[u8], expect: Result<(u32, String), WireError>) {
        assert_eq!(decode::<(u32, String)>(1, bytes, 8), expect, "{bytes:?}");
    }

    #[test]
    fn one_value_has_one_spelling() {
        check(&[1, 5, 2, b'h', b'i'], Ok((5, "hi".into())));
        check(&[1, 0x85, 0, 2, b'h', b'i'], Err(WireError::NotCanonical));
        check(&[1, 5, 2, b'h', b'i', 0], Err(WireError::NotCanonical));
        assert_eq!(encode(1, &(5_u32, "hi")), Ok(vec![1, 5, 2, b'h', b'i']));
    }

    #[test]
    fn other_bytes_are_refused_by_their_fault() {
        check(&[], Err(WireError::TooShort));
        check(&[2, 5, 2, b'h', b'i'], Err(WireError::UnknownVersion(2)));
        check(&[1, 5, 200], Err(WireError::Malformed));
        check(
            &[1, 5, 5, b'a', b'b', b'c', b'd', b'e'],
            Ok((5, "abcde".into())),
        );
        check(
            &[1, 5, 6, b'a', b'b', b'c', b'd', b'e', b'f'],
            Err(WireError::TooLong),
        );
    }

    #[test]
    fn a_length_that_lies_takes_no_memory() {
        let huge = [1, 0xff, 0xff, 0xff, 0xff, 0x0f];
        assert_eq!(decode::<Vec<u64>>(1, &huge, 64), Err(WireError::Malformed));
    }
}

//! Envelopes from outside: every length, every version, every byte.
//! Nothing that arrives may panic, and nothing that was altered may pass the write proof.

use super::*;
use proptest::prelude::*;

fn example(padded: usize) -> Envelope {
    let ciphertext = vec![0x5a; padded + TAG_BYTES];
    Envelope::assemble(SpaceId::from_bytes([1; 16]), &token(), [2; 24], &ciphertext).unwrap()
}

fn token() -> WriteToken {
    WriteToken::from_bytes([3; 32])
}

#[test]
fn parts_are_found_where_they_were_put() {
    let envelope = example(256);
    assert_eq!(envelope.as_bytes().len(), ENVELOPE_BYTES_MIN);
    assert_eq!(envelope.as_bytes()[0], FORMAT_VERSION);
    assert_eq!(&envelope.as_bytes()[1..17], &[1; 16]);
    assert_eq!(&envelope.as_bytes()[17..49], envelope.proof());
    assert_eq!(&envelope.as_bytes()[49..73], &[2; 24]);
    assert_eq!(envelope.ciphertext(), &[0x5a; 272]);
    assert_eq!(Envelope::parse(envelope.as_bytes().to_vec()), Ok(envelope));
}

#[test]
fn the_longest_envelope_passes_and_one_more_byte_does_not() {
    let longest = (PADDED_BYTES_MIN..=ENVELOPE_BYTES_MAX - OUTSIDE_BYTES - TAG_BYTES)
        .rev()
        .find(|len| padded_len(*len) == *len)
        .unwrap();
    assert_eq!(longest, 63_488);
    example(longest);
    let mut bytes = vec![0; ENVELOPE_BYTES_MAX + 1];
    bytes[0] = FORMAT_VERSION;
    assert_eq!(Envelope::parse(bytes.clone()), Err(WireError::TooLong));
    bytes.pop();
    assert_eq!(
        Envelope::parse(bytes),
        Err(WireError::NotPadded),
        "at the limit, but not a bucket"
    );
}

/// Attack 14: an unknown suite or version.
#[test]
fn every_other_version_is_refused_by_its_number() {
    for version in (0..=255).filter(|v| *v != FORMAT_VERSION) {
        let mut bytes = example(256).into_bytes();
        bytes[0] = version;
        assert_eq!(
            Envelope::parse(bytes),
            Err(WireError::UnknownVersion(version))
        );
    }
}

/// Attacks 3 and 4: truncated, extended.
#[test]
fn every_truncation_and_extension_is_refused() {
    let bytes = example(512).into_bytes();
    for len in 0..bytes.len() {
        let cut = Envelope::parse(bytes[..len].to_vec());
        assert!(
            cut.is_err() || token().check(&cut.unwrap()).is_err(),
            "{len} bytes"
        );
    }
    for extra in 1..600 {
        let longer = [bytes.clone(), vec![0; extra]].concat();
        let parsed = Envelope::parse(longer);
        assert!(
            parsed.is_err() || token().check(&parsed.unwrap()).is_err(),
            "{extra} more"
        );
    }
}

/// Attack 2: any bit of any byte, as the relay itself sees it.
#[test]
fn every_flipped_bit_is_refused_by_the_write_proof() {
    let bytes = example(256).into_bytes();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            let refused = match Envelope::parse(flipped) {
                Ok(envelope) => token().check(&envelope).is_err(),
                Err(_) => true,
            };
            assert!(refused, "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn the_id_changes_with_every_byte() {
    let bytes = example(256).into_bytes();
    let id = Envelope::parse(bytes.clone()).unwrap().id();
    for at in 1..bytes.len() {
        let mut other = bytes.clone();
        other[at] ^= 0x80;
        assert_ne!(Envelope::parse(other).unwrap().id(), id, "byte {at}");
    }
}

#[test]
fn debug_text_holds_no_content() {
    let text = format!("{:?}", example(256));
    assert!(
        text.starts_with("Envelope(") && text.ends_with(", 345 bytes)"),
        "{text}"
    );
}

proptest! {
    #[test]
    fn any_bytes_parse_to_the_same_bytes_or_are_refused(mut bytes in prop::collection::vec(any::<u8>(), 0..900)) {
        if let Some(first) = bytes.first_mut() { *first &= 1 }
        if let Ok(envelope) = Envelope::parse(bytes.clone()) {
            prop_assert_eq!(envelope.as_bytes(), bytes.as_slice());
        }
    }
}

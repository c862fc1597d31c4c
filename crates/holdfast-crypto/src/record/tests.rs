//! Attacks on one envelope: every byte, every length, other spaces, devices, epochs, and splices.
//! Numbers are those of the attack catalogue in THREATS.md.

use super::frame::{aad, pad, signed_message};
use super::*;
use crate::testing::SeededEntropy;
use crate::{CryptoError, DeviceKeys, DeviceSeed, SpaceKey, aead};
use holdfast_wire::{
    DeviceId, Envelope, EnvelopeId, Epoch, Head, Header, Kind, Sequence, SpaceId, WireError,
};
use proptest::prelude::*;

fn key(space: u8, epoch: u32) -> SpaceKey {
    SpaceKey::from_bytes(SpaceId::from_bytes([space; 16]), Epoch(epoch), [2; 32])
}

fn device(seed: u8) -> DeviceKeys {
    DeviceSeed::from_store([seed; 32]).keys(SpaceId::from_bytes([1; 16]))
}

fn header(device: &DeviceKeys, epoch: u32) -> Header {
    Header {
        epoch: Epoch(epoch),
        device: device.id(),
        sequence: Sequence(0),
        previous: EnvelopeId::ZERO,
        heads: vec![],
        kind: Kind::CHANGE,
        group: None,
    }
}

fn sealed(key: &SpaceKey, device: &DeviceKeys, body: &[u8]) -> Envelope {
    let header = header(device, key.epoch().0);
    let input = SealInput {
        key,
        device,
        header: &header,
        body,
    };
    seal(&input, &mut SeededEntropy::new(5)).unwrap()
}

/// A member with the key, who can encrypt anything, but cannot sign for another.
fn forged(key: &SpaceKey, plain: &[u8], nonce: [u8; 24]) -> Envelope {
    let aad = aad(key.space(), &nonce);
    let ciphertext = aead::encrypt(key.cipher(), &nonce, &aad, plain).unwrap();
    Envelope::assemble(key.space(), key.write_token(), nonce, &ciphertext).unwrap()
}

fn plain_of(key: &SpaceKey, envelope: &Envelope) -> Vec<u8> {
    let aad = aad(key.space(), envelope.nonce());
    aead::decrypt(key.cipher(), envelope.nonce(), &aad, envelope.ciphertext())
        .unwrap()
        .to_vec()
}

fn open(envelope: &Envelope, key: &SpaceKey, device: &DeviceKeys) -> Result<Opened, CryptoError> {
    decrypt(envelope, [key])?.verify(device.public())
}

#[test]
fn what_was_sealed_opens() {
    let envelope = sealed(&key(1, 0), &device(1), b"words");
    let opened = open(&envelope, &key(1, 0), &device(1)).unwrap();
    assert_eq!(opened.body(), b"words");
    assert_eq!(opened.header(), &header(&device(1), 0));
    assert_eq!(opened.id(), envelope.id());
    assert_eq!(envelope.as_bytes().len(), 345);
}

/// Attack 2: any byte of an envelope, outside and inside.
#[test]
fn every_flipped_byte_is_refused() {
    let (key, device) = (key(1, 0), device(1));
    let bytes = sealed(&key, &device, &[7; 300]).into_bytes();
    for at in 0..bytes.len() {
        for mask in [0x01, 0x80, 0xff] {
            let mut flipped = bytes.clone();
            flipped[at] ^= mask;
            let refused = match Envelope::parse(flipped) {
                Ok(envelope) => open(&envelope, &key, &device).is_err(),
                Err(_) => true,
            };
            assert!(refused, "byte {at}, mask {mask}");
        }
    }
}

/// Attack 2, by a member who repairs the write proof and holds the key: every byte of the inside.
#[test]
fn every_flipped_byte_of_the_plaintext_is_refused_even_when_it_is_sealed_again() {
    let (key, device) = (key(1, 0), device(1));
    let envelope = sealed(&key, &device, b"words");
    let plain = plain_of(&key, &envelope);
    for at in 0..plain.len() {
        let mut altered = plain.clone();
        altered[at] ^= 1;
        let envelope = forged(&key, &altered, *envelope.nonce());
        assert!(open(&envelope, &key, &device).is_err(), "byte {at}");
    }
}

/// Attacks 3 and 4, with the write proof repaired by a member.
#[test]
fn every_truncation_and_extension_is_refused() {
    let (key, device) = (key(1, 0), device(1));
    let envelope = sealed(&key, &device, &[7; 300]);
    let text = envelope.ciphertext();
    let again = |text: &[u8]| {
        Envelope::assemble(key.space(), key.write_token(), *envelope.nonce(), text)
            .map_err(CryptoError::Wire)
            .and_then(|envelope| open(&envelope, &key, &device))
            .map(|opened| opened.id())
    };
    assert_eq!(again(text), Ok(envelope.id()));
    for len in 0..text.len() {
        assert!(again(&text[..len]).is_err(), "{len} bytes");
    }
    for more in (1..200).chain([256, 512]) {
        assert!(
            again(&[text, &vec![0; more]].concat()).is_err(),
            "{more} more"
        );
    }
}

/// Attack 11: records of two devices of one space cannot be swapped.
#[test]
fn a_record_of_one_device_is_not_a_record_of_another() {
    let envelope = sealed(&key(1, 0), &device(1), b"words");
    let refused = open(&envelope, &key(1, 0), &device(2)).err();
    assert_eq!(refused, Some(CryptoError::WrongDevice));
}

/// Attack 11, by a member: another device's header with one's own signature.
#[test]
fn a_member_cannot_write_in_the_name_of_another_device() {
    let (key, thief, victim) = (key(1, 0), device(2), device(1));
    let content = super::frame::content(&header(&victim, 0).encode().unwrap(), b"words").unwrap();
    let signature = thief.sign(&signed_message(key.space(), &[9; 24], &content));
    let envelope = forged(&key, &pad(&content, &signature), [9; 24]);
    assert_eq!(
        open(&envelope, &key, &victim).err(),
        Some(CryptoError::SignatureRefused)
    );
    assert_eq!(
        open(&envelope, &key, &thief).err(),
        Some(CryptoError::WrongDevice)
    );
}

/// Attack 12: an envelope of one space put into another, proof and key repaired or not.
#[test]
fn a_record_of_one_space_is_not_a_record_of_another() {
    let (here, there) = (key(1, 0), key(9, 0));
    let envelope = sealed(&here, &device(1), b"words");
    assert_eq!(
        open(&envelope, &there, &device(1)).err(),
        Some(CryptoError::WrongSpace)
    );
    let mut bytes = envelope.as_bytes().to_vec();
    bytes[1..17].copy_from_slice(there.space().as_bytes());
    let moved = Envelope::parse(bytes).unwrap();
    assert_eq!(
        open(&moved, &there, &device(1)).err(),
        Some(CryptoError::NoKey)
    );
    let resealed = forged(&there, &plain_of(&here, &envelope), *envelope.nonce());
    assert_eq!(
        open(&resealed, &there, &device(1)).err(),
        Some(CryptoError::SignatureRefused)
    );
}

/// Attack 13: device, sequence, kind and time are inside; a member who alters them breaks the
/// signature (see also the test of every byte of the plaintext).
#[test]
fn a_relabelled_header_is_refused() {
    let (key, device) = (key(1, 0), device(1));
    let envelope = sealed(&key, &device, b"words");
    let signature = plain_of(&key, &envelope)[2 + header(&device, 0).encode().unwrap().len() + 9..]
        [..64]
        .try_into()
        .unwrap();
    let relabel = |alter: fn(&mut Header)| {
        let mut header = header(&device, 0);
        alter(&mut header);
        let content = super::frame::content(&header.encode().unwrap(), b"words").unwrap();
        open(
            &forged(&key, &pad(&content, &signature), *envelope.nonce()),
            &key,
            &device,
        )
        .err()
    };
    assert_eq!(relabel(|_| ()), None);
    let sequence = |h: &mut Header| {
        h.sequence = Sequence(1);
        h.previous = EnvelopeId::from_bytes([1; 32]);
    };
    assert_eq!(relabel(sequence), Some(CryptoError::SignatureRefused));
    assert_eq!(
        relabel(|h| h.kind = Kind::CUT),
        Some(CryptoError::SignatureRefused)
    );
    assert_eq!(
        relabel(|h| h.epoch = Epoch(7)),
        Some(CryptoError::WrongEpoch)
    );
    assert_eq!(
        relabel(|h| h.device = DeviceId::from_bytes([3; 16])),
        Some(CryptoError::WrongDevice)
    );
}

/// Attack 14: an unknown version is refused before anything else is looked at.
#[test]
fn an_unknown_version_is_not_opened() {
    let mut bytes = sealed(&key(1, 0), &device(1), b"words").into_bytes();
    for version in [0, 2, 255] {
        bytes[0] = version;
        assert_eq!(
            Envelope::parse(bytes.clone()),
            Err(WireError::UnknownVersion(version))
        );
    }
}

/// Attack 21: the key of an epoch does not open, and does not vouch for, another epoch.
#[test]
fn an_older_or_newer_epoch_is_refused() {
    let device = device(1);
    let envelope = sealed(&key(1, 0), &device, b"words");
    assert_eq!(
        open(&envelope, &key(1, 1), &device).err(),
        Some(CryptoError::NoKey)
    );
    let resealed = forged(
        &key(1, 1),
        &plain_of(&key(1, 0), &envelope),
        *envelope.nonce(),
    );
    assert_eq!(
        open(&resealed, &key(1, 1), &device).err(),
        Some(CryptoError::WrongEpoch)
    );
    let both = [key(1, 1), key(1, 0)];
    assert!(
        decrypt(&envelope, &both).is_ok(),
        "the right one of several is found"
    );
}

/// Attack 22: header of one record, body of another, signature of either.
#[test]
fn fields_of_two_records_cannot_be_spliced() {
    let (key, device) = (key(1, 0), device(1));
    let nonce = [5; 24];
    let part = |kind, body: &[u8]| {
        let header = Header {
            kind,
            ..header(&device, 0)
        }
        .encode()
        .unwrap();
        let content = super::frame::content(&header, body).unwrap();
        let signature = device.sign(&signed_message(key.space(), &nonce, &content));
        (header, signature)
    };
    let bodies: [&[u8]; 2] = [b"one", b"two"];
    let parts = [
        part(Kind::CHANGE, bodies[0]),
        part(Kind::KEYRING, bodies[1]),
    ];
    for (h, b, s) in (0..8).map(|n| (n & 1, n >> 1 & 1, n >> 2 & 1)) {
        let content = super::frame::content(&parts[h].0, bodies[b]).unwrap();
        let envelope = forged(&key, &pad(&content, &parts[s].1), nonce);
        let whole = h == b && b == s;
        assert_eq!(open(&envelope, &key, &device).is_ok(), whole, "{h} {b} {s}");
    }
}

/// A member who decrypts a record and encrypts it anew would make a second envelope of one signed
/// record, and so accuse its writer of a fork. The signature covers the nonce.
#[test]
fn a_signed_record_cannot_be_sealed_a_second_time() {
    let (key, device) = (key(1, 0), device(1));
    let envelope = sealed(&key, &device, b"words");
    let plain = plain_of(&key, &envelope);
    assert_eq!(forged(&key, &plain, *envelope.nonce()).id(), envelope.id());
    let second = forged(&key, &plain, [8; 24]);
    assert_eq!(
        open(&second, &key, &device).err(),
        Some(CryptoError::SignatureRefused)
    );
}

/// Attack 27: records with up to 750 bytes and the heads of two other devices have three sizes.
#[test]
fn sizes_fall_into_three_buckets() {
    let (key, device) = (key(1, 0), device(1));
    let head = |byte| Head {
        device: DeviceId::from_bytes([byte; 16]),
        sequence: Sequence(1_000_000),
        id: EnvelopeId::from_bytes([byte; 32]),
    };
    let size = |heads: &[Head], len| {
        let header = Header {
            heads: heads.to_vec(),
            ..header(&device, 0)
        };
        let input = SealInput {
            key: &key,
            device: &device,
            header: &header,
            body: &vec![0; len],
        };
        seal(&input, &mut SeededEntropy::new(1))
            .unwrap()
            .as_bytes()
            .len()
    };
    let heads = [head(0), head(1)];
    let all = (0..=750)
        .step_by(25)
        .flat_map(|len| [size(&[], len), size(&heads, len)]);
    let sizes: Vec<_> = all
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    assert_eq!(
        sizes,
        [256, 512, 1_024].map(|padded| padded + 1 + 16 + 32 + 24 + 16)
    );
}

#[test]
fn a_body_at_the_limit_is_sealed_and_one_more_byte_is_not() {
    let (key, device) = (key(1, 0), device(1));
    let header = header(&device, 0);
    let try_seal = |len: usize| {
        let body = vec![1; len];
        let input = SealInput {
            key: &key,
            device: &device,
            header: &header,
            body: &body,
        };
        seal(&input, &mut SeededEntropy::new(1)).map(|e| e.as_bytes().len())
    };
    assert!(try_seal(RECORD_BODY_BYTES_MAX).is_ok());
    assert_eq!(
        try_seal(RECORD_BODY_BYTES_MAX + 1),
        Err(CryptoError::TooLong)
    );
}

#[test]
fn a_header_that_disagrees_with_its_keys_is_not_sealed() {
    let (key, device) = (key(1, 0), device(1));
    let attempt = |header: &Header| {
        let input = SealInput {
            key: &key,
            device: &device,
            header,
            body: b"",
        };
        seal(&input, &mut SeededEntropy::new(1)).err()
    };
    assert_eq!(attempt(&header(&device, 1)), Some(CryptoError::WrongEpoch));
    assert_eq!(
        attempt(&header(&super::tests::device(2), 0)),
        Some(CryptoError::WrongDevice)
    );
    let input = SealInput {
        key: &key,
        device: &device,
        header: &header(&device, 0),
        body: b"",
    };
    assert!(matches!(
        seal(&input, &mut crate::testing::NoEntropy),
        Err(CryptoError::Entropy(_))
    ));
}

/// Attack 1: the words stand nowhere in the envelope, nor in any debug text.
#[test]
fn no_plaintext_is_seen() {
    let words = b"canary-words-of-a-night";
    let envelope = sealed(&key(1, 0), &device(1), words);
    assert!(
        !envelope
            .as_bytes()
            .windows(6)
            .any(|w| words.windows(6).any(|v| v == w))
    );
    let unverified = decrypt(&envelope, [&key(1, 0)]).unwrap();
    assert!(!format!("{unverified:?}").contains("canary"));
    let opened = unverified.verified_at_ingest();
    assert!(!format!("{opened:?}").contains("canary"));
    assert_eq!(opened.into_parts().1.as_slice(), words);
}

proptest! {
    #[test]
    fn whatever_is_sealed_opens_to_the_same(
        body in prop::collection::vec(any::<u8>(), 0..2000),
        epoch in any::<u32>(), seed in any::<u64>(), kind in 1_u16.., sequence in 1_u64..,
    ) {
        prop_assume!(Kind(kind) != Kind::FRAGMENT);
        let (key, device) = (key(1, epoch), device(1));
        let header = Header {
            kind: Kind(kind),
            sequence: Sequence(sequence),
            previous: EnvelopeId::from_bytes([4; 32]),
            ..header(&device, epoch)
        };
        let input = SealInput { key: &key, device: &device, header: &header, body: &body };
        let envelope = seal(&input, &mut SeededEntropy::new(seed)).unwrap();
        let arrived = Envelope::parse(envelope.as_bytes().to_vec()).unwrap();
        let opened = open(&arrived, &key, &device).unwrap();
        prop_assert_eq!(opened.body(), body.as_slice());
        prop_assert_eq!(opened.header(), &header);
    }

    #[test]
    fn any_altered_envelope_is_refused(at in any::<prop::sample::Index>(), mask in 1_u8..) {
        let mut bytes = sealed(&key(1, 0), &device(1), b"words").into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= mask;
        let opened = Envelope::parse(bytes).map(|e| open(&e, &key(1, 0), &device(1)).is_ok());
        prop_assert_ne!(opened, Ok(true));
    }
}

//! Slots: each opens with its own secret, and nothing in it can be changed.
//! Attack 15 and adversary A4.

use super::*;
use crate::testing::{NoEntropy, SeededEntropy};
use holdfast_wire::{WireError, canonical};
use proptest::prelude::*;

const FLOOR: PassphraseCost = PassphraseCost::FLOOR;

fn root() -> RootKey {
    RootKey::from_slot([7; 32])
}

fn words(seed: u64) -> RecoveryWords {
    RecoveryWords::make(&mut SeededEntropy::new(seed)).unwrap()
}

fn passphrase_slot() -> Vec<u8> {
    make_passphrase_slot(&root(), "six words", FLOOR, &mut SeededEntropy::new(1)).unwrap()
}

fn device_slot() -> Vec<u8> {
    make_device_slot(&root(), &[3; 32], &mut SeededEntropy::new(1)).unwrap()
}

fn check(opened: Result<RootKey, CryptoError>, expect: Option<CryptoError>) {
    let same = opened.map(|key| assert_eq!(key.expose_for_slot(), &[7; 32]));
    assert_eq!(same.err(), expect);
}

#[test]
fn each_slot_opens_with_its_own_secret() {
    check(
        open_passphrase_slot(&passphrase_slot(), " six words "),
        None,
    );
    check(
        open_passphrase_slot(&passphrase_slot(), "six word"),
        Some(CryptoError::WrongSecret),
    );
    let slot = make_words_slot(&root(), &words(1), &mut SeededEntropy::new(1)).unwrap();
    check(open_words_slot(&slot, &words(1)), None);
    check(
        open_words_slot(&slot, &words(2)),
        Some(CryptoError::WrongSecret),
    );
    check(open_device_slot(&device_slot(), &[3; 32]), None);
    check(
        open_device_slot(&device_slot(), &[4; 32]),
        Some(CryptoError::WrongSecret),
    );
    check(
        open_words_slot(&device_slot(), &words(1)),
        Some(CryptoError::WrongSecret),
    );
    check(
        open_passphrase_slot(&device_slot(), "x"),
        Some(CryptoError::WrongSecret),
    );
}

#[test]
fn two_slots_of_one_secret_look_unlike() {
    let other = make_device_slot(&root(), &[3; 32], &mut SeededEntropy::new(2)).unwrap();
    assert_ne!(other, device_slot());
    assert!(passphrase_slot().len() <= SLOT_BYTES_MAX);
}

#[test]
fn every_flipped_byte_and_every_other_length_is_refused() {
    let slot = device_slot();
    for at in 0..slot.len() {
        for mask in [1, 0x80] {
            let mut bad = slot.clone();
            bad[at] ^= mask;
            assert!(open_device_slot(&bad, &[3; 32]).is_err(), "byte {at}");
        }
        assert!(
            open_device_slot(&slot[..at], &[3; 32]).is_err(),
            "{at} bytes"
        );
    }
    assert!(open_device_slot(&[slot.as_slice(), &[0]].concat(), &[3; 32]).is_err());
}

/// Attack 15: parameters below the floor are refused even when they are consistent.
#[test]
fn weaker_parameters_are_refused_before_anything_is_computed() {
    let altered = |memory_kib, passes| {
        let mut parts = SlotParts::decode(&passphrase_slot()).unwrap();
        parts.lock = Lock::Passphrase(PassphraseCost { memory_kib, passes });
        open_passphrase_slot(&parts.encode().unwrap(), "six words").err()
    };
    assert_eq!(altered(8, 1), Some(CryptoError::WeakParameters));
    assert_eq!(altered(19_455, 2), Some(CryptoError::WeakParameters));
    assert_eq!(altered(u32::MAX, 2), Some(CryptoError::CostlyParameters));
    assert_eq!(
        altered(19_456, 3),
        Some(CryptoError::WrongSecret),
        "parameters are committed to"
    );
}

#[test]
fn weak_or_costly_slots_are_not_made() {
    let make = |memory_kib, passes| {
        let cost = PassphraseCost { memory_kib, passes };
        make_passphrase_slot(&root(), "x", cost, &mut SeededEntropy::new(1)).err()
    };
    assert_eq!(make(19_455, 2), Some(CryptoError::WeakParameters));
    assert_eq!(make(262_145, 2), Some(CryptoError::CostlyParameters));
}

#[test]
fn a_slot_past_its_limit_or_of_another_version_is_not_read() {
    let long = vec![1; SLOT_BYTES_MAX + 1];
    assert_eq!(
        open_device_slot(&long, &[3; 32]).err(),
        Some(WireError::TooLong.into())
    );
    let mut parts = SlotParts::decode(&device_slot()).unwrap();
    let room = SLOT_BYTES_MAX - device_slot().len();
    parts.ciphertext.extend(vec![0; room - 1]);
    let longest = parts.encode().unwrap();
    assert_eq!(longest.len(), SLOT_BYTES_MAX);
    assert_eq!(
        open_device_slot(&longest, &[3; 32]).err(),
        Some(CryptoError::Altered)
    );
    let mut newer = device_slot();
    newer[0] = 2;
    let refused = open_device_slot(&newer, &[3; 32]).err();
    assert_eq!(refused, Some(WireError::UnknownVersion(2).into()));
}

#[test]
fn a_way_of_unlocking_that_is_not_known_is_refused() {
    let bytes = canonical::encode(1, &(9_u8, [0_u8; 16])).unwrap();
    assert!(open_device_slot(&bytes, &[3; 32]).is_err());
}

#[test]
fn without_randomness_there_is_no_slot() {
    assert!(make_device_slot(&root(), &[3; 32], &mut NoEntropy).is_err());
    assert!(make_words_slot(&root(), &words(1), &mut NoEntropy).is_err());
    assert!(make_passphrase_slot(&root(), "x", FLOOR, &mut NoEntropy).is_err());
}

proptest! {
    #[test]
    fn any_bytes_are_a_slot_of_the_same_bytes_or_refused(tail in prop::collection::vec(any::<u8>(), 0..140)) {
        let bytes = [vec![1], tail].concat();
        if let Ok(parts) = SlotParts::decode(&bytes) {
            prop_assert_eq!(parts.encode().unwrap(), bytes);
        }
    }
}

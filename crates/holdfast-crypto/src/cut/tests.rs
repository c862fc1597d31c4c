//! Cuts: who stays gets the key, who is cut does not, and nobody else can cut.
//! Attacks 20 and 21 and adversary A7.

use super::*;
use crate::testing::SeededEntropy;
use crate::{DeviceSeed, RootKey, wrap};
use holdfast_wire::{EnvelopeId, Sequence};

fn identity(seed: u8) -> IdentityKeys {
    RootKey::from_slot([seed; 32]).identity()
}

fn device(seed: u8) -> DeviceKeys {
    DeviceSeed::from_store([seed; 32]).keys(SpaceId::ZERO)
}

fn last() -> Head {
    let id = EnvelopeId::from_bytes([8; 32]);
    Head {
        device: device(9).id(),
        sequence: Sequence(4),
        id,
    }
}

fn wrap_for(seed: u8) -> (DeviceId, Vec<u8>) {
    let key = SpaceKey::from_bytes(SpaceId::ZERO, Epoch(1), [7; 32]);
    let to = device(seed);
    (
        to.id(),
        wrap(&key, &device(1), to.public(), &mut SeededEntropy::new(1)).unwrap(),
    )
}

fn issue(wraps: Vec<(DeviceId, Vec<u8>)>) -> Result<Cut, CryptoError> {
    Cut::issue(&identity(1), SpaceId::ZERO, last(), Epoch(1), wraps)
}

#[test]
fn who_stays_gets_the_key_and_who_is_cut_does_not() {
    let bytes = issue(vec![wrap_for(1), wrap_for(2)])
        .unwrap()
        .encode()
        .unwrap();
    let claim = CutClaim::decode(&bytes).unwrap();
    assert_eq!(claim.person(), identity(1).public());
    let cut = claim.verify(SpaceId::ZERO, identity(1).public()).unwrap();
    assert_eq!((cut.last(), cut.next()), (last(), Epoch(1)));
    for stays in [1, 2] {
        let key = cut.key_for(&device(stays), device(1).public()).unwrap();
        assert_eq!(key.epoch(), Epoch(1));
    }
    let refused = cut.key_for(&device(9), device(1).public()).err();
    assert_eq!(refused, Some(CryptoError::NoKey));
}

#[test]
fn a_cut_by_anyone_else_or_for_elsewhere_is_refused() {
    let claim = issue(vec![wrap_for(1)]).unwrap().claim;
    let verify =
        |claim: &CutClaim, space, by: u8| claim.clone().verify(space, identity(by).public()).err();
    let elsewhere = SpaceId::from_bytes([1; 16]);
    assert_eq!(verify(&claim, elsewhere, 1), Some(CryptoError::WrongSpace));
    assert_eq!(
        verify(&claim, SpaceId::ZERO, 2),
        Some(CryptoError::WrongPerson)
    );
    let refused = Some(CryptoError::SignatureRefused);
    let later = CutClaim {
        last: Head {
            sequence: Sequence(5),
            ..last()
        },
        ..claim.clone()
    };
    assert_eq!(verify(&later, SpaceId::ZERO, 1), refused);
    let other_epoch = CutClaim {
        next: Epoch(2),
        ..claim.clone()
    };
    assert_eq!(verify(&other_epoch, SpaceId::ZERO, 1), refused);
    let dropped = CutClaim {
        wraps: vec![],
        ..claim
    };
    assert_eq!(verify(&dropped, SpaceId::ZERO, 1), refused);
}

#[test]
fn a_cut_that_contradicts_itself_is_neither_made_nor_read() {
    let check = |wraps: Vec<(DeviceId, Vec<u8>)>, expect: CryptoError| {
        assert_eq!(issue(wraps.clone()).err(), Some(expect));
        let claim = CutClaim {
            wraps,
            ..issue(vec![]).unwrap().claim
        };
        let bytes = canonical::encode(CUT_VERSION, &claim).unwrap();
        assert_eq!(CutClaim::decode(&bytes).err(), Some(expect));
    };
    check(vec![wrap_for(9)], CryptoError::WrongDevice);
    check(
        vec![wrap_for(1), wrap_for(1)],
        WireError::NotCanonical.into(),
    );
    check(
        vec![(device(1).id(), vec![1; WRAPPED_BYTES - 1])],
        WireError::Malformed.into(),
    );
}

#[test]
fn thirty_two_devices_may_stay_and_one_more_may_not() {
    let wraps = |n: u8| (0..n).map(|i| (DeviceId::from_bytes([i; 16]), vec![1; WRAPPED_BYTES]));
    let most = issue(wraps(32).collect()).unwrap();
    let mut longest = most.claim;
    longest.last.sequence = Sequence(u64::MAX);
    longest.next = Epoch(u32::MAX);
    let bytes = canonical::encode(CUT_VERSION, &longest).unwrap();
    assert_eq!(bytes.len(), CUT_BYTES_MAX);
    assert!(
        bytes.len() <= crate::record::RECORD_BODY_BYTES_MAX,
        "a cut fits one record"
    );
    assert!(CutClaim::decode(&bytes).is_ok());
    assert_eq!(issue(wraps(33).collect()).err(), Some(CryptoError::TooLong));
    let over = [bytes.as_slice(), &[0]].concat();
    assert_eq!(
        CutClaim::decode(&over).err(),
        Some(WireError::TooLong.into())
    );
}

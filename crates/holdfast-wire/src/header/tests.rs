//! Headers: what is read is what was written, and a header that contradicts itself is no header.
//! Each rule of `check` has a case here that breaks only that rule.

use super::*;
use proptest::prelude::*;

fn example() -> Header {
    Header {
        epoch: Epoch(0),
        device: DeviceId::from_bytes([9; 16]),
        sequence: Sequence(3),
        previous: EnvelopeId::from_bytes([7; 32]),
        heads: vec![head(1), head(2)],
        kind: Kind::CHANGE,
        group: None,
    }
}

fn head(byte: u8) -> Head {
    let id = EnvelopeId::from_bytes([byte; 32]);
    Head {
        device: DeviceId::from_bytes([byte; 16]),
        sequence: Sequence(5),
        id,
    }
}

fn check(alter: impl FnOnce(&mut Header), expect: Result<(), WireError>) {
    let mut header = example();
    alter(&mut header);
    assert_eq!(header.encode().map(|_| ()), expect, "{header:?}");
    let bytes = canonical::encode(HEADER_VERSION, &header).unwrap();
    assert_eq!(Header::decode(&bytes).map(|_| ()), expect, "{header:?}");
}

#[test]
fn a_header_reads_back() {
    let bytes = example().encode().unwrap();
    assert_eq!(Header::decode(&bytes), Ok(example()));
    assert_eq!(bytes[0], HEADER_VERSION);
}

#[test]
fn only_the_first_record_has_no_previous_one() {
    check(|h| h.sequence = Sequence(0), Err(WireError::Malformed));
    check(|h| h.previous = EnvelopeId::ZERO, Err(WireError::Malformed));
    let first = |h: &mut Header| {
        h.sequence = Sequence(0);
        h.previous = EnvelopeId::ZERO;
    };
    check(first, Ok(()));
}

#[test]
fn heads_are_of_others_each_once_and_in_order() {
    check(|h| h.heads.reverse(), Err(WireError::NotCanonical));
    check(
        |h| h.heads = vec![head(1), head(1)],
        Err(WireError::NotCanonical),
    );
    check(|h| h.heads = vec![head(9)], Err(WireError::Malformed));
}

#[test]
fn sixty_four_heads_pass_and_one_more_does_not() {
    let heads = |n: u8| (10..10 + n).map(head).collect::<Vec<_>>();
    check(|h| h.heads = heads(64), Ok(()));
    check(|h| h.heads = heads(65), Err(WireError::TooMany));
    let mut full = example();
    full.epoch = Epoch(u32::MAX);
    full.sequence = Sequence(u64::MAX);
    full.heads = heads(64);
    full.heads
        .iter_mut()
        .for_each(|head| head.sequence = Sequence(u64::MAX));
    assert!(
        full.encode().unwrap().len() <= HEADER_BYTES_MAX,
        "the longest header fits"
    );
}

#[test]
fn a_group_goes_with_a_fragment_and_nothing_else() {
    let group = |index, count| {
        Some(Group {
            kind: Kind::CHANGE,
            index,
            count,
        })
    };
    check(|h| h.group = group(0, 2), Err(WireError::Malformed));
    check(|h| h.kind = Kind::FRAGMENT, Err(WireError::Malformed));
    let with = |g: Option<Group>| {
        move |h: &mut Header| {
            h.kind = Kind::FRAGMENT;
            h.group = g;
        }
    };
    check(with(group(0, 2)), Ok(()));
    check(with(group(3, 256)), Ok(()));
    check(with(group(0, 257)), Err(WireError::Malformed));
    check(with(group(0, 1)), Err(WireError::Malformed));
    check(with(group(2, 2)), Err(WireError::Malformed));
    check(with(group(4, 9)), Err(WireError::Malformed));
    let nested = Some(Group {
        kind: Kind::FRAGMENT,
        index: 0,
        count: 2,
    });
    check(with(nested), Err(WireError::Malformed));
}

#[test]
fn an_unknown_kind_is_a_kind() {
    check(|h| h.kind = Kind(60_000), Ok(()));
}

#[test]
fn a_header_past_its_limit_is_not_read() {
    assert_eq!(
        Header::decode(&[HEADER_VERSION; HEADER_BYTES_MAX + 1]),
        Err(WireError::TooLong)
    );
    assert_ne!(
        Header::decode(&[HEADER_VERSION; HEADER_BYTES_MAX]),
        Err(WireError::TooLong)
    );
}

proptest! {
    #[test]
    fn any_bytes_decode_to_the_same_bytes_or_are_refused(tail in prop::collection::vec(any::<u8>(), 0..200)) {
        let bytes = [vec![HEADER_VERSION], tail].concat();
        if let Ok(header) = Header::decode(&bytes) {
            prop_assert_eq!(header.encode().unwrap(), bytes);
        }
    }

    #[test]
    fn an_altered_header_reads_as_another_header_or_not_at_all(at in 0_usize..150, bit in 0_u8..8) {
        let mut bytes = example().encode().unwrap();
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        prop_assert_ne!(Header::decode(&bytes), Ok(example()));
    }
}

//! Batches at and past each limit, cut at each place, and with lengths that lie.
//! Attacks 23 and 24: oversize, and a flood of tiny items.

use super::*;
use crate::{SpaceId, WriteToken};
use proptest::prelude::*;

fn envelope(byte: u8) -> Vec<u8> {
    let token = WriteToken::from_bytes([3; 32]);
    let space = SpaceId::from_bytes([1; 16]);
    Envelope::assemble(space, &token, [byte; 24], &[4; 272])
        .unwrap()
        .into_bytes()
}

#[test]
fn a_push_reads_back() {
    let sent = [envelope(1), envelope(2)];
    let body = encode_push(sent.iter().map(Vec::as_slice)).unwrap();
    let read: Vec<_> = decode_push(&body)
        .unwrap()
        .into_iter()
        .map(Envelope::into_bytes)
        .collect();
    assert_eq!(read, sent);
    assert_eq!(decode_push(&[]), Ok(vec![]));
}

#[test]
fn a_pull_reads_back_even_with_a_bad_item() {
    let sent = [
        (Position(7), envelope(1)),
        (Position(9), vec![0xff; 3]),
        (Position(8), vec![]),
    ];
    let body = encode_pull(sent.iter().map(|(p, b)| (*p, b.as_slice()))).unwrap();
    assert_eq!(decode_pull(&body).unwrap(), sent);
}

#[test]
fn a_bad_item_refuses_the_push() {
    let body = encode_push([envelope(1).as_slice(), &[1, 2, 3]]).unwrap();
    assert_eq!(decode_push(&body), Err(WireError::TooShort));
}

#[test]
fn two_hundred_fifty_six_items_pass_and_one_more_does_not() {
    let one = envelope(1);
    let many = |n: usize| encode_push(std::iter::repeat_n(one.as_slice(), n));
    let full = many(256).unwrap();
    assert_eq!(decode_push(&full).unwrap().len(), 256);
    assert_eq!(many(257), Err(WireError::TooMany));
    let over = [full, many(1).unwrap()].concat();
    assert_eq!(decode_push(&over), Err(WireError::TooMany));
    assert_eq!(decode_pull(&[0; 12 * 256]).unwrap().len(), 256);
    assert_eq!(decode_pull(&[0; 12 * 257]), Err(WireError::TooMany));
}

#[test]
fn a_body_of_one_mebibyte_passes_and_one_more_byte_does_not() {
    let item = |len: usize| vec![0_u8; len];
    let fifteen = || std::iter::repeat_n(item(ENVELOPE_BYTES_MAX), 15);
    let last = BODY_BYTES_MAX - 15 * (ENVELOPE_BYTES_MAX + 4) - 4;
    assert!(last <= ENVELOPE_BYTES_MAX);
    let encode = |last: usize| {
        let items: Vec<_> = fifteen().chain([item(last)]).collect();
        encode_push(items.iter().map(Vec::as_slice))
    };
    assert_eq!(encode(last).unwrap().len(), BODY_BYTES_MAX);
    assert_eq!(encode(last + 1), Err(WireError::TooLong));
    assert_eq!(
        decode_pull(&[0; BODY_BYTES_MAX + 1]),
        Err(WireError::TooLong)
    );
    assert_eq!(
        decode_push(&vec![0; BODY_BYTES_MAX + 1]),
        Err(WireError::TooLong)
    );
}

#[test]
fn an_item_past_the_limit_is_refused_by_its_length_alone() {
    let at = |len: u32| decode_push(&len.to_le_bytes());
    assert_eq!(at(65_536), Err(WireError::TooShort));
    assert_eq!(at(65_537), Err(WireError::TooLong));
    assert_eq!(at(u32::MAX), Err(WireError::TooLong));
    assert_eq!(
        encode_push([vec![0; 65_537].as_slice()]),
        Err(WireError::TooLong)
    );
}

#[test]
fn every_truncation_is_refused_or_ends_between_items() {
    let items = [(Position(1), envelope(1)), (Position(2), envelope(2))];
    let body = encode_pull(items.iter().map(|(p, b)| (*p, b.as_slice()))).unwrap();
    for len in 1..body.len() {
        let between = len == body.len() / 2;
        assert_eq!(decode_pull(&body[..len]).is_ok(), between, "{len} bytes");
    }
}

proptest! {
    #[test]
    fn any_body_reads_to_the_same_bytes_or_is_refused(body in prop::collection::vec(0_u8..3, 0..200)) {
        if let Ok(items) = decode_pull(&body) {
            let again = encode_pull(items.iter().map(|(p, b)| (*p, b.as_slice()))).unwrap();
            prop_assert_eq!(again, body);
        }
    }

    #[test]
    fn whatever_is_pushed_arrives(count in 0_usize..40) {
        let sent: Vec<_> = (0..count).map(|n| envelope(u8::try_from(n).unwrap())).collect();
        let body = encode_push(sent.iter().map(Vec::as_slice)).unwrap();
        let read: Vec<_> = decode_push(&body).unwrap().into_iter().map(Envelope::into_bytes).collect();
        prop_assert_eq!(read, sent);
    }
}

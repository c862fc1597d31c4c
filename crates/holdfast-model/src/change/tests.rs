//! The format of a change: pinned byte for byte, and total over whatever comes in.
//! Invariant: a snapshot here changes only with a new kind number or a new format byte.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::text::{WORDS_BYTES_MAX, Words};
use crate::thing::Revised;
use crate::writing::Writing;

fn examples() -> Vec<Change> {
    What::examples().into_iter().map(Change::example).collect()
}

/// A change of a kind that no app has written yet.
fn of_unknown_kind(body: &[u8]) -> Vec<u8> {
    let Change {
        turn,
        at,
        author,
        id,
        ..
    } = Change::example(What::CheckedIn(Default::default()));
    let head = Head {
        kind: u16::MAX,
        id,
        turn,
        at,
        author,
    };
    [&[FORMAT], &*postcard::to_allocvec(&head).unwrap(), body].concat()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

#[test]
fn every_kind_has_one_example() {
    let kinds: Vec<u16> = What::examples().iter().map(What::kind).collect();
    let known: Vec<u16> = What::KINDS.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, known);
}

#[test]
fn the_bytes_of_every_kind_are_pinned() {
    let names = What::KINDS
        .iter()
        .map(|(kind, name)| format!("{kind} {name}"));
    let bytes = examples()
        .into_iter()
        .map(|change| hex(&change.encode().unwrap()));
    let lines: Vec<String> = names
        .zip(bytes)
        .map(|(name, hex)| format!("{name}: {hex}"))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn what_was_read_is_written_back_the_same() {
    for change in examples() {
        let bytes = change.encode().unwrap();
        assert_eq!(
            Change::decode(&bytes).as_ref(),
            Ok(&change),
            "{}",
            change.what.kind()
        );
    }
}

#[test]
fn an_unknown_kind_is_kept_byte_for_byte() {
    for body in [
        &b""[..],
        b"\x00",
        b"written by an app that does not exist yet",
    ] {
        let bytes = of_unknown_kind(body);
        let change = Change::decode(&bytes).unwrap();
        assert_eq!(change.what.kind(), u16::MAX);
        assert_eq!(change.encode().unwrap(), bytes);
    }
}

#[test]
fn a_newer_format_is_told_from_nonsense() {
    let mut bytes = examples()[0].encode().unwrap();
    bytes[0] = FORMAT + 1;
    assert_eq!(
        Change::decode(&bytes),
        Err(ModelError::NewerFormat {
            version: FORMAT + 1
        })
    );
    bytes[0] = 0;
    assert_eq!(Change::decode(&bytes), Err(ModelError::Malformed));
    assert_eq!(Change::decode(&[]), Err(ModelError::Malformed));
}

#[test]
fn a_longer_way_to_say_the_same_is_refused() {
    let bytes = examples()[0].encode().unwrap();
    let longer = [&[FORMAT, bytes[1] | 0x80, 0x00], &bytes[2..]].concat();
    assert_eq!(
        Change::decode(&longer),
        Err(ModelError::NotCanonical),
        "an overlong kind"
    );
    let trailing = [&bytes[..], &[0]].concat();
    assert_eq!(
        Change::decode(&trailing),
        Err(ModelError::NotCanonical),
        "a byte too many"
    );
}

#[test]
fn a_change_holds_its_limit_and_not_one_byte_past() {
    let room = CHANGE_BYTES_MAX - of_unknown_kind(b"").len();
    let full = of_unknown_kind(&vec![1; room]);
    assert_eq!(full.len(), CHANGE_BYTES_MAX);
    assert!(Change::decode(&full).is_ok());
    let found = CHANGE_BYTES_MAX + 1;
    let large = ModelError::TooLarge {
        max: CHANGE_BYTES_MAX,
        found,
    };
    assert_eq!(
        Change::decode(&of_unknown_kind(&vec![1; room + 1])),
        Err(large)
    );
}

#[test]
fn the_longest_writing_is_a_change() {
    let words = Some(Words::example(&"a".repeat(WORDS_BYTES_MAX)));
    let writing = Writing {
        words,
        ..Writing::example()
    };
    let change = Change::example(What::WritingRevised(Revised::first(
        crate::id::WritingId::example(1),
        writing,
    )));
    assert_eq!(Change::decode(&change.encode().unwrap()), Ok(change));
}

#[test]
fn a_value_out_of_range_is_no_change() {
    let mut check_in = crate::CheckIn {
        far_away: Some(crate::scale::Five::HIGHEST),
        ..Default::default()
    };
    let good = Change::example(What::CheckedIn(check_in.clone()))
        .encode()
        .unwrap();
    check_in.far_away = None;
    let none = Change::example(What::CheckedIn(check_in)).encode().unwrap();
    let differs = good.iter().zip(&none).position(|(a, b)| a != b).unwrap() + 1;
    let mut six = good;
    assert_eq!(std::mem::replace(&mut six[differs], 6), 5);
    assert_eq!(Change::decode(&six), Err(ModelError::Malformed));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(change) = Change::decode(&bytes) {
            prop_assert_eq!(change.encode().unwrap(), bytes);
        }
    }

    #[test]
    fn mutated_changes_are_read_or_refused(
        index in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
        flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let mut bytes = index.get(&examples()).encode().unwrap();
        for (place, byte) in flips {
            *place.get_mut(&mut bytes) = byte;
        }
        bytes.truncate(cut.index(2 * bytes.len()).max(1));
        if let Ok(change) = Change::decode(&bytes) {
            prop_assert_eq!(change.encode().unwrap(), bytes);
        }
    }
}

#[test]
fn every_kind_can_be_read_by_eyes() {
    for what in What::examples() {
        let json: serde_json::Value = serde_json::from_str(&what.to_json()).unwrap();
        assert!(!json.is_null(), "{}", what.kind());
    }
}

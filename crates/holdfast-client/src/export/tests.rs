//! Whatever is exported is imported as the same: every kind, any words, either form of a file.
//! The key of a sealed file stands in for its passphrase: stretching one takes a third of a second.

use std::rc::Rc;

use holdfast_crypto::RootKey;
use holdfast_crypto::testing::SeededEntropy;
use holdfast_model::check_in::CheckIn;
use holdfast_model::id::{AuthorId, ChangeId, RelationshipId};
use holdfast_model::text::Words;
use holdfast_model::time::Instant;
use holdfast_model::{Change, Ledger, Origin, What};
use proptest::prelude::*;

use super::{FILE_BYTES_MAX, inspect_export, plain, sealed};
use crate::error::ClientError;

fn what() -> impl Strategy<Value = What> {
    let words = "\\PC{1,40}[\\n\"\\\\\u{0}-\u{1f}]{0,3}\\PC{0,400}";
    let check_in = words.prop_map(|words| {
        What::CheckedIn(CheckIn {
            words: Words::parse(&words).ok(),
            ..CheckIn::default()
        })
    });
    prop_oneof![prop::sample::select(What::examples()), check_in]
}

/// Each change has an id of its own, as in life.
fn told() -> impl Strategy<Value = Vec<(Origin, Change)>> {
    let shared = prop::option::of((0..3_u8).prop_map(RelationshipId::example));
    let change = (shared, any::<u64>(), 0..90_000_u64, 0..3_u8, what());
    prop::collection::vec(change, 0..30).prop_map(|told| {
        let changes = told.into_iter().zip(0..);
        changes
            .map(|((shared, turn, minutes, author, what), id)| {
                let (at, author) = (Instant::example(minutes), AuthorId::example(author));
                let (origin, id) = (
                    shared.map_or(Origin::Mine, Origin::Shared),
                    ChangeId::example(id),
                );
                let change = Change {
                    turn,
                    at,
                    author,
                    id,
                    what,
                };
                (origin, change)
            })
            .collect()
    })
}

fn ledger(told: &[(Origin, Change)]) -> Ledger {
    let mut ledger = Ledger::new(AuthorId::example(0));
    for (origin, change) in told {
        ledger.insert(*origin, change.clone());
    }
    ledger
}

proptest! {
    #[test]
    fn any_ledger_is_the_same_after_a_plain_file(told in told()) {
        let contents = plain::read(&plain::write(&told).unwrap()).unwrap();
        prop_assert_eq!(contents.damaged, 0);
        prop_assert_eq!(ledger(&contents.records), ledger(&told));
    }

    #[test]
    fn any_ledger_is_the_same_after_a_sealed_file(told in told(), seed in any::<u64>()) {
        let mut entropy = SeededEntropy::new(seed);
        let key = Rc::new(RootKey::make(&mut entropy).unwrap());
        let file = sealed::write_by(&told, &key, &[7; 120], &mut entropy).unwrap();
        let contents = sealed::read_by(&file, |_| Ok(Rc::clone(&key))).unwrap();
        prop_assert_eq!(contents.damaged, 0);
        prop_assert_eq!(ledger(&contents.records), ledger(&told));
    }
}

#[test]
fn a_file_past_the_limit_is_refused_by_its_length_alone() {
    let file = vec![0; FILE_BYTES_MAX + 1];
    let refused = |file: &[u8]| inspect_export(file, None).err().map(|error| error.code());
    let too_large = ClientError::ExportTooLarge.code();
    assert_eq!(refused(&file), Some(too_large));
    let other = ClientError::ExportRefused.code();
    assert_eq!(refused(&file[..FILE_BYTES_MAX]), Some(other));
}

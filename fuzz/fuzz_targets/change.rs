//! Feeds any bytes to the reader of changes, and what it reads to the ledger.
//! Invariant: every input is refused, or written back byte for byte and folded without a panic.

#![no_main]

use holdfast_model::id::{AuthorId, RelationshipId};
use holdfast_model::time::Instant;
use holdfast_model::{Change, Ledger, Origin};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(change) = Change::decode(bytes) else { return };
    assert_eq!(change.encode().as_deref(), Ok(bytes));

    // Both as its author and as somebody else, in her own space and in a shared one.
    let relationship = RelationshipId::new([2; 16]);
    for me in [change.author, AuthorId::new([0; 16])] {
        let mut ledger = Ledger::new(me);
        for origin in [Origin::Mine, Origin::Shared(relationship)] {
            ledger.insert(origin, change.clone());
            assert!(!ledger.insert(origin, change.clone()));
        }
        let now = change.at;
        let (writings, check_ins) = (ledger.writings(), ledger.check_ins());
        let (ruptures, received) = (ledger.ruptures(relationship), ledger.received(relationship, now));
        let next = ledger.next_session(Instant::new(0, 0).unwrap_or(now));
        std::hint::black_box((writings, check_ins, ruptures, received, next, ledger.due(now)));
    }
});

//! What a relay has lost and somebody still holds.
//! Pass means: it is queued again in the order of its chain, and nothing else is.

use super::world::{Node, last, pair};
use crate::Alarm;
use holdfast_wire::{EnvelopeId, Head, Sequence};

/// Attack 9, and loss: the relay forgot a record, and whoever wrote it has lost it too. Whoever read
/// it gives it back (found by world 161).
#[test]
fn what_the_relay_has_lost_is_given_back_by_whoever_has_it() {
    let (mut sam, mut maya, log) = pair();
    for body in [b"one", b"two"] {
        sam.write(body);
    }
    maya.pull(&[log.clone(), sam.own()[1..].to_vec()].concat());
    maya.disk.outbox.clear();
    maya.replica.outbox.clear();
    let step = maya.replica.audit().unwrap();
    maya.take(step);
    maya.pull(&log);
    let ids: Vec<_> = sam.own()[1..].iter().map(|b| EnvelopeId::of(b)).collect();
    assert_eq!(maya.disk.outbox, ids, "in the order of the chain");
    assert!(maya.alarms.contains(&Alarm::AckedLost { ids }));
    let mut anew = Node::blank(1, 9);
    let again = maya.disk.outbox.iter().map(|id| maya.bytes_of(*id));
    anew.pull(&[log, again.collect()].concat());
    assert_eq!(anew.bodies(), [b"one", b"two"]);
}

/// What does not count any more is not given back either.
#[test]
fn what_lies_beyond_a_cut_is_not_given_back() {
    let (mut sam, mut maya, log) = pair();
    sam.write(b"before");
    let seen = [log, sam.own()[1..].to_vec()].concat();
    maya.pull(&seen);
    sam.write(b"after");
    maya.ingest(&last(&sam));
    let step = maya.replica.audit().unwrap();
    maya.take(step);
    let end = Head {
        device: sam.id(),
        sequence: Sequence(1),
        id: EnvelopeId::of(&seen[2]),
    };
    maya.replica.chains.get_mut(&sam.id()).unwrap().cut(end);
    maya.pull(&seen);
    let after = EnvelopeId::of(&last(&sam));
    assert!(!maya.disk.outbox.contains(&after));
}

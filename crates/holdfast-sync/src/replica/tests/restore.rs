//! Restarts and restored stores: nothing that was kept is forgotten, and an older copy says so.
//! The fault "older snapshot of the store restored", and a store that lost something.

use super::world::{Node, device, key};
use crate::{Alarm, Replica, Setup, Stored, SyncError};
use holdfast_crypto::record::SealInput;
use holdfast_crypto::testing::{SeededEntropy, forge};
use holdfast_wire::{EnvelopeId, Header, Kind, Sequence};

fn story() -> (Node, Node) {
    let (mut sam, mut maya) = (Node::new(1, 1), Node::new(2, 3));
    let log = [sam.own(), maya.own()].concat();
    sam.pull(&log);
    maya.pull(&log);
    sam.write(b"one");
    sam.write(&[7; 130_000]);
    sam.own().iter().for_each(|bytes| maya.ingest(bytes));
    maya.write(b"answer");
    sam.ingest(&maya.own().pop().unwrap());
    (sam, maya)
}

#[test]
fn a_restart_brings_everything_back() {
    let (sam, _) = story();
    let mut again = sam.restarted(sam.disk.clone());
    assert_eq!(again.state(), sam.state());
    assert_eq!((again.alarms.len(), again.pulls), (0, 0));
    assert_eq!(again.disk.frontier, sam.disk.frontier);
    assert_eq!(again.replica.position(), sam.replica.position());
    again.write(b"goes on");
    let mut reader = Node::blank(2, 9);
    again.own().iter().for_each(|bytes| reader.ingest(bytes));
    assert_eq!(
        (reader.delivered.len(), reader.alarms.len()),
        (3, 0),
        "in one chain"
    );
}

/// What a member without honour put on the disk, past the door where signatures are checked.
#[cfg(debug_assertions)]
#[test]
fn what_comes_from_the_disk_is_verified_again_in_debug_builds() {
    let (sam, _) = story();
    let books = sam.replica.books();
    let head = books.iter().find(|head| head.device == sam.id()).unwrap();
    let header = Header {
        epoch: key().epoch(),
        device: sam.id(),
        sequence: head.sequence.next().unwrap(),
        previous: head.id,
        heads: vec![],
        kind: Kind::CHANGE,
        group: None,
    };
    let input = SealInput {
        key: &key(),
        device: &device(5),
        header: &header,
        body: b"not hers",
    };
    let forged = forge(&input, &mut SeededEntropy::new(8)).unwrap();
    let mut disk = sam.disk.clone();
    disk.envelopes.push((forged.id(), forged.into_bytes()));
    let again = sam.restarted(disk);
    assert!(again.state() == sam.state(), "what is not hers is not read");
}

/// A step that could not be committed: the replica is thrown away and restored, and nothing shows.
#[test]
fn a_step_that_was_not_kept_never_happened() {
    let (mut sam, mut maya) = story();
    let lost = sam
        .replica
        .append(Kind::CHANGE, b"disk full", &mut sam.entropy)
        .unwrap();
    drop(lost);
    let mut sam = sam.restarted(sam.disk.clone());
    sam.write(b"kept");
    sam.own().iter().for_each(|bytes| maya.ingest(bytes));
    assert_eq!(maya.alarms, []);
    assert!(maya.bodies().contains(&b"kept".as_slice()));
}

/// An older copy of the store: the relay brings back what this device has written since.
#[test]
fn an_older_copy_of_the_store_is_noticed_and_filled_up() {
    let (mut sam, _) = story();
    let old = sam.disk.clone();
    sam.write(b"since then");
    let id = EnvelopeId::of(&sam.own().pop().unwrap());
    let mut restored = sam.restarted(old);
    restored.ingest(&sam.bytes_of(id));
    let (have, seen) = (Sequence(5), Sequence(5));
    assert_eq!(restored.alarms, [Alarm::OwnOlder { have, seen }]);
    assert_eq!(restored.state(), sam.state());
    restored.write(b"goes on");
    assert!(restored.replica.check_standing().is_ok());
}

/// An older copy in which something was written before the relay was asked: two histories, both
/// true. A second set-back to before both loses neither of them, whatever order they come in.
#[test]
fn a_device_that_was_set_back_twice_gets_both_of_its_histories() {
    let (mut sam, mut maya) = story();
    let old = sam.disk.clone();
    sam.write(b"first history");
    let mut second = sam.restarted(old.clone());
    second.write(b"second history");
    second.write(&[8; 130_000]);
    let log = [sam.own(), second.own()].concat();
    let mirrored: Vec<_> = log.iter().rev().cloned().collect();
    for log in [log, mirrored] {
        let mut third = sam.restarted(old.clone());
        log.iter().for_each(|bytes| third.ingest(bytes));
        let has = |body: &[u8]| third.bodies().contains(&body);
        assert!(has(b"first history") && has(b"second history") && has(&[8; 130_000]));
        assert!(third.disk.quarantined.is_empty(), "nothing waits");
        let again = third.restarted(third.disk.clone());
        assert_eq!(again.delivered, third.delivered);
        log.iter().for_each(|bytes| maya.ingest(bytes));
        let told = maya.delivered.iter();
        assert!(
            told.eq(third.delivered.iter()),
            "and everybody reads the same"
        );
    }
}

/// What an older version of the app had set aside as a fork is taken in when it is opened again.
#[test]
fn a_history_that_rests_in_quarantine_comes_again() {
    let (mut sam, mut maya) = story();
    let mut copy = sam.restarted(sam.disk.clone());
    sam.write(b"one");
    copy.write(b"two");
    maya.ingest(&sam.own().pop().unwrap());
    let two = copy.own().pop().unwrap();
    let aside = (two.clone(), "HF-SYNC-06".to_owned());
    maya.disk.quarantined.insert(EnvelopeId::of(&two), aside);
    let again = maya.restarted(maya.disk.clone());
    assert!(again.bodies().contains(&b"two".as_slice()));
    assert!(again.disk.quarantined.is_empty());
}

/// An older copy, seen in what somebody else has seen of this device.
#[test]
fn an_older_copy_of_the_store_is_noticed_in_the_heads_of_others() {
    let (mut sam, mut maya) = story();
    let old = sam.disk.clone();
    sam.write(b"since then");
    maya.ingest(&sam.own().pop().unwrap());
    maya.write(b"I have read it");
    let mut restored = sam.restarted(old);
    restored.ingest(&maya.own().pop().unwrap());
    let (have, seen) = (Sequence(5), Sequence(5));
    assert_eq!(restored.alarms, [Alarm::OwnOlder { have, seen }]);
}

/// The store lost its newest envelopes but not the frontier: it says what is gone and asks for it.
#[test]
fn a_store_that_lost_records_asks_for_them() {
    let (sam, maya) = story();
    let mut disk = sam.disk.clone();
    let (lost, bytes) = disk.envelopes.pop().unwrap();
    let restored = sam.restarted(disk);
    let had = maya
        .replica
        .books()
        .into_iter()
        .find(|head| head.id == lost)
        .unwrap();
    assert_eq!(restored.alarms, [Alarm::StoreLost { had, found: 1 }]);
    assert_eq!(restored.pulls, 1);
    let mut restored = restored;
    restored.ingest(&bytes);
    assert_eq!(restored.state(), sam.state());
}

#[test]
fn an_altered_envelope_in_the_store_is_not_delivered() {
    let (sam, _) = story();
    let mut disk = sam.disk.clone();
    disk.envelopes.last_mut().unwrap().1[200] ^= 1;
    let restored = sam.restarted(disk);
    assert_eq!(restored.delivered.len(), sam.delivered.len() - 1);
    assert_eq!(restored.codes(), ["HF-SYNC-16"]);
}

#[test]
fn what_waited_and_what_was_refused_is_remembered() {
    let (mut sam, mut maya) = story();
    sam.write(b"gap");
    sam.write(b"behind the gap");
    let own = sam.own();
    maya.ingest(&own[own.len() - 1]);
    maya.ingest(b"garbage");
    assert_eq!(maya.disk.quarantined.len(), 2);
    let mut again = maya.restarted(maya.disk.clone());
    assert_eq!(again.alarms, [], "said before");
    again.ingest(b"garbage");
    assert_eq!(again.alarms, []);
    again.ingest(&own[own.len() - 2]);
    assert_eq!(again.delivered.len(), maya.delivered.len() + 2);
    assert_eq!(again.disk.quarantined.len(), 1, "only the garbage stays");
}

#[test]
fn what_waits_in_the_outbox_is_not_missed_at_the_relay() {
    let (sam, maya) = story();
    let mut again = sam.restarted(sam.disk.clone());
    let step = again.replica.audit().unwrap();
    again.take(step);
    again.pull(&maya.own());
    assert!(!again.codes().contains(&"HF-SYNC-11"));
}

#[test]
fn a_frontier_that_is_none_is_refused() {
    let setup = |keys| Setup {
        device: super::world::device(1),
        keys,
        members: Default::default(),
    };
    let stored = Stored {
        frontier: Some(vec![9; 9]),
        ..Stored::default()
    };
    let refused = Replica::restore(setup(vec![super::world::key()]), stored).err();
    assert_eq!(refused.map(|error| error.code()), Some("HF-WIRE-03"));
    assert!(matches!(Replica::new(setup(vec![])), Err(SyncError::NoKey)));
}

//! What a hostile relay or member can put before a replica.
//! Pass means: the state is unchanged, the bytes are set aside, and an alarm holds the evidence.

use super::world::{Node, device, identity, key, last, pair, space};
use crate::replica::state::REFUSED_MAX;
use crate::{Alarm, DEVICES_MAX};
use holdfast_crypto::record::{SealInput, seal};
use holdfast_crypto::testing::{SeededEntropy, forge};
use holdfast_crypto::{Certificate, SpaceKey};
use holdfast_wire::{
    Envelope, EnvelopeId, Epoch, Group, Head, Header, Kind, Position, Sequence, SpaceId,
};

/// Nothing was accepted, the bytes are kept as evidence, and the alarm has this code.
fn check_refused(node: &mut Node, bytes: &[u8], code: &str) {
    let (books, delivered) = (node.replica.books(), node.delivered.clone());
    let alarms = node.alarms.len();
    node.ingest(bytes);
    assert_eq!((node.replica.books(), &node.delivered), (books, &delivered));
    assert_eq!(node.codes()[alarms..], [code]);
    assert_eq!(node.disk.quarantined[&EnvelopeId::of(bytes)].0, bytes);
    node.ingest(bytes);
    assert_eq!(node.alarms.len(), alarms + 1, "said once");
}

/// Attacks 2, 3, 4 and 14, as a replica sees them; the true envelope is accepted afterwards.
#[test]
fn an_altered_envelope_is_set_aside_and_blocks_nothing() {
    let (mut sam, mut maya, _) = pair();
    sam.write(b"words");
    let bytes = last(&sam);
    for at in (0..bytes.len()).step_by(3) {
        let mut altered = bytes.clone();
        altered[at] ^= 0x10;
        let code = match at {
            0 => "HF-SYNC-04",
            1..17 => "HF-SYNC-02",
            _ => "HF-SYNC-03",
        };
        check_refused(&mut maya, &altered, code);
    }
    check_refused(&mut maya, &bytes[..100], "HF-SYNC-01");
    check_refused(
        &mut maya,
        &[bytes.as_slice(), &[0; 9]].concat(),
        "HF-SYNC-01",
    );
    maya.ingest(&bytes);
    assert_eq!(maya.bodies(), [b"words"]);
}

/// Attack 14: a newer version is kept for a newer app.
#[test]
fn a_newer_version_is_kept_untouched() {
    let (mut sam, mut maya, _) = pair();
    sam.write(b"words");
    let mut newer = last(&sam);
    newer[0] = 2;
    check_refused(&mut maya, &newer, "HF-SYNC-04");
    let id = EnvelopeId::of(&newer);
    assert_eq!(maya.alarms, [Alarm::Newer { id, version: 2 }]);
}

/// Attack 12: an envelope of another space.
#[test]
fn an_envelope_of_another_space_is_foreign() {
    let (_, mut maya, _) = pair();
    let other = SpaceKey::make_space(&mut SeededEntropy::new(5)).unwrap();
    let elsewhere = holdfast_crypto::DeviceSeed::from_store([1; 32]).keys(other.space());
    let header = header(elsewhere.id(), 0, EnvelopeId::ZERO);
    let input = SealInput {
        key: &other,
        device: &elsewhere,
        header: &header,
        body: b"x",
    };
    let envelope = seal(&input, &mut SeededEntropy::new(1)).unwrap();
    check_refused(&mut maya, envelope.as_bytes(), "HF-SYNC-02");
}

fn header(device: holdfast_wire::DeviceId, sequence: u64, previous: EnvelopeId) -> Header {
    Header {
        epoch: Epoch(0),
        device,
        sequence: Sequence(sequence),
        previous,
        heads: vec![],
        kind: Kind::CHANGE,
        group: None,
    }
}

/// What a member can make who has the space's key and device `seed`.
fn sealed(seed: u8, header: &Header, body: &[u8]) -> Envelope {
    let input = SealInput {
        key: &key(),
        device: &device(seed),
        header,
        body,
    };
    seal(&input, &mut SeededEntropy::new(header.sequence.0 + 90)).unwrap()
}

/// Attack 19: a ghost device, vouched for by nobody who was met in the room.
#[test]
fn a_device_of_a_stranger_is_not_let_in() {
    let (_, mut maya, _) = pair();
    let ghost = device(66);
    let certificate = Certificate::issue(&identity(9), space(), ghost.public()).unwrap();
    let body = certificate.encode().unwrap();
    let header = Header {
        kind: Kind::CERTIFICATE,
        ..header(ghost.id(), 0, EnvelopeId::ZERO)
    };
    let envelope = sealed(66, &header, &body);
    check_refused(&mut maya, envelope.as_bytes(), "HF-SYNC-05");
    let person = identity(9).id();
    assert_eq!(
        maya.alarms,
        [Alarm::Stranger {
            id: envelope.id(),
            person
        }]
    );
    let step = maya.replica.pin(*identity(9).public()).unwrap();
    maya.take(step);
    assert_eq!(
        maya.replica.devices().count(),
        3,
        "until somebody pins that person"
    );
    assert!(maya.disk.quarantined.is_empty());
}

/// Attack 19: a certificate that a pinned person signed for another device.
#[test]
fn a_borrowed_certificate_lets_nobody_in() {
    let (sam, mut maya, _) = pair();
    let ghost = device(66);
    let body = Certificate::issue(&identity(1), space(), device(1).public()).unwrap();
    let header = Header {
        kind: Kind::CERTIFICATE,
        ..header(ghost.id(), 0, EnvelopeId::ZERO)
    };
    let envelope = sealed(66, &header, &body.encode().unwrap());
    check_refused(&mut maya, envelope.as_bytes(), "HF-SYNC-01");
    let garbage = sealed(66, &header, b"no certificate");
    check_refused(&mut maya, garbage.as_bytes(), "HF-SYNC-01");
    assert_eq!(maya.replica.devices().count(), 2);
    assert_eq!(sam.replica.devices().count(), 2);
}

/// Attack 11: a member with the key of the space writes in the name of another device, in its next
/// place and where there is a record already, under the only signature that she can make.
#[test]
fn a_member_cannot_write_into_another_chain() {
    let (mut sam, mut maya, log) = pair();
    let mut reader = Node::blank(1, 9);
    reader.pull(&log);
    let first = sam.replica.chains.get(&sam.id()).unwrap().head().unwrap();
    let forged = |sequence, previous| {
        let input = SealInput {
            key: &key(),
            device: &device(3),
            header: &header(sam.id(), sequence, previous),
            body: b"never said",
        };
        forge(&input, &mut SeededEntropy::new(7 + sequence)).unwrap()
    };
    for bytes in [forged(1, first.id), forged(0, EnvelopeId::ZERO)] {
        check_refused(&mut reader, bytes.as_bytes(), "HF-SYNC-01");
        check_refused(&mut sam, bytes.as_bytes(), "HF-SYNC-01");
        check_refused(&mut maya, bytes.as_bytes(), "HF-SYNC-01");
    }
    sam.write(b"said");
    reader.ingest(&last(&sam));
    assert_eq!(reader.bodies(), [b"said"]);
    assert!(
        sam.replica.check_standing().is_ok(),
        "nobody can make it look forked"
    );
}

/// Attacks 10 and 25: one device, one place, two records. Both are true, so both are kept; the first
/// stays in the line, and the alarm names them both.
#[test]
fn a_second_record_for_a_place_is_a_fork() {
    let (mut sam, mut maya, _) = pair();
    let mut copy = sam.restarted(sam.disk.clone());
    sam.write(b"one");
    copy.write(b"two");
    let (one, two) = (last(&sam), last(&copy));
    maya.ingest(&one);
    maya.ingest(&two);
    let [first, second] = [&one, &two].map(|bytes| EnvelopeId::of(bytes));
    let fork = Alarm::Fork {
        device: sam.id(),
        sequence: Sequence(1),
        first,
        second,
    };
    copy.write(b"three");
    maya.ingest(&last(&copy));
    sam.write(b"four");
    maya.ingest(&last(&sam));
    assert_eq!(maya.alarms, [fork], "one alarm for one fork");
    let mut bodies = maya.bodies();
    bodies.sort_unstable();
    assert_eq!(bodies, [b"four".as_slice(), b"one", b"three", b"two"]);
    assert!(maya.disk.quarantined.is_empty());
    let again = maya.restarted(maya.disk.clone());
    assert_eq!((again.state(), again.codes()), (maya.state(), vec![]));
}

/// Attack 10: the fork lies behind a gap. It is said at once, and both come when the gap closes.
#[test]
fn two_records_that_wait_for_one_place_are_a_fork() {
    let (mut sam, mut maya, _) = pair();
    sam.write(b"gap");
    let gap = last(&sam);
    let mut copy = sam.restarted(sam.disk.clone());
    sam.write(b"one");
    copy.write(b"two");
    maya.ingest(&last(&sam));
    check_refused(&mut maya, &last(&copy), "HF-SYNC-06");
    maya.ingest(&gap);
    assert_eq!(maya.bodies().len(), 3);
    assert_eq!(maya.codes(), ["HF-SYNC-06"]);
    assert!(maya.disk.quarantined.is_empty());
}

/// Attack 10: two readers are shown two histories; each sees it when it reads the other.
#[test]
fn two_shown_histories_are_seen_when_the_readers_meet() {
    let (mut sam, mut maya, log) = pair();
    let mut third = Node::new(2, 4);
    third.pull(&log);
    let mut copy = sam.restarted(sam.disk.clone());
    sam.write(b"for Maya");
    copy.write(b"for the other");
    maya.ingest(&last(&sam));
    third.ingest(&last(&copy));
    third.write(b"hello");
    third.own().iter().for_each(|bytes| maya.ingest(bytes));
    assert_eq!(maya.codes(), ["HF-SYNC-06"]);
    third.write(b"again");
    maya.ingest(&last(&third));
    assert_eq!(maya.codes(), ["HF-SYNC-06"], "one alarm for one fork");
    assert_eq!(maya.bodies().len(), 3, "and nothing is blocked by it");
}

/// Attack 10: a promised record and another one in its place.
#[test]
fn another_record_than_somebody_has_seen_is_a_fork() {
    let (mut sam, mut maya, log) = pair();
    let mut third = Node::new(2, 4);
    third.pull(&log);
    let mut copy = sam.restarted(sam.disk.clone());
    sam.write(b"for Maya");
    copy.write(b"for the other");
    third.ingest(&last(&copy));
    third.write(b"hello");
    third.own().iter().for_each(|bytes| maya.ingest(bytes));
    assert_eq!(maya.alarms, []);
    maya.ingest(&last(&sam));
    assert_eq!(maya.codes(), ["HF-SYNC-06"]);
}

/// A copy of this device is at work: this one must not write on, or it would fork its own chain.
#[test]
fn a_device_that_meets_its_own_copy_stops_writing() {
    let (mut sam, _, _) = pair();
    let mut copy = sam.restarted(sam.disk.clone());
    sam.write(b"one");
    copy.write(b"two");
    sam.ingest(&last(&copy));
    assert_eq!(sam.codes(), ["HF-SYNC-07"]);
    assert_eq!(sam.bodies().len(), 2, "what the copy wrote is kept too");
    let refused = sam
        .replica
        .append(Kind::CHANGE, b"x", &mut sam.entropy)
        .err();
    assert_eq!(refused.map(|error| error.code()), Some("HF-SYNC-32"));
    let again = sam.restarted(sam.disk.clone());
    assert_eq!(
        again.replica.check_standing().err().map(|e| e.code()),
        Some("HF-SYNC-32")
    );
}

/// Attack 9: the relay goes back to an older state. Nothing here goes back; what it lost of ours
/// is sent again.
#[test]
fn a_relay_that_rolls_back_is_noticed_and_healed() {
    let (mut sam, _, mut log) = pair();
    sam.write(b"one");
    log.extend(sam.own().pop());
    sam.pull(&log);
    let acked = sam.disk.outbox.clone();
    let step = sam.replica.acked(&acked).unwrap();
    sam.take(step);
    let state = sam.replica.books();
    let old = log[..2].to_vec();
    sam.pull(&old);
    assert_eq!(
        sam.alarms,
        [Alarm::RolledBack {
            seen: Position(3),
            now: Position(2)
        }]
    );
    assert_eq!(sam.pulls, 1);
    sam.pull(&old);
    let lost = EnvelopeId::of(&last(&sam));
    assert_eq!(sam.alarms[1..], [Alarm::AckedLost { ids: vec![lost] }]);
    assert_eq!(sam.disk.outbox, [lost]);
    assert_eq!(sam.replica.books(), state);
}

/// Attack 26: the relay acks what it never stored.
#[test]
fn a_wrong_ack_is_found_by_the_audit_of_the_own_chain() {
    let (mut sam, _, log) = pair();
    sam.write(b"acked, not stored");
    let acked = sam.disk.outbox.clone();
    let step = sam.replica.acked(&acked).unwrap();
    sam.take(step);
    assert!(sam.disk.outbox.is_empty());
    let step = sam.replica.audit().unwrap();
    sam.take(step);
    sam.pull(&log);
    let id = EnvelopeId::of(&last(&sam));
    assert_eq!(sam.alarms, [Alarm::AckedLost { ids: vec![id] }]);
    assert_eq!(sam.disk.outbox, [id]);
    let step = sam.replica.audit().unwrap();
    sam.take(step);
    sam.pull(&log);
    assert_eq!(sam.alarms.len(), 1, "what still waits is not lost");
}

/// Attacks 23 and 24: garbage without end fills neither memory nor disk.
#[test]
fn a_flood_is_bounded_and_counted() {
    let (mut sam, mut maya, _) = pair();
    for n in 0..=REFUSED_MAX {
        maya.ingest(&n.to_le_bytes());
    }
    assert_eq!(maya.disk.quarantined.len(), REFUSED_MAX);
    assert_eq!(maya.alarms.len(), REFUSED_MAX + 1);
    assert_eq!(maya.alarms.last(), Some(&Alarm::Flood { count: 1 }));
    maya.ingest(b"more");
    maya.ingest(&vec![1; 70_000]);
    assert_eq!(maya.alarms.len(), REFUSED_MAX + 1);
    let step = maya.replica.caught_up(Position(9)).unwrap();
    maya.take(step);
    assert_eq!(maya.alarms.last(), Some(&Alarm::Flood { count: 3 }));
    sam.write(b"still here");
    maya.ingest(&last(&sam));
    assert_eq!(maya.bodies(), [b"still here"]);
}

/// Attack 24: sixty-four devices may live in a space, and one more may not.
#[test]
fn devices_are_limited() {
    let mut maya = Node::blank(2, 3);
    let certificate = |seed: u8| {
        let device = device(seed);
        let body = Certificate::issue(&identity(1), space(), device.public()).unwrap();
        let header = Header {
            kind: Kind::CERTIFICATE,
            ..header(device.id(), 0, EnvelopeId::ZERO)
        };
        sealed(seed, &header, &body.encode().unwrap())
    };
    let most = u8::try_from(DEVICES_MAX).unwrap();
    (0..most).for_each(|n| maya.ingest(certificate(100 + n).as_bytes()));
    assert_eq!(
        (maya.replica.devices().count(), maya.codes()),
        (DEVICES_MAX, vec![])
    );
    check_refused(&mut maya, certificate(100 + most).as_bytes(), "HF-SYNC-01");
}

/// A record in an older epoch than the one before it: an old key brought back (attack 21).
#[test]
fn a_chain_does_not_go_back_to_an_older_epoch() {
    let (sam, mut maya, _) = pair();
    let next = SpaceKey::make(space(), Epoch(1), &mut SeededEntropy::new(8)).unwrap();
    let first = sam.replica.chains.get(&sam.id()).unwrap().head().unwrap();
    let newer = Header {
        epoch: Epoch(1),
        ..header(sam.id(), 1, first.id)
    };
    let input = SealInput {
        key: &next,
        device: &device(1),
        header: &newer,
        body: b"new",
    };
    let envelope = seal(&input, &mut SeededEntropy::new(1)).unwrap();
    let step = maya.replica.add_key(next).unwrap();
    maya.take(step);
    maya.ingest(envelope.as_bytes());
    let older = sealed(1, &header(sam.id(), 2, envelope.id()), b"old");
    check_refused(&mut maya, older.as_bytes(), "HF-SYNC-13");
    let (id, epoch, current) = (older.id(), Epoch(0), Epoch(1));
    assert_eq!(maya.alarms, [Alarm::EpochBack { id, epoch, current }]);
}

#[test]
fn a_record_waits_for_its_key() {
    let (sam, mut maya, _) = pair();
    let next = SpaceKey::make(space(), Epoch(1), &mut SeededEntropy::new(8)).unwrap();
    let first = sam.replica.chains.get(&sam.id()).unwrap().head().unwrap();
    let newer = Header {
        epoch: Epoch(1),
        ..header(sam.id(), 1, first.id)
    };
    let input = SealInput {
        key: &next,
        device: &device(1),
        header: &newer,
        body: b"new",
    };
    let envelope = seal(&input, &mut SeededEntropy::new(1)).unwrap();
    check_refused(&mut maya, envelope.as_bytes(), "HF-SYNC-03");
    let step = maya.replica.add_key(next).unwrap();
    maya.take(step);
    assert_eq!(maya.bodies(), [b"new"]);
    assert!(maya.disk.quarantined.is_empty(), "released");
    let foreign = SpaceKey::make(SpaceId::ZERO, Epoch(1), &mut SeededEntropy::new(8)).unwrap();
    assert!(maya.replica.add_key(foreign).is_err());
}

/// Fragments that do not fit: a member's mistake or malice. The records are kept, nothing is
/// delivered, and the chain goes on.
#[test]
fn broken_groups_are_kept_and_reported() {
    let (sam, mut maya, _) = pair();
    let mut previous = sam.replica.chains.get(&sam.id()).unwrap().head().unwrap();
    let mut send = |maya: &mut Node, kind, group| {
        let sequence = previous.sequence.0 + 1;
        let header = Header {
            kind,
            group,
            ..header(sam.id(), sequence, previous.id)
        };
        let envelope = sealed(1, &header, b"part");
        let id = envelope.id();
        previous = Head {
            device: sam.id(),
            sequence: Sequence(sequence),
            id,
        };
        maya.ingest(envelope.as_bytes());
        id
    };
    let group = |index, count| {
        Some(Group {
            kind: Kind::CHANGE,
            index,
            count,
        })
    };
    let middle = send(&mut maya, Kind::FRAGMENT, group(1, 3));
    send(&mut maya, Kind::FRAGMENT, group(0, 3));
    let torn = send(&mut maya, Kind::CHANGE, None);
    send(&mut maya, Kind::FRAGMENT, group(0, 2));
    let other = send(&mut maya, Kind::FRAGMENT, group(1, 3));
    let expect = [middle, torn, other].map(|id| Alarm::BrokenGroup { id });
    assert_eq!(maya.alarms, expect);
    assert!(maya.delivered.is_empty());
    send(&mut maya, Kind::FRAGMENT, group(0, 2));
    send(&mut maya, Kind::FRAGMENT, group(1, 2));
    assert_eq!(maya.bodies(), [b"partpart"]);
    assert_eq!(maya.disk.envelopes.len(), 9);
}

//! Order, duplication and loss: whatever the relay does with true envelopes, the same set of them
//! gives the same state. Attacks 5, 6 and 7, and the network faults drop, duplicate, reorder.

use super::world::{Node, key};
use crate::{Alarm, BODY_BYTES_MAX, SyncError, WAITING_MAX};
use holdfast_crypto::testing::NoEntropy;
use holdfast_wire::{Kind, Position, Sequence};
use proptest::prelude::*;
use std::sync::LazyLock;

/// Two people talk: three devices, each having seen what the others wrote before.
fn story() -> Vec<Vec<u8>> {
    let mut nodes = [Node::new(1, 1), Node::new(1, 2), Node::new(2, 3)];
    let mut log: Vec<Vec<u8>> = nodes.iter().flat_map(Node::own).collect();
    for round in 0..6_u8 {
        let writer = usize::from(round) % 3;
        nodes[writer].pull(&log);
        nodes[writer].write(&[round; 20]);
        log.push(nodes[writer].own().pop().unwrap());
    }
    nodes[0].pull(&log);
    let long: Vec<u8> = (0..150_000_u32)
        .flat_map(u32::to_le_bytes)
        .take(150_000)
        .collect();
    nodes[0].write(&long);
    let own = nodes[0].own();
    log.extend_from_slice(&own[own.len() - 3..]);
    log
}

static STORY: LazyLock<Vec<Vec<u8>>> = LazyLock::new(story);

/// One device in three histories, of which one goes out from another, and a reader of two.
fn histories() -> Vec<Vec<u8>> {
    let (mut first, mut reader) = (Node::new(1, 1), Node::new(2, 3));
    first.write(b"before all");
    let mut second = first.restarted(first.disk.clone());
    first.write(b"first");
    second.write(b"second");
    let mut third = second.restarted(second.disk.clone());
    second.write(&[9; 130_000]);
    third.write(b"third");
    for node in [&mut first, &mut second, &mut third] {
        node.write(b"goes on");
    }
    reader.pull(&[first.own(), third.own()].concat());
    reader.write(b"I have read both");
    let mut all = [first.own(), second.own(), third.own(), reader.own()].concat();
    all.sort();
    all.dedup();
    all
}

static HISTORIES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(histories);

fn reader() -> Node {
    Node::blank(2, 9)
}

fn honest() -> Node {
    let mut node = reader();
    node.pull(&STORY);
    node
}

#[test]
fn an_honest_relay_raises_no_alarm() {
    let node = honest();
    assert_eq!(node.alarms, []);
    assert_eq!(node.delivered.len(), 7);
    assert_eq!(node.pulls, 0);
    assert!(node.disk.quarantined.is_empty());
}

/// Attack 5: replay.
#[test]
fn a_replayed_envelope_changes_nothing() {
    let mut node = honest();
    let held = node.disk.envelopes.len();
    for bytes in STORY.iter().chain(STORY.iter().rev()) {
        node.ingest(bytes);
    }
    assert_eq!(node.state(), honest().state());
    assert_eq!(node.disk.envelopes.len(), held);
    assert_eq!(node.alarms, []);
}

/// Attack 6: reorder. Even certificates may come last.
#[test]
fn the_reverse_order_gives_the_same_state() {
    let mut node = reader();
    for bytes in STORY.iter().rev() {
        node.ingest(bytes);
    }
    assert_eq!(node.state(), honest().state());
    assert_eq!(node.alarms, []);
    assert!(node.disk.quarantined.is_empty(), "nothing waits any more");
    assert_eq!(node.disk.envelopes.len(), STORY.len());
}

/// Attack 7: one record of a chain is dropped. It is asked for, then reported, and what waited
/// behind it is delivered when it comes.
#[test]
fn a_gap_waits_is_reported_after_an_audit_and_closes() {
    for dropped in 3..STORY.len() - 1 {
        let mut node = reader();
        let mut log = STORY.to_vec();
        let missing = log.remove(dropped);
        node.pull(&log);
        assert_eq!(
            (node.codes(), node.pulls),
            (vec![], 1),
            "asked once more, no alarm yet"
        );
        node.pull(&log);
        assert!(
            node.codes().contains(&"HF-SYNC-09"),
            "record {dropped}: {:?}",
            node.alarms
        );
        assert!(node.delivered.len() < 7);
        let alarms = node.alarms.len();
        node.pull(&log);
        assert_eq!(
            (node.alarms.len(), node.pulls),
            (alarms, 1),
            "reported once"
        );
        node.ingest(&missing);
        assert_eq!(node.state(), honest().state());
    }
}

/// Attack 7: a certificate is dropped, and so a whole device is hidden.
#[test]
fn a_hidden_device_is_reported_after_an_audit() {
    let mut node = reader();
    let log = STORY[1..].to_vec();
    node.pull(&log);
    node.pull(&log);
    let hidden = Node::blank(1, 1).id();
    let found = |alarm: &&Alarm| matches!(alarm, Alarm::Withheld { missing, have: 0, .. } if missing.device == hidden);
    assert!(
        node.alarms.iter().any(|alarm| found(&alarm)),
        "{:?}",
        node.alarms
    );
    node.ingest(&STORY[0]);
    assert_eq!(node.state(), honest().state());
}

/// Attack 8: the newest records are withheld. Nothing can be seen at once; it is seen as soon as
/// somebody who has them writes.
#[test]
fn a_freeze_is_seen_when_somebody_else_writes() {
    let (mut maya, mut sam) = (Node::new(2, 3), Node::new(1, 1));
    let mut log = [maya.own(), sam.own()].concat();
    sam.pull(&log);
    maya.pull(&log);
    sam.write(b"hidden from Maya");
    log.extend(sam.own().pop());
    let frozen = log[..2].to_vec();
    maya.pull(&frozen);
    assert_eq!(maya.alarms, [], "not yet to be seen");
    let mut second = Node::new(1, 2);
    second.pull(&log);
    second.write(b"I have read it");
    let shown = [frozen, second.own()].concat();
    maya.pull(&shown);
    maya.pull(&shown);
    let by = second.id();
    let missing = sam
        .replica
        .books()
        .into_iter()
        .find(|head| head.device == sam.id())
        .unwrap();
    assert_eq!(
        maya.alarms,
        [Alarm::Withheld {
            have: 1,
            missing,
            by
        }]
    );
    assert_eq!(
        maya.bodies(),
        [b"I have read it"],
        "and nothing is blocked by it"
    );
}

#[test]
fn a_new_device_expects_what_the_pairing_device_has_seen() {
    let mut node = reader();
    let paired = honest();
    let step = node
        .replica
        .expect(&paired.replica.books(), paired.id())
        .unwrap();
    node.take(step);
    let old = STORY[..5].to_vec();
    node.pull(&old);
    node.pull(&old);
    assert!(node.codes().contains(&"HF-SYNC-09"));
    let mut node = node.restarted(node.disk.clone());
    assert_eq!(node.alarms, []);
    node.pull(&old);
    node.pull(&old);
    assert!(
        node.codes().contains(&"HF-SYNC-09"),
        "expected also after a restart"
    );
    node.pull(&STORY);
    assert_eq!(node.state(), honest().state());
}

#[test]
fn a_long_body_is_split_and_joined() {
    let node = honest();
    let long = node
        .delivered
        .values()
        .find(|(_, body)| body.len() == 150_000)
        .unwrap();
    assert_eq!(long.0, Kind::CHANGE);
    assert!(
        long.1
            .chunks(4)
            .enumerate()
            .all(|(at, chunk)| chunk == (at as u32).to_le_bytes())
    );
}

#[test]
fn a_body_of_four_mebibytes_is_written_and_one_more_byte_is_not() {
    let mut node = Node::new(1, 1);
    let mut attempt = |len: usize| {
        let body = vec![3; len];
        node.replica.append(Kind::CHANGE, &body, &mut node.entropy)
    };
    assert!(matches!(
        attempt(BODY_BYTES_MAX + 1),
        Err(SyncError::TooLong)
    ));
    let step = attempt(BODY_BYTES_MAX).unwrap();
    node.take(step);
    let mut reader = reader();
    node.own().iter().for_each(|bytes| reader.ingest(bytes));
    assert_eq!(reader.bodies().concat().len(), BODY_BYTES_MAX);
}

#[test]
fn an_unknown_kind_is_handed_on_and_kept() {
    let mut node = Node::new(1, 1);
    node.write_as(Kind(60_000), b"from a newer app");
    let mut other = reader();
    node.own().iter().for_each(|bytes| other.ingest(bytes));
    let records: Vec<_> = other.delivered.values().cloned().collect();
    assert_eq!(records, [(Kind(60_000), b"from a newer app".to_vec())]);
    assert_eq!(other.disk.envelopes.len(), 2);
}

#[test]
fn a_failed_seal_leaves_the_replica_as_it_was() {
    let mut node = Node::new(1, 1);
    let books = node.replica.books();
    let failed = node
        .replica
        .append(Kind::CHANGE, &[1; 150_000], &mut NoEntropy);
    assert_eq!(failed.err().map(|error| error.code()), Some("HF-CRYPTO-01"));
    assert_eq!(node.replica.books(), books);
    node.write(b"afterwards");
    let mut other = reader();
    node.own().iter().for_each(|bytes| other.ingest(bytes));
    assert_eq!(other.bodies(), [b"afterwards"]);
}

#[test]
fn before_its_certificate_a_device_writes_nothing() {
    let mut node = reader();
    let refused = node
        .replica
        .append(Kind::CHANGE, b"x", &mut node.entropy)
        .err();
    assert_eq!(refused.map(|error| error.code()), Some("HF-SYNC-31"));
    let mut begun = Node::new(1, 1);
    let again = begun
        .replica
        .begin(&begun.identity, &mut begun.entropy)
        .unwrap();
    assert!(
        again.batch.is_empty() && again.effects.is_empty(),
        "begun once"
    );
}

/// As many records as may wait do so; one more is counted, and comes with the next full pull.
#[test]
fn records_past_the_limit_of_waiting_are_pulled_again() {
    let mut writer = Node::new(1, 1);
    (0..=WAITING_MAX).for_each(|_| writer.write(b"x"));
    let log = writer.own();
    let mut node = reader();
    log[1..=WAITING_MAX]
        .iter()
        .for_each(|bytes| node.ingest(bytes));
    assert_eq!(
        (node.disk.quarantined.len(), node.codes()),
        (WAITING_MAX, vec![])
    );
    node.ingest(&log[WAITING_MAX + 1]);
    assert_eq!(
        (node.disk.quarantined.len(), node.codes()),
        (WAITING_MAX, vec!["HF-SYNC-15"])
    );
    node.pull(&log);
    assert_eq!(node.delivered.len(), WAITING_MAX + 1);
    assert!(node.disk.quarantined.is_empty());
}

#[test]
fn positions_only_rise_with_pulls() {
    let mut node = reader();
    let item = |at: u64, n: usize| (Position(at), STORY[n].clone());
    let step = node.replica.pulled(vec![item(7, 0), item(5, 1)]).unwrap();
    node.take(step);
    assert_eq!(node.replica.position(), Position(7));
}

#[test]
fn only_own_waiting_records_can_be_acked() {
    let mut node = Node::new(1, 1);
    node.write(b"x");
    assert_eq!(node.disk.outbox.len(), 2);
    let stranger = holdfast_wire::EnvelopeId::from_bytes([1; 32]);
    let ids: Vec<_> = node.disk.outbox.iter().copied().chain([stranger]).collect();
    let step = node.replica.acked(&ids).unwrap();
    assert_eq!(step.batch.ops().len(), 3, "two unqueued, and the frontier");
    node.take(step);
    assert!(node.disk.outbox.is_empty());
    assert_eq!(
        node.replica.key().unwrap().write_token(),
        key().write_token()
    );
    assert_eq!(node.replica.books()[0].sequence, Sequence(1));
}

proptest! {
    #[test]
    fn any_order_with_any_duplicates_gives_the_same_state(
        order in prop::collection::vec(any::<prop::sample::Index>(), 30),
        shuffled in Just((0..STORY.len()).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut node = reader();
        for at in order.iter().map(|index| index.index(STORY.len())).chain(shuffled) {
            node.ingest(&STORY[at]);
        }
        let honest = honest();
        prop_assert_eq!(node.state(), honest.state());
        prop_assert_eq!(node.disk.envelopes.len(), STORY.len());
        prop_assert!(node.disk.quarantined.is_empty());
        prop_assert_eq!(node.alarms, []);
    }

    #[test]
    fn any_loss_heals_when_everything_is_handed_out(
        dropped in prop::collection::btree_set(0..STORY.len(), 0..6),
    ) {
        let mut node = reader();
        let kept = (0..STORY.len()).filter(|at| !dropped.contains(at));
        let log: Vec<_> = kept.map(|at| STORY[at].clone()).collect();
        node.pull(&log);
        node.pull(&log);
        let books = honest();
        let partial = node.delivered.iter();
        prop_assert!(partial.clone().all(|(place, what)| books.delivered.get(place) == Some(what)));
        node.pull(&STORY);
        prop_assert_eq!(node.state(), books.state());
        prop_assert!(node.disk.quarantined.is_empty());
    }

    #[test]
    fn a_restart_at_any_moment_changes_nothing(
        shuffled in Just((0..STORY.len()).collect::<Vec<_>>()).prop_shuffle(),
        restart_at in 0..STORY.len(),
    ) {
        let mut node = reader();
        for (count, at) in shuffled.into_iter().enumerate() {
            if count == restart_at {
                node = node.restarted(node.disk.clone());
            }
            node.ingest(&STORY[at]);
        }
        let honest = honest();
        prop_assert_eq!(node.state(), honest.state());
        prop_assert!(node.disk.quarantined.is_empty());
    }

    #[test]
    fn any_order_of_two_histories_gives_the_same_records(
        shuffled in Just((0..HISTORIES.len()).collect::<Vec<_>>()).prop_shuffle(),
        restart_at in 0..HISTORIES.len(),
    ) {
        let mut node = reader();
        for (count, at) in shuffled.into_iter().enumerate() {
            if count == restart_at {
                node = node.restarted(node.disk.clone());
            }
            node.ingest(&HISTORIES[at]);
        }
        let mut other = reader();
        HISTORIES.iter().for_each(|bytes| other.ingest(bytes));
        prop_assert_eq!(&node.delivered, &other.delivered);
        prop_assert_eq!(node.delivered.len(), 9);
        prop_assert!(node.disk.quarantined.is_empty());
        prop_assert!(node.codes().iter().all(|code| *code == "HF-SYNC-06"));
    }
}

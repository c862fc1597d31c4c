//! Removing a device: attacks 20 and 21, adversary A7, and the order in which a cut arrives.
//! Two devices that have seen the same agree on what counts, whatever came first.

use super::world::{Node, identity};
use crate::Alarm;
use holdfast_wire::{EnvelopeId, Epoch, Kind, Sequence};
use proptest::prelude::*;
use std::sync::LazyLock;

struct Story {
    /// Everything that was ever sent, in the order of writing.
    log: Vec<Vec<u8>>,
    /// What a device must have in the end.
    honest: Node,
    lost: holdfast_wire::DeviceId,
}

/// Sam has two devices and loses the second, which goes on writing while he cuts it.
fn story() -> Story {
    let (mut first, mut lost) = (Node::new(1, 1), Node::new(1, 2));
    let mut log = [first.own(), lost.own()].concat();
    lost.write(b"before");
    log.extend(lost.own().pop());
    first.pull(&log);
    lost.write(b"by a thief");
    log.extend(lost.own().pop());
    let step = first
        .replica
        .cut(&identity(1), lost.id(), &mut first.entropy)
        .unwrap();
    first.take(step);
    log.extend(first.own().pop());
    first.write(b"after");
    log.extend(first.own().pop());
    lost.write(b"by a thief again");
    log.extend(lost.own().pop());
    let mut honest = Node::blank(1, 1);
    honest = honest.restarted(first.disk.clone());
    honest.pull(&log);
    Story {
        log,
        honest,
        lost: lost.id(),
    }
}

static STORY: LazyLock<Story> = LazyLock::new(story);

#[test]
fn who_cuts_begins_an_epoch_that_the_cut_device_cannot_read() {
    let (mut first, mut lost) = (Node::new(1, 1), Node::new(1, 2));
    let log = [first.own(), lost.own()].concat();
    first.pull(&log);
    lost.pull(&log);
    let step = first
        .replica
        .cut(&identity(1), lost.id(), &mut first.entropy)
        .unwrap();
    first.take(step);
    assert_eq!(first.replica.key().unwrap().epoch(), Epoch(1));
    first.write(b"after");
    first.own().iter().for_each(|bytes| lost.ingest(bytes));
    assert_eq!(lost.codes(), ["HF-SYNC-17", "HF-SYNC-03"]);
    assert!(lost.delivered.is_empty());
    let refused = lost
        .replica
        .append(Kind::CHANGE, b"x", &mut lost.entropy)
        .err();
    assert_eq!(refused.map(|error| error.code()), Some("HF-SYNC-33"));
    let again = lost.restarted(lost.disk.clone());
    assert_eq!(
        again.replica.check_standing().err().map(|e| e.code()),
        Some("HF-SYNC-33")
    );
}

#[test]
fn who_stays_reads_on() {
    let (mut first, mut stays, lost) = (Node::new(1, 1), Node::new(2, 3), Node::new(1, 2));
    let log = [first.own(), stays.own(), lost.own()].concat();
    first.pull(&log);
    stays.pull(&log);
    let step = first
        .replica
        .cut(&identity(1), lost.id(), &mut first.entropy)
        .unwrap();
    first.take(step);
    first.write(b"after");
    first.own().iter().for_each(|bytes| stays.ingest(bytes));
    assert_eq!(
        (stays.bodies(), stays.codes()),
        (vec![b"after".as_slice()], vec![])
    );
    assert_eq!(stays.replica.key().unwrap().epoch(), Epoch(1));
    stays.write(b"me too");
    first.ingest(&stays.own().pop().unwrap());
    assert_eq!(first.bodies().len(), 2);
    let again = stays.restarted(stays.disk.clone());
    assert_eq!(
        again.replica.key().unwrap().epoch(),
        Epoch(1),
        "the key is found again"
    );
    assert_eq!(again.state(), stays.state());
}

/// Attack 20: a removed device is brought back.
#[test]
fn records_after_the_cut_do_not_count() {
    let node = &STORY.honest;
    let bodies: Vec<_> = node.bodies();
    assert_eq!(bodies.len(), 2);
    assert!(bodies.contains(&b"before".as_slice()) && bodies.contains(&b"after".as_slice()));
    let after: Vec<_> = node
        .alarms
        .iter()
        .map(|alarm| match alarm {
            Alarm::AfterCut {
                device, sequence, ..
            } => (*device, *sequence),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        after,
        [(STORY.lost, Sequence(2)), (STORY.lost, Sequence(3))]
    );
}

/// Records that were accepted before the cut arrived are taken back by it.
#[test]
fn a_late_cut_takes_back_what_came_after_it() {
    let mut node = Node::blank(2, 9);
    let log = &STORY.log;
    for at in [0, 1, 2, 3, 6] {
        node.ingest(&log[at]);
    }
    assert_eq!(node.delivered.len(), 3, "the thief's words are here");
    node.ingest(&log[4]);
    assert_eq!(node.bodies(), [b"before"]);
    assert_eq!(
        node.codes()
            .iter()
            .filter(|code| **code == "HF-SYNC-12")
            .count(),
        2
    );
    let again = node.restarted(node.disk.clone());
    assert_eq!(again.state(), node.state(), "also after a restart");
    node.ingest(&log[3]);
    assert_eq!(node.bodies(), [b"before"], "and it does not come back");
}

/// The cut of a device that is not known yet holds when it appears.
#[test]
fn a_cut_holds_for_a_device_that_appears_later() {
    let mut node = Node::blank(2, 9);
    for at in [0, 4, 1, 2, 3] {
        node.ingest(&STORY.log[at]);
    }
    assert_eq!(node.bodies(), [b"before"]);
}

#[test]
fn a_cut_by_anyone_else_has_no_effect() {
    let (mut sam, mut maya) = (Node::new(1, 1), Node::new(2, 3));
    let log = [sam.own(), maya.own()].concat();
    sam.pull(&log);
    maya.pull(&log);
    let forged = sam
        .replica
        .cut(&identity(2), maya.id(), &mut sam.entropy)
        .unwrap();
    sam.take(forged);
    let id = EnvelopeId::of(&sam.own().pop().unwrap());
    let refused = Alarm::Refused {
        id,
        reason: "HF-CRYPTO-07",
    };
    assert_eq!(
        sam.alarms,
        std::slice::from_ref(&refused),
        "not even for its writer"
    );
    maya.ingest(&sam.own().pop().unwrap());
    assert_eq!(maya.alarms, [refused]);
    maya.write(b"still here");
    assert_eq!(maya.replica.key().unwrap().epoch(), Epoch(0));
    maya.own().iter().for_each(|bytes| sam.ingest(bytes));
    assert_eq!(sam.bodies(), [b"still here"]);
}

#[test]
fn garbage_in_a_cut_has_no_effect_and_blocks_nothing() {
    let (mut sam, mut maya) = (Node::new(1, 1), Node::new(2, 3));
    maya.pull(&sam.own());
    sam.write_as(Kind::CUT, b"not a cut");
    sam.write(b"words");
    sam.own().iter().for_each(|bytes| maya.ingest(bytes));
    assert_eq!(
        (maya.codes(), maya.bodies()),
        (vec!["HF-SYNC-01"], vec![b"words".as_slice()])
    );
}

#[test]
fn a_device_is_cut_once_and_only_if_it_is_known() {
    let (mut first, lost) = (Node::new(1, 1), Node::new(1, 2));
    let unknown = first
        .replica
        .cut(&identity(1), lost.id(), &mut first.entropy)
        .err();
    assert_eq!(unknown.map(|error| error.code()), Some("HF-SYNC-34"));
    first.pull(&lost.own());
    let step = first
        .replica
        .cut(&identity(1), lost.id(), &mut first.entropy)
        .unwrap();
    first.take(step);
    let twice = first
        .replica
        .cut(&identity(1), lost.id(), &mut first.entropy)
        .err();
    assert_eq!(twice.map(|error| error.code()), Some("HF-SYNC-34"));
    assert_eq!(first.replica.devices().count(), 1);
}

proptest! {
    #[test]
    fn a_cut_gives_the_same_state_in_any_order(
        shuffled in Just((0..STORY.log.len()).collect::<Vec<_>>()).prop_shuffle(),
        restart_at in 0..STORY.log.len(),
    ) {
        let mut node = Node::blank(1, 1);
        for (count, at) in shuffled.into_iter().enumerate() {
            if count == restart_at {
                node = node.restarted(node.disk.clone());
            }
            node.ingest(&STORY.log[at]);
        }
        prop_assert_eq!(node.state(), STORY.honest.state());
    }
}

//! Laws of a replica: what waits to go out, how far it has read, and what altered bytes can do.
//! Exchange is free: whoever has seen the same set has the same books, by whatever road.

use std::sync::LazyLock;

use super::world::{Node, last};
use crate::Frontier;
use crate::promises::Promises;
use holdfast_wire::{DeviceId, EnvelopeId, Head, Position, Sequence};
use proptest::prelude::*;
use proptest::sample::Index;

/// Two devices of hers and one of Maya's, each having read the others between its own words.
fn talk() -> Vec<Vec<u8>> {
    let mut nodes = [Node::new(1, 1), Node::new(1, 2), Node::new(2, 3)];
    let mut log: Vec<Vec<u8>> = nodes.iter().flat_map(Node::own).collect();
    for round in 0..6_u8 {
        let writer = &mut nodes[usize::from(round) % 3];
        writer.pull(&log);
        writer.write(&[round; 30]);
        log.push(last(writer));
    }
    log
}

static TALK: LazyLock<Vec<Vec<u8>>> = LazyLock::new(talk);
static HONEST: LazyLock<Vec<Head>> = LazyLock::new(|| {
    let mut node = Node::blank(2, 9);
    node.pull(&TALK);
    node.replica.books()
});

fn head() -> impl Strategy<Value = Head> {
    (0_u8..5, 0_u64..6).prop_map(|(device, sequence)| Head {
        device: DeviceId::from_bytes([device; 16]),
        sequence: Sequence(sequence),
        id: EnvelopeId::from_bytes([16 * device + u8::try_from(sequence).unwrap(); 32]),
    })
}

fn heads() -> impl Strategy<Value = Vec<Head>> {
    let seen = prop::collection::btree_map(any::<[u8; 16]>(), any::<(u64, [u8; 32])>(), 0..20);
    seen.prop_map(|seen| {
        let head = |(device, (sequence, id))| Head {
            device: DeviceId::from_bytes(device),
            sequence: Sequence(sequence),
            id: EnvelopeId::from_bytes(id),
        };
        seen.into_iter().map(head).collect()
    })
}

fn promised(heads: &[Head]) -> Vec<Head> {
    let mut promises = Promises::default();
    for head in heads {
        let by = DeviceId::from_bytes([9; 16]);
        assert_eq!(promises.note(*head, by), None, "nobody lies here");
    }
    promises.all().map(|(head, _)| head).collect()
}

proptest! {
    #[test]
    fn what_is_promised_is_the_highest_of_each_in_any_order_however_often(
        (heads, shuffled) in prop::collection::vec(head(), 0..20)
            .prop_flat_map(|heads| (Just(heads.clone()), Just([heads.clone(), heads].concat()).prop_shuffle())),
    ) {
        let mut highest = std::collections::BTreeMap::new();
        for head in &heads {
            let known = highest.entry(head.device).or_insert(*head);
            *known = (*known).max(*head);
        }
        prop_assert_eq!(promised(&shuffled), promised(&heads));
        prop_assert_eq!(promised(&heads), highest.into_values().collect::<Vec<_>>());
    }

    #[test]
    fn any_frontier_reads_back_and_no_other_length_of_it_does(
        heads in heads(), promised in heads(), position in any::<u64>(), cut in any::<Index>(),
    ) {
        let frontier = Frontier { heads, promised, position: Position(position) };
        let mut bytes = frontier.encode().unwrap();
        prop_assert_eq!(Frontier::decode(&bytes), Ok(frontier));
        prop_assert!(Frontier::decode(&bytes[..cut.index(bytes.len())]).is_err());
        bytes.push(0);
        prop_assert!(Frontier::decode(&bytes).is_err());
    }

    #[test]
    fn the_outbox_is_what_was_written_less_what_was_acknowledged(
        acked in prop::collection::vec(prop::collection::vec(any::<Index>(), 0..4), 0..4),
    ) {
        let mut node = Node::new(1, 1);
        (0..5).for_each(|round| node.write(&[round]));
        let mut waiting = node.disk.outbox.clone();
        let all = waiting.clone();
        for acked in acked {
            let ids: Vec<_> = acked.iter().map(|at| all[at.index(all.len())]).collect();
            let step = node.replica.acked(&ids).unwrap();
            node.take(step);
            waiting.retain(|id| !ids.contains(id));
            prop_assert_eq!(&node.disk.outbox, &waiting);
        }
        prop_assert_eq!(node.disk.envelopes.len(), all.len(), "what was sent is still held");
    }

    #[test]
    fn how_far_was_read_is_the_furthest_position_of_all(
        pulls in prop::collection::vec((0_u64..50, any::<Index>()), 1..12),
    ) {
        let mut node = Node::blank(2, 9);
        for (at, envelope) in &pulls {
            let bytes = TALK[envelope.index(TALK.len())].clone();
            let step = node.replica.pulled(vec![(Position(*at), bytes)]).unwrap();
            node.take(step);
        }
        let furthest = pulls.iter().map(|(at, _)| *at).max();
        prop_assert_eq!(Some(node.replica.position().0), furthest);
    }

    #[test]
    fn altered_envelopes_among_true_ones_change_nothing_of_them(
        order in Just((0..TALK.len()).collect::<Vec<_>>()).prop_shuffle(),
        altered in prop::collection::vec((any::<Index>(), any::<Index>(), 1_u8..), 1..4),
    ) {
        let mut node = Node::blank(2, 9);
        let mut log: Vec<_> = order.iter().map(|at| TALK[*at].clone()).collect();
        for (which, at, mask) in altered {
            let mut bytes = TALK[which.index(TALK.len())].clone();
            let at = at.index(bytes.len());
            bytes[at] ^= mask;
            log.insert(which.index(log.len()), bytes);
        }
        log.iter().for_each(|bytes| node.ingest(bytes));
        prop_assert_eq!(&node.replica.books(), &*HONEST);
        prop_assert_eq!(node.disk.envelopes.len(), TALK.len());
    }

    #[test]
    fn two_who_exchange_all_they_have_in_any_order_have_the_same_books(
        order in Just((0..TALK.len()).collect::<Vec<_>>()).prop_shuffle(),
        first in prop::collection::vec(any::<bool>(), TALK.len()),
    ) {
        let (mut one, mut other) = (Node::blank(1, 8), Node::blank(2, 9));
        for (at, is_first) in order.iter().zip(&first) {
            let node = if *is_first { &mut one } else { &mut other };
            node.ingest(&TALK[*at]);
        }
        for at in order.iter().rev() {
            one.ingest(&TALK[*at]);
            other.ingest(&TALK[*at]);
        }
        prop_assert_eq!(one.state(), other.state());
        prop_assert_eq!(&one.replica.books(), &*HONEST);
        prop_assert_eq!((one.codes(), other.codes()), (vec![], vec![]));
    }
}

//! Chains: each place is told apart, and a cut ends it in whatever order cuts come.
//! One case for each answer of `place`, and the edges between them.

use super::*;
use holdfast_crypto::{DeviceSeed, RootKey, testing::SeededEntropy};
use holdfast_wire::{Kind, SpaceId};

fn chain(records: u8) -> Chain {
    let identity = RootKey::make(&mut SeededEntropy::new(1))
        .unwrap()
        .identity();
    let device = DeviceSeed::from_store([1; 32]).keys(SpaceId::ZERO);
    let certificate = Certificate::issue(&identity, SpaceId::ZERO, device.public()).unwrap();
    let mut chain = Chain::new(&certificate);
    for n in 0..records {
        let header = header(&chain, n.into(), previous(n), 0);
        chain.accept(&header, id(n));
    }
    chain
}

const fn id(n: u8) -> EnvelopeId {
    EnvelopeId::from_bytes([n + 1; 32])
}

fn previous(n: u8) -> EnvelopeId {
    n.checked_sub(1).map_or(EnvelopeId::ZERO, id)
}

fn header(chain: &Chain, sequence: u64, previous: EnvelopeId, epoch: u32) -> Header {
    Header {
        epoch: Epoch(epoch),
        device: chain.device().id(),
        sequence: Sequence(sequence),
        previous,
        heads: vec![],
        kind: Kind::CHANGE,
        group: None,
    }
}

fn check(records: u8, sequence: u64, previous: EnvelopeId, own: EnvelopeId, expect: Place) {
    let chain = chain(records);
    assert_eq!(
        chain.place(&header(&chain, sequence, previous, 0), own),
        expect
    );
}

fn head(sequence: u8) -> Head {
    Head {
        device: chain(0).device().id(),
        sequence: Sequence(sequence.into()),
        id: id(sequence),
    }
}

#[test]
fn every_place_is_told_apart() {
    let other = EnvelopeId::from_bytes([99; 32]);
    check(0, 0, EnvelopeId::ZERO, id(0), Place::Next);
    check(3, 3, id(2), id(3), Place::Next);
    check(3, 4, id(3), id(4), Place::Early);
    check(3, 2, id(1), id(2), Place::Known);
    check(3, 0, EnvelopeId::ZERO, id(0), Place::Known);
    check(3, 2, id(1), other, Place::Beside);
    check(3, 0, EnvelopeId::ZERO, other, Place::Beside);
    check(3, 3, other, id(3), Place::Early);
    check(3, 1, other, id(9), Place::Early);
    check(3, 0, other, id(9), Place::Early);
}

#[test]
fn a_history_beside_the_line_goes_on_by_itself() {
    let mut chain = chain(3);
    let [one, two] = [id(100), id(101)];
    let place =
        |chain: &Chain, at, previous, own| chain.place(&header(chain, at, previous, 0), own);
    let branch = header(&chain, 1, id(0), 0);
    assert_eq!(chain.accept(&branch, one), Place::Beside);
    assert_eq!(place(&chain, 1, id(0), one), Place::Known);
    assert_eq!(place(&chain, 2, one, two), Place::Beside);
    assert_eq!(
        place(&chain, 3, one, two),
        Place::Early,
        "a place is left out"
    );
    assert_eq!(
        place(&chain, 3, id(2), id(3)),
        Place::Next,
        "the line goes on"
    );
    assert_eq!(chain.head().map(|head| head.id), Some(id(2)));
    assert_eq!(
        chain.records().collect::<Vec<_>>(),
        [id(0), id(1), id(2), one]
    );
}

#[test]
fn the_first_record_of_another_history_is_a_conflict() {
    let mut chain = chain(3);
    let other = id(100);
    let conflict = |chain: &Chain, at, previous, own| {
        let conflict = chain.conflict(&header(chain, at, previous, 0), own);
        conflict.map(|conflict| (conflict.sequence.0, conflict.first, conflict.second))
    };
    assert_eq!(conflict(&chain, 3, id(2), id(3)), None, "the next one");
    assert_eq!(conflict(&chain, 7, id(6), id(7)), None, "a later one");
    assert_eq!(conflict(&chain, 2, id(1), other), Some((2, id(2), other)));
    assert_eq!(conflict(&chain, 3, other, id(3)), Some((2, id(2), other)));
    let branch = header(&chain, 2, id(1), 0);
    chain.accept(&branch, other);
    assert_eq!(conflict(&chain, 3, other, id(3)), None, "said before");
}

#[test]
fn who_was_cut_writes_no_other_past() {
    let mut chain = chain(4);
    let (kept, late) = (id(100), id(101));
    let branch = header(&chain, 1, id(0), 0);
    chain.accept(&branch, kept);
    let longer = header(&chain, 2, kept, 0);
    chain.accept(&longer, late);
    let beyond: Vec<_> = chain.cut(head(1)).into_iter().map(|(_, id)| id).collect();
    assert_eq!(beyond, [id(2), id(3), late]);
    assert!(chain.records().any(|id| id == kept), "what was kept stays");
    let place = |sequence, previous| chain.place(&header(&chain, sequence, previous, 0), id(102));
    assert_eq!(place(1, id(0)), Place::AfterCut);
    assert_eq!(place(2, kept), Place::AfterCut);
}

#[test]
fn epochs_only_rise() {
    let mut chain = chain(1);
    let newer = header(&chain, 1, id(0), 4);
    chain.accept(&newer, id(1));
    let place = |epoch| chain.place(&header(&chain, 2, id(1), epoch), id(2));
    assert_eq!(place(3), Place::EpochBack { current: Epoch(4) });
    assert_eq!(place(4), Place::Next);
    assert_eq!(place(5), Place::Next);
    let beside = |at, previous, epoch| chain.place(&header(&chain, at, previous, epoch), id(9));
    assert_eq!(beside(1, id(0), 0), Place::Beside, "before the epoch began");
    let newest = header(&chain, 2, id(1), 4);
    chain.accept(&newest, id(2));
    let beside = |epoch| chain.place(&header(&chain, 2, id(1), epoch), id(9));
    assert_eq!(beside(3), Place::EpochBack { current: Epoch(4) });
    assert_eq!(beside(4), Place::Beside);
}

#[test]
fn a_cut_ends_the_chain_at_its_last_record() {
    let mut chain = chain(4);
    assert!(!chain.is_cut());
    assert_eq!(
        chain.cut(head(1)),
        [(Sequence(2), id(2)), (Sequence(3), id(3))]
    );
    assert_eq!(
        (chain.head(), chain.len(), chain.is_cut()),
        (Some(head(1)), 2, true)
    );
    let place = |sequence, previous| chain.place(&header(&chain, sequence, previous, 0), id(9));
    assert_eq!(place(2, id(1)), Place::AfterCut);
    assert_eq!(place(7, id(6)), Place::AfterCut);
}

#[test]
fn a_cut_before_the_end_arrives_lets_the_rest_in() {
    let mut chain = chain(2);
    assert_eq!(chain.cut(head(2)), []);
    assert_eq!(
        chain.place(&header(&chain, 2, id(1), 0), id(2)),
        Place::Next
    );
    assert_eq!(
        chain.place(&header(&chain, 3, id(2), 0), id(3)),
        Place::AfterCut
    );
}

#[test]
fn of_two_cuts_the_earlier_one_holds() {
    for cuts in [[1, 2], [2, 1]] {
        let mut chain = chain(4);
        for last in cuts {
            chain.cut(head(last));
        }
        assert_eq!(chain.head(), Some(head(1)), "{cuts:?}");
    }
}

#[test]
fn records_are_found_by_their_place() {
    let chain = chain(2);
    assert_eq!(chain.at(Sequence(1)), Some(id(1)));
    assert_eq!(chain.at(Sequence(2)), None);
    assert_eq!(chain.at(Sequence(u64::MAX)), None);
    assert_eq!(chain.records().collect::<Vec<_>>(), [id(0), id(1)]);
    assert_eq!(super::tests::chain(0).head(), None);
}

//! Splitting and joining at every edge: one part, two parts, the most, and groups that lie.
//! What was split joins to the same; anything else gives nothing.

use super::*;
use holdfast_wire::{DeviceId, EnvelopeId, Epoch, Sequence};
use proptest::prelude::*;

fn header(kind: Kind, group: Option<Group>) -> Header {
    let id = EnvelopeId::from_bytes([1; 32]);
    let device = DeviceId::from_bytes([1; 16]);
    let (epoch, sequence, heads) = (Epoch(0), Sequence(300), vec![]);
    Header {
        epoch,
        device,
        sequence,
        previous: id,
        heads,
        kind,
        group,
    }
}

fn take(joint: &mut Joint, kind: Kind, group: Option<Group>, body: &[u8]) -> Option<(Kind, usize)> {
    match joint.take(&header(kind, group), Zeroizing::new(body.to_vec())) {
        Joined::Whole(kind, body) => Some((kind, body.len())),
        Joined::Part => None,
        Joined::Broken => Some((Kind(0), 0)),
    }
}

const BROKEN: Option<(Kind, usize)> = Some((Kind(0), 0));

#[test]
fn what_was_split_joins_to_the_same() {
    const PART: usize = RECORD_BODY_BYTES_MAX;
    for (len, parts) in [
        (0, 1),
        (PART, 1),
        (PART + 1, 2),
        (2 * PART, 2),
        (BODY_BYTES_MAX, 74),
    ] {
        let body = vec![5; len];
        let split = split(Kind::CHANGE, &body).unwrap();
        assert_eq!(split.len(), parts, "{len}");
        let mut joint = Joint::default();
        let joined: Vec<_> = split
            .iter()
            .filter_map(|part| take(&mut joint, part.kind, part.group, part.body))
            .collect();
        assert_eq!(joined, [(Kind::CHANGE, len)]);
    }
    assert!(split(Kind::CHANGE, &vec![5; BODY_BYTES_MAX + 1]).is_none());
}

#[test]
fn a_group_that_lies_gives_nothing() {
    let group = |kind, index, count| Some(Group { kind, index, count });
    let play = |parts: &[Option<Group>]| {
        let mut joint = Joint::default();
        let takes = parts.iter().map(|part| {
            let kind = part.map_or(Kind::CHANGE, |_| Kind::FRAGMENT);
            take(&mut joint, kind, *part, b"x")
        });
        takes.last().flatten()
    };
    let change = Kind::CHANGE;
    assert_eq!(play(&[group(change, 1, 2)]), BROKEN);
    assert_eq!(play(&[group(change, 0, 3), group(change, 2, 3)]), BROKEN);
    assert_eq!(play(&[group(change, 0, 2), group(change, 0, 2)]), BROKEN);
    assert_eq!(play(&[group(change, 0, 2), group(change, 1, 3)]), BROKEN);
    assert_eq!(play(&[group(change, 0, 2), group(Kind::CUT, 1, 2)]), BROKEN);
    assert_eq!(play(&[group(change, 0, 2), None]), BROKEN);
    assert_eq!(
        play(&[group(change, 0, 2), None, None]),
        Some((change, 1)),
        "and goes on"
    );
    assert_eq!(
        play(&[group(change, 0, 2), group(change, 1, 2)]),
        Some((change, 2))
    );
}

/// Attack 23: fragments that would join to more than a body may have.
#[test]
fn a_group_never_grows_past_the_longest_body() {
    let mut joint = Joint::default();
    let part = vec![1; RECORD_BODY_BYTES_MAX];
    let group = |index| {
        Some(Group {
            kind: Kind::CHANGE,
            index,
            count: 256,
        })
    };
    let fit = u16::try_from(BODY_BYTES_MAX / RECORD_BODY_BYTES_MAX).unwrap();
    for index in 0..fit {
        assert_eq!(take(&mut joint, Kind::FRAGMENT, group(index), &part), None);
    }
    assert_eq!(take(&mut joint, Kind::FRAGMENT, group(fit), &part), BROKEN);
    assert!(joint.body.is_empty());
}

proptest! {
    #[test]
    fn a_body_of_any_length_joins_to_itself_and_without_one_part_to_nothing(
        len in 0..6 * RECORD_BODY_BYTES_MAX, lost in any::<prop::sample::Index>(),
    ) {
        let body: Vec<u8> = (0..len).map(|at| at.to_le_bytes()[0]).collect();
        let parts = split(Kind::CHANGE, &body).unwrap();
        let join = |parts: &[Part<'_>]| {
            let mut joint = Joint::default();
            let taken = parts.iter().map(|part| {
                joint.take(&header(part.kind, part.group), Zeroizing::new(part.body.to_vec()))
            });
            taken.filter_map(|joined| match joined {
                Joined::Whole(kind, body) => Some((kind, body.to_vec())),
                Joined::Part | Joined::Broken => None,
            }).collect::<Vec<_>>()
        };
        let mut fewer = parts.clone();
        fewer.remove(lost.index(parts.len()));
        prop_assert_eq!(join(&fewer), []);
        prop_assert_eq!(join(&parts), [(Kind::CHANGE, body.clone())]);
    }
}

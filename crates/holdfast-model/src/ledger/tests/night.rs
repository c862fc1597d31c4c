//! Stories of the night: words, versions, parts, what an answer sets off, what is removed.
//! Invariant: each story ends with what she sees.

use holdfast_order::Map;

use super::world::{US, World};
use crate::check_in::{Answer, CheckIn};
use crate::id::ChangeId;
use crate::part::Part;
use crate::plan::{Contact, ContactKind};
use crate::safety_agreement::{Act, SafetyAgreement};
use crate::scale::Few;
use crate::text::Words;
use crate::thing::{Revised, Thing};
use crate::time::Instant;
use crate::what::What;
use crate::writing::Writing;

fn revision(id: crate::id::WritingId, bases: Vec<ChangeId>, words: &str) -> What {
    let content = Writing {
        words: Some(Words::example(words)),
        ..Writing::example()
    };
    What::WritingRevised(Revised {
        id,
        builds_on: Few::new(bases).unwrap(),
        content,
    })
}

#[test]
fn two_versions_of_the_same_night_are_both_kept_until_she_brings_them_together() {
    let mut world = World::new();
    let id = world.she_writes(1, "first");
    let base = world.her.writing(id).unwrap().heads();
    world.she_keeps(revision(id, base.clone(), "on the phone"));
    world.she_keeps(revision(id, base, "on the tablet"));
    let writing = world.her.writing(id).unwrap();
    assert_eq!(
        writing.current().what.words,
        Some(Words::example("on the tablet"))
    );
    assert_eq!(
        writing.others()[0].what.words,
        Some(Words::example("on the phone"))
    );

    let heads = writing.heads();
    assert_eq!(heads.len(), 2);
    world.she_keeps(revision(id, heads, "both"));
    let writing = world.her.writing(id).unwrap();
    assert!(writing.others().is_empty());
    assert_eq!(writing.history().len(), 4, "no version is ever dropped");
}

#[test]
fn versions_that_name_each_other_in_a_circle_still_show_one() {
    let mut world = World::new();
    let id = crate::id::WritingId::example(1);
    // The world numbers its changes from 1; three came before these two.
    world.she_keeps(revision(id, vec![ChangeId::example(5)], "a"));
    world.she_keeps(revision(id, vec![ChangeId::example(4)], "b"));
    assert_eq!(
        world.her.writing(id).unwrap().current().what.words,
        Some(Words::example("b"))
    );
}

#[test]
fn what_she_removed_comes_back_for_thirty_days_and_then_may_be_forgotten() {
    let mut world = World::new();
    let check_in = world.she_keeps(What::CheckedIn(CheckIn::example()));
    let id = world.she_writes(1, "gone");
    let (writing, check_in) = (Thing::Writing(id), Thing::CheckIn(check_in));
    world.she_keeps(What::Removed(check_in));
    world.she_keeps(What::Removed(writing));
    assert!(world.her.check_ins().is_empty() && world.her.writings().is_empty());

    let removed = world.her.removed(world.now());
    assert_eq!(
        removed.iter().map(|gone| gone.thing).collect::<Vec<_>>(),
        [writing, check_in]
    );
    let month = 30 * 24 * 60;
    let at_writing = removed[0].at.unix_ms();
    let later = |ms| Instant::new(at_writing + month * 60_000 + ms, 0).unwrap();
    assert_eq!(
        world
            .her
            .removed(Instant::new(later(0).unix_ms() - 1, 0).unwrap())
            .len(),
        1
    );
    assert!(world.her.removed(later(0)).is_empty());
    assert_eq!(world.her.forgotten(later(0)).len(), 2);

    world.she_keeps(What::Restored(writing));
    assert_eq!(world.her.writings().len(), 1);
    assert_eq!(world.her.forgotten(later(0)).len(), 1);
}

#[test]
fn an_answer_sets_off_nothing_unless_she_agreed_to_it() {
    let mut world = World::new();
    for answer in [Answer::Yes, Answer::NotSure, Answer::No] {
        assert!(world.her.agreed_acts(answer).is_empty(), "{answer:?}");
    }
    world.she_keeps(What::SafetyAgreed(SafetyAgreement::example()));
    assert_eq!(
        world.her.agreed_acts(Answer::Yes)[0].rule.act,
        Act::PutInBag
    );
    assert!(world.her.agreed_acts(Answer::NotSure).is_empty());
    assert!(world.her.agreed_acts(Answer::No).is_empty());

    world.she_keeps(What::SafetyAgreed(SafetyAgreement {
        with: US,
        rules: Map::new(),
    }));
    assert!(world.her.agreed_acts(Answer::Yes).is_empty(), "revoked");
    assert!(
        world.her.safety_agreement(US).is_none(),
        "revoked is as if it never was"
    );
    world.she_keeps(What::SafetyAgreed(SafetyAgreement::example()));
    world.she_keeps(What::RelationshipEnded(US));
    assert!(world.her.agreed_acts(Answer::Yes).is_empty(), "ended");
}

#[test]
fn people_and_services_stand_apart() {
    let mut world = World::new();
    let service = ContactKind::Service {
        hours: None,
        checked_on: None,
    };
    for (id, kind) in [
        (2, service),
        (1, ContactKind::Person),
        (3, ContactKind::Professional),
    ] {
        let contact = Contact {
            kind,
            ..Contact::example()
        };
        let id = crate::id::ContactId::example(id);
        world.she_keeps(What::ContactRevised(Revised::first(id, contact)));
    }
    assert_eq!(
        (world.her.people().len(), world.her.services().len()),
        (2, 1)
    );
    assert_eq!(
        world.her.people()[0].0,
        crate::id::ContactId::example(1),
        "as they were noted"
    );
}

#[test]
fn parts_stand_in_the_order_of_their_naming() {
    let mut world = World::new();
    for id in [9, 3] {
        let id = crate::id::PartId::example(id);
        world.she_keeps(What::PartRevised(Revised::first(id, Part::example())));
    }
    let ids: Vec<_> = world
        .her
        .parts()
        .into_iter()
        .map(|(id, _)| id.as_bytes()[0])
        .collect();
    assert_eq!(ids, [9, 3]);
}

#[test]
fn forgetting_a_preparation_forgets_nothing_else_of_the_session() {
    let mut world = World::new();
    let prepared = crate::session::Preparation::example();
    let thing = Thing::Preparation(prepared.session);
    let id = world.she_keeps(What::SessionPrepared(prepared));
    world.she_keeps(What::NoteRecorded(crate::note::SessionNote::example()));
    world.she_keeps(What::Removed(thing));
    let session = world.her.session(super::world::SESSION).unwrap();
    assert!(session.preparation.is_none());
    let later = Instant::example(60 * 24 * 40);
    assert_eq!(
        world.her.forgotten(later).into_iter().collect::<Vec<_>>(),
        [id]
    );
}

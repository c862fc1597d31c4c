//! Stories of carrying: the bag, what exactly leaves, and where each item stands for each side.
//! Invariant: a handover with something withheld is, byte for byte, one where it never was.

use holdfast_order::Set;

use super::world::{SESSION, US, World};
use crate::bag::{BagItem, Naming, Picked, Wish};
use crate::check_in::{CheckIn, Field};
use crate::handover::{
    Decision, HandedItem, HandedOver, ItemKey, ItemRef, ItemState, Moment, PartConsent, Prepared,
    Says, Wants,
};
use crate::id::{HandoverId, ItemId, PullId};
use crate::ledger::ItemSeen;
use crate::part::{MayKnow, Part};
use crate::relationship::Receipts;
use crate::scale::Few;
use crate::session::{CancelledBy, Session, State};
use crate::settings::Setting;
use crate::snapshot::{CHECK_INS_MAX, Content, Label, Opaque, Snapshot, Sort};
use crate::text::Line;
use crate::thing::Thing;
use crate::time::{Day, Instant};
use crate::what::What;

const HANDOVER: HandoverId = HandoverId::example(11);
const ITEM: ItemRef = ItemRef {
    handover: HANDOVER,
    item: ItemId::example(9),
};

fn put(picked: Picked, naming: Naming) -> BagItem {
    BagItem {
        picked,
        naming,
        wish: Wish::ReadBefore,
        ..BagItem::example()
    }
}

fn prepared(moment: Moment) -> What {
    What::HandoverPrepared(Prepared {
        moment,
        expires: None,
        ..Prepared::example()
    })
}

fn handed(wish: Wish, content: Content, expires: Option<Day>) -> What {
    let items = vec![HandedItem::new(ITEM.item, wish, content).unwrap()];
    What::HandedOver(HandedOver {
        handover: HANDOVER,
        items: Few::new(items).unwrap(),
        expires,
    })
}

fn open() -> What {
    handed(Wish::ReadBefore, Content::Open(Snapshot::example()), None)
}

impl World {
    fn her_state(&self) -> ItemState {
        self.her.handover(HANDOVER, self.now()).unwrap().items[0].state
    }

    fn mayas(&self) -> Vec<ItemSeen<'_>> {
        self.maya.received(US, self.now())
    }

    fn both_turn_receipts_on(&mut self) {
        self.she_shares(What::ReceiptsSet(Receipts::On));
        self.maya_shares(What::ReceiptsSet(Receipts::On));
    }
}

#[test]
fn an_item_goes_its_way_and_both_see_exactly_where_it_is() {
    let mut world = World::new();
    world.both_turn_receipts_on();
    let writing = world.she_writes(10, "I left and felt like she had closed the door.");
    world.she_keeps(What::BagPut(put(
        Picked::Thing(Thing::Writing(writing)),
        Naming::NoOne,
    )));
    assert_eq!(world.her.bag(US).len(), 1);
    world.she_keeps(prepared(Moment::WhenISaySo));
    assert!(world.her.bag(US).is_empty());
    assert_eq!(world.her_state(), ItemState::Waiting(Moment::WhenISaySo));
    assert!(world.her.due(world.now()).is_empty());
    world.she_keeps(What::HandoverDecided(Decision {
        handover: HANDOVER,
        says: Says::Now,
    }));
    assert_eq!(world.her.due(world.now()).len(), 1);
    assert!(world.mayas().is_empty(), "nothing has left");

    world.she_shares(open());
    assert!(world.her.due(world.now()).is_empty());
    assert_eq!(world.her_state(), ItemState::OnTheWay);
    assert_eq!(world.maya.unacknowledged(US), [HANDOVER]);
    world.maya_shares(What::Received(HANDOVER));
    assert!(world.maya.unacknowledged(US).is_empty());
    assert_eq!(world.her_state(), ItemState::Delivered);
    assert_eq!(world.mayas()[0].state, ItemState::Delivered);
    world.maya_shares(What::Opened(ITEM));
    assert!(matches!(world.her_state(), ItemState::Opened(_)));
    world.she_shares(What::TakenBack(ITEM));
    assert!(
        matches!(world.her_state(), ItemState::Opened(_)),
        "seen is seen"
    );
    assert!(world.mayas()[0].asked_to_let_go);
    world.maya_shares(What::LetGo(ITEM));
    assert_eq!(world.her_state(), ItemState::LetGo);
    assert!(world.mayas()[0].content.is_none());
    assert_eq!(
        world.her.writings().len(),
        1,
        "the author's copy stays with the author"
    );
}

#[test]
fn without_receipts_of_both_nobody_learns_what_was_opened() {
    let mut world = World::new();
    world.she_shares(What::ReceiptsSet(Receipts::On));
    world.she_shares(open());
    world.maya_shares(What::Received(HANDOVER));
    world.maya_keeps(What::Opened(ITEM));
    assert_eq!(world.her_state(), ItemState::Delivered);
    assert!(matches!(world.mayas()[0].state, ItemState::Opened(_)));
    world.maya_shares(What::Opened(ITEM));
    assert_eq!(
        world.her_state(),
        ItemState::Delivered,
        "even if it was told"
    );
}

#[test]
fn what_is_taken_back_unopened_was_never_there() {
    let mut world = World::new();
    world.she_shares(open());
    world.maya_shares(What::Received(HANDOVER));
    world.she_shares(What::TakenBack(ITEM));
    assert_eq!(world.her_state(), ItemState::TakenBack);
    assert!(world.mayas().is_empty());
    assert!(world.maya.handovers(US, world.now()).is_empty());
}

#[test]
fn only_the_giver_takes_back_and_only_the_receiver_opens() {
    let mut world = World::new();
    world.both_turn_receipts_on();
    world.she_shares(open());
    world.maya_shares(What::TakenBack(ITEM));
    world.she_shares(What::Opened(ITEM));
    world.she_shares(What::Received(HANDOVER));
    assert_eq!(world.her_state(), ItemState::OnTheWay);
    assert_eq!(world.mayas()[0].state, ItemState::Delivered);
}

#[test]
fn an_item_expires_on_the_day_after_its_last() {
    let mut world = World::new();
    let last = world.now().day();
    world.she_shares(handed(
        Wish::ReadBefore,
        Content::Open(Snapshot::example()),
        Some(last),
    ));
    let state = |world: &World, now| world.maya.received(US, now)[0].state;
    assert_eq!(state(&world, world.now()), ItemState::Delivered);
    let tomorrow = Instant::example(24 * 60);
    assert_eq!(state(&world, tomorrow), ItemState::Expired);
    assert!(world.maya.received(US, tomorrow)[0].content.is_none());
}

#[test]
fn an_item_to_be_read_together_stays_sealed_until_its_key_is_released() {
    let mut world = World::new();
    let key = ItemKey {
        of: ITEM,
        key: Opaque::new(vec![1; 32]),
    };
    world.she_keeps(What::ItemKeyKept(key.clone()));
    let sealed = Content::Sealed(Opaque::new(vec![2; 99]));
    world.she_shares(handed(Wish::ReadWithMe, sealed, None));
    assert!(world.mayas()[0].key.is_none());
    assert_eq!(world.her.item_key(ITEM), Some(&key));
    world.maya_shares(What::ItemKeyReleased(key.clone()));
    assert!(world.mayas()[0].key.is_none(), "only the giver releases");
    world.she_shares(What::ItemKeyReleased(key.clone()));
    assert_eq!(world.mayas()[0].key, Some(&key.key));
}

#[test]
fn one_part_is_enough_to_pause() {
    let mut world = World::new();
    world.she_keeps(prepared(Moment::Now));
    assert_eq!(world.her.due(world.now()).len(), 1);
    let says = |part, wants| {
        let part = crate::id::PartId::example(part);
        What::PartConsented(PartConsent {
            handover: HANDOVER,
            part,
            wants,
        })
    };
    world.she_keeps(says(1, Wants::Pause));
    world.she_keeps(says(2, Wants::GoOn));
    assert!(world.her.due(world.now()).is_empty());
    let seen = world.her.handover(HANDOVER, world.now()).unwrap();
    assert_eq!(seen.paused_by, [crate::id::PartId::example(1)]);
    world.she_keeps(says(1, Wants::GoOn));
    assert_eq!(world.her.due(world.now()).len(), 1);
}

#[test]
fn a_handover_that_was_called_off_is_back_in_the_bag() {
    let mut world = World::new();
    world.she_keeps(What::BagPut(BagItem::example()));
    world.she_keeps(prepared(Moment::WhenISaySo));
    world.she_keeps(What::HandoverDecided(Decision {
        handover: HANDOVER,
        says: Says::CallOff,
    }));
    assert_eq!(world.her.bag(US).len(), 1);
    assert!(world.her.handover(HANDOVER, world.now()).is_none());
    world.she_keeps(What::BagTakenOut(ITEM.item));
    assert!(world.her.bag(US).is_empty());
}

#[test]
fn each_moment_comes_when_it_comes() {
    let starts = Session::example().starts;
    let (day, before) = (starts.day(), Instant::example(1_999));
    let check = |moment, now: Instant, expect: usize| {
        let mut world = World::new();
        world.she_keeps(prepared(moment));
        assert_eq!(world.her.due(now).len(), expect, "{moment:?} at {now:?}");
    };
    check(Moment::Now, Instant::example(0), 1);
    check(Moment::WhenISaySo, starts, 0);
    check(Moment::AtSession(SESSION), before, 0);
    check(Moment::AtSession(SESSION), starts, 1);
    check(Moment::On(day), Instant::example(0), 0);
    check(Moment::On(day), starts, 1);
}

#[test]
fn nothing_goes_at_a_session_that_is_not_held_nor_after_the_end() {
    let mut world = World::new();
    world.she_keeps(prepared(Moment::AtSession(SESSION)));
    world.the_session_is(State::Cancelled(CancelledBy::Outside));
    assert!(world.her.due(Session::example().starts).is_empty());
    world.the_session_is(State::Held);
    assert_eq!(world.her.due(Session::example().starts).len(), 1);
    world.maya_shares(What::RelationshipEnded(US));
    assert!(world.her.due(Session::example().starts).is_empty());
}

#[test]
fn a_copy_has_only_the_chosen_fields_and_days() {
    let mut world = World::new();
    let pull = Line::example("wanting to hide");
    world.she_keeps(What::SettingSet(Setting::Pull(
        PullId::example(3),
        pull.clone(),
    )));
    world.she_keeps(What::CheckedIn(CheckIn::example()));
    let day = world.now().day();
    let copy = |first, last, fields: &[Field]| {
        let fields = fields.iter().copied().collect::<Set<_>>();
        world.her.copy(&put(
            Picked::CheckIns {
                first,
                last,
                fields,
            },
            Naming::NoOne,
        ))
    };
    let fields = [Field::Pull(PullId::example(3)), Field::Body];
    let Some(Snapshot::CheckIns(copies)) = copy(day, day, &fields) else {
        panic!("no copy")
    };
    let labels: Vec<_> = copies[0]
        .marks
        .iter()
        .map(|(label, _)| label.clone())
        .collect();
    assert_eq!(labels, [Label::Body, Label::Pull(pull)]);
    assert_eq!(
        (copies[0].by.clone(), copies[0].words.clone()),
        (None, None)
    );
    assert_eq!(copies[0].not_wanting_to_live, None);
    assert_eq!(copy(day, day, &[]), None, "nothing chosen, nothing to show");
    assert_eq!(
        copy(
            Day::new(2026, 1, 1).unwrap(),
            Day::new(2026, 1, 2).unwrap(),
            &fields
        ),
        None
    );
}

#[test]
fn what_concerns_a_third_person_does_not_leave() {
    let mut world = World::new();
    let other = crate::id::RelationshipId::example(0x77);
    let closeness = crate::scale::Marks::new([(other, crate::scale::Five::LOWEST)]).unwrap();
    let id = world.she_keeps(What::CheckedIn(CheckIn {
        closeness,
        ..CheckIn::default()
    }));
    assert_eq!(
        world
            .her
            .copy(&put(Picked::Thing(Thing::CheckIn(id)), Naming::ByName)),
        None
    );
}

#[test]
fn a_part_is_named_only_where_she_allows_it() {
    let named = |may_know, naming| {
        let mut world = World::new();
        world.she_names_a_part(Part {
            may_know,
            ..Part::example()
        });
        let writing = Thing::Writing(world.she_writes(10, "words"));
        match world.her.copy(&put(Picked::Thing(writing), naming)) {
            Some(Snapshot::Writing { by, .. }) => by.is_some(),
            other => panic!("{other:?}"),
        }
    };
    assert!(!named(MayKnow::Nothing, Naming::ByName));
    assert!(!named(MayKnow::ThatItExists, Naming::NoOne));
    assert!(named(MayKnow::ThatItExists, Naming::ByName));
    assert!(named(MayKnow::WhatIChoose, Naming::ByName));
}

#[test]
fn a_handover_is_the_same_whether_or_not_something_was_withheld() {
    let bytes = |withhold: fn(&mut World)| {
        let mut world = World::new();
        let writing = world.she_writes(10, "what goes");
        let item = put(Picked::Thing(Thing::Writing(writing)), Naming::ByName);
        withhold(&mut world);
        let content = Content::Open(world.her.copy(&item).unwrap());
        let mut change = world.she_shares(handed(Wish::ReadBefore, content, None));
        // The id and the time are the caller's; everything else must be equal.
        (change.id, change.at) = (crate::id::ChangeId::example(1), Instant::example(1));
        change.encode().unwrap()
    };
    let plain = bytes(|_| {});
    let withheld = bytes(|world| {
        world.she_names_a_part(Part {
            may_know: MayKnow::Nothing,
            ..Part::example()
        });
        world.she_writes(12, "what stays");
        world.she_keeps(What::CheckedIn(CheckIn::example()));
        world.she_keeps(What::BagPut(BagItem {
            item: ItemId::example(8),
            ..BagItem::example()
        }));
    });
    assert_eq!(plain, withheld);
}

#[test]
fn only_know_it_exists_carries_nothing_but_its_sort() {
    let mut world = World::new();
    world.she_shares(handed(
        Wish::OnlyKnowItExists,
        Content::Exists(Sort::Writing),
        None,
    ));
    assert_eq!(
        world.mayas()[0].content,
        Some(&Content::Exists(Sort::Writing))
    );
}

#[test]
fn what_was_received_stands_in_the_order_of_its_wishes() {
    let mut world = World::new();
    let item = |id, wish, content| HandedItem::new(ItemId::example(id), wish, content).unwrap();
    let items = vec![
        item(1, Wish::DoNotRaise, Content::Open(Snapshot::example())),
        item(2, Wish::ReadBefore, Content::Open(Snapshot::example())),
        item(3, Wish::ReadWithMe, Content::Sealed(Opaque::new(vec![0]))),
    ];
    let items = Few::new(items).unwrap();
    world.she_shares(What::HandedOver(HandedOver {
        handover: HANDOVER,
        items,
        expires: None,
    }));
    let wishes: Vec<_> = world.mayas().into_iter().map(|item| item.wish).collect();
    assert_eq!(
        wishes,
        [Wish::ReadWithMe, Wish::ReadBefore, Wish::DoNotRaise].map(Some)
    );
}

#[test]
fn a_rupture_can_lie_in_the_bag_and_names_nothing_private() {
    let mut world = World::new();
    let view = crate::rupture::RuptureView::example();
    let rupture = Thing::Rupture(view.rupture);
    let links = crate::thing::Links::new(vec![Thing::Plan, Thing::Session(SESSION)]).unwrap();
    world.she_keeps(What::RuptureSeen(crate::rupture::RuptureView {
        links,
        ..view
    }));
    let copy = world.her.copy(&put(Picked::Thing(rupture), Naming::NoOne));
    let Some(Snapshot::Rupture(shown)) = copy else {
        panic!("no copy")
    };
    assert_eq!(shown.links[..], [Thing::Session(SESSION)]);
    assert!(
        world.maya.ruptures(US).is_empty(),
        "in the bag nothing has left"
    );
}

/// Found by random lives: it lay where it had been put the first time.
#[test]
fn what_was_taken_out_and_put_in_again_lies_at_the_end_and_another_wish_moves_nothing() {
    let mut world = World::new();
    let item = |byte| BagItem {
        item: ItemId::example(byte),
        ..BagItem::example()
    };
    let lies = |world: &World| -> Vec<_> {
        let bag = world.her.bag(US).into_iter();
        bag.map(|item| item.item.as_bytes()[0]).collect()
    };
    world.she_keeps(What::BagPut(item(1)));
    world.she_keeps(What::BagPut(item(2)));
    world.she_keeps(What::BagPut(BagItem {
        wish: Wish::DoNotRaise,
        ..item(1)
    }));
    assert_eq!(lies(&world), [1, 2]);
    world.she_keeps(What::BagTakenOut(ItemId::example(1)));
    world.she_keeps(What::BagPut(item(1)));
    assert_eq!(lies(&world), [2, 1]);
}

#[test]
fn two_hundred_check_ins_go_in_one_item_and_one_more_does_not() {
    let mut world = World::new();
    let fields = Set::from([Field::SafeEnough]);
    let (first, last) = (Instant::example(0).day(), Instant::example(2_880).day());
    let item = put(
        Picked::CheckIns {
            first,
            last,
            fields,
        },
        Naming::NoOne,
    );
    let copied = |world: &World| match world.her.copy(&item) {
        Some(Snapshot::CheckIns(copies)) => copies.len(),
        other => panic!("no check-ins: {other:?}"),
    };
    for count in 1..=CHECK_INS_MAX {
        world.she_keeps(What::CheckedIn(CheckIn::example()));
        assert_eq!(copied(&world), count);
    }
    world.she_keeps(What::CheckedIn(CheckIn::example()));
    assert_eq!(copied(&world), CHECK_INS_MAX);
}

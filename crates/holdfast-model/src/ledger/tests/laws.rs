//! The laws: commutative, associative, idempotent, total, and blind to where a thing was put.
//! Invariant: small ids, so that random changes meet, collide and contradict each other.

use proptest::prelude::*;

use super::world::{SHARED, US, World};
use crate::bag::BagItem;
use crate::change::Change;
use crate::check_in::{Answer, CheckIn};
use crate::handover::{HandedOver, Prepared};
use crate::id::{AuthorId, ChangeId, HandoverId, RelationshipId, WritingId};
use crate::instrument::{Instrument, Phase};
use crate::ledger::{Ledger, Origin, SeriesOf};
use crate::part::Voice;
use crate::rupture::{RuptureState, RuptureView};
use crate::scale::Few;
use crate::settings::{Setting, Theme};
use crate::thing::{FindingKey, Revised, Thing};
use crate::time::Instant;
use crate::what::What;
use crate::writing::Writing;

pub(super) const ME: AuthorId = AuthorId::example(0xaa);

fn small() -> impl Strategy<Value = u8> {
    0..4_u8
}

fn origin() -> impl Strategy<Value = Origin> {
    prop_oneof![
        Just(Origin::Mine),
        small().prop_map(|id| Origin::Shared(RelationshipId::example(id)))
    ]
}

/// Every kind as in its example, and the ones that point at each other with ids that collide.
fn what() -> impl Strategy<Value = What> {
    let writing = (small(), proptest::collection::vec(small(), 0..3)).prop_map(|(id, bases)| {
        let builds_on = Few::new(bases.into_iter().map(ChangeId::example).collect()).unwrap();
        let content = Writing::example();
        What::WritingRevised(Revised {
            id: WritingId::example(id),
            builds_on,
            content,
        })
    });
    let thing = || small().prop_map(|id| Thing::Writing(WritingId::example(id)));
    let rupture = prop::sample::select(&RuptureState::ALL[..]).prop_map(|state| {
        What::RuptureSeen(RuptureView {
            state,
            ..RuptureView::example()
        })
    });
    let handed = small().prop_map(|id| {
        What::HandedOver(HandedOver {
            handover: HandoverId::example(id),
            ..HandedOver::example()
        })
    });
    let prepared = small().prop_map(|id| {
        What::HandoverPrepared(Prepared {
            handover: HandoverId::example(id),
            ..Prepared::example()
        })
    });
    prop_oneof![
        4 => prop::sample::select(What::examples()),
        2 => writing,
        1 => thing().prop_map(What::Removed),
        1 => thing().prop_map(What::Restored),
        1 => prop_oneof![Just(Theme::Day), Just(Theme::Night)]
            .prop_map(|theme| What::SettingSet(Setting::Theme(theme))),
        2 => rupture,
        1 => handed,
        1 => prepared,
    ]
}

pub(super) fn told() -> impl Strategy<Value = Vec<(Origin, Change)>> {
    proptest::collection::vec(change(what()), 0..40)
}

/// The heads of a few changes that say nothing.
pub(super) fn heads() -> impl Strategy<Value = Vec<(Origin, Change)>> {
    proptest::collection::vec(change(Just(What::Removed(Thing::Plan))), 0..6)
}

fn change(what: impl Strategy<Value = What>) -> impl Strategy<Value = (Origin, Change)> {
    let author = prop_oneof![3 => Just(ME), 1 => small().prop_map(AuthorId::example)];
    let head = (0..6_u64, 0..50_u64, author, small());
    (origin(), head, what).prop_map(|(origin, (turn, minutes, author, id), what)| {
        let (at, id) = (Instant::example(minutes), ChangeId::example(id));
        let change = Change {
            turn,
            at,
            author,
            id,
            what,
        };
        (origin, change)
    })
}

pub(super) fn fold(told: impl IntoIterator<Item = (Origin, Change)>) -> Ledger {
    let mut ledger = Ledger::new(ME);
    for (origin, change) in told {
        ledger.insert(origin, change);
    }
    ledger
}

/// Reads everything that a screen can read.
pub(super) fn read(ledger: &Ledger) -> String {
    let now = Instant::example(100);
    let all = (0..5)
        .chain([US.as_bytes()[0]])
        .map(RelationshipId::example);
    let each: Vec<_> = all
        .map(|with| {
            let form = Instrument::session_note().form().unwrap();
            let of = SeriesOf {
                relationship: with,
                form: &form,
                phase: Phase::End,
                voice: &Voice::NoOne,
            };
            let bag: Vec<_> = ledger
                .bag(with)
                .into_iter()
                .map(|item| ledger.copy(item))
                .collect();
            let sessions = ledger.sessions(with);
            let ratings: Vec<_> = sessions
                .iter()
                .flat_map(|now| ledger.ratings(now.session.session))
                .collect();
            let one = (
                bag,
                ratings,
                ledger.series(&of),
                ledger.handovers(with, now),
            );
            let two = (
                ledger.received(with, now),
                ledger.unacknowledged(with),
                ledger.company(with),
            );
            let three = (
                ledger.notes_due(with),
                ledger.ruptures(with),
                ledger.agreements(with),
            );
            format!(
                "{one:?} {two:?} {three:?} {:?}",
                ledger.safety_agreement(with)
            )
        })
        .collect();
    let hers = (
        ledger.check_ins(),
        ledger.writings(),
        ledger.parts(),
        ledger.plan(),
    );
    let lists = (
        ledger.people(),
        ledger.services(),
        ledger.settings(),
        ledger.relationships(),
    );
    let rest = (
        ledger.removed(now),
        ledger.forgotten(now),
        ledger.due(now),
        ledger.next_session(now),
    );
    format!(
        "{each:?} {hers:?} {lists:?} {rest:?} {:?}",
        ledger.agreed_acts(Answer::Yes)
    )
}

proptest! {
    #[test]
    fn any_order_and_any_repetition_give_the_same_ledger(
        (told, shuffled) in told().prop_flat_map(|told| {
            let twice = [told.clone(), told.clone()].concat();
            (Just(told), Just(twice).prop_shuffle())
        }),
    ) {
        let (straight, shuffled) = (fold(told), fold(shuffled));
        prop_assert_eq!(read(&straight), read(&shuffled));
        prop_assert_eq!(straight, shuffled);
    }

    #[test]
    fn merging_commutes_associates_and_repeats(a in told(), b in told(), c in told()) {
        let merged = |parts: [&Ledger; 2]| {
            let mut ledger = parts[0].clone();
            ledger.merge(parts[1].clone());
            ledger
        };
        let (a, b, c) = (fold(a), fold(b), fold(c));
        prop_assert_eq!(merged([&a, &b]), merged([&b, &a]));
        prop_assert_eq!(merged([&merged([&a, &b]), &c]), merged([&a, &merged([&b, &c])]));
        prop_assert_eq!(merged([&a, &a]), a);
    }

    #[test]
    fn no_change_is_ever_lost(told in told()) {
        let ledger = fold(told.clone());
        for (origin, change) in &told {
            prop_assert!(ledger.changes().any(|(at, kept)| at == *origin && kept == change));
        }
        prop_assert!(ledger.len() <= told.len());
    }

    #[test]
    fn every_version_of_a_writing_is_kept_and_one_stands(told in told()) {
        let ledger = fold(told);
        for (_, versions) in ledger.writings() {
            let history = versions.history();
            prop_assert!(history.contains(&versions.current()));
            prop_assert!(versions.others().iter().all(|other| history.contains(other)));
        }
    }

    #[test]
    fn nothing_from_a_shared_space_touches_what_is_hers(told in told()) {
        let mine = told.iter().filter(|(origin, _)| *origin == Origin::Mine).cloned();
        let (mine, all) = (fold(mine), fold(told.clone()));
        prop_assert_eq!(format!("{:?}", mine.check_ins()), format!("{:?}", all.check_ins()));
        prop_assert_eq!(format!("{:?}", mine.writings()), format!("{:?}", all.writings()));
        prop_assert_eq!(mine.settings(), all.settings());
        let now = Instant::example(100);
        prop_assert_eq!(mine.forgotten(now), all.forgotten(now));
    }
}

#[test]
fn a_clock_that_jumps_back_never_reorders_what_she_did() {
    let mut ledger = Ledger::new(ME);
    for (minutes, theme) in [
        (500, Theme::Day),
        (3, Theme::Night),
        (400, Theme::Dim),
        (0, Theme::Day),
    ] {
        let id = ChangeId::example(minutes as u8);
        let set = What::SettingSet(Setting::Theme(theme));
        let change = ledger.next(Origin::Mine, id, Instant::example(minutes), set);
        ledger.insert(Origin::Mine, change);
        assert_eq!(ledger.settings().theme, theme);
    }
}

#[test]
fn a_turn_in_the_shared_space_does_not_tell_how_much_she_kept() {
    let (mut quiet, mut busy) = (World::new(), World::new());
    for _ in 0..100 {
        busy.she_keeps(What::CheckedIn(CheckIn::example()));
    }
    let turn = |world: &mut World| {
        world
            .she_shares(What::Received(HandoverId::example(1)))
            .turn
    };
    assert_eq!(turn(&mut quiet), turn(&mut busy));
}

#[test]
fn what_is_recorded_out_of_place_is_kept_and_has_no_effect() {
    let mut world = World::new();
    let check_in = Change::example(What::CheckedIn(CheckIn::example()));
    assert!(
        world.her.insert(SHARED, check_in.clone()),
        "a check-in in the shared space"
    );
    let stranger = Change {
        author: AuthorId::example(0xbb),
        ..check_in
    };
    assert!(
        world.her.insert(Origin::Mine, stranger),
        "in her own space by someone else"
    );
    assert!(world.her.check_ins().is_empty());
    assert_eq!(world.her.len(), 4);
}

#[test]
fn a_turn_at_its_limit_does_not_overflow() {
    let mut ledger = Ledger::new(ME);
    let last = Change {
        turn: u64::MAX,
        ..Change::example(What::Removed(Thing::Plan))
    };
    ledger.insert(Origin::Mine, last);
    let key = FindingKey {
        relationship: US,
        session: super::world::SESSION,
    };
    let next = ledger.next(
        Origin::Mine,
        ChangeId::example(1),
        Instant::example(1),
        What::Restored(Thing::Finding(key)),
    );
    assert_eq!(next.turn, u64::MAX);
}

#[test]
fn a_thing_put_in_the_bag_is_there_on_every_device() {
    let put = Change::example(What::BagPut(BagItem::example()));
    assert_eq!(fold([(Origin::Mine, put)]).bag(US).len(), 1);
}

//! Properties of what is read from the ledger, each against the plainest way to say it.
//! Invariant: told as in the laws, so that ids collide and changes contradict each other.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::laws::{ME, fold, heads, read, told};
use super::world::US;
use crate::change::Change;
use crate::id::{ChangeId, RelationshipId};
use crate::instrument::{Instrument, Phase};
use crate::ledger::{DELETED_KEPT_DAYS, Giver, Ledger, Origin, SeriesOf};
use crate::part::Voice;
use crate::rupture::{RuptureState, Together};
use crate::session::State;
use crate::settings::{Setting, Theme};
use crate::text::{LINE_CHARS_MAX, Line, Words};
use crate::thing::Thing;
use crate::time::Instant;
use crate::what::What;

fn relationships() -> impl Iterator<Item = RelationshipId> {
    (0..5)
        .chain([US.as_bytes()[0]])
        .map(RelationshipId::example)
}

/// What counts in her own space, in the order of its telling.
fn mine(told: &[(Origin, Change)]) -> Vec<Change> {
    let hers =
        |(origin, change): &&(Origin, Change)| *origin == Origin::Mine && change.author == ME;
    let mut mine: Vec<_> = told
        .iter()
        .filter(hers)
        .map(|(_, change)| change.clone())
        .collect();
    mine.sort();
    mine
}

/// The things whose last word is that they were removed, and when.
fn removed(told: &[(Origin, Change)]) -> Vec<(Thing, Instant)> {
    let mut removed: Vec<(Thing, Instant)> = Vec::new();
    for change in mine(told) {
        match change.what {
            What::Removed(thing) => {
                removed.retain(|(other, _)| *other != thing);
                removed.push((thing, change.at));
            }
            What::Restored(thing) => removed.retain(|(other, _)| *other != thing),
            _ => {}
        }
    }
    removed.sort();
    removed
}

proptest! {
    #[test]
    fn changes_of_each_kind_commute_associate_and_repeat(heads in heads(), half in 0_usize..6) {
        for what in What::examples() {
            let kind = what.kind();
            let all: Vec<_> = heads.iter().map(|(origin, head)| {
                (*origin, Change { what: what.clone(), ..head.clone() })
            }).collect();
            let straight = fold(all.clone());
            let turned = fold(all.iter().rev().chain(&all).cloned());
            prop_assert_eq!(read(&straight), read(&turned), "kind {}", kind);
            let (left, right) = all.split_at(half.min(all.len()));
            let (mut left, right) = (fold(left.to_vec()), fold(right.to_vec()));
            left.merge(right);
            prop_assert_eq!(&left, &straight, "kind {}", kind);
            prop_assert_eq!(turned, straight, "kind {}", kind);
        }
    }

    #[test]
    fn any_change_reads_back_from_its_bytes(told in told()) {
        for (_, change) in told {
            let bytes = change.encode().unwrap();
            prop_assert_eq!(Change::decode(&bytes), Ok(change));
        }
    }

    #[test]
    fn what_was_handed_over_is_not_in_the_bag_and_what_is_there_is_for_its_person(told in told()) {
        let (ledger, now) = (fold(told), Instant::example(100));
        for with in relationships() {
            let bag = ledger.bag(with);
            prop_assert!(bag.iter().all(|item| item.to == with));
            let ids: BTreeSet<_> = bag.iter().map(|item| item.item).collect();
            prop_assert_eq!(ids.len(), bag.len());
            let mine = relationships().flat_map(|with| ledger.handovers(with, now))
                .filter(|seen| seen.giver == Giver::Me);
            for item in mine.flat_map(|seen| seen.items) {
                prop_assert!(!ids.contains(&item.of.item));
            }
        }
    }

    #[test]
    fn what_was_removed_last_can_come_back_for_thirty_days(told in told(), days in 0_u64..40) {
        let ledger = fold(told.clone());
        let now = Instant::example(days * 1_440);
        let is_past = |at: &Instant| now.unix_ms() >= at.unix_ms() + DELETED_KEPT_DAYS * 86_400_000;
        let mut seen: Vec<_> = ledger.removed(now).iter().map(|gone| (gone.thing, gone.at)).collect();
        seen.sort();
        let expected: Vec<_> = removed(&told).into_iter().filter(|(_, at)| !is_past(at)).collect();
        prop_assert_eq!(seen, expected);
        let is_any_past = removed(&told).iter().any(|(_, at)| is_past(at));
        prop_assert!(is_any_past || ledger.forgotten(now).is_empty());
    }

    #[test]
    fn what_stands_on_a_screen_is_never_forgotten(mut told in told(), days in 0_u64..90) {
        for ((_, change), at) in told.iter_mut().zip(0..) {
            change.id = ChangeId::example(at); // each its own, as in life
        }
        let ledger = fold(told);
        let forgotten = ledger.forgotten(Instant::example(days * 1_440));
        let check_ins = ledger.check_ins().into_iter().map(|check_in| check_in.id);
        let writings = ledger.writings();
        let versions = writings.iter().flat_map(|(_, writing)| writing.history());
        for id in check_ins.chain(versions.map(|version| version.id)) {
            prop_assert!(!forgotten.contains(&id));
        }
    }

    #[test]
    fn the_last_theme_that_she_set_stands(told in told()) {
        let last = mine(&told).into_iter().rev().find_map(|change| match change.what {
            What::SettingSet(Setting::Theme(theme)) => Some(theme),
            _ => None,
        });
        prop_assert_eq!(fold(told).settings().theme, last.unwrap_or(Theme::default()));
    }

    #[test]
    fn a_line_has_one_point_for_each_session_in_their_order(told in told()) {
        let (ledger, form) = (fold(told), Instrument::session_note().form().unwrap());
        for relationship in relationships() {
            let of = SeriesOf { relationship, form: &form, phase: Phase::End, voice: &Voice::NoOne };
            let series = ledger.series(&of).unwrap();
            let sessions: BTreeSet<_> = series.points.iter().map(|point| point.session).collect();
            prop_assert_eq!(sessions.len(), series.points.len());
            prop_assert!(series.points.is_sorted_by_key(|point| point.starts.unix_ms()));
            for point in series.points {
                let now = ledger.session(point.session).unwrap();
                prop_assert!(point.gap_weeks >= 0.0);
                prop_assert!(!matches!(now.session.state, State::Cancelled(_)));
                let range = series.range.0..=series.range.1;
                let mut scores = [point.client, point.therapist].into_iter().flatten();
                prop_assert!(scores.all(|score| range.contains(&score.value)));
            }
        }
    }

    #[test]
    fn mended_is_said_of_both_only_when_both_have_come_to_it_step_by_step(told in told()) {
        let ledger = fold(told);
        for with in relationships() {
            for episode in ledger.ruptures(with) {
                let theirs = episode.theirs.map(|view| view.state);
                if episode.together() == Together::Both(RuptureState::Mended) {
                    prop_assert_eq!(episode.my_state(), Some(RuptureState::Mended));
                    prop_assert_eq!(theirs, Some(RuptureState::Mended));
                }
                // A view that was told once has gone no further than where a view may begin.
                let views = ledger.changes().filter(|(_, change)| matches!(&change.what,
                    What::RuptureSeen(view) if view.rupture == episode.rupture));
                let is_young = views.count() == 1;
                let states = episode.my_state().into_iter().chain(theirs);
                prop_assert!(!is_young || states.into_iter().all(RuptureState::may_begin));
            }
        }
    }

    #[test]
    fn a_line_and_words_are_what_was_typed_or_refused(text in "\\PC{0,4}[ \\n\\t]{0,3}\\PC{0,210}") {
        if let Ok(line) = Line::parse(&text) {
            prop_assert_eq!(line.as_str(), text.trim());
            prop_assert!(line.as_str().chars().count() <= LINE_CHARS_MAX);
            prop_assert_eq!(Line::parse(line.as_str()), Ok(line));
        }
        match Words::parse(&text) {
            Ok(words) => prop_assert_eq!(words.as_str(), text),
            Err(_) => prop_assert_eq!(text.trim(), ""),
        }
    }

    #[test]
    fn a_ledger_that_goes_on_never_tells_a_turn_twice(told in told()) {
        let ledger: Ledger = fold(told.clone());
        for origin in told.iter().map(|(origin, _)| *origin) {
            let what = What::Removed(Thing::Plan);
            let id = ChangeId::example(99);
            let next = ledger.next(origin, id, Instant::example(0), what);
            let there = told.iter().filter(|(at, _)| *at == origin);
            prop_assert!(there.clone().all(|(_, change)| change.turn < next.turn));
        }
    }
}

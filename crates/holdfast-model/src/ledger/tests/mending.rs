//! Stories of two: notes, the line, a rupture with two views, agreements, company.
//! Invariant: each side sees what concerns it and nothing of what the other kept.

use super::world::{SESSION, SHARED, US, World};
use crate::bag::Naming;
use crate::circle::CompanyAnswer;
use crate::id::{PartId, RuptureId, SessionId};
use crate::instrument::{Instrument, Phase};
use crate::ledger::{Ledger, Series, SeriesOf, Side};
use crate::note::{Rated, SessionNote, Showing};
use crate::part::{MayKnow, Part, Voice};
use crate::relationship::{ReadingHours, Receipts};
use crate::repair::{Kept, Openness, RepairStep};
use crate::rupture::{RuptureState, RuptureView, Together};
use crate::scale::{Five, Marks};
use crate::session::{CancelledBy, Session, State};
use crate::text::Words;
use crate::thing::{Links, Revised, Thing};
use crate::time::Instant;
use crate::what::What;

const RUPTURE: RuptureId = RuptureId::example(6);

fn note(showing: Showing) -> SessionNote {
    SessionNote {
        showing,
        ..SessionNote::example()
    }
}

fn series(ledger: &Ledger, voice: &Voice) -> Series {
    let form = Instrument::session_note().form().unwrap();
    let of = SeriesOf {
        relationship: US,
        form: &form,
        phase: Phase::End,
        voice,
    };
    ledger.series(&of).unwrap()
}

fn view(state: RuptureState) -> What {
    What::RuptureSeen(RuptureView {
        state,
        ..RuptureView::example()
    })
}

#[test]
fn a_note_that_she_keeps_leaves_no_trace() {
    let mut world = World::new();
    let before = world.maya.clone();
    world.she_keeps(What::NoteRecorded(note(Showing::Keep)));
    assert_eq!(world.her.notes(SESSION).mine.len(), 1);
    assert!(world.her.notes_due(US).is_empty());
    assert_eq!(world.maya, before);
}

#[test]
fn show_when_both_have_rated_waits_for_the_other() {
    let mut world = World::new();
    world.she_keeps(What::NoteRecorded(note(Showing::WhenBothHaveRated)));
    assert!(world.her.notes_due(US).is_empty());
    world.maya_shares(What::NoteRated(Rated {
        session: SESSION,
        phase: Phase::Start,
    }));
    assert!(
        world.her.notes_due(US).is_empty(),
        "the other end of the session"
    );
    world.maya_shares(What::NoteRated(Rated {
        session: SESSION,
        phase: Phase::End,
    }));
    let due = world
        .her
        .note_to_show(world.her.notes_due(US)[0].what, Naming::NoOne);
    world.she_shares(What::NoteRecorded(due));
    assert!(world.her.notes_due(US).is_empty());
    assert_eq!(world.maya.notes(SESSION).theirs.len(), 1);
    assert_eq!(
        world.her.ratings(SESSION).len(),
        1,
        "her copy is no second rating"
    );
}

#[test]
fn the_line_has_both_sides_and_the_weeks_between() {
    let mut world = World::new();
    world.the_session_is(State::Held);
    world.she_keeps(What::NoteRecorded(note(Showing::Keep)));
    world.maya_shares(What::NoteRecorded(note(Showing::Show)));
    let starts = Instant::new(Session::example().starts.unix_ms() + 2 * 604_800_000, 60).unwrap();
    let (session, state) = (SessionId::example(4), State::Held);
    let later = Session {
        session,
        starts,
        state,
        ..Session::example()
    };
    world.she_shares(What::SessionSet(later.clone()));
    let cancelled = State::Cancelled(CancelledBy::Outside);
    let off = Session {
        session: SessionId::example(3),
        state: cancelled,
        ..later
    };
    world.she_shares(What::SessionSet(off));

    let line = series(&world.her, &Voice::NoOne);
    assert_eq!(line.range, (1.0, 5.0));
    assert_eq!(line.points.len(), 2, "a cancelled session is no point");
    let score = line.points[0].client.unwrap();
    assert_eq!((score.value, score.answered), (2.5, 6));
    assert_eq!(line.points[0].therapist, line.points[0].client);
    assert_eq!(line.points[1].gap_weeks, 2.0);
    assert_eq!(
        (line.points[1].client, line.points[1].therapist),
        (None, None)
    );
    let hers = series(&world.maya, &Voice::NoOne).points[0];
    assert!(
        hers.client.is_none() && hers.therapist.is_some(),
        "Maya has only her own"
    );
}

#[test]
fn ratings_by_two_voices_stay_apart() {
    let mut world = World::new();
    let part = Voice::Part(PartId::example(1));
    let form = Instrument::session_note();
    let answers = form
        .answers(Phase::End, (1..=6).map(|item| (item, 5)))
        .unwrap();
    world.she_keeps(What::NoteRecorded(note(Showing::Keep)));
    world.she_keeps(What::NoteRecorded(SessionNote {
        voice: part.clone(),
        answers,
        ..note(Showing::Keep)
    }));
    let ratings = world.her.ratings(SESSION);
    assert_eq!(
        ratings.iter().map(|rating| rating.side).collect::<Vec<_>>(),
        [Side::Client; 2]
    );
    let value = |voice| series(&world.her, voice).points[0].client.unwrap().value;
    assert_eq!((value(&Voice::NoOne), value(&part)), (2.5, 5.0));
}

#[test]
fn the_latest_rating_of_one_voice_counts() {
    let mut world = World::new();
    world.she_keeps(What::NoteRecorded(note(Showing::Keep)));
    let answers = Instrument::session_note().answers(Phase::End, (1..=6).map(|item| (item, 4)));
    world.she_keeps(What::NoteRecorded(SessionNote {
        answers: answers.unwrap(),
        ..note(Showing::Keep)
    }));
    assert_eq!(
        series(&world.her, &Voice::NoOne).points[0]
            .client
            .unwrap()
            .value,
        4.0
    );
}

#[test]
fn a_rupture_is_mended_only_when_both_say_so() {
    use RuptureState::{Exploring, Mended, Named, Noticed, Offered, Reopened};
    let mut world = World::new();
    world.she_keeps(view(Noticed));
    assert!(world.maya.ruptures(US).is_empty(), "noticed is private");
    world.she_shares(view(Offered));
    world.maya_shares(view(Named));
    world.maya_shares(view(Exploring));
    world.maya_shares(view(Mended));
    let together = |world: &World| world.her.rupture(RUPTURE).unwrap().together();
    assert_eq!(together(&world), Together::OneSays(Mended));
    for state in [Named, Exploring, Mended] {
        world.she_shares(view(state));
    }
    assert_eq!(together(&world), Together::Both(Mended));
    assert_eq!(
        world.maya.rupture(RUPTURE).unwrap().together(),
        Together::Both(Mended)
    );
    assert_eq!(
        world.her.rupture(RUPTURE).unwrap().openness(),
        Openness::Closed
    );
    world.she_shares(view(Reopened));
    assert_eq!(together(&world), Together::OneSays(Mended));
    assert_eq!(
        world.her.rupture(RUPTURE).unwrap().openness(),
        Openness::Open
    );
}

#[test]
fn a_claimed_step_that_is_none_leaves_the_state_as_it_was() {
    let mut world = World::new();
    world.maya_shares(view(RuptureState::Mended));
    let theirs = |world: &World| world.her.rupture(RUPTURE).unwrap().theirs.unwrap().state;
    assert_eq!(
        theirs(&world),
        RuptureState::Noticed,
        "no view begins mended"
    );
    world.maya_shares(view(RuptureState::Offered));
    world.maya_shares(view(RuptureState::NotMended));
    assert_eq!(theirs(&world), RuptureState::Offered);
}

#[test]
fn her_private_words_never_stand_in_the_view_that_she_shows() {
    let mut world = World::new();
    let part = world.she_names_a_part(Part {
        may_know: MayKnow::Nothing,
        ..Part::example()
    });
    let writing = Thing::Writing(world.she_writes(1, "private"));
    let (session, voice) = (Thing::Session(SESSION), Voice::Part(part));
    let intensity = Marks::new([(voice, Five::HIGHEST), (Voice::NoOne, Five::LOWEST)]).unwrap();
    let links = Links::new(vec![writing, session]).unwrap();
    let private = RuptureView {
        intensity,
        links,
        ..RuptureView::example()
    };
    world.she_keeps(What::RuptureSeen(private.clone()));

    let shown = world.her.view_to_show(
        &RuptureView {
            words: None,
            ..private
        },
        Naming::ByName,
    );
    assert_eq!(shown.links[..], [session]);
    assert_eq!(shown.intensity.keys().collect::<Vec<_>>(), [&Voice::NoOne]);
    world.she_shares(What::RuptureSeen(RuptureView {
        state: RuptureState::Offered,
        ..shown
    }));
    let hers = world.her.rupture(RUPTURE).unwrap();
    assert!(hers.private.unwrap().told.what.words.is_some());
    assert!(hers.mine.unwrap().told.what.words.is_none());
    assert!(
        world
            .maya
            .rupture(RUPTURE)
            .unwrap()
            .theirs
            .unwrap()
            .told
            .what
            .words
            .is_none()
    );
}

#[test]
fn steps_and_agreements_are_seen_by_both() {
    let mut world = World::new();
    world.she_shares(view(RuptureState::Offered));
    world.maya_shares(What::RepairStepDone(RepairStep::example()));
    let (id, agreement) = (
        crate::id::AgreementId::example(12),
        crate::repair::Agreement::example(),
    );
    world.maya_shares(What::AgreementRevised(Revised::first(
        id,
        agreement.clone(),
    )));
    let heads = world.her.agreements(US)[0].1.heads();
    let builds_on = crate::scale::Few::new(heads).unwrap();
    let content = crate::repair::Agreement {
        kept: Some(Kept::Kept),
        ..agreement
    };
    world.she_shares(What::AgreementRevised(Revised {
        id,
        builds_on,
        content,
    }));
    for ledger in [&world.her, &world.maya] {
        assert_eq!(ledger.rupture(RUPTURE).unwrap().steps.len(), 1);
        assert_eq!(
            ledger.agreements(US)[0].1.current().what.kept,
            Some(Kept::Kept)
        );
    }
}

#[test]
fn the_latest_word_on_a_session_counts_whoever_says_it() {
    let mut world = World::new();
    assert!(world.her.next_session(world.now()).is_some());
    world.the_session_is(State::Cancelled(CancelledBy::Outside));
    assert!(world.her.next_session(world.now()).is_none());
    assert_eq!(
        world.her.sessions(US)[0].session.state,
        State::Cancelled(CancelledBy::Outside)
    );
}

#[test]
fn reading_hours_and_receipts_are_told_by_each_for_themselves() {
    let mut world = World::new();
    world.maya_shares(What::ReadingHoursSet(ReadingHours::example()));
    world.maya_shares(What::ReceiptsSet(Receipts::On));
    let hers = world.her.relationship(US).unwrap();
    assert_eq!(hers.their_hours, Some(&ReadingHours::example()));
    assert_eq!((hers.my_hours, hers.my_receipts), (None, Receipts::Off));
    assert!(!hers.tells_opened());
    world.she_shares(What::ReceiptsSet(Receipts::On));
    assert!(world.maya.relationship(US).unwrap().tells_opened());
}

#[test]
fn a_call_for_company_is_answered_by_the_other_only() {
    let mut world = World::new();
    let call = world
        .she_shares(What::CompanyCalled(crate::circle::CompanyCall::example()))
        .id;
    let answer = What::CompanyAnswered(CompanyAnswer {
        call,
        ..CompanyAnswer::example()
    });
    world.she_shares(answer.clone());
    assert!(
        world.her.company(US)[0].1.is_empty(),
        "nobody answers herself"
    );
    world.maya_shares(answer);
    assert_eq!(world.her.company(US)[0].1.len(), 1);
}

#[test]
fn ending_is_seen_by_both_and_keeps_everything() {
    let mut world = World::new();
    world.maya_shares(What::RelationshipEnded(US));
    for ledger in [&world.her, &world.maya] {
        assert!(ledger.relationship(US).unwrap().ended.is_some());
        assert_eq!(ledger.sessions(US).len(), 1);
    }
    let words = Words::example("goodbye");
    let outside = crate::outside::OutsideEvent {
        words: Some(words),
        ..crate::outside::OutsideEvent::example()
    };
    assert!(
        world
            .her
            .insert(SHARED, crate::Change::example(What::OutsideNoted(outside)))
    );
}

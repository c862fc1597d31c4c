//! Between us: the line over the sessions, what felt off, and what comes next.
//! Invariant: it leads to the room; it is never a dossier on the other.

use holdfast_client::Notice;
use holdfast_model::Ledger;
use holdfast_model::id::RelationshipId;
use holdfast_model::instrument::{Instrument, Phase};
use holdfast_model::ledger::{SeriesOf, Side};
use holdfast_model::part::Voice;
use holdfast_model::relationship::Role;
use holdfast_model::rupture::{RuptureState, Together};
use holdfast_model::session::{Session, State};
use holdfast_model::time::Instant;

use crate::app::App;
use crate::chart::geometry::{Point, Sign};
use crate::chart::line::line;
use crate::icon::Icon;
use crate::page::{person, question};
use crate::part::act::{Act, button_with, row};
use crate::part::block::{heading, list, note, title};
use crate::part::shell::Screen;
use crate::route::Route;
use crate::ui::{View, region};
use crate::when;
use crate::words::{fill, words};

/// One person.
pub(crate) fn screen(app: &App, id: RelationshipId) -> Screen {
    let words = &words().us;
    let name = person::name(app, id);
    let (drawn, called) = (app.clone(), name.clone());
    let course = region(&[app.news()], move || {
        let points = drawn.read(|ledger| points(&drawn, ledger, id));
        let line = || line(self::words().us.between, &called, &points);
        (!points.is_empty()).then(line).into_iter().collect()
    });
    let told = app.clone();
    let alarm = region(&[app.news()], move || alarm(&told, id));
    let mut body = vec![title(&name), person::hours(app, id), alarm, course];
    let is_rated = app.read(|ledger| !points(app, ledger, id).is_empty());
    body.extend(is_rated.then(|| question::place(app, id)));
    let drawn = app.clone();
    body.push(region(&[app.news()], move || lists(&drawn, id)));
    Screen::new(words.title, body).foot(vec![button_with(
        Act::Plain,
        Icon::Flag,
        words.felt_off,
        app.to(Route::SnagNew(id)),
    )])
}

/// The last thing that came over in a way it should not: what happened, and what she can do.
fn alarm(app: &App, id: RelationshipId) -> Vec<View> {
    let told = app.client().alarms();
    let is_new = |one: &&Notice| app.now().weeks_since(one.noticed) < ALARM_WEEKS;
    let last = told
        .iter()
        .rfind(|one| one.relationship == Some(id))
        .filter(is_new);
    let said = last.map(|one| format!("{} {}", one.what_happened, one.what_you_can_do));
    said.as_deref().map(note).into_iter().collect()
}

/// The bag, the sessions and the snags; they follow the ledger.
fn lists(app: &App, id: RelationshipId) -> Vec<View> {
    let words = &words().us;
    let in_bag = app.read(|ledger| ledger.bag(id).len());
    let under = match in_bag {
        0 => String::new(),
        1 => words.bag_one.to_owned(),
        many => fill(words.bag_many, &[&many.to_string()]),
    };
    let bag = vec![
        row(words.bag, &under, app.to(Route::Bag(id))),
        row(words.sent, "", app.to(Route::Sent(id))),
    ];
    let mut sessions = sessions(app, id);
    sessions.push(row(words.session_new, "", app.to(Route::SessionNew(id))));
    let mut views = vec![list(bag), heading(words.sessions), list(sessions)];
    let snags = snags(app, id);
    if !snags.is_empty() {
        views.extend([heading(words.snags), list(snags)]);
    }
    let tie = row(words.tie, words.tie_more, app.to(Route::Tie(id)));
    views.push(list(vec![tie]));
    views
}

/// The line of the notes at the end of each session, as both rated it, with its snags.
pub(crate) fn points(app: &App, ledger: &Ledger, id: RelationshipId) -> Vec<Point> {
    let Ok(form) = Instrument::session_note().form() else {
        return Vec::new();
    };
    let voice = Voice::NoOne;
    let of = SeriesOf {
        relationship: id,
        form: &form,
        phase: Phase::End,
        voice: &voice,
    };
    let Some(series) = ledger.series(&of) else {
        return Vec::new();
    };
    let mine = match ledger.relationship(id).map(|now| now.kept().my_role) {
        Some(Role::Therapist) => Side::Therapist,
        _ => Side::Client,
    };
    let signs = signs(ledger, id);
    let now = app.now();
    let point = |point: &holdfast_model::ledger::Point| {
        let (client, therapist) = (
            point.client.map(|s| s.value),
            point.therapist.map(|s| s.value),
        );
        let (mine, theirs) = match mine {
            Side::Client => (client, therapist),
            Side::Therapist => (therapist, client),
        };
        let (when, short) = (
            when::date(point.starts.day(), now),
            when::short(point.starts.day()),
        );
        let sign = signs.iter().find(|(session, _)| *session == point.session);
        Point {
            when,
            short,
            mine,
            theirs,
            sign: sign.map(|(_, sign)| *sign).unwrap_or_default(),
        }
    };
    series.points.iter().map(point).collect()
}

/// Which sessions have a snag: the one it is linked to, else the last before it was noticed.
fn signs(ledger: &Ledger, id: RelationshipId) -> Vec<(holdfast_model::id::SessionId, Sign)> {
    let sessions = ledger.sessions(id);
    let episodes = ledger.ruptures(id).into_iter();
    let signs = episodes.filter_map(|episode| {
        let before = |now: &&holdfast_model::ledger::SessionNow<'_>| {
            now.session.starts.unix_ms() <= episode.noticed.unix_ms()
        };
        let session = sessions.iter().rfind(before)?.session.session;
        let mended = episode.together() == Together::Both(RuptureState::Mended);
        Some((session, if mended { Sign::Mended } else { Sign::Snag }))
    });
    signs.collect()
}

/// The sessions, each as a row that leads to it: what comes, then what was last.
pub(crate) fn sessions(app: &App, id: RelationshipId) -> Vec<View> {
    let now = app.now();
    let shown = app.read(|ledger| {
        let sessions = ledger.sessions(id);
        let over =
            |one: &holdfast_model::ledger::SessionNow<'_>| one.session.ends_ms() < now.unix_ms();
        // What is now or comes next stands first, then the last ones, backwards.
        let coming = sessions.iter().filter(|one| !over(one)).take(SHOWN_COMING);
        let past = sessions.iter().rev().filter(|one| over(one));
        coming
            .chain(past.take(SHOWN_PAST))
            .map(|one| one.session.clone())
            .collect::<Vec<_>>()
    });
    let rows = shown.into_iter().map(|session| {
        let head = when::date_and_clock(session.starts, now);
        let to = app.to(Route::Session(session.session));
        row(&head, state_word(&session, now), to)
    });
    rows.collect()
}

fn snags(app: &App, id: RelationshipId) -> Vec<View> {
    let now = app.now();
    let shown = app.read(|ledger| {
        let episodes = ledger.ruptures(id).into_iter().rev();
        episodes
            .map(|episode| (episode.rupture, episode.noticed))
            .collect::<Vec<_>>()
    });
    let row = |(rupture, noticed): (_, Instant)| {
        let head = format!("{}, {}", words().us.snag, when::date(noticed.day(), now));
        row(&head, "", app.to(Route::Snag(rupture)))
    };
    shown.into_iter().map(row).collect()
}

/// The word for the state of a session. One that is over and of which nobody said more was planned.
pub(crate) fn state_word(session: &Session, now: Instant) -> &'static str {
    let words = &words().session;
    match session.state {
        State::Planned if session.starts.unix_ms() < now.unix_ms() => words.was_planned,
        State::Planned => words.planned,
        State::Held => words.held,
        State::Cancelled(_) => words.cancelled,
    }
}

/// A notice older than this stands in More only.
const ALARM_WEEKS: f64 = 1.0;
/// How many sessions that come the overview lists.
const SHOWN_COMING: usize = 3;
/// How many sessions that are over it lists.
const SHOWN_PAST: usize = 3;

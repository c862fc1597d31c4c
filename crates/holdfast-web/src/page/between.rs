//! Between us: the line over the sessions, what felt off, and what comes next.
//! Invariant: it leads to the room; it is never a dossier on the other.

use holdfast_model::Ledger;
use holdfast_model::id::RelationshipId;
use holdfast_model::instrument::{Instrument, Phase};
use holdfast_model::ledger::{SeriesOf, Side};
use holdfast_model::part::Voice;
use holdfast_model::relationship::Role;
use holdfast_model::rupture::{RuptureState, Together};

use crate::app::App;
use crate::chart::geometry::{Point, Sign};
use crate::chart::line::line;
use crate::icon::Icon;
use crate::page::{question, us};
use crate::part::act::{Act, button_with, row};
use crate::part::block::{list, title};
use crate::part::shell::Screen;
use crate::route::Route;
use crate::when;
use crate::words::words;

/// One person.
pub(crate) fn screen(app: &App, id: RelationshipId) -> Screen {
    let words = &words().us;
    let name = us::name(app, id);
    let points = app.read(|ledger| points(app, ledger, id));
    let mut rows = sessions(app, id);
    rows.push(row(words.session_new, "", app.to(Route::SessionNew(id))));
    rows.push(row(words.bag, "", app.to(Route::Bag(id))));
    rows.push(row(words.sent, "", app.to(Route::Sent(id))));
    rows.extend(snags(app, id));
    rows.push(row(words.tie, words.tie_more, app.to(Route::Tie(id))));
    let drawn = line(crate::words::words().today.safe, &name, &points);
    let mut body = vec![title(&name), us::hours(app, id)];
    if !points.is_empty() {
        body.push(drawn);
        body.push(question::place(app, id));
    }
    body.push(list(rows));
    Screen::new(words.title, body).foot(vec![button_with(
        Act::Plain,
        Icon::Flag,
        words.felt_off,
        app.to(Route::SnagNew(id)),
    )])
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

/// The last sessions, each as a row that leads to it.
pub(crate) fn sessions(app: &App, id: RelationshipId) -> Vec<crate::ui::View> {
    let now = app.now();
    let shown = app.read(|ledger| {
        let sessions = ledger.sessions(id).into_iter().rev().take(SHOWN_SESSIONS);
        sessions
            .map(|now| (now.session.session, now.session.starts, now.session.state))
            .collect::<Vec<_>>()
    });
    let rows = shown.into_iter().map(|(session, starts, state)| {
        let head = when::date_and_clock(starts, now);
        row(&head, state_word(state), app.to(Route::Session(session)))
    });
    rows.collect()
}

fn snags(app: &App, id: RelationshipId) -> Vec<crate::ui::View> {
    let now = app.now();
    let shown = app.read(|ledger| {
        let episodes = ledger.ruptures(id).into_iter().rev();
        episodes
            .map(|episode| (episode.rupture, episode.noticed))
            .collect::<Vec<_>>()
    });
    let row = |(rupture, noticed): (_, holdfast_model::time::Instant)| {
        let head = format!("{}, {}", words().us.snag, when::date(noticed.day(), now));
        row(&head, "", app.to(Route::Snag(rupture)))
    };
    shown.into_iter().map(row).collect()
}

/// The word for the state of a session.
pub(crate) const fn state_word(state: holdfast_model::session::State) -> &'static str {
    use holdfast_model::session::State;
    match state {
        State::Planned => words().session.planned,
        State::Held => words().session.held,
        State::Cancelled(_) => words().session.cancelled,
    }
}

/// How many sessions the overview lists.
const SHOWN_SESSIONS: usize = 4;

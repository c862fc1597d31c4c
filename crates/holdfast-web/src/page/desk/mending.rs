//! The right column: repair work that is open, the notes of the session, the private note.
//! Invariant: her words stay her words; the steps are states to visit, never a wizard.

use holdfast_model::Ledger;
use holdfast_model::id::{RelationshipId, RuptureId, SessionId};
use holdfast_model::instrument::Phase;
use holdfast_model::repair::Openness;
use holdfast_model::session::State;
use holdfast_model::text::Words;
use holdfast_model::time::Instant;

use super::follow;
use crate::app::App;
use crate::part::act::{Act, button, row};
use crate::part::block::{card, heading, list, own, quiet};
use crate::route::Route;
use crate::ui::{View, el};
use crate::when;
use crate::words::{fill, words};

/// A snag that is open for at least one of the two.
#[derive(PartialEq)]
struct Snag {
    rupture: RuptureId,
    noticed: Instant,
    theirs: Option<String>,
}

/// What the column shows.
#[derive(Default, PartialEq)]
struct Work {
    snags: Vec<Snag>,
    session: Option<(SessionId, Instant)>,
}

/// The column.
pub(super) fn column(app: &App, id: RelationshipId) -> View {
    let look = move |app: &App| {
        let now = app.now();
        app.read(|ledger| Work {
            snags: open_snags(ledger, id),
            session: last_session(ledger, id, now),
        })
    };
    let work = follow(app, look, move |app, work| draw(app, id, work));
    el("section")
        .class("stack noprint")
        .attr("aria-label", words().desk.work)
        .child(work)
}

fn draw(app: &App, id: RelationshipId, work: &Work) -> Vec<View> {
    let words = &words().desk;
    let mut parts = vec![heading(words.work)];
    if work.snags.is_empty() {
        parts.push(quiet(words.work_none));
    }
    parts.extend(work.snags.iter().map(|snag| one(app, snag)));
    parts.push(button(
        Act::Plain,
        words.noticed,
        app.to(Route::SnagNew(id)),
    ));
    if let Some((session, starts)) = work.session {
        let note = |phase| app.to(Route::Note(session, phase));
        parts.push(heading(words.session_head));
        parts.push(quiet(&when::date_and_clock(starts, app.now())));
        parts.push(button(Act::Plain, words.at_start, note(Phase::Start)));
        parts.push(button(Act::Primary, words.after, note(Phase::End)));
    }
    let us = &crate::words::words().us;
    let rows = vec![
        row(words.note, words.note_lead, app.to(Route::PrivateNote(id))),
        row(us.session_new, "", app.to(Route::SessionNew(id))),
        row(words.hours, words.hours_lead, app.to(Route::Hours(id))),
        row(us.tie, us.tie_more, app.to(Route::Tie(id))),
    ];
    parts.push(list(rows));
    parts
}

fn open_snags(ledger: &Ledger, id: RelationshipId) -> Vec<Snag> {
    let mut snags = Vec::new();
    for one in ledger.ruptures(id) {
        if one.openness() != Openness::Open {
            continue;
        }
        let theirs = one.theirs.and_then(|view| view.told.what.words.as_ref());
        snags.push(Snag {
            rupture: one.rupture,
            noticed: one.noticed,
            theirs: theirs.map(Words::as_str).map(str::to_owned),
        });
    }
    snags
}

fn one(app: &App, snag: &Snag) -> View {
    let words = &words().desk;
    let day = when::date(snag.noticed.day(), app.now());
    let steps = [words.step_1, words.step_2, words.step_3, words.step_4];
    let steps = steps.into_iter().map(|step| el("li").text(step)).collect();
    let mut parts = vec![heading(&fill(words.rupture, &[&day]))];
    parts.extend(snag.theirs.as_deref().map(own));
    parts.push(el("ol").class("numbered").children(steps));
    parts.push(button(
        Act::Plain,
        words.look,
        app.to(Route::Snag(snag.rupture)),
    ));
    card(parts)
}

/// The session that is now or was last; a cancelled one has no notes.
fn last_session(ledger: &Ledger, id: RelationshipId, now: Instant) -> Option<(SessionId, Instant)> {
    let sessions = ledger.sessions(id);
    let begun = sessions.iter().rfind(|one| {
        let took_place = !matches!(one.session.state, State::Cancelled(_));
        took_place && one.session.starts.unix_ms() <= now.unix_ms() + SOON_MS
    });
    begun.map(|one| (one.session.session, one.session.starts))
}

/// A session this near may be rated at its start already, in milliseconds: two hours.
const SOON_MS: u64 = 2 * 3_600_000;

//! The right column: repair work that is open, the note after the session, the private note.
//! Invariant: her words stay her words; the steps are states to visit, never a wizard.

use holdfast_model::id::{RelationshipId, RuptureId, SessionId};
use holdfast_model::instrument::Phase;
use holdfast_model::repair::Openness;
use holdfast_model::session::State;
use holdfast_model::text::Words;
use holdfast_model::time::Instant;

use crate::app::App;
use crate::part::act::{Act, button};
use crate::part::block::{card, heading, own, quiet};
use crate::route::Route;
use crate::ui::{View, el};
use crate::when;
use crate::words::words;

/// A snag that is open for at least one of the two.
struct Snag {
    rupture: RuptureId,
    noticed: Instant,
    theirs: Option<String>,
}

/// The column.
pub(super) fn column(app: &App, id: RelationshipId) -> View {
    let words = &words().desk;
    let mut parts = vec![heading(words.work)];
    let snags = open_snags(app, id);
    if snags.is_empty() {
        parts.push(quiet(words.work_none));
    }
    parts.extend(snags.iter().map(|snag| work(app, snag)));
    parts.push(button(
        Act::Plain,
        words.noticed,
        app.to(Route::SnagNew(id)),
    ));
    if let Some(session) = last_session(app, id) {
        let note = |phase| app.to(Route::Note(session, phase));
        parts.push(button(Act::Plain, words.at_start, note(Phase::Start)));
        parts.push(button(Act::Primary, words.after, note(Phase::End)));
    }
    parts.push(button(
        Act::Plain,
        words.note,
        app.to(Route::PrivateNote(id)),
    ));
    parts.push(button(
        Act::Plain,
        crate::words::words().us.session_new,
        app.to(Route::SessionNew(id)),
    ));
    parts.push(button(Act::Quiet, words.hours, app.to(Route::Hours(id))));
    el("section")
        .class("stack")
        .attr("aria-label", words.work)
        .children(parts)
}

fn open_snags(app: &App, id: RelationshipId) -> Vec<Snag> {
    app.read(|ledger| {
        let open = ledger
            .ruptures(id)
            .into_iter()
            .filter(|one| one.openness() == Openness::Open);
        let snag = |one: holdfast_model::ledger::Episode<'_>| Snag {
            rupture: one.rupture,
            noticed: one.noticed,
            theirs: one.theirs.and_then(|view| {
                view.told
                    .what
                    .words
                    .as_ref()
                    .map(Words::as_str)
                    .map(str::to_owned)
            }),
        };
        open.map(snag).collect()
    })
}

fn work(app: &App, snag: &Snag) -> View {
    let words = &words().desk;
    let head = format!(
        "{}, {}",
        crate::words::words().us.snag,
        when::date(snag.noticed.day(), app.now())
    );
    let steps = [words.step_1, words.step_2, words.step_3, words.step_4];
    let steps = steps.into_iter().map(|step| el("li").text(step)).collect();
    let mut parts = vec![heading(&head)];
    parts.extend(snag.theirs.as_deref().map(own));
    parts.push(el("ol").children(steps));
    parts.push(button(
        Act::Small,
        words.look,
        app.to(Route::Snag(snag.rupture)),
    ));
    card(parts)
}

/// The session that is now or was last; a cancelled one has no notes.
fn last_session(app: &App, id: RelationshipId) -> Option<SessionId> {
    let now = app.now().unix_ms();
    app.read(|ledger| {
        let sessions = ledger.sessions(id);
        let begun = sessions.iter().rfind(|one| {
            let took_place = !matches!(one.session.state, State::Cancelled(_));
            took_place && one.session.starts.unix_ms() <= now + SOON_MS
        });
        begun.map(|one| one.session.session)
    })
}

/// A session this near may be rated at its start already, in milliseconds: two hours.
const SOON_MS: u64 = 2 * 3_600_000;

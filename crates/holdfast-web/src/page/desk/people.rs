//! The left column: the people, and for each what was handed over for the next session.
//! Invariant: no score, no colour, no "last seen"; "nothing handed over" is said as a fine thing.

use holdfast_model::Ledger;
use holdfast_model::id::RelationshipId;
use holdfast_model::ledger::{Giver, HandoverSeen};
use holdfast_model::relationship::Role;
use holdfast_model::session::State;
use holdfast_model::time::Instant;

use crate::app::App;
use crate::part::act::{Act, button, row};
use crate::part::block::{heading, list, quiet};
use crate::route::Route;
use crate::ui::{View, el};
use crate::when;
use crate::words::{fill, words};

/// A person as the column shows them.
struct Person {
    id: RelationshipId,
    name: String,
    session: Option<Instant>,
    handed: Option<(Instant, usize)>,
}

/// The column.
pub(super) fn column(app: &App, chosen: Option<RelationshipId>) -> View {
    let words = &words().desk;
    let now = app.now();
    let mut people = app.read(|ledger| people(ledger, now));
    // Who comes next stands first; who has no date stands last.
    people.sort_by_key(|person| person.session.map_or(u64::MAX, Instant::unix_ms));
    let mut parts = vec![heading(words.people)];
    if people.is_empty() {
        parts.push(quiet(words.none));
    }
    let rows = people.iter().map(|person| {
        let row = row(
            &person.name,
            &under(person, now),
            app.to(Route::Between(person.id)),
        );
        if chosen == Some(person.id) {
            row.attr("aria-current", "true")
        } else {
            row
        }
    });
    parts.push(list(rows.collect()));
    parts.push(button(
        Act::Plain,
        crate::words::words().us.pair,
        app.to(Route::Pair),
    ));
    el("section")
        .class("stack")
        .attr("aria-label", words.people)
        .children(parts)
}

fn people(ledger: &Ledger, now: Instant) -> Vec<Person> {
    let open = ledger
        .relationships()
        .into_iter()
        .filter(|at| at.ended.is_none() && at.kept().my_role == Role::Therapist);
    let person = |at: holdfast_model::ledger::RelationshipNow<'_>| {
        let sessions = ledger.sessions(at.id);
        let next = sessions.iter().find(|next| {
            next.session.state == State::Planned && next.session.ends_ms() >= now.unix_ms()
        });
        Person {
            id: at.id,
            name: at.kept().name.as_str().to_owned(),
            session: next.map(|next| next.session.starts),
            handed: handed(ledger.handovers(at.id, now)),
        }
    };
    open.map(person).collect()
}

/// The last handover to her: when it came, and how many things it holds.
fn handed(handovers: Vec<HandoverSeen<'_>>) -> Option<(Instant, usize)> {
    let theirs = handovers
        .into_iter()
        .filter(|seen| seen.giver == Giver::Them && seen.left);
    theirs.last().map(|seen| (seen.at, seen.items.len()))
}

fn under(person: &Person, now: Instant) -> String {
    let words = &words().desk;
    let session = person
        .session
        .map(|at| fill(words.session, &[&when::date_and_clock(at, now)]));
    let handed = match person.handed {
        Some((at, 1)) => fill(words.handed_one, &[&when::date_and_clock(at, now)]),
        Some((at, count)) => fill(
            words.handed,
            &[&when::date_and_clock(at, now), &count.to_string()],
        ),
        None => words.nothing.to_owned(),
    };
    session
        .into_iter()
        .chain([handed])
        .collect::<Vec<_>>()
        .join(" ")
}

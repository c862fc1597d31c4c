//! The left column: the people, and for each what was handed over for the next session.
//! Invariant: no score, no colour, no "last seen"; "nothing handed over" is said as a fine thing.

use holdfast_model::Ledger;
use holdfast_model::handover::ItemState;
use holdfast_model::id::RelationshipId;
use holdfast_model::ledger::{Giver, HandoverSeen, RelationshipNow, SessionNow};
use holdfast_model::relationship::Role;
use holdfast_model::session::State;
use holdfast_model::time::Instant;

use super::follow;
use crate::app::App;
use crate::part::act::{Act, button, row};
use crate::part::block::{heading, list, quiet};
use crate::route::Route;
use crate::ui::{View, el};
use crate::when;
use crate::words::{fill, words};

/// A person as the column shows them.
#[derive(Clone, PartialEq)]
struct Person {
    id: RelationshipId,
    name: String,
    session: Option<Instant>,
    handed: Option<(Instant, usize)>,
}

/// The column: who comes today, then the others.
pub(super) fn column(app: &App, chosen: Option<RelationshipId>) -> View {
    let look = |app: &App| {
        let now = app.now();
        app.read(|ledger| people(ledger, now))
    };
    let rows = follow(app, look, move |app, people| draw(app, people, chosen));
    let pair = crate::words::words().us.pair;
    let pair = button(Act::Plain, pair, app.to(Route::Pair));
    el("section")
        .class("stack")
        .attr("aria-label", words().desk.people)
        .child(rows)
        .child(pair)
}

fn draw(app: &App, people: &[Person], chosen: Option<RelationshipId>) -> Vec<View> {
    let words = &words().desk;
    if people.is_empty() {
        return vec![heading(words.people), quiet(words.none)];
    }
    let today = app.now().day();
    let is_today = |person: &Person| person.session.is_some_and(|at| at.day() == today);
    let groups = [(true, words.today), (false, words.people)];
    let mut parts = Vec::new();
    for (now, head) in groups {
        let of_group = people.iter().filter(|person| is_today(person) == now);
        let rows: Vec<_> = of_group.map(|person| one(app, person, chosen)).collect();
        if !rows.is_empty() {
            parts.push(heading(head));
            parts.push(list(rows));
        }
    }
    parts
}

fn one(app: &App, person: &Person, chosen: Option<RelationshipId>) -> View {
    let now = app.now();
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
}

/// Who comes next stands first; who has no date stands last.
fn people(ledger: &Ledger, now: Instant) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    let starts = |person: &Person| person.session.map_or(u64::MAX, Instant::unix_ms);
    for at in ledger.relationships() {
        if at.ended.is_some() || at.kept().my_role != Role::Therapist {
            continue;
        }
        let person = read(ledger, &at, now);
        let later = |other: &Person| starts(other) > starts(&person);
        let place = people.iter().position(later).unwrap_or(people.len());
        people.insert(place, person);
    }
    people
}

fn read(ledger: &Ledger, at: &RelationshipNow<'_>, now: Instant) -> Person {
    let sessions = ledger.sessions(at.id);
    let next = sessions.iter().find(|next| {
        next.session.state == State::Planned && next.session.ends_ms() >= now.unix_ms()
    });
    Person {
        id: at.id,
        name: at.kept().name.as_str().to_owned(),
        session: next.map(|next| next.session.starts),
        handed: handed(&ledger.handovers(at.id, now), last(&sessions, now)),
    }
}

/// When the last session that took place was over, in milliseconds since 1970; 0 before the first.
pub(super) fn last(sessions: &[SessionNow<'_>], now: Instant) -> u64 {
    let over = sessions.iter().rfind(|one| {
        let took_place = !matches!(one.session.state, State::Cancelled(_));
        took_place && one.session.ends_ms() <= now.unix_ms()
    });
    over.map_or(0, |one| one.session.ends_ms())
}

/// Whether something belongs to the session that comes: it came after the last, or is unopened.
pub(super) fn is_for_next(at: Instant, state: ItemState, last_ms: u64) -> bool {
    match state {
        ItemState::LetGo | ItemState::Expired => false,
        ItemState::Opened(_) => at.unix_ms() >= last_ms,
        _ => true,
    }
}

/// What was handed over for the next session: when the last of it came, and how many things.
fn handed(handovers: &[HandoverSeen<'_>], last_ms: u64) -> Option<(Instant, usize)> {
    let mut handed = None;
    for seen in handovers {
        if seen.giver != Giver::Them || !seen.left {
            continue;
        }
        let items = seen.items.iter();
        let count = items
            .filter(|item| is_for_next(seen.at, item.state, last_ms))
            .count();
        if count > 0 {
            handed = Some((seen.at, handed.map_or(0, |(_, before)| before) + count));
        }
    }
    handed
}

fn under(person: &Person, now: Instant) -> String {
    let words = &words().desk;
    let handed = match person.handed {
        Some((at, 1)) => fill(words.handed_one, &[&when::lately(at, now)]),
        Some((at, count)) => {
            let count = count.to_string();
            fill(words.handed, &[&when::lately(at, now), &count])
        }
        None => words.nothing.to_owned(),
    };
    match person.session {
        Some(at) => format!(
            "{} {handed}",
            fill(words.session, &[&when::lately(at, now)])
        ),
        None => handed,
    }
}

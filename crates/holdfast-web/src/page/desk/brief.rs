//! The middle: a brief before the session, in the order of her wishes, never of a score.
//! Invariant: first what was asked to be read together, then the rest, then the line.

use holdfast_model::Ledger;
use holdfast_model::bag::Wish;
use holdfast_model::id::RelationshipId;
use holdfast_model::ledger::Giver;
use holdfast_model::time::Instant;

use super::item::{self, Known};
use super::{follow, people};
use crate::app::App;
use crate::chart::line::line;
use crate::page::{between, person, question};
use crate::part::act::{Act, button};
use crate::part::block::{card, fold, heading, lead, list, own, quiet};
use crate::ui::{View, el, region, window};
use crate::words::{fill, words};

/// The column.
pub(super) fn column(app: &App, id: RelationshipId) -> View {
    let words = &words().desk;
    let handed = follow(
        app,
        move |app| received(app, id),
        move |app, items| draw(app, id, items),
    );
    let followed = app.clone();
    let course = region(&[app.news()], move || course(&followed, id));
    let print = button(Act::Quiet, words.print, || {
        let _printed = window().print();
    });
    el("section")
        .class("stack")
        .attr("aria-label", &before(app, id))
        .child(lead(words.lead))
        .child(handed)
        .child(course)
        .child(print.class("noprint"))
}

/// "Before R."
pub(super) fn before(app: &App, id: RelationshipId) -> String {
    fill(words().desk.before, &[&person::name(app, id)])
}

fn draw(app: &App, id: RelationshipId, items: &[Known]) -> Vec<View> {
    let words = &words().desk;
    let sections = [
        (Wish::ReadWithMe, words.with_me),
        (Wish::ReadBefore, words.read_before),
        (Wish::OnlyKnowItExists, words.exists),
        (Wish::DoNotRaise, words.not_raise),
    ];
    let mut parts = Vec::new();
    for (wish, head) in sections {
        let of_wish = items
            .iter()
            .filter(|known| known.is_new && known.wish == Some(wish));
        let cards: Vec<View> = of_wish.map(|known| item::card(app, id, known)).collect();
        if !cards.is_empty() {
            parts.push(heading(head));
            parts.extend(cards);
        }
    }
    if parts.is_empty() {
        parts.push(quiet(words.nothing));
    } else {
        parts.push(quiet(&opening(app, id)));
    }
    let earlier = items.iter().rev().filter(|known| !known.is_new);
    let cards: Vec<View> = earlier.map(|known| item::card(app, id, known)).collect();
    if !cards.is_empty() {
        parts.push(fold(words.earlier, cards));
    }
    parts
}

/// What opening something tells, and to whom.
fn opening(app: &App, id: RelationshipId) -> String {
    let tells = app.read(|ledger| {
        ledger
            .relationship(id)
            .is_some_and(|now| now.tells_opened())
    });
    let words = &words().desk;
    let says = if tells {
        words.open_tells
    } else {
        words.open_says
    };
    fill(says, &[&person::name(app, id)])
}

/// What was handed over, the oldest first.
fn received(app: &App, id: RelationshipId) -> Vec<Known> {
    let now = app.now();
    app.read(|ledger| known(ledger, id, now))
}

fn known(ledger: &Ledger, id: RelationshipId, now: Instant) -> Vec<Known> {
    let last_ms = people::last(&ledger.sessions(id), now);
    let mut all = Vec::new();
    for seen in ledger.handovers(id, now) {
        if seen.giver == Giver::Them && seen.left {
            let items = seen.items.iter();
            all.extend(items.map(|item| Known::of(item, seen.at, last_ms)));
        }
    }
    all
}

/// The line, what it asks, the last agreement, and the sessions.
fn course(app: &App, id: RelationshipId) -> Vec<View> {
    let name = person::name(app, id);
    let points = app.read(|ledger| between::points(app, ledger, id));
    let mut parts = Vec::new();
    if !points.is_empty() {
        parts.push(line(words().us.between, &name, &points));
    }
    parts.extend(agreed(app, id));
    parts.extend(question::card(app, id));
    let sessions = between::sessions(app, id);
    if !sessions.is_empty() {
        parts.push(fold(words().us.sessions, vec![list(sessions)]).class("noprint"));
    }
    parts
}

fn agreed(app: &App, id: RelationshipId) -> Option<View> {
    let last = app.read(|ledger| {
        let agreements = ledger.agreements(id);
        agreements
            .first()
            .map(|(_, versions)| versions.current().what.words.as_str().to_owned())
    })?;
    Some(card(vec![heading(words().desk.last_agreed), own(&last)]))
}

//! The middle: a brief before the session, in the order of her wishes, never of a score.
//! Invariant: first what was asked to be read together, then the rest, then the line.

use holdfast_model::bag::Wish;
use holdfast_model::handover::ItemRef;
use holdfast_model::id::RelationshipId;

use super::item;
use crate::app::App;
use crate::chart::line::line;
use crate::page::{between, question, us};
use crate::part::act::{Act, button};
use crate::part::block::{card, heading, lead, own, quiet, title};
use crate::ui::{View, el, window};
use crate::words::{fill, words};

/// The column.
pub(super) fn column(app: &App, id: RelationshipId) -> View {
    let words = &words().desk;
    let name = us::name(app, id);
    let mut parts = vec![title(&fill(words.before, &[&name])), lead(words.lead)];
    let sections = [
        (Wish::ReadWithMe, words.with_me),
        (Wish::ReadBefore, words.read_before),
        (Wish::OnlyKnowItExists, words.exists),
        (Wish::DoNotRaise, words.not_raise),
    ];
    let items = received(app, id);
    for (wish, head) in sections {
        let cards: Vec<View> = items
            .iter()
            .filter(|(_, wished)| *wished == Some(wish))
            .map(|(of, _)| item::card(app, id, *of))
            .collect();
        if !cards.is_empty() {
            parts.push(heading(head));
            parts.extend(cards);
        }
    }
    if items.is_empty() {
        parts.push(quiet(words.nothing));
    }
    let points = app.read(|ledger| between::points(app, ledger, id));
    if !points.is_empty() {
        parts.push(line(crate::words::words().us.between, &name, &points));
    }
    parts.extend(question::card(app, id));
    parts.extend(agreed(app, id));
    parts.push(button(Act::Quiet, words.print, || {
        let _printed = window().print();
    }));
    el("section")
        .class("stack")
        .attr("aria-label", &fill(words.before, &[&name]))
        .children(parts)
}

fn received(app: &App, id: RelationshipId) -> Vec<(ItemRef, Option<Wish>)> {
    let now = app.now();
    app.read(|ledger| {
        ledger
            .received(id, now)
            .into_iter()
            .map(|item| (item.of, item.wish))
            .collect()
    })
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

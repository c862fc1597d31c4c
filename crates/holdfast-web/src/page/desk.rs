//! The therapist's desk: who is coming, what was handed over, the line, and the repair work.
//! Invariant: it shows what was given on purpose; of what was not, there is no trace and no gap.

mod brief;
pub(crate) mod hours;
mod item;
mod mending;
mod people;

use holdfast_model::id::RelationshipId;
use holdfast_model::relationship::Role;

use crate::app::App;
use crate::part::block::{lead, stack};
use crate::part::shell::{Screen, Width};
use crate::ui::{View, el, region};
use crate::words::words;

/// Whether she is the therapist in a relationship, and so sees the desk.
pub(crate) fn is_mine(app: &App, id: RelationshipId) -> bool {
    app.read(|ledger| {
        ledger
            .relationship(id)
            .is_some_and(|now| now.kept().my_role == Role::Therapist)
    })
}

/// The desk, with one person in the middle or nobody chosen yet.
pub(crate) fn screen(app: &App, chosen: Option<RelationshipId>) -> Screen {
    let drawn = app.clone();
    // Something was handed over while she looks: the desk follows, and nothing that she opened
    // closes.
    let body = region(&[app.news()], move || vec![columns(&drawn, chosen)]);
    let screen = Screen::new(words().desk.title, vec![body]);
    Screen {
        width: Width::Desk,
        ..screen
    }
}

fn columns(app: &App, chosen: Option<RelationshipId>) -> View {
    let columns = el("div").class("cols").child(people::column(app, chosen));
    match chosen {
        Some(id) => columns
            .child(brief::column(app, id))
            .child(mending::column(app, id)),
        None => {
            let title = crate::part::block::title(words().desk.title);
            columns.child(stack(vec![title, lead(words().desk.pick)]))
        }
    }
}

//! The people whom she shares something with: who they are, what they are called, when they read.
//! Invariant: a name stands in her own space alone; nothing here is told to anyone.

use holdfast_model::id::RelationshipId;
use holdfast_model::relationship::Role;

use crate::app::App;
use crate::part::block::{quiet, stack};
use crate::ui::View;
use crate::words::{fill, words};

/// The people of relationships that have not ended, with their names.
pub(crate) fn people(app: &App) -> Vec<(RelationshipId, String)> {
    app.read(|ledger| {
        let open = ledger
            .relationships()
            .into_iter()
            .filter(|now| now.ended.is_none());
        open.map(|now| (now.id, now.kept().name.as_str().to_owned()))
            .collect()
    })
}

/// The name of one of them.
pub(crate) fn name(app: &App, id: RelationshipId) -> String {
    app.read(|ledger| {
        ledger
            .relationship(id)
            .map(|now| now.kept().name.as_str().to_owned())
    })
    .unwrap_or_default()
}

/// Whether she is the therapist in a relationship, and so sees the desk.
pub(crate) fn is_mine(app: &App, id: RelationshipId) -> bool {
    app.read(|ledger| {
        ledger
            .relationship(id)
            .is_some_and(|now| now.kept().my_role == Role::Therapist)
    })
}

/// When the other reads, that nobody watches live, and that the other is away.
pub(crate) fn hours(app: &App, id: RelationshipId) -> View {
    let words = &words().us;
    let hours = app.read(|ledger| ledger.relationship(id)?.their_hours.cloned());
    let hours = hours.unwrap_or_default();
    let times: Vec<String> = hours.times.iter().map(crate::when::reading_time).collect();
    let said = if times.is_empty() {
        words.hours_none.to_owned()
    } else {
        fill(words.hours, &[&times.join(", ")])
    };
    let away = hours.away.map(|away| {
        let line = fill(words.away, &[&name(app, id), away.line.as_str()]);
        quiet(&line)
    });
    stack(vec![quiet(&said)]).maybe(away)
}

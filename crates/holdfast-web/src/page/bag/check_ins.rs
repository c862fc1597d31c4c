//! Check-ins for the bag: some days, and only the fields that she names.
//! Invariant: no field goes that is not turned on here, and all are off at first.

use holdfast_order::Set;

use holdfast_model::bag::Picked;
use holdfast_model::check_in::Field;
use holdfast_model::id::RelationshipId;
use holdfast_model::time::Day;

use crate::app::App;
use crate::page::bag::put;
use crate::page::today::form::asks;
use crate::part::act::{Act, button, choice, switch};
use crate::part::block::{heading, quiet, stack};
use crate::ui::{Signal, View, el};
use crate::words::words;

/// A closed card that opens into days and fields; none while nothing was ever answered.
pub(super) fn card_of(app: &App, to: RelationshipId) -> Option<View> {
    let words = &words().bag;
    let days = Signal::new(7);
    let spans = [(1, words.days_1), (7, words.days_7), (30, words.days_30)];
    let fields: Vec<(Field, Signal<bool>, String)> = answered(app)
        .into_iter()
        .map(|(field, text)| (field, Signal::new(false), text))
        .collect();
    if fields.is_empty() {
        return None;
    }
    let states = [
        crate::words::words().today.off,
        crate::words::words().today.on,
    ];
    let switches = fields.iter().map(|(_, on, text)| switch(text, on, states));
    let mut inside = vec![
        heading(words.days),
        choice(words.days, &spans, &days),
        quiet(words.fields),
    ];
    inside.extend(switches);
    let app = app.clone();
    inside.push(button(Act::Plain, words.add_check_ins, move || {
        let chosen = fields.iter().filter(|(_, on, _)| on.get());
        let fields: Set<Field> = chosen.map(|(field, _, _)| *field).collect();
        if let (Some((first, last)), false) = (span(&app, days.get()), fields.is_empty()) {
            put::put_in_bag(
                &app,
                to,
                Picked::CheckIns {
                    first,
                    last,
                    fields,
                },
            );
            app.draw();
        }
    }));
    let summary = el("summary").text(words.add_check_ins);
    Some(
        el("details")
            .class("card")
            .child(summary)
            .child(stack(inside)),
    )
}

/// The fields that were ever answered, with their questions.
fn answered(app: &App) -> Vec<(Field, String)> {
    app.read(|ledger| {
        let settings = ledger.settings();
        let check_ins = ledger.check_ins();
        let fields = check_ins
            .iter()
            .flat_map(|check_in| check_in.what.answered());
        let fields: Set<Field> = fields.collect();
        let named = fields.into_iter().filter_map(|field| match field {
            Field::Words => Some((field, words().today.line.to_owned())),
            Field::NotWantingToLive => Some((field, words().today.live.to_owned())),
            scale => Some((scale, asks(scale, &settings, ledger)?.0)),
        });
        named.collect()
    })
}

/// The last so many days, today among them.
fn span(app: &App, days: u32) -> Option<(Day, Day)> {
    let last = app.now().day();
    let first = last.number().saturating_sub(days.saturating_sub(1));
    Some((Day::try_from(first).ok()?, last))
}

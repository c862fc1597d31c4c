//! What a check-in asks: her choice, her words. Invariant: the sensitive questions are off at
//! first,
//! and turning one off takes one tap.

use holdfast_model::What;
use holdfast_model::check_in::Field;
use holdfast_model::check_in::Trust;
use holdfast_model::id::{PullId, QuestionId};
use holdfast_model::settings::{Ask, OwnQuestion, Setting, Settings};
use holdfast_model::text::Line;

use crate::app::App;
use crate::page::today::form::asks;
use crate::part::act::{Act, button, switch};
use crate::part::block::{card, heading, quiet, title};
use crate::part::field;
use crate::part::shell::Screen;
use crate::route::Route;
use crate::ui::{Signal, View, Watch};
use crate::words::words;

/// The switches.
pub(crate) fn screen(app: &App) -> Screen {
    let today = &words().today;
    let offered = app.read(|ledger| {
        let settings = ledger.settings();
        let fields = fields(&settings, ledger.relationships().iter().map(|now| now.id));
        let asked = fields.into_iter().filter_map(|field| {
            let (text, _) = asks(field, &settings, ledger)?;
            Some((field, text, settings.asks(field)))
        });
        asked.collect::<Vec<_>>()
    });
    let live = app.read(|ledger| ledger.settings().asks(Field::NotWantingToLive));
    let rows = offered
        .into_iter()
        .map(|(field, text, on)| asked(app, field, &text, on));
    let sensitive = vec![
        asked(app, Field::NotWantingToLive, today.live, live),
        quiet(today.live_why),
    ];
    let body = vec![
        title(today.settings),
        quiet(today.settings_lead),
        card(rows.collect()),
        new_pull(app),
        new_question(app),
        card(sensitive),
    ];
    Screen::new("", body).back({
        let app = app.clone();
        move || app.go(Route::Today)
    })
}

fn fields(
    settings: &Settings,
    people: impl Iterator<Item = holdfast_model::id::RelationshipId> + Clone,
) -> Vec<Field> {
    let mut fields = vec![Field::Body, Field::FarAway, Field::SafeEnough];
    fields.extend(people.clone().map(|id| Field::Trust(Trust::Someone(id))));
    fields.extend([Trust::Room, Trust::World, Trust::Myself].map(Field::Trust));
    fields.extend(people.map(Field::Closeness));
    fields.extend(settings.pulls.keys().copied().map(Field::Pull));
    fields.extend(settings.own.keys().copied().map(Field::Own));
    fields
}

fn asked(app: &App, field: Field, text: &str, on: bool) -> View {
    let on = Signal::new(on);
    let (app, now) = (app.clone(), on.clone());
    let row = switch(text, &on, [words().today.off, words().today.on]);
    on.watch_here(move || {
        let ask = if now.get() { Ask::On } else { Ask::Off };
        app.record(What::SettingSet(Setting::Question(field, ask)), |_, _| {});
    });
    row
}

fn new_pull(app: &App) -> View {
    let today = &words().today;
    let text = Signal::new(String::new());
    let field = field::line(today.pull_new, &text);
    let app = app.clone();
    let add = button(Act::Plain, today.add, move || {
        let (Some(id), Some(line)) = (app.id(PullId::new), line(&app, &text)) else {
            return;
        };
        turn_on(&app, Setting::Pull(id, line), Field::Pull(id));
    });
    card(vec![
        heading(today.pulls),
        quiet(today.pulls_lead),
        field,
        add,
    ])
}

fn new_question(app: &App) -> View {
    let today = &words().today;
    let fields = [today.own_new, today.own_low, today.own_high];
    let [text, low, high] = fields.map(|_| Signal::new(String::new()));
    let mut inside = vec![heading(today.own)];
    inside.extend(
        fields
            .iter()
            .zip([&text, &low, &high])
            .map(|(label, text)| field::line(label, text)),
    );
    let app = app.clone();
    inside.push(button(Act::Plain, today.add, move || {
        let (Some(id), Some(asks)) = (app.id(QuestionId::new), line(&app, &text)) else {
            return;
        };
        let [low, high] = [&low, &high].map(|end| Line::parse(&end.get()).ok());
        turn_on(
            &app,
            Setting::Own(id, OwnQuestion { asks, low, high }),
            Field::Own(id),
        );
    }));
    card(inside)
}

fn line(app: &App, text: &Signal<String>) -> Option<Line> {
    Line::parse(&text.get())
        .map_err(|error| app.tell(&error.into()))
        .ok()
}

fn turn_on(app: &App, setting: Setting, field: Field) {
    app.record(What::SettingSet(setting), move |app, _| {
        let on = What::SettingSet(Setting::Question(field, Ask::On));
        app.record(on, |app, _| app.draw());
    });
}

//! Us: who is here. Invariant: everything works alone; nobody is asked for before she wants.

use holdfast_model::What;
use holdfast_model::bag::{BagItem, Naming, Picked, Wish};
use holdfast_model::id::{ItemId, RelationshipId};
use holdfast_model::thing::Thing;

use crate::app::App;
use crate::icon::Icon;
use crate::page::desk;
use crate::part::act::{Act, button, button_with, row};
use crate::part::block::{lead, list, quiet, stack, title};
use crate::part::shell::Screen;
use crate::part::undo;
use crate::route::Route;
use crate::ui::View;
use crate::words::{fill, words};

/// The overview; with one person here it is that person's page at once.
pub(crate) fn screen(app: &App) -> Screen {
    let words = &words().us;
    let people = people(app);
    if !people.is_empty() && people.iter().all(|(id, _)| desk::is_mine(app, *id)) {
        return desk::screen(app, None);
    }
    if let [(only, _)] = people.as_slice() {
        return crate::page::between::screen(app, *only);
    }
    let mut body = vec![title(words.title)];
    if people.is_empty() {
        body.push(lead(words.nobody));
        body.push(quiet(words.nobody_lead));
    } else {
        let rows = people
            .iter()
            .map(|(id, name)| row(name, "", app.to(Route::Between(*id))));
        body.push(list(rows.collect()));
    }
    Screen::new("", body).foot(vec![button(Act::Primary, words.pair, app.to(Route::Pair))])
}

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

/// "To my bag", when there is someone to bring it to.
pub(crate) fn bag_button(app: &App, thing: Thing) -> Option<View> {
    let to = receivers(app);
    let only = to.first()?.0;
    let several = to.len() > 1;
    let app = app.clone();
    Some(button_with(
        Act::Plain,
        Icon::Bag,
        words().act.bag,
        move || {
            if several {
                let again = app.clone();
                app.settled(move || again.show(|app| for_whom(app, thing)));
            } else {
                put_in_bag(&app, only, Picked::Thing(thing));
            }
        },
    ))
}

/// Those whom she has a bag for. A therapist brings nothing to a person: that side has none.
fn receivers(app: &App) -> Vec<(RelationshipId, String)> {
    let mut all = people(app);
    all.retain(|(id, _)| !desk::is_mine(app, *id));
    all
}

/// With several people, nobody but she knows whose bag it is for.
fn for_whom(app: &App, thing: Thing) -> Screen {
    let rows = receivers(app).into_iter().map(|(to, name)| {
        let app = app.clone();
        row(&name, "", move || {
            app.draw();
            put_in_bag(&app, to, Picked::Thing(thing));
        })
    });
    let body = vec![
        title(words().bag.for_whom),
        lead(words().bag.for_whom_lead),
        list(rows.collect()),
    ];
    let back = app.clone();
    Screen::new("", body).back(move || back.draw())
}

/// Puts something into the bag; nothing leaves by that.
pub(crate) fn put_in_bag(app: &App, to: RelationshipId, picked: Picked) {
    let Some(item) = app.id(ItemId::new) else {
        return;
    };
    let put = BagItem {
        item,
        to,
        picked,
        wish: Wish::ReadWithMe,
        naming: Naming::NoOne,
    };
    let app = app.clone();
    // What is being written is kept first, so that the bag holds it whole.
    app.clone().settled(move || {
        app.record(What::BagPut(put), move |app, _| {
            let again = app.clone();
            undo::offer(words().bag.added, move || {
                again.record(What::BagTakenOut(item), |_, _| {});
            });
        });
    });
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

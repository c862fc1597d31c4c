//! Into the bag: from any page, and whose bag it is. Invariant: nothing leaves by this.

use holdfast_model::What;
use holdfast_model::bag::{BagItem, Naming, Picked, Wish};
use holdfast_model::id::{ItemId, RelationshipId};
use holdfast_model::thing::Thing;

use crate::app::App;
use crate::icon::Icon;
use crate::page::person::{is_mine, people};
use crate::part::act::{Act, button_with, row};
use crate::part::block::{lead, list, title};
use crate::part::shell::Screen;
use crate::part::undo;
use crate::ui::View;
use crate::words::words;

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
    all.retain(|(id, _)| !is_mine(app, *id));
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

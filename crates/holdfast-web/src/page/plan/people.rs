//! The people that Hold can call. Invariant: a number is taken as it was typed, never looked up.

use holdfast_model::id::ContactId;
use holdfast_model::plan::{Contact, ContactKind, Way};
use holdfast_model::scale::Few;
use holdfast_model::text::Line;
use holdfast_model::thing::{Revised, Thing};
use holdfast_model::{ModelError, What};

use super::refresh_hold;
use crate::app::App;
use crate::part::act::{Act, button};
use crate::part::block::{card, heading, quiet};
use crate::part::{field, undo};
use crate::ui::{Signal, View, el};
use crate::words::words;

/// Her people, each with a way to take them off, and a way to add one.
pub(super) fn card_of(app: &App) -> View {
    let words = &words().plan;
    let people = app.read(|ledger| {
        let people = ledger.people().into_iter();
        people
            .map(|(id, contact)| (id, contact.name.as_str().to_owned()))
            .collect::<Vec<_>>()
    });
    let mut inside = vec![heading(words.people), quiet(words.people_lead)];
    for (id, name) in people {
        let gone = app.clone();
        let remove = button(Act::Small, crate::words::words().act.remove, move || {
            take_off(&gone, id)
        });
        let remove = remove.attr(
            "aria-label",
            &format!("{}: {name}", crate::words::words().act.remove),
        );
        inside.push(
            el("div")
                .class("spread")
                .child(el("span").text(&name))
                .child(remove),
        );
    }
    let [name, call, text] = [(); 3].map(|()| Signal::new(String::new()));
    inside.push(field::line(words.person, &name));
    inside.push(field::typed(words.call, "tel", &call));
    inside.push(field::typed(words.text, "tel", &text));
    let app = app.clone();
    inside.push(button(Act::Plain, words.person_add, move || match contact(
        &name.get(),
        &call.get(),
        &text.get(),
    ) {
        Ok(content) => add(&app, content),
        Err(error) => app.tell(&error.into()),
    }));
    card(inside)
}

fn contact(name: &str, call: &str, text: &str) -> Result<Contact, ModelError> {
    let call = crate::page::parts::optional(call, Line::parse)?.map(Way::Call);
    let text = crate::page::parts::optional(text, Line::parse)?.map(Way::Text);
    Ok(Contact {
        name: Line::parse(name)?,
        kind: ContactKind::Person,
        ways: Few::new(call.into_iter().chain(text).collect())?,
    })
}

fn add(app: &App, content: Contact) {
    let Some(id) = app.id(ContactId::new) else {
        return;
    };
    app.record(
        What::ContactRevised(Revised::first(id, content)),
        |app, _| {
            refresh_hold(app);
            app.draw();
        },
    );
}

fn take_off(app: &App, id: ContactId) {
    app.record(What::Removed(Thing::Contact(id)), move |app, _| {
        refresh_hold(app);
        app.draw();
        let again = app.clone();
        undo::offer(words().plan.person_removed, move || {
            again.record(What::Restored(Thing::Contact(id)), |app, _| {
                refresh_hold(app);
                app.draw();
            });
        });
    });
}

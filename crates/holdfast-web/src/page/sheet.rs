//! The 24 words: on a sheet of paper, and typed in on a new phone.
//! Invariant: they are shown only to whoever opens the lock once more, and never leave the device.

use std::rc::Rc;

use holdfast_client::{ClientError, LockChoice, Presence};

use crate::app::{App, spawn};
use crate::page::{again, choose};
use crate::part::act::{Act, button};
use crate::part::block::{lead, quiet, sheet, title};
use crate::part::field;
use crate::part::shell::Screen;
use crate::route::Route;
use crate::ui::{Signal, el, painted, window};
use crate::words::words;

/// The sheet, printable.
pub(crate) fn screen(app: &App, proven: &Rc<Presence>) -> Screen {
    let words = &words().first;
    let place = el("div").class("card");
    let (shown, asked, by) = (place.clone(), app.clone(), Rc::clone(proven));
    spawn(async move {
        match asked.client().recovery_words(&by).await {
            Ok(words) => {
                let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
                shown.replace(vec![sheet(&words)]);
                asked.sync();
            }
            Err(error) => asked.tell(&error),
        }
    });
    let back = app.clone();
    let body = vec![
        title(words.sheet_title),
        lead(words.sheet_lead),
        place,
        quiet(words.sheet_warn),
    ];
    let body = body
        .into_iter()
        .chain(again::without(app, proven))
        .collect();
    Screen::new("", body)
        .back(move || back.go(Route::More))
        .foot(vec![button(Act::Primary, words.sheet_print, || {
            drop(window().print())
        })])
}

/// Typing them in on a new phone.
pub(crate) fn recover(app: &App) -> Screen {
    let words = &words().first;
    let text = Signal::new(String::new());
    let said = Signal::new(String::new());
    let shown = said.clone();
    let line = el("p").class("quiet").attr("role", "status");
    let line = line.live(&said, move |view| view.say(&shown.get()));
    let (back, go) = (app.clone(), app.clone());
    let body = vec![
        title(words.recover_title),
        lead(words.recover_lead),
        field::words(words.recover_field, &text),
        line,
    ];
    Screen::new("", body)
        .back(move || back.draw())
        .foot(vec![button(Act::Primary, words.recover_go, move || {
            bring_back(&go, &text, &said)
        })])
}

fn bring_back(app: &App, text: &Signal<String>, said: &Signal<String>) {
    let (app, typed, said) = (app.clone(), text.get(), said.clone());
    said.set(words().first.recover_busy.to_owned());
    app.set_first_run(true);
    spawn(async move {
        painted().await;
        // The lock is chosen on the next screen; until then the device's own safe keeps it.
        match app.client().recover(&typed, LockChoice::Later).await {
            Ok(()) => {
                app.sync();
                app.show(choose::after_recovery);
            }
            Err(ClientError::Crypto(error)) => {
                app.set_first_run(false);
                said.set(crate::words::fill(
                    words().trouble.words,
                    &[&error.to_string()],
                ));
            }
            Err(error) => {
                app.set_first_run(false);
                said.set(crate::trouble::sentence(&error));
            }
        }
    });
}

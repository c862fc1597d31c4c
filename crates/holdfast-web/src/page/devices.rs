//! Other devices, and taking everything away. Invariant: it is said who can read
//! the file, and only whoever opens the lock once more can make it.

use std::cell::Cell;
use std::rc::Rc;

use holdfast_client::Presence;

use crate::app::{App, spawn};
use crate::page::again;
use crate::part::act::{Act, button};
use crate::part::block::{heading, lead, quiet, title};
use crate::part::field;
use crate::part::shell::Screen;
use crate::route::Route;
use crate::ui::{Signal, ask_to_keep, download, el, has_promised};
use crate::words::words;

/// How another phone gets everything.
pub(crate) fn screen(app: &App) -> Screen {
    let words = &words().more;
    let back = app.clone();
    let promise = el("p").class("quiet").attr("role", "status");
    let says = promise.clone();
    spawn(async move {
        let words = &crate::words::words().more;
        let promised = has_promised().await;
        says.say(if promised {
            words.kept_for_good
        } else {
            words.kept_perhaps
        });
    });
    let body = vec![
        title(words.devices),
        lead(words.devices_lead),
        heading(words.kept_here),
        promise,
    ];
    Screen::new("", body)
        .back(move || back.go(Route::More))
        .foot(vec![button(Act::Plain, words.sheet, app.to(Route::Sheet))])
}

/// After the first real writing the browser is asked, once, to keep what is here.
pub(crate) fn ask_once(app: &App) {
    thread_local! {
        static ASKED: Cell<bool> = const { Cell::new(false) };
    }
    if !ASKED.get() && app.read(|ledger| !ledger.writings().is_empty()) {
        ASKED.set(true);
        ask_to_keep();
    }
}

/// Everything in one file.
pub(crate) fn take(app: &App, proven: &Rc<Presence>) -> Screen {
    let words = &words().more;
    let phrase = Signal::new(String::new());
    let (back, asked, secret) = (app.clone(), app.clone(), phrase.clone());
    let by = Rc::clone(proven);
    let mut body = vec![
        title(words.take),
        lead(words.take_lead),
        field::secret(
            words.take_phrase,
            crate::words::words().act.show,
            &phrase,
            "new-password",
        ),
        quiet(words.take_sealed),
    ];
    body.extend(again::without(app, proven));
    Screen::new("", body)
        .back(move || back.go(Route::More))
        .foot(vec![button(Act::Primary, words.take_go, move || {
            let (app, phrase, by) = (asked.clone(), secret.get(), Rc::clone(&by));
            spawn(async move {
                crate::ui::painted().await;
                match crate::take::everything(&app, &by, &phrase) {
                    Ok(file) => download(crate::take::FILE_NAME, &file),
                    Err(error) => app.tell(&error),
                }
            });
        })])
}

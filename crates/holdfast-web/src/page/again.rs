//! The lock once more, before what somebody who found the phone open must not do.
//! Invariant: the page behind it is drawn with a presence only, and says when there is no lock.

use std::rc::Rc;

use holdfast_client::{ClientError, Presence};

use crate::app::{App, spawn};
use crate::later::waiting;
use crate::part::act::{Act, button};
use crate::part::block::{fold, lead, note, say, title};
use crate::part::field;
use crate::part::shell::Screen;
use crate::route::Route;
use crate::ui::{Signal, View, el, painted};
use crate::words::words;

/// A page that is drawn only for whoever can open the lock.
pub(crate) type Behind = fn(&App, &Rc<Presence>) -> Screen;

/// Asks for the lock, then draws the page. Without a lock there is nothing to ask for.
pub(crate) fn ask(app: &App, behind: Behind) -> Screen {
    let (app, route) = (app.clone(), app.route());
    spawn(async move {
        let has_lock = app.client().has_lock().await;
        let open = match has_lock {
            Ok(false) => app.client().prove("").await.ok(),
            _ => None,
        };
        if app.route() == route {
            show(&app, behind, open);
        }
    });
    waiting()
}

fn show(app: &App, behind: Behind, proven: Option<Presence>) {
    let place = app.route().place();
    app.show(|app| {
        let screen = match proven {
            Some(proven) => behind(app, &Rc::new(proven)),
            None => form(app, behind),
        };
        screen.mark(place)
    });
}

/// What is said on the page itself while there is no lock.
pub(crate) fn without(app: &App, proven: &Presence) -> Vec<View> {
    if proven.is_by_lock() {
        return Vec::new();
    }
    let words = &words().lock;
    let pick = button(Act::Plain, words.pick, app.to(Route::LockChange));
    vec![note(words.none), pick]
}

fn form(app: &App, behind: Behind) -> Screen {
    let words = &words().lock;
    let (phrase, said) = (Signal::new(String::new()), Signal::new(""));
    let shown = said.clone();
    let line = el("p").class("quiet").attr("role", "status");
    let line = line.live(&said, move |view| view.say(shown.get()));
    let field = field::secret(
        words.field,
        crate::words::words().act.show,
        &phrase,
        "current-password",
    );
    let submit = el("button").attr("type", "submit").class("b p");
    let submit = submit.text(words.again_go);
    let go = prover(app, behind, &phrase, &said);
    let asked = el("form").class("stack").child(field).child(submit);
    let asked = asked.on("submit", move |event| {
        event.prevent_default();
        go();
    });
    let gone = vec![say(words.gone_open), say(words.gone_words)];
    let body = vec![
        title(words.again),
        lead(words.again_lead),
        asked,
        line,
        fold(words.gone, gone),
    ];
    let before = match app.route() {
        Route::Pair => Route::Us,
        _ => Route::More,
    };
    Screen::new("", body).back(app.to(before))
}

fn prover(
    app: &App,
    behind: Behind,
    phrase: &Signal<String>,
    said: &Signal<&'static str>,
) -> impl Fn() + 'static {
    let (app, phrase, said) = (app.clone(), phrase.clone(), said.clone());
    move || {
        let (app, typed, said) = (app.clone(), phrase.get(), said.clone());
        let route = app.route();
        said.set(words().lock.opening);
        spawn(async move {
            painted().await;
            let proven = app.client().prove(&typed).await;
            if app.route() != route {
                return; // she has gone on
            }
            match proven {
                Ok(proven) => show(&app, behind, Some(proven)),
                Err(ClientError::WrongPassphrase) => said.set(words().lock.wrong),
                Err(error) => {
                    said.set("");
                    app.tell(&error);
                }
            }
        });
    }
}

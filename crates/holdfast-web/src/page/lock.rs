//! The lock: opening it, and when it closes by itself.
//! Invariant: a wrong phrase costs nothing but time, and what was typed before waits and is kept.

use holdfast_client::ClientError;
use holdfast_model::What;
use holdfast_model::settings::{AutoLock, Setting};

use crate::app::{App, spawn};
use crate::part::act::{Act, button, choice};
use crate::part::block::{card, heading, note, title};
use crate::part::field;
use crate::part::shell::Screen;
use crate::ui::{Signal, View, Watch, el, painted, region};
use crate::words::words;

/// The lock screen.
pub(crate) fn screen(app: &App) -> Screen {
    let words = &words().lock;
    let said = Signal::new(app.reason());
    let shown = said.clone();
    let line = el("p").class("quiet").attr("role", "status");
    let line = line.live(&said, move |view| view.say(shown.get()));
    let has_lock = Signal::new(true);
    let (asked, answer) = (app.clone(), has_lock.clone());
    spawn(async move {
        if asked.client().has_lock().await.is_ok_and(|has| !has) {
            answer.set(false);
        }
    });
    let form_app = app.clone();
    let form = region(&[&has_lock], {
        let has_lock = has_lock.clone();
        move || {
            vec![if has_lock.get() {
                form(&form_app, &said)
            } else {
                door(&form_app, &said)
            }]
        }
    });
    let mut body = vec![title(words.title), line, form];
    if app.has_early() {
        body.push(note(words.waiting));
    }
    let words_only = app.clone();
    body.push(button(Act::Quiet, words.sheet, move || {
        words_only.with_everyday(|app, it| app.show(it.recover))
    }));
    Screen::new("", body)
}

fn form(app: &App, said: &Signal<&'static str>) -> View {
    let words = &words().lock;
    let phrase = Signal::new(String::new());
    let open = opener(app, &phrase, said);
    let field = field::secret(
        words.field,
        crate::words::words().act.show,
        &phrase,
        "current-password",
    );
    let submit = el("button")
        .attr("type", "submit")
        .class("b p")
        .text(words.open);
    el("form")
        .class("stack")
        .child(field)
        .child(submit)
        .on("submit", move |event| {
            event.prevent_default();
            open();
        })
}

/// No lock is chosen yet: one tap opens.
fn door(app: &App, said: &Signal<&'static str>) -> View {
    button(
        Act::Primary,
        words().lock.open,
        opener(app, &Signal::new(String::new()), said),
    )
}

fn opener(app: &App, phrase: &Signal<String>, said: &Signal<&'static str>) -> impl Fn() + 'static {
    let (app, phrase, said) = (app.clone(), phrase.clone(), said.clone());
    move || {
        let (app, phrase, said) = (app.clone(), phrase.clone(), said.clone());
        said.set(words().lock.opening);
        spawn(async move {
            painted().await;
            let Ok(everyday) = app.everyday().come().await else {
                return said.set(crate::words::words().trouble.part_more);
            };
            match (everyday.unlock)(&app, phrase.get()).await {
                Ok(()) => phrase.set_quietly(String::new()),
                Err(ClientError::WrongPassphrase) => said.set(words().lock.wrong),
                Err(error) => {
                    said.set("");
                    app.tell(&error);
                }
            }
        });
    }
}

/// When it locks by itself.
pub(crate) fn timers(app: &App) -> Screen {
    let words = &words().more;
    let (away, idle) = app
        .read(|ledger| Some(ledger.settings().auto_lock.minutes()))
        .unwrap_or((1, 5));
    let steps = [
        (1, words.minute_1),
        (5, words.minute_5),
        (15, words.minute_15),
        (60, words.minute_60),
    ];
    let (away, idle) = (Signal::new(away), Signal::new(idle));
    for side in [&away, &idle] {
        let (app, away, idle) = (app.clone(), away.clone(), idle.clone());
        side.watch_here(move || {
            if let Ok(lock) = AutoLock::new(away.get(), idle.get()) {
                app.record(What::SettingSet(Setting::AutoLock(lock)), |_, _| {});
            }
        });
    }
    let block = |word, side| card(vec![heading(word), choice(word, &steps, side)]);
    let body = vec![
        title(words.timers),
        block(words.timers_away, &away),
        block(words.timers_idle, &idle),
    ];
    let back = app.clone();
    Screen::new(words.title, body).back(move || back.go(crate::route::Route::More))
}

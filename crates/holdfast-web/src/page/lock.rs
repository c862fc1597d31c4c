//! The lock: opening it, choosing it, and when it closes by itself.
//! Invariant: a wrong phrase costs nothing but time, and what was typed before waits and is kept.

use std::rc::Rc;

use holdfast_client::{ClientError, LockChoice};
use holdfast_model::What;
use holdfast_model::settings::{AutoLock, Setting};

use crate::app::{App, spawn};
use crate::page::first;
use crate::part::act::{Act, button, choice, row};
use crate::part::block::{card, heading, lead, list, note, quiet, title};
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

/// What happens with a chosen lock.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    /// The keys are made under it.
    Begin,
    /// It takes the place of the old one.
    Change,
    /// It takes the place of none, on a phone where everything has just been brought back.
    Recovered,
}

impl After {
    /// Back from the making of words, to where the three ways stand.
    fn back(self, app: &App) {
        match self {
            Self::Begin | Self::Change => app.draw(),
            Self::Recovered => app.show(after_recovery),
        }
    }
}

/// A lock for a phone that was brought back: until it is chosen, the device's own safe keeps it.
pub(crate) fn after_recovery(app: &App) -> Screen {
    let words = &words().first;
    let rows = choices(app, After::Recovered);
    let body = vec![title(words.lock_title), lead(words.lock_lead), list(rows)];
    Screen::new(words.place_2, body)
}

/// The three ways to lock, as rows.
pub(crate) fn choices(app: &App, after: After) -> Vec<View> {
    let words = &words().first;
    let (made, own, none) = (app.clone(), app.clone(), app.clone());
    vec![
        row(words.made, words.made_more, move || {
            made.show(|app| made_words(app, after))
        }),
        row(words.own, words.own_more, move || {
            own.show(|app| own_words(app, after))
        }),
        row(words.no_lock, words.no_lock_more, move || {
            settle(&none, after, None)
        }),
    ]
}

/// Changing the lock later.
pub(crate) fn change(app: &App) -> Screen {
    let back = app.clone();
    let rows = choices(app, After::Change);
    let body = vec![
        title(words().more.lock_change),
        lead(words().first.lock_lead),
        list(rows),
    ];
    Screen::new(words().more.title, body).back(move || back.go(crate::route::Route::More))
}

fn made_words(app: &App, after: After) -> Screen {
    let words = &words().first;
    let phrase = Signal::new(String::new());
    let make = {
        let (app, phrase) = (app.clone(), phrase.clone());
        Rc::new(move || match app.client().make_passphrase() {
            Ok(made) => phrase.set(made),
            Err(error) => app.tell(&error),
        })
    };
    make();
    let shown = phrase.clone();
    let six = el("p")
        .class("words card")
        .live(&phrase, move |view| view.say(&shown.get()));
    let (have, back) = (app.clone(), app.clone());
    let body = vec![title(words.made_title), lead(words.made_lead), six];
    Screen::new(words.place_2, body)
        .back(move || after.back(&back))
        .foot(vec![
            button(Act::Primary, words.made_have, move || {
                settle(&have, after, Some(phrase.get()))
            }),
            button(Act::Quiet, words.made_other, move || make()),
        ])
}

fn own_words(app: &App, after: After) -> Screen {
    let words = &words().first;
    let phrase = Signal::new(String::new());
    let said = Signal::new("");
    let field = field::secret(
        words.own_field,
        crate::words::words().act.show,
        &phrase,
        "new-password",
    );
    let shown = said.clone();
    let line = el("p").class("quiet").attr("role", "status");
    let line = line.live(&said, move |view| view.say(shown.get()));
    let (keep, back) = (app.clone(), app.clone());
    let body = vec![title(words.own_title), quiet(words.own_more), field, line];
    let act = button(Act::Primary, crate::words::words().act.next, move || {
        let phrase = phrase.get();
        if phrase.chars().count() < OWN_CHARS_MIN {
            said.set(words.own_short);
        } else {
            settle(&keep, after, Some(phrase));
        }
    });
    Screen::new(words.place_2, body)
        .back(move || after.back(&back))
        .foot(vec![act])
}

fn settle(app: &App, after: After, phrase: Option<String>) {
    if after == After::Begin {
        return first::begin(app, phrase);
    }
    app.show(|_| Screen::new("", vec![title(words().lock.opening)]));
    let app = app.clone();
    spawn(async move {
        painted().await;
        let choice = phrase
            .as_deref()
            .map_or(LockChoice::Later, LockChoice::Passphrase);
        let changed = app.client().change_lock(choice).await;
        match after {
            After::Recovered => app.show(first::choose_name),
            After::Begin | After::Change => app.turn(crate::route::Route::More),
        }
        if let Err(error) = changed {
            app.tell(&error);
        }
    });
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

/// The shortest phrase of her own, in characters.
const OWN_CHARS_MIN: usize = 8;

//! A lock and a name, chosen: in the first run, after everything was brought back, and later.
//! Invariant: keys are made only when she has chosen, or skipped, a lock; both can be skipped.

use std::rc::Rc;

use holdfast_client::{ClientError, LockChoice, Presence, is_common};

use crate::app::{App, spawn};
use crate::errand;
use crate::page::looks;
use crate::part::act::{Act, button, row};
use crate::part::block::{lead, list, quiet, title};
use crate::part::field;
use crate::part::shell::Screen;
use crate::route::Route;
use crate::ui::{Signal, View, el, painted};
use crate::words::words;

/// The second: a lock.
pub(crate) fn choose_lock(app: &App) -> Screen {
    let words = &words().first;
    let back = app.clone();
    let rows = choices(app, After::Begin);
    let body = vec![title(words.lock_title), lead(words.lock_lead), list(rows)];
    Screen::new(words.place_2, body).back(move || back.draw())
}

/// The third: a name for the phone. The keys are there already.
pub(crate) fn choose_name(app: &App) -> Screen {
    let words = &words().first;
    let done = app.clone();
    let mut body = vec![title(words.name_title), quiet(words.name_lead)];
    body.push(looks::names());
    body.push(quiet(words.home));
    Screen::new(words.place_3, body).foot(vec![button(Act::Primary, words.finish, move || {
        done.set_first_run(false);
        done.turn(if done.has_early() {
            Route::Write
        } else {
            done.goal()
        });
        done.sync();
        errand::listen(&done);
    })])
}

/// Makes her keys under the chosen lock, with words on the screen while it takes its moment.
pub(crate) fn begin(app: &App, phrase: Option<String>) {
    app.set_first_run(true);
    app.show(|_| Screen::new("", vec![title(words().first.making)]));
    let app = app.clone();
    spawn(async move {
        painted().await;
        let choice = phrase
            .as_deref()
            .map_or(LockChoice::Later, LockChoice::Passphrase);
        match app.client().begin(choice).await {
            Ok(()) => app.show(choose_name),
            Err(error) => {
                app.set_first_run(false);
                app.draw();
                app.tell(&error);
            }
        }
    });
}

/// What happens with a chosen lock.
#[derive(Clone)]
pub(crate) enum After {
    /// The keys are made under it.
    Begin,
    /// It takes the place of the old one, which was opened once more.
    Change(Rc<Presence>),
    /// It takes the place of none, on a phone where everything has just been brought back.
    Recovered,
}

impl After {
    /// Back from the making of words, to where the three ways stand.
    fn back(&self, app: &App) {
        match self {
            Self::Begin => app.draw(),
            Self::Change(proven) => app.show(|app| change(app, proven)),
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
    let (for_made, for_own) = (after.clone(), after.clone());
    vec![
        row(words.made, words.made_more, move || {
            made.show(|app| made_words(app, for_made.clone()))
        }),
        row(words.own, words.own_more, move || {
            own.show(|app| own_words(app, for_own.clone()))
        }),
        row(words.no_lock, words.no_lock_more, move || {
            settle(&none, &after, None)
        }),
    ]
}

/// Changing the lock later.
pub(crate) fn change(app: &App, proven: &Rc<Presence>) -> Screen {
    let back = app.clone();
    let rows = choices(app, After::Change(Rc::clone(proven)));
    let body = vec![
        title(words().more.lock_change),
        lead(words().first.lock_lead),
        list(rows),
    ];
    Screen::new(words().more.title, body).back(move || back.go(Route::More))
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
    let (have, back, onward) = (app.clone(), app.clone(), after.clone());
    let body = vec![title(words.made_title), lead(words.made_lead), six];
    Screen::new(words.place_2, body)
        .back(move || after.back(&back))
        .foot(vec![
            button(Act::Primary, words.made_have, move || {
                settle(&have, &onward, Some(phrase.get()))
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
    let (keep, back, onward) = (app.clone(), app.clone(), after.clone());
    let body = vec![title(words.own_title), quiet(words.own_more), field, line];
    let act = button(Act::Primary, crate::words::words().act.next, move || {
        let phrase = phrase.get();
        if phrase.chars().count() < OWN_CHARS_MIN {
            said.set(words.own_short);
        } else if is_common(&phrase) {
            said.set(words.own_common);
        } else {
            settle(&keep, &onward, Some(phrase));
        }
    });
    Screen::new(words.place_2, body)
        .back(move || after.back(&back))
        .foot(vec![act])
}

fn settle(app: &App, after: &After, phrase: Option<String>) {
    let proven = match after {
        After::Begin => return begin(app, phrase),
        After::Change(proven) => Some(Rc::clone(proven)),
        After::Recovered => None,
    };
    app.show(|_| Screen::new("", vec![title(words().lock.opening)]));
    let app = app.clone();
    spawn(async move {
        painted().await;
        let choice = phrase
            .as_deref()
            .map_or(LockChoice::Later, LockChoice::Passphrase);
        let changed = match &proven {
            Some(proven) => app.client().change_lock(proven, choice).await,
            None => first_lock(&app, choice).await,
        };
        match proven {
            Some(_) => app.turn(Route::More),
            None => app.show(choose_name),
        }
        if let Err(error) = changed {
            app.tell(&error);
        }
    });
}

/// The first lock of a phone that was brought back; there is none to be asked for.
async fn first_lock(app: &App, choice: LockChoice<'_>) -> Result<(), ClientError> {
    let proven = app.client().prove("").await?;
    app.client().change_lock(&proven, choice).await
}

/// The shortest phrase of her own, in characters.
const OWN_CHARS_MIN: usize = 8;

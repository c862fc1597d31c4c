//! The first run: a place, a lock, a name. Thirty seconds, and each of the three can be skipped.
//! Invariant: nothing is asked about her; keys are made only when she has chosen, or skipped, a
//! lock.

use holdfast_client::LockChoice;

use crate::app::App;
use crate::errand;
use crate::icon::Icon;
use crate::page::{lock, looks};
use crate::part::act::{Act, button, link};
use crate::part::block::{lead, list, point, quiet, title};
use crate::part::shell::Screen;
use crate::route::Route;
use crate::words::words;

/// The first of the three.
pub(crate) fn screen(app: &App) -> Screen {
    let words = &words().first;
    let (start, back, file) = (app.clone(), app.clone(), app.clone());
    let points = vec![
        title(words.title),
        lead(words.lead),
        point(Icon::Phone, words.stays, words.stays_more),
        point(Icon::Hand, words.choose, words.choose_more),
        point(Icon::Clock, words.nobody, words.nobody_more),
        button(Act::Quiet, words.have_words, move || {
            back.with_everyday(|app, it| app.show(it.recover))
        }),
        button(Act::Quiet, crate::words::words().import.fresh, move || {
            file.set_goal(Route::Import);
            file.with_everyday(|app, it| app.show(it.choose_lock));
        }),
    ];
    Screen::new(words.place_1, points).foot(vec![
        button(Act::Primary, words.start, move || {
            start.with_everyday(|app, it| app.show(it.choose_lock))
        }),
        link(Act::Quiet, words.help_now, "/hold.html"),
    ])
}

/// The second: a lock.
pub(crate) fn choose_lock(app: &App) -> Screen {
    let words = &words().first;
    let back = app.clone();
    let rows = lock::choices(app, lock::After::Begin);
    let body = vec![title(words.lock_title), lead(words.lock_lead), list(rows)];
    Screen::new(words.place_2, body).back(move || back.show(screen))
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
    crate::app::spawn(async move {
        crate::ui::painted().await;
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

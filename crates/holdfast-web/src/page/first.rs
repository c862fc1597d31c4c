//! The first run: a place, a lock, a name. Thirty seconds, and each of the three can be skipped.
//! Invariant: nothing is asked about her; keys are made only when she has chosen, or skipped, a
//! lock.

use crate::app::App;
use crate::icon::Icon;
use crate::part::act::{Act, button, link};
use crate::part::block::{lead, point, title};
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

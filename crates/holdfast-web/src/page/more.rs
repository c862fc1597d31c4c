//! More: everything that is not for tonight. Invariant: each row says what it does, not what it is.

use crate::app::App;
use crate::page::relay;
use crate::part::act::{Act, button, row};
use crate::part::block::{card, heading, list, quiet, say, title};
use crate::part::shell::Screen;
use crate::route::Route;
use crate::ui::{View, el};
use crate::words::{fill, words};

/// The list.
pub(crate) fn screen(app: &App) -> Screen {
    let words = &words().more;
    let to = |word: &str, under: &str, route| row(word, under, app.to(route));
    let lock = app.clone();
    let mut rows = vec![row(words.lock, words.lock_more, move || {
        lock.lock(crate::words::words().lock.by_you);
    })];
    rows.push(to(words.plan, words.plan_more, Route::Plan));
    rows.push(to(words.parts, words.parts_more, Route::Parts));
    rows.push(to(words.questions, words.questions_more, Route::Questions));
    let tie = &crate::words::words().tie;
    rows.push(to(tie.ties, tie.ties_more, Route::Ties));
    rows.push(to(words.hide, words.hide_more, Route::HideHelp));
    rows.push(to(words.timers, &timers(app), Route::Timers));
    rows.push(to(
        words.lock_change,
        words.lock_change_more,
        Route::LockChange,
    ));
    rows.push(to(words.sheet, words.sheet_more, Route::Sheet));
    rows.push(to(words.looks, words.looks_more, Route::Looks));
    rows.push(to(words.icon, words.icon_more, Route::Name));
    rows.push(to(words.devices, words.devices_more, Route::Devices));
    rows.push(to(words.relay, relay::under(app), Route::Relay));
    rows.push(to(words.take, words.take_more, Route::Take));
    let import = &crate::words::words().import;
    rows.push(to(import.row, import.row_more, Route::Import));
    let erase = &crate::words::words().erase;
    rows.push(to(erase.row, erase.row_more, Route::Erase));
    let about = card(vec![heading(words.about), quiet(words.about_more)]);
    Screen::new("", vec![title(words.title), update(), list(rows), about])
}

/// A new version waits until she takes it.
fn update() -> View {
    let words = &words().more;
    let place = el("div").attr("id", "update");
    if !crate::ui::flag("update_waits") {
        return place;
    }
    let take = button(Act::Plain, words.update_go, || {
        crate::ui::announce("take-update")
    });
    place.child(card(vec![
        heading(words.update),
        quiet(words.update_more),
        take,
    ]))
}

fn timers(app: &App) -> String {
    let words = &words().more;
    let (away, idle) = app
        .read(|ledger| Some(ledger.settings().auto_lock.minutes()))
        .unwrap_or((1, 5));
    fill(words.timers_more, &[&minutes(away), &minutes(idle)])
}

fn minutes(minutes: u16) -> String {
    let words = &words().more;
    match minutes {
        1 => words.minute_1.to_owned(),
        5 => words.minute_5.to_owned(),
        15 => words.minute_15.to_owned(),
        60 => words.minute_60.to_owned(),
        other => format!("{other} min"),
    }
}

/// What Hide does, and what it cannot do.
pub(crate) fn hide(app: &App) -> Screen {
    let words = &words().more;
    let back = app.clone();
    let body = vec![
        title(words.hide),
        say(words.hide_what),
        say(words.hide_out),
        say(words.hide_not),
    ];
    Screen::new("", body).back(move || back.go(Route::More))
}

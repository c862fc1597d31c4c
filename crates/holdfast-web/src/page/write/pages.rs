//! Her pages, the newest first. Invariant: an old page comes up only when she looks for it.

use holdfast_model::thing::Thing;

use crate::app::App;
use crate::page::bag;
use crate::page::write::{text_of, versions_line};
use crate::part::act::{Act, button, row};
use crate::part::block::{list, quiet, title};
use crate::part::copy;
use crate::part::shell::Screen;
use crate::route::Route;
use crate::when;
use crate::words::words;

/// The list.
pub(crate) fn screen(app: &App) -> Screen {
    let words = &words().write;
    let now = app.now();
    let pages = app.read(|ledger| {
        let pages = ledger.writings().into_iter().map(|(id, versions)| {
            let current = versions.current();
            (
                id,
                copy::beginning(&text_of(current.what)),
                current.at,
                versions.history().len(),
            )
        });
        pages.collect::<Vec<_>>()
    });
    let rows = pages.into_iter().map(|(id, text, at, versions)| {
        let head = if text.is_empty() {
            words.untitled
        } else {
            &text
        };
        let under = format!(
            "{} {}",
            when::date_and_clock(at, now),
            versions_line(versions)
        );
        let has = bag::sent::who_has(app, Thing::Writing(id));
        let under = format!("{} {}", under.trim(), has.unwrap_or_default());
        row(head, under.trim(), app.to(Route::Page(id)))
    });
    let rows: Vec<_> = rows.collect();
    let body = if rows.is_empty() {
        quiet(words.none)
    } else {
        list(rows)
    };
    Screen::new("", vec![title(words.all), body]).foot(vec![button(
        Act::Primary,
        words.new,
        app.to(Route::Write),
    )])
}

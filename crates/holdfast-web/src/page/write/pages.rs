//! Her pages, the newest first. Invariant: an old page comes up only when she looks for it.

use std::rc::Rc;

use holdfast_model::id::WritingId;
use holdfast_model::thing::Thing;

use crate::app::App;
use crate::page::bag;
use crate::page::write::{text_of, versions_line};
use crate::part::act::{Act, button, row};
use crate::part::block::{list, quiet, stack, title};
use crate::part::copy;
use crate::part::shell::Screen;
use crate::route::Route;
use crate::ui::{Signal, View, region};
use crate::when;
use crate::words::words;

/// The list.
pub(crate) fn screen(app: &App) -> Screen {
    let words = &words().write;
    let pages = app.read(|ledger| {
        let pages = ledger.writings().into_iter().map(|(id, _)| id);
        pages.collect::<Rc<[_]>>()
    });
    let body = if pages.is_empty() {
        quiet(words.none)
    } else {
        stack(piece(app, &pages, 0))
    };
    Screen::new("", vec![title(words.all), body]).foot(vec![button(
        Act::Primary,
        words.new,
        app.to(Route::Write),
    )])
}

/// Some pages from one on, and a way to the older ones behind them. Years of nights stand here:
/// drawing all of them would keep her waiting.
fn piece(app: &App, pages: &Rc<[WritingId]>, from: usize) -> Vec<View> {
    let until = pages.len().min(from + AT_ONCE);
    let shown = pages.get(from..until).unwrap_or_default();
    let rows = shown.iter().filter_map(|id| page(app, *id));
    let mut piece = vec![list(rows.collect())];
    piece.extend((until < pages.len()).then(|| older(app, pages, until)));
    piece
}

/// The way to the older ones; once taken, they stand in its place.
fn older(app: &App, pages: &Rc<[WritingId]>, from: usize) -> View {
    let asked = Signal::new(false);
    let (app, pages, open) = (app.clone(), Rc::clone(pages), asked.clone());
    let place = region(&[&asked], move || {
        if open.get() {
            return piece(&app, &pages, from);
        }
        let open = open.clone();
        vec![button(Act::Plain, words().write.older, move || {
            open.set(true)
        })]
    });
    let taken = asked.clone();
    place.live(&asked, move |place| {
        if taken.get() {
            place.focus_first();
        }
    })
}

/// One page: its first words, its day, how many versions there are, and who has it.
fn page(app: &App, id: WritingId) -> Option<View> {
    let words = &words().write;
    let (text, at, versions) = app.read(|ledger| {
        let versions = ledger.writing(id)?;
        let current = versions.current();
        let text = copy::beginning(&text_of(current.what));
        Some((text, current.at, versions.history().len()))
    })?;
    let head = if text.is_empty() {
        words.untitled
    } else {
        &text
    };
    let told = [
        when::date_and_clock(at, app.now()),
        versions_line(versions),
        bag::sent::who_has(app, Thing::Writing(id)).unwrap_or_default(),
    ];
    let told: Vec<_> = told.into_iter().filter(|one| !one.is_empty()).collect();
    Some(row(head, &told.join(". "), app.to(Route::Page(id))))
}

/// How many pages are drawn at once.
const AT_ONCE: usize = 40;

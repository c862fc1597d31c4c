//! The pages: each turns what the ledger says into one screen. Invariant: every page has a way out.

pub(crate) mod again;
pub(crate) mod agree;
pub(crate) mod bag;
pub(crate) mod between;
pub(crate) mod choose;
pub(crate) mod desk;
pub(crate) mod devices;
pub(crate) mod erase;
pub(crate) mod first;
pub(crate) mod import;
pub(crate) mod lock;
pub(crate) mod looks;
pub(crate) mod more;
pub(crate) mod note;
pub(crate) mod pair;
pub(crate) mod parts;
pub(crate) mod person;
pub(crate) mod plan;
pub(crate) mod prepare;
pub(crate) mod question;
pub(crate) mod questions;
pub(crate) mod received;
pub(crate) mod relay;
mod seldom;
pub(crate) mod session;
pub(crate) mod sheet;
pub(crate) mod snag;
pub(crate) mod tie;
pub(crate) mod today;
mod together;
pub(crate) mod typed;
pub(crate) mod us;
pub(crate) mod write;

use std::thread::LocalKey;

use holdfast_client::Stage;

use crate::app::{App, Pages, spawn};
use crate::later::{Away, Later, away, waiting};
use crate::part::shell::Screen;
use crate::route::Route;

/// The screen of a place, once it is open.
pub(crate) fn screen(app: &App, route: Route) -> Screen {
    // Never over writing: the question may be the browser's own, and it comes when she is done.
    if route.place() != "write" {
        devices::ask_once(app);
    }
    let screen = match route {
        Route::Today => today::screen(app),
        Route::Write => write::new(app),
        Route::Page(id) => write::page(app, id),
        Route::Pages => write::pages::screen(app),
        Route::More => more::screen(app),
        Route::LockChange => again::ask(app, choose::change),
        Route::Looks => looks::screen(app),
        Route::Name => looks::name(app),
        _ if route.place() == "us" => behind(app, route, &TOGETHER),
        _ => behind(app, route, &SELDOM),
    };
    screen.mark(route.place())
}

/// Brings all pages that are not here yet, so that no tap has to wait for them.
pub(crate) async fn bring() {
    for part in [&TOGETHER, &SELDOM] {
        let _here = part.with(Clone::clone).come().await;
    }
}

thread_local! {
    static TOGETHER: Later<Pages> = Later::new(together::load);
    static SELDOM: Later<Pages> = Later::new(seldom::load);
}

/// A page of a part that may still have to come.
fn behind(app: &App, route: Route, part: &'static LocalKey<Later<Pages>>) -> Screen {
    let part = part.with(Clone::clone);
    if let Some(pages) = part.here() {
        return pages(app, route);
    }
    let app = app.clone();
    spawn(async move {
        let came = part.come().await;
        if app.route() != route || app.client().stage() != Stage::Open {
            return; // she has gone on
        }
        match came {
            Ok(_) => app.draw(),
            Err(Away) => app.show(|app| {
                let again = app.clone();
                away(move || again.draw()).mark(route.place())
            }),
        }
    });
    waiting()
}

//! Pages that are opened seldom: her plan, her parts, her devices, and what else More leads to.
//! Invariant: they come as one part of the app, when one is opened or a little before.

use crate::app::{App, Pages};
use crate::later::{Away, Wait};
use crate::page::{
    again, devices, erase, import, lock, more, parts, plan, questions, received, relay, sheet, tie,
};
use crate::part::shell::Screen;
use crate::route::Route;

/// Brings them.
pub(super) fn load() -> Wait<Result<&'static Pages, Away>> {
    Box::pin(doors())
}

#[wasm_split_helpers::wasm_split(seldom, fallible)]
fn doors() -> Result<&'static Pages, Away> {
    Ok(&PAGES)
}

static PAGES: Pages = screen;

fn screen(app: &App, route: Route) -> Screen {
    match route {
        Route::Questions => questions::screen(app),
        Route::Timers => lock::timers(app),
        Route::HideHelp => more::hide(app),
        Route::Plan => plan::screen(app),
        Route::Parts => parts::screen(app),
        Route::PartNew => parts::part(app, None),
        Route::Part(id) => parts::part(app, Some(id)),
        Route::Sheet => again::ask(app, sheet::screen),
        Route::Devices => devices::screen(app),
        Route::Relay => relay::screen(app),
        Route::Tie(id) => tie::screen(app, id),
        Route::Ending(id) => tie::ending(app, id),
        Route::Received(id) => received::screen(app, id),
        Route::Take => again::ask(app, devices::take),
        Route::Import => import::screen(app),
        Route::Erase => again::ask(app, erase::screen),
        _ => tie::all(app),
    }
}

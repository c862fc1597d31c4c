//! The pages of Us: hers with another person, and the therapist's desk.
//! Invariant: they come as one part of the app, when Us is opened or a little before.

use crate::app::{App, Pages};
use crate::later::{Away, Wait};
use crate::page::{bag, between, desk, note, pair, person, prepare, session, snag, us, write};
use crate::part::shell::Screen;
use crate::route::Route;

/// Brings them.
pub(super) fn load() -> Wait<Result<&'static Pages, Away>> {
    Box::pin(doors())
}

#[wasm_split_helpers::wasm_split(together, fallible)]
fn doors() -> Result<&'static Pages, Away> {
    Ok(&PAGES)
}

static PAGES: Pages = screen;

fn screen(app: &App, route: Route) -> Screen {
    match route {
        Route::Pair => pair::screen(app),
        Route::Between(id) if person::is_mine(app, id) => desk::screen(app, Some(id)),
        Route::Between(id) => between::screen(app, id),
        Route::Bag(id) => bag::screen(app, id),
        Route::Preview(id) => bag::preview(app, id),
        Route::Sent(id) => bag::sent::screen(app, id),
        Route::SessionNew(id) => session::new(app, id),
        Route::Session(id) => session::screen(app, id),
        Route::Prepare(id) => prepare::screen(app, id),
        Route::Note(id, phase) => note::screen(app, id, phase),
        Route::SnagNew(id) => snag::new::screen(app, id),
        Route::Snag(id) => snag::screen(app, id),
        Route::Hours(id) => desk::hours::screen(app, id),
        Route::PrivateNote(id) => write::about(app, id),
        _ => us::screen(app),
    }
}

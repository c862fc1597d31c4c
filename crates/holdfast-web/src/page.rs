//! The pages: each turns what the ledger says into one screen. Invariant: every page has a way out.

pub(crate) mod bag;
pub(crate) mod between;
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
pub(crate) mod plan;
pub(crate) mod prepare;
pub(crate) mod question;
pub(crate) mod questions;
pub(crate) mod received;
pub(crate) mod relay;
pub(crate) mod session;
pub(crate) mod sheet;
pub(crate) mod snag;
pub(crate) mod tie;
pub(crate) mod today;
pub(crate) mod us;
pub(crate) mod write;

use crate::app::App;
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
        Route::Questions => questions::screen(app),
        Route::Write => write::new(app),
        Route::Page(id) => write::page(app, id),
        Route::Pages => write::pages::screen(app),
        Route::More => more::screen(app),
        Route::LockChange => lock::change(app),
        Route::Timers => lock::timers(app),
        Route::HideHelp => more::hide(app),
        Route::Plan => plan::screen(app),
        Route::Parts => parts::screen(app),
        Route::PartNew => parts::part(app, None),
        Route::Part(id) => parts::part(app, Some(id)),
        Route::Sheet => sheet::screen(app),
        Route::Looks => looks::screen(app),
        Route::Name => looks::name(app),
        Route::Devices => devices::screen(app),
        Route::Relay => relay::screen(app),
        Route::Ties => tie::all(app),
        Route::Tie(id) => tie::screen(app, id),
        Route::Ending(id) => tie::ending(app, id),
        Route::Received(id) => received::screen(app, id),
        Route::Take => devices::take(app),
        Route::Import => import::screen(app),
        Route::Erase => erase::screen(app),
        Route::Us => us::screen(app),
        Route::Pair => pair::screen(app),
        Route::Between(id) if desk::is_mine(app, id) => desk::screen(app, Some(id)),
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
    };
    screen.mark(route.place())
}

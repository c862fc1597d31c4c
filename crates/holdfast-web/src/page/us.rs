//! Us: who is here. Invariant: everything works alone; nobody is asked for before she wants.

use crate::app::App;
use crate::page::{desk, person};
use crate::part::act::{Act, button, row};
use crate::part::block::{lead, list, quiet, title};
use crate::part::shell::Screen;
use crate::route::Route;
use crate::words::words;

/// The overview; with one person here it is that person's page at once.
pub(crate) fn screen(app: &App) -> Screen {
    let words = &words().us;
    let people = person::people(app);
    if !people.is_empty() && people.iter().all(|(id, _)| person::is_mine(app, *id)) {
        return desk::screen(app, None);
    }
    if let [(only, _)] = people.as_slice() {
        return crate::page::between::screen(app, *only);
    }
    let mut body = vec![title(words.title)];
    if people.is_empty() {
        body.push(lead(words.nobody));
        body.push(quiet(words.nobody_lead));
    } else {
        let rows = people
            .iter()
            .map(|(id, name)| row(name, "", app.to(Route::Between(*id))));
        body.push(list(rows.collect()));
    }
    Screen::new("", body).foot(vec![button(Act::Primary, words.pair, app.to(Route::Pair))])
}

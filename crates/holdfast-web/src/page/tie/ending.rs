//! Ending with one person, or going on with another: what stops, what stays, and where.
//! Invariant: everything is said before the one tap that does it, and nothing of hers is lost.

use holdfast_model::id::RelationshipId;

use crate::app::App;
use crate::icon::Icon;
use crate::page::person;
use crate::part::act::{Act, button, row};
use crate::part::block::{lead, list, note, point, title};
use crate::part::shell::Screen;
use crate::part::undo;
use crate::route::Route;
use crate::words::{fill, words};

/// The screen.
pub(crate) fn screen(app: &App, id: RelationshipId) -> Screen {
    let words = &words().tie;
    let name = person::name(app, id);
    let point = |icon, head: &str, more| point(icon, &fill(head, &[&name]), &fill(more, &[&name]));
    let rows = vec![
        row(
            words.end_back,
            words.end_back_more,
            app.to(Route::Received(id)),
        ),
        row(words.end_file, words.end_file_more, app.to(Route::Take)),
        row(
            words.end_another,
            words.end_another_more,
            app.to(Route::Pair),
        ),
    ];
    let body = vec![
        title(&fill(words.end, &[&name])),
        lead(words.end_lead),
        point(Icon::Hand, words.end_mine, words.end_mine_more),
        point(Icon::Send, words.end_theirs, words.end_theirs_more),
        point(Icon::Lock, words.end_keys, words.end_keys_more),
        list(rows),
        note(words.end_final),
    ];
    let end = app.clone();
    Screen::new("", body)
        .back(app.to(Route::Tie(id)))
        .foot(vec![button(Act::Plain, words.end_go, move || {
            let app = end.clone();
            end.attempt(async move {
                app.client().end_relationship(id).await?;
                app.turn(Route::Tie(id));
                undo::tell(crate::words::words().tie.end_done);
                app.sync();
                Ok(())
            });
        })])
}

//! What ties her to one person: who says what was opened, whether the books match, and the end.
//! Invariant: what is told is told by both or by nobody; ending is always here and needs no reason.

mod ending;

use holdfast_model::What;
use holdfast_model::id::RelationshipId;
use holdfast_model::relationship::Receipts;
use holdfast_model::time::Instant;

use crate::app::App;
use crate::page::person;
use crate::part::act::{row, switch};
use crate::part::block::{card, fold, lead, list, own, quiet, title};
use crate::part::shell::Screen;
use crate::route::Route;
use crate::ui::{Signal, View, Watch, region};
use crate::when;
use crate::words::{fill, words};

pub(crate) use ending::screen as ending;

/// The screen.
pub(crate) fn screen(app: &App, id: RelationshipId) -> Screen {
    let words = &words().tie;
    let name = person::name(app, id);
    let mut rows = vec![row(
        &fill(crate::words::words().more.received, &[&name]),
        words.received_more,
        app.to(Route::Received(id)),
    )];
    let mut body = vec![title(&name)];
    if let Some(ended) = ended(app, id) {
        let day = when::date(ended.day(), app.now());
        body.push(lead(&fill(words.ended, &[&day])));
        body.push(quiet(&fill(words.ended_more, &[&name])));
        rows.push(row(words.look_back, "", app.to(Route::Between(id))));
    } else {
        body.push(receipts(app, id));
        body.extend(books(app, id));
        rows.push(row(
            &fill(words.end, &[&name]),
            words.end_more,
            app.to(Route::Ending(id)),
        ));
    }
    body.push(list(rows));
    Screen::new("", body).back(app.to(Route::Ties))
}

/// Everyone she has met here, those of before too.
pub(crate) fn all(app: &App) -> Screen {
    let words = &words().tie;
    let people = app.read(|ledger| {
        let all = ledger.relationships().into_iter();
        all.map(|now| (now.id, now.kept().name.as_str().to_owned(), now.ended))
            .collect::<Vec<_>>()
    });
    let rows = people.iter().map(|(id, name, ended)| {
        let under = match ended {
            Some(at) => fill(words.ended, &[&when::date(at.day(), app.now())]),
            None => words.ties_more.to_owned(),
        };
        row(name, &under, app.to(Route::Tie(*id)))
    });
    let mut rows: Vec<View> = rows.collect();
    rows.push(row(
        crate::words::words().us.pair,
        words.another,
        app.to(Route::Pair),
    ));
    let body = vec![title(words.ties), list(rows)];
    Screen::new("", body).back(app.to(Route::More))
}

fn ended(app: &App, id: RelationshipId) -> Option<Instant> {
    app.read(|ledger| ledger.relationship(id)?.ended)
}

/// Whether both, one or nobody lets the other know what was opened: mine, then the other's.
fn told(app: &App, id: RelationshipId) -> (Receipts, Receipts) {
    app.read(|ledger| {
        ledger
            .relationship(id)
            .map(|now| (now.my_receipts, now.their_receipts))
    })
    .unwrap_or_default()
}

fn receipts(app: &App, id: RelationshipId) -> View {
    let words = &words().tie;
    let on = Signal::new(told(app, id).0 == Receipts::On);
    let (set, now) = (app.clone(), on.clone());
    on.watch_here(move || {
        let says = if now.get() {
            Receipts::On
        } else {
            Receipts::Off
        };
        let app = set.clone();
        set.attempt(async move {
            let told = app
                .client()
                .record_shared(id, What::ReceiptsSet(says))
                .await;
            told.map(drop)
        });
    });
    let today = &crate::words::words().today;
    let states = [today.off, today.on];
    let (app, name) = (app.clone(), person::name(app, id));
    let stands = region(&[app.news()], {
        let app = app.clone();
        move || {
            let words = &crate::words::words().tie;
            let says = match told(&app, id) {
                (Receipts::On, Receipts::On) => words.receipts_both,
                (Receipts::On, Receipts::Off) => words.receipts_mine,
                (Receipts::Off, Receipts::On) => words.receipts_theirs,
                (Receipts::Off, Receipts::Off) => words.receipts_none,
            };
            vec![quiet(&fill(says, &[&name])).attr("role", "status")]
        }
    });
    card(vec![
        switch(words.receipts, &on, states),
        quiet(words.receipts_more),
        stands,
    ])
}

/// Six words that both read aloud: the same words, the same books.
fn books(app: &App, id: RelationshipId) -> Option<View> {
    let words = &words().tie;
    let six = app.client().books(id).ok()?.join("  ");
    let inside = vec![own(&six), quiet(words.books_more)];
    Some(fold(words.books, inside))
}

//! The doors to all that lies behind the first screen and the lock, and how it comes.
//! Invariant: the first part of the app reaches the rest through these doors alone.

use crate::app::{App, Everyday};
use crate::errand;
use crate::later::{Away, Wait};
use crate::page::{self, choose, looks, plan, sheet, today, write};
use crate::ui::{announce, rest};

/// Brings it.
pub(crate) fn load() -> Wait<Result<&'static Everyday, Away>> {
    Box::pin(doors())
}

#[wasm_split_helpers::wasm_split(everyday, fallible)]
fn doors() -> Result<&'static Everyday, Away> {
    Ok(&DOORS)
}

static DOORS: Everyday = Everyday {
    choose_lock: choose::choose_lock,
    recover: sheet::recover,
    page: page::screen,
    unlock,
    let_in,
    arrive,
    sync: errand::run,
    tend,
    forget: today::form::forget,
};

fn unlock(app: &App, phrase: String) -> Wait<Result<(), holdfast_client::ClientError>> {
    let app = app.clone();
    Box::pin(async move { app.client().unlock(&phrase).await })
}

fn let_in(app: &App) -> Wait<Result<(), holdfast_client::ClientError>> {
    let app = app.clone();
    Box::pin(async move { app.client().let_in().await })
}

/// It is open: what was left behind is kept first, then the page is drawn, then the relay is asked.
fn arrive(app: &App) -> Wait<()> {
    let app = app.clone();
    Box::pin(async move {
        write::recover(app.client()).await;
        looks::apply(&app);
        announce("begun");
        if app.is_first_run() {
            return; // the first run shows its third screen by itself
        }
        app.arrived();
        plan::refresh_hold(&app);
        app.sync();
        errand::listen(&app);
        rest(QUIET_MS).await;
        page::bring().await;
    })
}

fn tend(app: &App) {
    errand::soon(app);
    errand::listen(app);
}

/// After this long the other parts come quietly, in milliseconds.
const QUIET_MS: u32 = 1_500;

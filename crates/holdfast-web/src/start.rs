//! From the first instruction of WASM to the first screen.
//! Invariant: what was typed before this ran is taken over; a store that does not open is said.

use holdfast_client::{Client, Event, Stage};
use holdfast_store::IndexedDbStore;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::app::{App, spawn};
use crate::page::{looks, plan, write};
use crate::part::block::{lead, title};
use crate::part::shell::Screen;
use crate::ports::BrowserPorts;
use crate::ui::{View, keep, window};
use crate::words::words;
use crate::{errand, guard};

/// Called by boot.js through the glue of wasm-bindgen.
#[wasm_bindgen(start)]
pub(crate) fn start() {
    // In a worker there is no page: stretch.js asks for one thing, and the rest stays unstarted.
    if js_sys::Reflect::has(&js_sys::global(), &"document".into()) == Ok(true) {
        spawn(open());
    }
}

async fn open() {
    let relay = window().location().origin().unwrap_or_default();
    let opened = match IndexedDbStore::open(DATABASE).await {
        Ok(store) => Client::open(BrowserPorts::new(store), &relay).await,
        Err(error) => Err(error.into()),
    };
    match opened {
        Ok(client) => run(App::new(client, early())).await,
        Err(_) => Screen::new(
            "",
            vec![title(words().trouble.closed), lead(words().trouble.private)],
        )
        .show(),
    }
}

async fn run(app: App) {
    if let Some(link) = invitation() {
        app.invite(link);
    }
    let ear = app.clone();
    keep(Box::new(
        app.client().subscribe(move |event| heard(&ear, event)),
    ));
    guard::stand(&app);
    if app.client().stage() == Stage::Open {
        arrive(app).await;
    } else {
        app.draw();
    }
}

fn heard(app: &App, event: Event) {
    if event == Event::Stage && app.client().stage() == Stage::Open {
        spawn(arrive(app.clone()));
    } else {
        app.heard(event);
    }
}

/// It is open: what was left behind is kept first, then the page is drawn, then the relay is asked.
async fn arrive(app: App) {
    write::recover(app.client()).await;
    looks::apply(&app);
    if app.is_first_run() {
        return; // the first run shows its third screen by itself
    }
    app.arrived();
    plan::refresh_hold(&app);
    app.sync();
    errand::listen(&app);
}

/// The link to pair by, taken out of the address before anything else can see it there.
fn invitation() -> Option<String> {
    let hash = window()
        .location()
        .hash()
        .ok()
        .filter(|hash| hash.starts_with("#p="))?;
    let history = window().history().ok()?;
    let _cleared = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some("/"));
    Some(hash)
}

/// Words that were typed into the shell before the app was ready.
fn early() -> String {
    View::find("early")
        .map(|field| field.value())
        .unwrap_or_default()
}

/// The database of this device.
const DATABASE: &str = "holdfast";

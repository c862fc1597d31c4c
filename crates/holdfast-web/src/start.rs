//! From the first instruction of WASM to the first screen.
//! Invariant: what was typed before this ran is taken over; a store that does not open is said.

use holdfast_client::{Client, Event, Stage};
use holdfast_store::IndexedDbStore;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::app::{App, Threshold, spawn};
use crate::later::{Away, Later};
use crate::part::block::{lead, title};
use crate::part::shell::Screen;
use crate::ports::BrowserPorts;
use crate::ui::{View, flag, keep, window};
use crate::words::words;
use crate::{everyday, guard, page};

/// Called by boot.js through the glue of wasm-bindgen.
#[wasm_bindgen(start)]
pub(crate) fn start() {
    // In a worker there is no page: stretch.js asks for one thing, and the rest stays unstarted.
    if js_sys::Reflect::has(&js_sys::global(), &"document".into()) == Ok(true) {
        spawn(open());
    }
}

const THRESHOLD: Threshold = Threshold {
    fresh: page::first::screen,
    locked: page::lock::screen,
};

async fn open() {
    let everyday = Later::new(everyday::load);
    if flag("whole") {
        let everyday = everyday.clone();
        spawn(async move {
            let _here = everyday.come().await;
        });
    }
    let relay = window().location().origin().unwrap_or_default();
    let opened = match IndexedDbStore::open(DATABASE).await {
        Ok(store) => Client::look(BrowserPorts::new(store), &relay).await,
        Err(error) => Err(error.into()),
    };
    match opened {
        Ok(client) => run(App::new(client, THRESHOLD, everyday, early())).await,
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
    if app.client().stage() == Stage::Fresh {
        return app.draw();
    }
    // What stands without a lock opens by itself; with one, all comes while she types.
    if app.client().has_lock().await.is_ok_and(|has| has) {
        app.draw();
        let _coming = app.everyday().come().await;
        return;
    }
    let opened = match app.everyday().come().await {
        Ok(everyday) => (everyday.let_in)(&app).await,
        Err(Away) => Ok(()), // the lock screen asks for it again
    };
    if app.client().stage() == Stage::Locked {
        app.draw();
    }
    if let Err(error) = opened {
        app.tell(&error);
    }
}

fn heard(app: &App, event: Event) {
    match app.everyday().here() {
        Some(everyday) if event == Event::Stage && app.client().stage() == Stage::Open => {
            spawn((everyday.arrive)(app));
        }
        _ => app.heard(event),
    }
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

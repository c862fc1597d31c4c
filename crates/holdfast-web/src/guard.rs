//! What guards the open app: timers, hiding, the history, and the page going away.
//! Invariant: whatever happens to the page, what was typed is kept before the keys are wiped.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use holdfast_client::Stage;
use wasm_bindgen::JsCast;

use crate::app::{App, spawn};
use crate::finger;
use crate::route::Route;
use crate::ui::{Timer, announce, document, keep, listen, window};
use crate::words::words;

/// Begins to guard.
pub(crate) fn stand(app: &App) {
    places(app);
    hiding(app);
    going_away(app);
    idle(app);
    let drawn = app.clone();
    finger::watch(move || drawn.draw_news());
    let back = app.clone();
    listen(&window(), "popstate", move |_| back.came_back());
    let online = app.clone();
    listen(&window(), "online", move |_| online.sync());
    announce("app-started");
}

/// The five places at the bottom.
fn places(app: &App) {
    let app = app.clone();
    listen(&document(), "click", move |event| {
        let node = event
            .target()
            .and_then(|node| node.dyn_into::<web_sys::Element>().ok());
        let place = node.and_then(|node| node.closest("[data-go]").ok().flatten());
        let name = place.and_then(|place| place.get_attribute("data-go"));
        if let Some(route) = name.and_then(|name| Route::parse(&name)) {
            app.go(route);
        }
    });
}

/// Hide covers by itself, at once (before.js); here the keys are wiped behind it.
fn hiding(app: &App) {
    let covered = app.clone();
    listen(&window(), "cover", move |_| {
        if let Some(everyday) = covered.everyday().here() {
            (everyday.forget)();
        }
        covered.lock("");
        covered.forget_place();
    });
    let back = app.clone();
    listen(&window(), "uncover", move |_| {
        let app = back.clone();
        // While no lock is chosen yet, the device's own safe opens it again.
        spawn(async move {
            if let Ok(everyday) = app.everyday().come().await {
                let _opened = (everyday.let_in)(&app).await;
            }
            app.draw();
        });
    });
}

/// The page goes to the background, or for good.
fn going_away(app: &App) {
    let timer: Rc<RefCell<Option<Timer>>> = Rc::default();
    let (seen, slot) = (app.clone(), Rc::clone(&timer));
    let left = Cell::new(f64::INFINITY);
    listen(&document(), "visibilitychange", move |_| {
        if document().visibility_state() == web_sys::VisibilityState::Visible {
            slot.replace(None);
            // A phone that sleeps stops timers: the clock says how long she was away.
            let (away, _) = lock_after(&seen);
            if js_sys::Date::now() - left.get() >= f64::from(milliseconds(away)) {
                lock_by_time(&seen);
            }
            return;
        }
        left.set(js_sys::Date::now());
        seen.flush();
        let (away, _) = lock_after(&seen);
        let app = seen.clone();
        slot.replace(Some(Timer::new(milliseconds(away), move || {
            lock_by_time(&app)
        })));
    });
    // Another tab takes over: what was typed is kept, then boot.js lets go.
    let giving = app.clone();
    listen(&window(), "give-up", move |_| {
        giving.after_keeping(|_| announce("given"))
    });
    let gone = app.clone();
    listen(&window(), "pagehide", move |_| gone.flush());
    keep(Box::new(timer));
}

/// Nothing was touched for a while.
fn idle(app: &App) {
    let last = Rc::new(Cell::new(js_sys::Date::now()));
    for kind in ["pointerdown", "keydown", "input", "scroll"] {
        let last = Rc::clone(&last);
        listen(&window(), kind, move |_| last.set(js_sys::Date::now()));
    }
    look_again(app.clone(), last);
}

fn look_again(app: App, last: Rc<Cell<f64>>) {
    thread_local! {
        static NEXT: RefCell<Option<Timer>> = const { RefCell::new(None) };
    }
    let next = Timer::new(LOOK_MS, move || {
        let (_, idle) = lock_after(&app);
        if js_sys::Date::now() - last.get() >= f64::from(milliseconds(idle)) {
            lock_by_time(&app);
        }
        look_again(app, last);
    });
    // The timer that runs now must outlive its own call.
    let before = NEXT.with(|slot| slot.replace(Some(next)));
    spawn(async move { drop(before) });
}

/// Locks if there is a lock. Without one, locking would only hide her words from herself.
fn lock_by_time(app: &App) {
    if app.client().stage() != Stage::Open {
        return;
    }
    let app = app.clone();
    spawn(async move {
        if app.client().has_lock().await.is_ok_and(|has| has) {
            app.lock(words().lock.by_time);
        }
    });
}

fn lock_after(app: &App) -> (u16, u16) {
    app.read(|ledger| Some(ledger.settings().auto_lock))
        .unwrap_or_default()
        .minutes()
}

fn milliseconds(minutes: u16) -> u32 {
    u32::from(minutes).saturating_mul(60_000)
}

/// How often the idle clock is looked at, in milliseconds.
const LOOK_MS: u32 = 5_000;

//! The app on the client: its stage, its route, and what every page may do.
//! Invariant: leaving a page, locking or hiding first keeps what was typed there.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;

use futures_util::lock::Mutex;
use holdfast_client::{Client, ClientError, Event, Kept, Stage};
use holdfast_model::id::ID_BYTES;
use holdfast_model::time::Instant;
use holdfast_model::{Ledger, What};
use wasm_bindgen::JsValue;

use crate::later::{Away, Later, Wait, away, waiting};
use crate::part::shell::{self, Screen};
use crate::part::undo;
use crate::ports::BrowserPorts;
use crate::route::Route;
use crate::ui::{Scope, Signal, window};
use crate::{finger, trouble};

/// The client in a browser.
pub(crate) type Holdfast = Client<BrowserPorts>;

/// Everything that a page may use. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App(Rc<Inner>);

struct Inner {
    client: Holdfast,
    threshold: Threshold,
    everyday: Later<Everyday>,
    route: RefCell<Route>,
    life: RefCell<Scope>,
    leave: RefCell<Option<Leave>>,
    /// What is typed is kept by one at a time.
    door: Mutex<()>,
    /// Where she goes once what is typed is kept; the newest wish holds.
    going: RefCell<Option<Box<dyn FnOnce()>>>,
    /// Counts what is new in the ledger, for pages that want to draw anew.
    news: Signal<u32>,
    /// Words that were typed before there was a key for them.
    early: RefCell<String>,
    /// A link to pair by, with which the app was opened.
    invitation: RefCell<Option<String>>,
    /// Why it is locked, for the lock screen.
    reason: RefCell<&'static str>,
    /// Where the first run leads.
    goal: Cell<Route>,
    /// Whether the first run goes on: its third screen stands after the keys are made.
    first_run: Cell<bool>,
}

/// The screens that stand before anything is open; they come with the first part of the app.
#[derive(Clone, Copy)]
pub(crate) struct Threshold {
    /// The first of the first run.
    pub(crate) fresh: fn(&App) -> Screen,
    /// The lock.
    pub(crate) locked: fn(&App) -> Screen,
}

/// What is loaded once she begins or comes back: all that lies behind the first screen and the
/// lock. Only these doors lead there, so that the first visit does not load it.
pub(crate) struct Everyday {
    /// The second screen of the first run.
    pub(crate) choose_lock: fn(&App) -> Screen,
    /// The 24 words, typed in.
    pub(crate) recover: fn(&App) -> Screen,
    /// The screen of a place, once it is open.
    pub(crate) page: fn(&App, Route) -> Screen,
    /// Opens the lock with this phrase.
    pub(crate) unlock: fn(&App, String) -> Wait<Result<(), ClientError>>,
    /// Opens what stands without a lock.
    pub(crate) let_in: fn(&App) -> Wait<Result<(), ClientError>>,
    /// What is done when it has opened.
    pub(crate) arrive: fn(&App) -> Wait<()>,
    /// Sends and fetches what waits.
    pub(crate) sync: fn(&App),
    /// Something was kept: it goes out soon, and news are listened for.
    pub(crate) tend: fn(&App),
    /// Lets go of answers that were not kept.
    pub(crate) forget: fn(),
}

/// The door of a part that is pages.
pub(crate) type Pages = fn(&App, Route) -> Screen;

/// What goes on when everything behind the first screen is here.
type Behind = Rc<dyn Fn(&App, &'static Everyday)>;

/// What happens after something was recorded.
type Then = Box<dyn FnOnce(&App, Kept)>;

/// What a page does when it is left: keeps what was typed, and tells whether nothing would be lost.
pub(crate) type Leave = Rc<dyn Fn() -> std::pin::Pin<Box<dyn Future<Output = bool>>>>;

impl App {
    /// The app on an open client, with words that were typed while it started.
    pub(crate) fn new(
        client: Holdfast,
        threshold: Threshold,
        everyday: Later<Everyday>,
        early: String,
    ) -> Self {
        Self(Rc::new(Inner {
            client,
            threshold,
            everyday,
            route: RefCell::new(stored_route()),
            life: RefCell::default(),
            leave: RefCell::default(),
            door: Mutex::new(()),
            going: RefCell::default(),
            news: Signal::new(0),
            early: RefCell::new(early),
            invitation: RefCell::default(),
            reason: RefCell::new(""),
            goal: Cell::new(Route::Today),
            first_run: Cell::new(false),
        }))
    }

    /// The client.
    pub(crate) fn client(&self) -> &Holdfast {
        &self.0.client
    }

    /// What is behind the first screen and the lock.
    pub(crate) fn everyday(&self) -> &Later<Everyday> {
        &self.0.everyday
    }

    /// Goes on with what is behind the first screen and the lock, when it is here.
    pub(crate) fn with_everyday(&self, then: impl Fn(&Self, &'static Everyday) + 'static) {
        match self.0.everyday.here() {
            Some(everyday) => then(self, everyday),
            None => self.wait_for_everyday(Rc::new(then)),
        }
    }

    fn wait_for_everyday(&self, then: Behind) {
        let app = self.clone();
        spawn(async move {
            app.show(|_| waiting());
            match app.0.everyday.come().await {
                Ok(everyday) => then(&app, everyday),
                Err(Away) => app.show(|app| {
                    let (back, again) = (app.clone(), app.clone());
                    away(move || again.wait_for_everyday(Rc::clone(&then)))
                        .back(move || back.draw())
                }),
            }
        });
    }

    /// Where she is.
    pub(crate) fn route(&self) -> Route {
        *self.0.route.borrow()
    }

    /// Changes whenever the ledger has something new.
    pub(crate) fn news(&self) -> &Signal<u32> {
        &self.0.news
    }

    /// Reads the ledger; gives what stands for "nothing" while it is locked.
    pub(crate) fn read<T: Default>(&self, look: impl FnOnce(&Ledger) -> T) -> T {
        self.0.client.read(look).unwrap_or_default()
    }

    /// The time of the device.
    pub(crate) fn now(&self) -> Instant {
        self.0.client.now()
    }

    /// A new id; `None` when the device gives no randomness, which is said to her.
    pub(crate) fn id<T>(&self, make: fn([u8; ID_BYTES]) -> T) -> Option<T> {
        match self.0.client.make_id() {
            Ok(bytes) => Some(make(bytes)),
            Err(error) => {
                self.tell(&error);
                None
            }
        }
    }

    /// Goes to a place; Back comes from there to here.
    pub(crate) fn go(&self, route: Route) {
        let app = self.clone();
        self.after_leaving(move || {
            app.remember(route, Step::Onward);
            app.draw();
        });
    }

    /// Goes to a place that takes the place of this one.
    pub(crate) fn turn(&self, route: Route) {
        let app = self.clone();
        self.after_leaving(move || {
            app.remember(route, Step::Instead);
            app.draw();
        });
    }

    /// A closure that goes to a place, for buttons.
    pub(crate) fn to(&self, route: Route) -> impl Fn() + 'static {
        let app = self.clone();
        move || app.go(route)
    }

    /// The browser went back or forward.
    pub(crate) fn came_back(&self) {
        let app = self.clone();
        self.after_leaving(move || {
            *app.0.route.borrow_mut() = stored_route();
            app.draw();
        });
    }

    /// Draws the page anew, as the stage and the route say.
    pub(crate) fn draw(&self) {
        self.0.leave.replace(None);
        undo::clear();
        let scope = Scope::default();
        let (name, screen) = scope.run(|| match self.0.client.stage() {
            Stage::Fresh => ("fresh", (self.0.threshold.fresh)(self)),
            Stage::Locked => ("locked", (self.0.threshold.locked)(self)),
            Stage::Open => ("open", self.page()),
        });
        shell::stage(name);
        scope.run(|| screen.show());
        drop(self.0.life.replace(scope));
    }

    fn page(&self) -> Screen {
        match self.0.everyday.here() {
            Some(everyday) => (everyday.page)(self, self.route()),
            None => waiting(), // it cannot have opened without
        }
    }

    /// Shows another screen of the same page, such as the next of the first run.
    pub(crate) fn show(&self, build: impl FnOnce(&Self) -> Screen) {
        self.0.leave.replace(None);
        let scope = Scope::default();
        let screen = scope.run(|| build(self));
        scope.run(|| screen.show());
        drop(self.0.life.replace(scope));
    }

    /// What the page does before it is left, locked or hidden.
    pub(crate) fn on_leave(&self, leave: Leave) {
        self.0.leave.replace(Some(leave));
    }

    /// What was typed on the page is kept or let go: leaving has nothing more to do.
    pub(crate) fn nothing_to_keep(&self) {
        self.0.leave.replace(None);
    }

    /// Keeps what is typed on the page, without leaving it.
    pub(crate) fn flush(&self) {
        self.after_keeping(|_| {});
    }

    /// Goes on when what is typed on the page is kept. If it could not be, she was told, and stays.
    pub(crate) fn settled(&self, then: impl FnOnce() + 'static) {
        self.after_keeping(|kept| {
            if kept {
                then();
            }
        });
    }

    /// Locks, after what was typed is kept. `reason` is said on the lock screen.
    pub(crate) fn lock(&self, reason: &'static str) {
        *self.0.reason.borrow_mut() = reason;
        let app = self.clone();
        // It locks though the disk may have refused: words in the open are the greater harm.
        self.after_keeping(move |_| app.0.client.lock());
    }

    /// Why it is locked.
    pub(crate) fn reason(&self) -> &'static str {
        *self.0.reason.borrow()
    }

    /// Takes the words that were typed before there was a key.
    pub(crate) fn take_early(&self) -> String {
        self.0.early.take()
    }

    /// A link to pair by waits until there are keys to answer it.
    pub(crate) fn invite(&self, link: String) {
        self.0.invitation.replace(Some(link));
    }

    /// Takes the link, if one waits.
    pub(crate) fn take_invitation(&self) -> Option<String> {
        self.0.invitation.take()
    }

    /// Whether such words wait.
    pub(crate) fn has_early(&self) -> bool {
        !self.0.early.borrow().trim().is_empty()
    }

    /// The first run begins, or is over.
    pub(crate) fn set_first_run(&self, on: bool) {
        self.0.first_run.set(on);
    }

    /// Where the first run leads from here on.
    pub(crate) fn set_goal(&self, route: Route) {
        self.0.goal.set(route);
    }

    /// Where the first run leads.
    pub(crate) fn goal(&self) -> Route {
        self.0.goal.get()
    }

    /// Whether the first run goes on.
    pub(crate) fn is_first_run(&self) -> bool {
        self.0.first_run.get()
    }

    /// It is open: the page that she wanted, or the words that wait.
    pub(crate) fn arrived(&self) {
        if self.0.invitation.borrow().is_some() {
            self.turn(Route::Pair);
        } else if self.has_early() {
            self.turn(Route::Write);
        } else {
            self.draw();
        }
    }

    /// The page has a name of its own now; nothing is drawn anew.
    pub(crate) fn rename(&self, route: Route) {
        if self.route() != route {
            self.remember(route, Step::Instead);
        }
    }

    /// After Hide: the way back leads to Today, not to the page that was hidden.
    pub(crate) fn forget_place(&self) {
        self.remember(Route::Today, Step::Instead);
    }

    /// Records one thing in her own space, then goes on; says why if it was not kept.
    pub(crate) fn record(&self, what: What, then: impl FnOnce(&Self, Kept) + 'static) {
        self.record_boxed(what, Box::new(then));
    }

    fn record_boxed(&self, what: What, then: Then) {
        let app = self.clone();
        spawn(async move {
            match app.client().record(what).await {
                Ok(kept) => then(&app, kept),
                Err(error) => app.tell(&error),
            }
        });
    }

    /// Does something that may fail, and says so.
    pub(crate) fn attempt(&self, act: impl Future<Output = Result<(), ClientError>> + 'static) {
        let app = self.clone();
        spawn(async move {
            if let Err(error) = act.await {
                app.tell(&error);
            }
        });
    }

    /// Says what went wrong and what she can do.
    pub(crate) fn tell(&self, error: &ClientError) {
        undo::tell(&trouble::sentence(error));
    }

    /// Hears what the client tells.
    pub(crate) fn heard(&self, event: Event) {
        match event {
            Event::Stage if self.is_first_run() => {}
            Event::Stage => self.draw(),
            Event::Ledger => {
                self.told();
                if let Some(everyday) = self.0.everyday.here() {
                    (everyday.tend)(self);
                }
            }
            Event::Alarm => self.told(),
            Event::News => self.sync(),
            Event::Pairing => {}
        }
    }

    /// Pages follow the ledger, but never under a finger: a tap is for what stood there.
    fn told(&self) {
        if !finger::holds() {
            self.draw_news();
        }
    }

    /// Lets pages draw what is new.
    pub(crate) fn draw_news(&self) {
        self.0.news.update(|count| *count = count.wrapping_add(1));
    }

    /// Sends and fetches what waits; a relay that is away is no trouble.
    pub(crate) fn sync(&self) {
        if let Some(everyday) = self.0.everyday.here() {
            (everyday.sync)(self);
        }
    }

    /// Goes on once what is typed is kept or could not be, and says which.
    pub(crate) fn after_keeping(&self, then: impl FnOnce(bool) + 'static) {
        if self.0.leave.borrow().is_none() {
            return then(true);
        }
        let app = self.clone();
        spawn(async move { then(app.keep_typed().await) });
    }

    async fn keep_typed(&self) -> bool {
        let _alone = self.0.door.lock().await;
        let leave = self.0.leave.borrow().clone();
        match leave {
            Some(leave) => leave().await,
            None => true,
        }
    }

    /// Leaves the page, unless that would cost words. Who taps twice goes where she tapped last.
    fn after_leaving(&self, then: impl FnOnce() + 'static) {
        let before = self.0.going.replace(Some(Box::new(then)));
        if before.is_some() {
            return;
        }
        let app = self.clone();
        self.after_keeping(move |kept| {
            let then = app.0.going.take();
            if let (true, Some(then)) = (kept, then) {
                app.nothing_to_keep();
                then();
            }
        });
    }

    fn remember(&self, route: Route, step: Step) {
        *self.0.route.borrow_mut() = route;
        let state = js_sys::Object::new();
        let _set = js_sys::Reflect::set(&state, &"r".into(), &route.to_string().into());
        if let Ok(history) = window().history() {
            let _kept = match step {
                Step::Onward => history.push_state_with_url(&state, "", Some("/")),
                Step::Instead => history.replace_state_with_url(&state, "", Some("/")),
            };
        }
    }
}

/// How the history takes a new place.
#[derive(Clone, Copy)]
enum Step {
    Onward,
    Instead,
}

/// Runs a future on the browser's queue.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    // Boxed: one copy of the executor's glue for all futures.
    let future: std::pin::Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    wasm_bindgen_futures::spawn_local(future);
}

/// The place that the history holds; Today when it holds none.
fn stored_route() -> Route {
    let state = window()
        .history()
        .and_then(|history| history.state())
        .unwrap_or(JsValue::NULL);
    let name = js_sys::Reflect::get(&state, &"r".into())
        .ok()
        .and_then(|name| name.as_string());
    name.and_then(|name| Route::parse(&name))
        .unwrap_or_default()
}

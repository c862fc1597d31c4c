//! One device over simulated TCP: the real client, its process, and whether it listens.
//! Invariant: whatever is closed comes back from what was committed, and from nothing else.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use holdfast_client::{Client, Event, Stage, Subscription};
use tokio::task::JoinHandle;

use super::road::{ADDRESS, Road};
use crate::check::Broken;
use crate::device::Doors;

pub(super) type App = Client<Doors<Road>>;

/// A device.
pub(super) struct Device {
    pub(super) name: &'static str,
    /// Whose it is.
    pub(super) person: usize,
    pub(super) doors: Doors<Road>,
    open: RefCell<Option<Open>>,
    /// The relay's stream has told that something is new.
    pub(super) heard: Rc<Cell<bool>>,
    /// How many syncs in a row had nothing to do.
    pub(super) quiet: Cell<usize>,
}

/// An app that is open, and what belongs to its process.
struct Open {
    app: App,
    listens: Option<JoinHandle<()>>,
    _hears: Subscription,
}

impl Device {
    pub(super) fn new(name: &'static str, person: usize, seed: u64, number: usize) -> Self {
        Self {
            name,
            person,
            doors: Doors::new(seed, number, Road::default()),
            open: RefCell::default(),
            heard: Rc::default(),
            quiet: Cell::default(),
        }
    }

    /// The app, if it is open.
    pub(super) fn app(&self) -> Option<App> {
        self.open.borrow().as_ref().map(|open| open.app.clone())
    }

    /// Opens it. Some listen to the relay's stream from then on.
    pub(super) async fn open(&self, listens: Listens) -> Result<App, Broken> {
        let opened = Client::open(self.doors.clone(), ADDRESS).await;
        let app = opened.map_err(|error| self.stuck(&error.to_string()))?;
        let heard = Rc::clone(&self.heard);
        let hears = app.subscribe(move |event| {
            if event == Event::News {
                heard.set(true);
            }
        });
        let listens = (listens == Listens::Yes && app.stage() == Stage::Open).then(|| {
            let app = app.clone();
            tokio::task::spawn_local(async move {
                // It ends with the connection; what it would have told is asked for anyway.
                let _ = app.listen(None).await;
            })
        });
        self.open.replace(Some(Open {
            app: app.clone(),
            listens,
            _hears: hears,
        }));
        Ok(app)
    }

    /// Ends the process: what was not committed is gone.
    pub(super) fn close(&self) {
        let open = self.open.take();
        if let Some(listens) = open.and_then(|open| open.listens) {
            listens.abort();
        }
        self.doors.network.hang_up();
    }

    /// A promise that this device did not keep.
    pub(super) fn stuck(&self, why: &str) -> Broken {
        Broken::new("World", format!("{}: {why}", self.name))
    }
}

/// Whether a device listens to the relay's stream.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Listens {
    Yes,
    No,
}

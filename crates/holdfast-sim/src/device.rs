//! One device of one person: the real client on ports that lie.
//! Invariant: whatever is killed comes back from what was committed, and from nothing else.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use futures_util::FutureExt;
use holdfast_client::{Client, ClientError, DeviceVault, Ports, Stage, Transport, VaultError};

use crate::clock::Hands;
use crate::dice::SeededEntropy;
use crate::disk::Disk;
use crate::network::Network;
use crate::relay::Relay;

/// The app, as the world runs it.
pub(crate) type App = Client<Doors>;

/// Everything that a client stands on; by which road it reaches the relay is open.
#[derive(Clone)]
pub(crate) struct Doors<T = Network> {
    pub(crate) disk: Disk,
    pub(crate) network: T,
    pub(crate) safe: Safe,
    pub(crate) hands: Hands,
    entropy: SeededEntropy,
}

impl<T> Doors<T> {
    /// A device with nothing on it.
    pub(crate) fn new(seed: u64, number: usize, network: T) -> Self {
        Self {
            disk: Disk::default(),
            network,
            safe: Safe::default(),
            hands: Hands::at(crate::clock::START_MS),
            entropy: SeededEntropy::new(seed, DEVICE_STREAMS + number as u64),
        }
    }
}

impl<T: Transport + Clone + 'static> Ports for Doors<T> {
    type Store = Disk;
    type Transport = T;
    type Vault = Safe;
    type Clock = Hands;
    type Entropy = SeededEntropy;

    fn store(&self) -> &Disk {
        &self.disk
    }

    fn transport(&self) -> &T {
        &self.network
    }

    fn vault(&self) -> &Safe {
        &self.safe
    }

    fn clock(&self) -> &Hands {
        &self.hands
    }

    fn entropy(&self) -> SeededEntropy {
        self.entropy.clone()
    }
}

/// The safe of the device, which may refuse for a while.
#[derive(Clone, Default)]
pub(crate) struct Safe {
    kept: Rc<RefCell<Vec<Vec<u8>>>>,
    pub(crate) refuses: Rc<Cell<bool>>,
}

impl DeviceVault for Safe {
    async fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut kept = self.kept.borrow_mut();
        kept.push(secret.to_vec());
        Ok(vec![u8::try_from(kept.len() - 1).map_err(|_| VaultError)?])
    }

    async fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, VaultError> {
        if self.refuses.get() {
            return Err(VaultError);
        }
        let at = usize::from(*wrapped.first().ok_or(VaultError)?);
        self.kept.borrow().get(at).cloned().ok_or(VaultError)
    }

    async fn forget(&self) -> Result<(), VaultError> {
        self.kept.borrow_mut().clear();
        Ok(())
    }
}

/// A device.
pub(crate) struct Device {
    pub(crate) name: &'static str,
    /// Whose it is.
    pub(crate) person: usize,
    pub(crate) doors: Doors,
    app: Option<App>,
    /// Nobody has looked at it since it was opened.
    is_new: bool,
    /// A second window on the same device.
    tab: Option<App>,
    /// A sync that waits for the relay.
    errand: Option<Pin<Box<dyn Future<Output = ()>>>>,
}

impl Device {
    /// A device with nothing on it.
    pub(crate) fn new(
        name: &'static str,
        person: usize,
        seed: u64,
        number: usize,
        relay: &Rc<RefCell<Relay>>,
    ) -> Self {
        Self {
            name,
            person,
            doors: Doors::new(seed, number, Network::new(number, relay)),
            app: None,
            is_new: false,
            tab: None,
            errand: None,
        }
    }

    /// The open app; opened first when it is not. `None` while it cannot be opened.
    pub(crate) fn app(&mut self) -> Option<App> {
        if self.app.is_none() {
            self.app = self.another_window();
            self.is_new = true;
        }
        let app = self.app.as_ref()?;
        if app.stage() == Stage::Locked {
            let _may_stay_locked = app.unlock("").now_or_never();
        }
        self.app.clone()
    }

    /// Opens a second window, which stays until the process ends; the two take turns.
    pub(crate) fn open_tab(&mut self) {
        if self.app().is_some() {
            self.tab = self.another_window();
        }
    }

    /// Goes on in the other window, if there is one.
    pub(crate) fn change_windows(&mut self) {
        if let (Some(tab), Some(app)) = (&mut self.tab, &mut self.app)
            && self.errand.is_none()
        {
            std::mem::swap(tab, app);
        }
    }

    /// Locks the app in the middle of whatever it does.
    pub(crate) fn lock(&self) {
        if let Some(app) = &self.app {
            app.lock();
        }
    }

    fn another_window(&self) -> Option<App> {
        let opened = Client::open(self.doors.clone(), RELAY).now_or_never();
        opened?.ok()
    }

    /// Ends the process: what was not committed is gone.
    pub(crate) fn kill(&mut self) {
        self.errand = None;
        self.tab = None;
        self.app = None;
        self.doors.disk.take_killed();
    }

    /// Ends the process when a fault has killed it.
    pub(crate) fn bury(&mut self) -> bool {
        let is_killed = self.doors.disk.take_killed();
        if is_killed {
            self.kill();
        }
        is_killed
    }

    /// Begins a sync and leaves it waiting when it has to wait. Gives what it did when it did not.
    pub(crate) fn sync(&mut self) -> Option<Result<holdfast_client::SyncReport, ClientError>> {
        if self.errand.is_some() {
            return None;
        }
        let app = self.app()?;
        let outcome = Rc::new(RefCell::new(None));
        let told = Rc::clone(&outcome);
        let mut errand: Pin<Box<dyn Future<Output = ()>>> = Box::pin(async move {
            let report = app.sync().await;
            told.replace(Some(report));
        });
        if poll(&mut errand).is_pending() {
            self.errand = Some(errand);
        }
        outcome.take()
    }

    /// Lets a waiting sync go on.
    pub(crate) fn go_on(&mut self) {
        self.doors.network.release();
        if let Some(errand) = &mut self.errand
            && poll(errand).is_ready()
        {
            self.errand = None;
        }
    }

    /// Whether it was opened since this was asked last.
    pub(crate) const fn take_new(&mut self) -> bool {
        std::mem::replace(&mut self.is_new, false)
    }

    pub(crate) const fn is_waiting(&self) -> bool {
        self.errand.is_some()
    }
}

fn poll(future: &mut Pin<Box<dyn Future<Output = ()>>>) -> Poll<()> {
    future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
}

pub(crate) const RELAY: &str = "https://relay.example";
const DEVICE_STREAMS: u64 = 16;

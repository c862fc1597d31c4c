//! Who lives in a world over TCP, what they share, and who looks on.
//! Invariant: the first promise that does not hold is remembered, and everything is in the trace.

use std::cell::{Cell, RefCell};
use std::fmt::Write;
use std::time::Duration;

use holdfast_client::ClientError;
use holdfast_model::id::RelationshipId;

use super::device::{App, Device, Listens};
use super::options::{Options, Outcome};
use super::trouble::Trouble;
use crate::check::{Broken, Seen, Watch};
use crate::deed::Verb;
use crate::dice::Dice;

/// Where a world stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Safety,
    Liveness,
    Over,
}

/// What all programs of a world share.
pub(super) struct Town {
    pub(super) options: Options,
    pub(super) devices: Vec<Device>,
    pub(super) phase: Cell<Phase>,
    pub(super) with: Cell<Option<RelationshipId>>,
    pub(super) words: RefCell<Vec<String>>,
    /// How many devices have done all their steps.
    pub(super) finished: Cell<usize>,
    pub(super) watch: RefCell<Watch>,
    pub(super) outcome: RefCell<Outcome>,
    #[cfg(test)]
    pub(super) bug: Cell<Option<crate::plant::Plant>>,
}

impl Town {
    /// Everybody, with nothing wrong yet.
    pub(super) fn new(options: Options) -> Self {
        let names = [("phone", 0), ("desk", 1), ("tablet", 0), ("anew", 0)];
        let devices = names.into_iter().enumerate();
        let devices =
            devices.map(|(number, (name, person))| Device::new(name, person, options.seed, number));
        let town = Self {
            devices: devices.collect(),
            phase: Cell::new(Phase::Safety),
            with: Cell::default(),
            words: RefCell::default(),
            finished: Cell::default(),
            watch: RefCell::default(),
            outcome: RefCell::default(),
            #[cfg(test)]
            bug: Cell::default(),
            options,
        };
        town.say(&town.options.to_string());
        town
    }

    /// The open app of a device. After an opening everything that was kept must be there.
    pub(super) async fn open(&self, at: usize, dice: &mut Dice) -> Result<App, Broken> {
        let device = self.devices.get(at);
        let device = device.ok_or_else(|| Broken::new("World", "no such device"))?;
        if let Some(app) = device.app() {
            return Ok(app);
        }
        let listens = if dice.happens(LISTENING) {
            Listens::Yes
        } else {
            Listens::No
        };
        let app = device.open(listens).await?;
        let checked = app.read(|ledger| self.watch.borrow().no_loss.check(at, ledger));
        checked.unwrap_or(Ok(()))?;
        // What is here already was not made by what is done next.
        self.look(at, &app, None)?;
        Ok(app)
    }

    pub(super) fn look(&self, at: usize, app: &App, mark: Option<usize>) -> Result<(), Broken> {
        let Some(device) = self.devices.get(at) else {
            return Ok(());
        };
        let seen = Seen {
            at,
            name: device.name,
            app,
            disk: &device.doors.disk,
        };
        self.watch.borrow_mut().look(&seen, mark).map(|_| ())
    }

    /// An error that no trouble of the road explains is one.
    pub(super) fn explained(
        &self,
        name: &str,
        verb: Verb,
        error: &ClientError,
    ) -> Result<String, Broken> {
        match error {
            ClientError::HandoverState | ClientError::PreviewStale => Ok(error.code().to_owned()),
            other => {
                let what = format!("{verb:?} on {name} ended with {other}");
                Err(Broken::new("World", what))
            }
        }
    }

    /// Remembers the first promise that did not hold.
    pub(super) fn held(&self, outcome: Result<(), Broken>) {
        if let Err(broken) = outcome {
            self.say(&broken.to_string());
            self.outcome.borrow_mut().broken.get_or_insert(broken);
        }
    }

    pub(super) fn felt(&self, trouble: Trouble) {
        let mut outcome = self.outcome.borrow_mut();
        outcome.felt.insert(trouble);
        outcome.hits += 1;
    }

    /// Writes a line into the trace, with the simulated time.
    pub(super) fn say(&self, line: &str) {
        let mut outcome = self.outcome.borrow_mut();
        let at_ms = turmoil::sim_elapsed().map_or(outcome.lasted_ms, millis);
        outcome.lasted_ms = at_ms;
        let _ = writeln!(outcome.trace, "{at_ms} {line}");
    }

    pub(super) fn words(&self, person: usize) -> String {
        let words = self.words.borrow();
        words.get(person).cloned().unwrap_or_default()
    }

    pub(super) fn name(&self, at: usize) -> &'static str {
        self.devices.get(at).map_or("nobody", |device| device.name)
    }
}

pub(super) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// So many of a hundred openings listen to the relay's stream.
const LISTENING: usize = 40;

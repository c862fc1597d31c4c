//! A world: she, her therapist, their devices, a relay; built, then lived in step by step.
//! Invariant: every step takes its chance from its own number, so any step can be left out.

mod act;
mod heal;
#[cfg(test)]
mod planted;
mod trouble;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::rc::Rc;

use holdfast_client::{ClientError, LockChoice};
use holdfast_model::id::RelationshipId;
use holdfast_wire::{EnvelopeId, SpaceId};

use crate::check::{Broken, Seen, Watch};
use crate::deed::{self, Verb};
use crate::device::{App, Device};
use crate::dice::Dice;
use crate::fault::{Attack, Fault};
use crate::once::now;
use crate::options::Options;
use crate::relay::Relay;

/// What a run of a world has met, and all that was kept in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Kinds of faults that really happened.
    pub faults: BTreeSet<Fault>,
    /// Kinds of attacks that were really played.
    pub attacks: BTreeSet<Attack>,
    /// How many times something went wrong.
    pub hits: usize,
    /// Changes that were kept, each counted once.
    pub kept: usize,
    /// Requests to the relay.
    pub requests: u64,
    /// Codes of the alarms that were raised.
    pub alarms: BTreeSet<&'static str>,
}

/// Everything in a world.
pub(crate) struct World {
    options: Options,
    relay: Rc<RefCell<Relay>>,
    devices: Vec<Device>,
    /// The 24 words of each person.
    words: Vec<String>,
    with: RelationshipId,
    /// What each person sealed while they met: without these nobody knows of the relationship.
    keys: BTreeMap<usize, Vec<EnvelopeId>>,
    watch: Watch,
    /// Devices whose data was set back once.
    set_back: BTreeSet<usize>,
    /// Devices that were set up anew at the end.
    anew: BTreeSet<usize>,
    /// Devices whose disk kept something and said that it had not: they do not show it yet.
    unsure: BTreeSet<usize>,
    figures: Figures,
    trace: String,
}

impl World {
    /// Two people who have met, with nothing wrong yet.
    pub(crate) fn build(options: Options) -> Result<Self, Broken> {
        let relay = Rc::new(RefCell::new(Relay::new(options.seed)));
        let names = [("phone", HER), ("desk", MAYA), ("tablet", HER)];
        let devices = names.into_iter().take(1 + options.devices).enumerate();
        let devices = devices.map(|(number, (name, person))| {
            Device::new(name, person, options.seed, number, &relay)
        });
        let mut world = Self {
            devices: devices.collect(),
            relay,
            words: Vec::new(),
            with: RelationshipId::new([0; 16]),
            keys: BTreeMap::new(),
            watch: Watch::default(),
            set_back: BTreeSet::new(),
            anew: BTreeSet::new(),
            unsure: BTreeSet::new(),
            figures: Figures::default(),
            trace: String::new(),
            options,
        };
        let _ = writeln!(world.trace, "{}", world.options);
        world
            .begin()
            .ok_or_else(|| Broken::new("World", "two people could not meet"))?;
        for device in 0..world.devices.len() {
            world.look(device, None)?;
        }
        Ok(world)
    }

    fn begin(&mut self) -> Option<()> {
        let her = self.settle(0)?;
        let maya = self.settle(1)?;
        self.with = now(deed::meet(&maya, &her))?.ok()?;
        for person in [HER, MAYA] {
            let sealed = self.sealed_from(person, 0);
            self.keys
                .insert(person, sealed.into_iter().map(|(_, id)| id).collect());
        }
        for app in [&her, &maya, &her, &maya] {
            now(app.sync())?.ok()?;
        }
        if self.options.devices > 1 {
            let words = self.words.first()?.clone();
            let tablet = self.devices.get_mut(2)?.app()?;
            now(tablet.recover(&words, LockChoice::Later))?.ok()?;
            for app in [&tablet, &her, &maya, &tablet] {
                now(app.sync())?.ok()?;
            }
        }
        if self.options.faults.contains(&Fault::OlderSnapshot) {
            self.devices
                .iter()
                .for_each(|device| device.doors.disk.keep_copies());
        }
        Some(())
    }

    /// A person begins on a device, and writes down the words.
    fn settle(&mut self, device: usize) -> Option<App> {
        let app = self.devices.get_mut(device)?.app()?;
        let words = now(deed::settle(&app))?.ok()?;
        self.watch.confidential.guard(words.as_bytes());
        self.words.push(words);
        Some(app)
    }

    /// One step of the safety phase.
    pub(crate) fn step(&mut self, number: u64) -> Result<(), Broken> {
        let mut dice = Dice::new(self.options.seed, STEP_STREAMS + number);
        let at = dice.below(self.devices.len());
        let trouble = self.make_trouble(at, &mut dice);
        let Some(app) = self.open(at)? else {
            let _ = writeln!(self.trace, "{number} {at} closed {trouble:?}");
            self.settle_trouble(at, trouble, &mut dice);
            return Ok(());
        };
        let mark = self.sealed_count(at);
        let (verb, outcome) = self.act(at, &app, number, &mut dice);
        let is_killed = self.devices.get_mut(at).is_some_and(Device::bury);
        let told = match &outcome {
            _ if is_killed => "killed",
            None => "waits",
            Some(Ok(())) => "ok",
            Some(Err(error)) => error.code(),
        };
        let _ = writeln!(self.trace, "{number} {at} {verb:?} {told} {trouble:?}");
        self.settle_trouble(at, trouble, &mut dice);
        if is_killed {
            return Ok(());
        }
        if let Some(Err(error)) = outcome {
            self.check_error(at, verb, &error)?;
        }
        let is_written = !verb.is_sync() && self.sealed_count(at) > mark;
        // What such a device shows next may be what another one of the same person has made.
        let is_its_own = is_written && !self.unsure.remove(&at);
        self.look_through(at, &app, is_its_own.then_some(mark))
    }

    /// The open app of a device. After an opening everything that was kept must be there.
    fn open(&mut self, at: usize) -> Result<Option<App>, Broken> {
        let Some(device) = self.devices.get_mut(at) else {
            return Ok(None);
        };
        device.change_windows();
        let Some(app) = device.app() else {
            return Ok(None);
        };
        if app.stage() == holdfast_client::Stage::Fresh {
            let words = self.words.get(device.person).cloned().unwrap_or_default();
            let _may_fail = now(app.recover(&words, LockChoice::Later));
            device.bury();
        }
        if app.stage() != holdfast_client::Stage::Open {
            return Ok(None);
        }
        if self.devices.get_mut(at).is_some_and(Device::take_new) {
            let checked = app.read(|ledger| self.watch.no_loss.check(at, ledger));
            checked.unwrap_or(Ok(()))?;
            // What is here already was not made by what is done next.
            self.look_through(at, &app, None)?;
        }
        Ok(Some(app))
    }

    fn look(&mut self, at: usize, mark: Option<usize>) -> Result<(), Broken> {
        match self.open(at)? {
            Some(app) => self.look_through(at, &app, mark),
            None => Ok(()),
        }
    }

    /// Looks at what a device shows. `mark` tells how much it had sealed before an act of its own.
    fn look_through(&mut self, at: usize, app: &App, mark: Option<usize>) -> Result<(), Broken> {
        let Some(device) = self.devices.get(at) else {
            return Ok(());
        };
        let seen = Seen {
            at,
            name: device.name,
            app,
            disk: &device.doors.disk,
        };
        let alarms = self.watch.look(&seen, mark)?;
        self.figures.alarms.extend(alarms);
        Ok(())
    }

    fn sealed_count(&self, at: usize) -> usize {
        self.devices
            .get(at)
            .map_or(0, |device| device.doors.disk.sealed_count())
    }

    fn sealed_from(&self, at: usize, mark: usize) -> Vec<(SpaceId, EnvelopeId)> {
        let device = self.devices.get(at);
        device
            .map(|device| device.doors.disk.sealed_from(mark))
            .unwrap_or_default()
    }

    fn name(&self, at: usize) -> &'static str {
        self.devices.get(at).map_or("nobody", |device| device.name)
    }

    /// An error that no fault of this world explains is one.
    fn check_error(&self, at: usize, verb: Verb, error: &ClientError) -> Result<(), Broken> {
        let is_explained = match error {
            ClientError::Store(_) => self.figures.hits > 0,
            ClientError::NoRelationship | ClientError::Sync(_) => self.set_back.contains(&at),
            ClientError::HandoverState
            | ClientError::PreviewStale
            | ClientError::Locked
            | ClientError::Vault(_) => true,
            _ => false,
        };
        if is_explained {
            return Ok(());
        }
        let what = format!("{verb:?} on {} ended with {error}", self.name(at));
        Err(Broken::new("World", what))
    }

    /// Both of them, and what is between them.
    #[cfg(test)]
    pub(crate) fn two(&mut self) -> (App, App, RelationshipId) {
        let mut apps = self.devices.iter_mut().filter_map(Device::app);
        let (her, maya) = (apps.next(), apps.next());
        (her.unwrap(), maya.unwrap(), self.with)
    }

    pub(crate) fn finish(self) -> (Figures, String) {
        (self.figures, self.trace)
    }
}

const HER: usize = 0;
const MAYA: usize = 1;
const STEP_STREAMS: u64 = 1 << 16;

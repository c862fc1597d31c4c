//! The course of a world: a meeting, a time in which anything may go wrong, and the rest after it.
//! Invariant: all devices, the network and the relay stand on one simulated clock.

use std::rc::Rc;
use std::time::Duration;

use holdfast_client::LockChoice;
use turmoil::Sim;

use super::device::{Device, Listens};
use super::door::{Door, House};
use super::life::{live, rest};
use super::options::{Options, Outcome};
use super::road::{RELAY, Road};
use super::town::{Phase, Town, millis};
use super::trouble::{Ongoing, SHORT, Trouble, Troubles};
use crate::check::Broken;
use crate::clock::DAY_MS;
use crate::deed::{meet, settle};
use crate::dice::Dice;

/// Lives through a world.
#[must_use]
pub fn run(options: &Options) -> Outcome {
    live_in(Rc::new(Town::new(options.clone())))
}

fn live_in(town: Rc<Town>) -> Outcome {
    let lived = town.live();
    town.held(lived);
    let mut outcome = town.outcome.take();
    let networks = town.devices.iter().map(|device| &device.doors.network);
    outcome.requests = networks.map(Road::requests).sum();
    outcome.kept = town.watch.borrow().no_loss.kept();
    outcome
}

impl Town {
    /// The course of a world.
    fn live(self: &Rc<Self>) -> Result<(), Broken> {
        let folder = folder().map_err(machine)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(machine)?;
        let house = House::new(folder.path().join("relay.sqlite"), runtime.handle());
        let mut sim = self.simulation();
        let keeper = house.clone();
        sim.host(RELAY, move || keeper.clone().keep());
        sim.client("meeting", Rc::clone(self).begin());
        self.to_the_end(&mut sim)?;
        #[cfg(test)]
        self.plant();
        for at in 0..DEVICES {
            let name = self.name(at);
            sim.client(name, live(Rc::clone(self), at));
            sim.set_link_latency(name, RELAY, SHORT);
        }
        self.safety(&mut sim, &house)?;
        self.liveness(&mut sim, &house)?;
        self.judge(&house.door.seen(), folder.path())
    }

    fn simulation(&self) -> Sim<'static> {
        turmoil::Builder::new()
            .rng_seed(self.options.seed)
            .tick_duration(TICK)
            .simulation_duration(Duration::from_secs(24 * 3_600))
            .min_message_latency(SHORT)
            .max_message_latency(SHORT)
            .build()
    }

    /// Two people meet, and she sets up a second device. Nothing goes wrong yet.
    async fn begin(self: Rc<Self>) -> turmoil::Result {
        let [phone, desk, tablet, _] = self.devices.as_slice() else {
            return Err("a world has four devices".into());
        };
        let her = phone.open(Listens::No).await?;
        let maya = desk.open(Listens::No).await?;
        for app in [&her, &maya] {
            let words = settle(app).await?;
            let secret = words.clone();
            self.watch
                .borrow_mut()
                .confidential
                .guard(secret.as_bytes());
            self.words.borrow_mut().push(words);
        }
        self.with.set(Some(meet(&maya, &her).await?));
        for app in [&her, &maya, &her, &maya] {
            app.sync().await?;
        }
        let second = tablet.open(Listens::No).await?;
        let words = self.words(tablet.person);
        second.recover(&words, LockChoice::Later).await?;
        for (at, app) in [&her, &maya, &second].into_iter().enumerate() {
            app.sync().await?;
            self.look(at, app, None)?;
        }
        self.devices.iter().for_each(Device::close);
        Ok(())
    }

    /// Everybody does all their steps, and anything may go wrong.
    fn safety(&self, sim: &mut Sim<'_>, house: &House) -> Result<(), Broken> {
        let mut dice = Dice::new(self.options.seed, TROUBLE_STREAM);
        let mut troubles = Troubles::default();
        let (mut next_ms, begun) = (0, sim.elapsed());
        while self.finished.get() < DEVICES || !troubles.are_none() {
            self.tick(sim)?;
            let now_ms = millis(sim.elapsed().saturating_sub(begun));
            for over in troubles.over(now_ms) {
                over.end(sim, &house.door);
                self.settle(&over, &house.door);
            }
            let are_busy = self.finished.get() < DEVICES;
            if now_ms >= next_ms && are_busy {
                next_ms = now_ms + dice.below(EVERY_MS_MAX) as u64;
                let begun = self.begin_trouble(&troubles, now_ms, (sim, house), &mut dice);
                begun.into_iter().for_each(|one| troubles.add(one));
            }
        }
        Ok(())
    }

    fn begin_trouble(
        &self,
        troubles: &Troubles,
        now_ms: u64,
        (sim, house): (&mut Sim<'_>, &House),
        dice: &mut Dice,
    ) -> Option<Ongoing> {
        let device = dice.below(DEVICES);
        let kind = *dice.pick(&self.options.troubles)?;
        let is_possible = match kind {
            // It is one of the things that people do.
            Trouble::TabKilled => false,
            Trouble::RelayCrash | Trouble::Truncated => troubles.are_none(),
            _ => troubles.is_free(device),
        };
        if !is_possible {
            return None;
        }
        let name = self.name(device);
        self.say(&format!("{kind:?} begins for {name}"));
        let since = (now_ms, self.failures(kind, device, house));
        let doors = (sim, &house.door);
        Some(Ongoing::begin(kind, (device, name), since, doors, dice))
    }

    /// One step of the clock. Gives whether all programs have come to their end.
    fn tick(&self, sim: &mut Sim<'_>) -> Result<bool, Broken> {
        let stepped = sim.step();
        self.outcome.borrow_mut().lasted_ms = millis(sim.elapsed());
        stepped.map_err(|error| Broken::new("World", error.to_string()))
    }

    fn to_the_end(&self, sim: &mut Sim<'_>) -> Result<(), Broken> {
        while !self.tick(sim)? {}
        Ok(())
    }

    /// Counts a trouble that is over, if somebody felt it.
    fn settle(&self, over: &Ongoing, door: &Door) {
        self.say(&format!(
            "{:?} is over for {}",
            over.kind,
            self.name(over.device)
        ));
        let failures = match over.kind {
            Trouble::Truncated => door.cuts(),
            kind => self.failed(kind, over.device),
        };
        if failures > over.failures {
            self.felt(over.kind);
        }
    }

    fn failures(&self, kind: Trouble, device: usize, house: &House) -> u64 {
        match kind {
            Trouble::Truncated => house.door.cuts(),
            _ => self.failed(kind, device),
        }
    }

    /// How many requests have failed so far: of one device, or of all when the relay itself is ill.
    fn failed(&self, kind: Trouble, device: usize) -> u64 {
        let all = self.devices.iter().enumerate();
        let of = all.filter(|(at, _)| kind == Trouble::RelayCrash || *at == device);
        of.map(|(_, device)| device.doors.network.failures()).sum()
    }

    /// Nothing goes wrong any more: all is sent, a week goes by, and a device is set up anew.
    fn liveness(self: &Rc<Self>, sim: &mut Sim<'_>, house: &House) -> Result<(), Broken> {
        self.phase.set(Phase::Liveness);
        self.all_calm_down(sim, DEVICES)?;
        house.forward(8 * DAY_MS);
        for device in &self.devices {
            device.doors.hands.forward(8 * DAY_MS);
            device.quiet.set(0);
        }
        self.all_calm_down(sim, DEVICES)?;
        sim.client(self.name(DEVICES), rest(Rc::clone(self), DEVICES));
        sim.set_link_latency(self.name(DEVICES), RELAY, SHORT);
        self.all_calm_down(sim, DEVICES + 1)?;
        self.phase.set(Phase::Over);
        self.to_the_end(sim)
    }

    fn all_calm_down(&self, sim: &mut Sim<'_>, count: usize) -> Result<(), Broken> {
        let begun = sim.elapsed();
        loop {
            self.tick(sim)?;
            if let Some(broken) = self.outcome.borrow().broken.clone() {
                return Err(broken);
            }
            let devices = self.devices.iter().take(count);
            if devices
                .clone()
                .all(|device| device.quiet.get() >= QUIET_ENOUGH)
            {
                return Ok(());
            }
            if sim.elapsed().saturating_sub(begun) > CALM_MAX {
                let names = devices.filter(|device| device.quiet.get() < QUIET_ENOUGH);
                let names: Vec<_> = names.map(|device| device.name).collect();
                let what = format!("{names:?} do not come to rest");
                return Err(Broken::new("Converged", what));
            }
        }
    }
}

#[cfg(test)]
mod planted;

/// A folder for the relay's file: in memory where the machine has such, for it is written often.
fn folder() -> std::io::Result<tempfile::TempDir> {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())
}

fn machine(error: std::io::Error) -> Broken {
    Broken::new("World", format!("the machine: {error}"))
}

/// Devices that live through the safety phase; one more is set up at the end.
const DEVICES: usize = 3;
const TROUBLE_STREAM: u64 = 3;
/// Also the shortest way of a message: what is finer costs time and shows nothing.
const TICK: Duration = Duration::from_millis(40);
/// A trouble may begin this often.
const EVERY_MS_MAX: usize = 12_000;
/// A device that had nothing to do so often in a row is at rest.
const QUIET_ENOUGH: usize = 2;
/// All must be at rest after so much simulated time.
const CALM_MAX: Duration = Duration::from_secs(120);

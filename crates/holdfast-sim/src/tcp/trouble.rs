//! What goes wrong between the devices and the relay, when it begins and when it is over.
//! Invariant: one trouble at a time on each road; after the safety phase there is none.

use std::time::Duration;

use turmoil::Sim;

use super::door::Door;
use super::road::RELAY;
use crate::dice::Dice;

/// A kind of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// Everything takes longer than the app waits.
    Delay,
    /// What a device sends does not arrive.
    Drop,
    /// The connection stands and nothing comes; in the end everything arrives, too late.
    HalfOpen,
    /// The relay hears and commits, its answers are lost.
    LostAnswer,
    /// No way in either direction.
    Partition,
    /// The relay's process ends, and is started again later.
    RelayCrash,
    /// The app is closed while it waits for the relay.
    TabKilled,
    /// An answer is cut off in the middle.
    Truncated,
}

impl Trouble {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Delay,
        Self::Drop,
        Self::HalfOpen,
        Self::LostAnswer,
        Self::Partition,
        Self::RelayCrash,
        Self::TabKilled,
        Self::Truncated,
    ];
}

/// The troubles of a world that are not over.
#[derive(Default)]
pub(super) struct Troubles {
    ongoing: Vec<Ongoing>,
}

/// One trouble, on the road of one device. A crash of the relay is on all roads.
pub(super) struct Ongoing {
    pub(super) kind: Trouble,
    pub(super) device: usize,
    name: &'static str,
    ends_ms: u64,
    /// How many requests had failed before.
    pub(super) failures: u64,
}

impl Troubles {
    /// Whether one may begin on this road.
    pub(super) fn is_free(&self, device: usize) -> bool {
        let here = |one: &Ongoing| one.device == device || one.kind == Trouble::RelayCrash;
        !self.ongoing.iter().any(here)
    }

    pub(super) const fn are_none(&self) -> bool {
        self.ongoing.is_empty()
    }

    /// Takes those out that are over at this time.
    pub(super) fn over(&mut self, now_ms: u64) -> Vec<Ongoing> {
        self.ongoing
            .extract_if(.., |one| one.ends_ms <= now_ms)
            .collect()
    }

    pub(super) fn add(&mut self, ongoing: Ongoing) {
        self.ongoing.push(ongoing);
    }
}

impl Ongoing {
    /// Begins a trouble of the road of a device.
    pub(super) fn begin(
        kind: Trouble,
        (device, name): (usize, &'static str),
        (now_ms, failures): (u64, u64),
        (sim, door): (&mut Sim<'_>, &Door),
        dice: &mut Dice,
    ) -> Self {
        match kind {
            Trouble::Delay => sim.set_link_latency(name, RELAY, LONG),
            Trouble::Drop => sim.partition_oneway(name, RELAY),
            Trouble::HalfOpen => sim.hold(name, RELAY),
            Trouble::LostAnswer => sim.partition_oneway(RELAY, name),
            Trouble::Partition => sim.partition(name, RELAY),
            Trouble::RelayCrash => sim.crash(RELAY),
            Trouble::TabKilled => {}
            Trouble::Truncated => door.cut_after(dice.below(CUT_BYTES_MAX)),
        }
        let lasts_ms = LASTS_MS_MIN + dice.below(LASTS_MS_MAX) as u64;
        Self {
            kind,
            device,
            name,
            ends_ms: now_ms + lasts_ms,
            failures,
        }
    }

    /// Ends it.
    pub(super) fn end(&self, sim: &mut Sim<'_>, door: &Door) {
        match self.kind {
            Trouble::Delay => sim.set_link_latency(self.name, RELAY, SHORT),
            Trouble::Drop => sim.repair_oneway(self.name, RELAY),
            Trouble::HalfOpen => sim.release(self.name, RELAY),
            Trouble::LostAnswer => sim.repair_oneway(RELAY, self.name),
            Trouble::Partition => sim.repair(self.name, RELAY),
            Trouble::RelayCrash => sim.bounce(RELAY),
            Trouble::TabKilled => {}
            Trouble::Truncated => door.leave_whole(),
        }
    }
}

/// The way of one message, when all is well and when it is not.
pub(super) const SHORT: Duration = Duration::from_millis(40);
const LONG: Duration = Duration::from_secs(6);
/// A trouble lasts so long at least, and so much longer at most.
const LASTS_MS_MIN: u64 = 2_000;
const LASTS_MS_MAX: usize = 20_000;
/// The head of an answer has about 150 bytes: most cuts are in its body.
const CUT_BYTES_MAX: usize = 1_200;

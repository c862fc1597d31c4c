//! The clock of a device, which may say anything.
//! Invariant: what it says is always an instant of the model; nothing else about it is promised.

use std::cell::Cell;
use std::rc::Rc;

use holdfast_client::Clock;
use holdfast_model::time::{Instant, UNIX_MS_MAX, ZONE_MIN_HIGH, ZONE_MIN_LOW};

use crate::dice::Dice;
use crate::fault::Fault;

/// A clock whose hands the world moves.
#[derive(Clone)]
pub(crate) struct Hands(Rc<Cell<(u64, i16)>>);

impl Hands {
    pub(crate) fn at(unix_ms: u64) -> Self {
        Self(Rc::new(Cell::new((unix_ms, SUMMER_MIN))))
    }

    pub(crate) fn forward(&self, ms: u64) {
        let (now, zone) = self.0.get();
        self.0.set((now.saturating_add(ms).min(UNIX_MS_MAX), zone));
    }

    /// Lies in the way of a fault of time.
    pub(crate) fn lie(&self, fault: Fault, dice: &mut Dice) {
        let (now, zone) = self.0.get();
        let is_back = dice.happens(50);
        let lied = match fault {
            Fault::TenYears if is_back => (now.saturating_sub(10 * YEAR_MS), zone),
            Fault::TenYears => (now.saturating_add(10 * YEAR_MS), zone),
            Fault::Backwards => (now.saturating_sub(HOUR_MS * 7), zone),
            Fault::SummerTime if zone == SUMMER_MIN => (now, SUMMER_MIN - 60),
            Fault::SummerTime => (now, SUMMER_MIN),
            Fault::OtherZone if is_back => (now, ZONE_MIN_LOW),
            Fault::OtherZone => (now, ZONE_MIN_HIGH),
            _ => (now - now % DAY_MS, 0),
        };
        self.0.set((lied.0.min(UNIX_MS_MAX), lied.1));
    }
}

impl Clock for Hands {
    fn now(&self) -> Instant {
        self.forward(1);
        let (now, zone) = self.0.get();
        Instant::new(now, zone).unwrap_or(Instant::EPOCH)
    }
}

/// A Thursday of 2026, in the afternoon.
pub(crate) const START_MS: u64 = 1_788_966_000_000;
pub(crate) const DAY_MS: u64 = 24 * HOUR_MS;
pub(crate) const HOUR_MS: u64 = 3_600_000;
const YEAR_MS: u64 = 365 * DAY_MS;
const SUMMER_MIN: i16 = 120;

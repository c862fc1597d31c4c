//! Worlds over TCP with a bug in them: a checker cries in each.
//! Invariant: the bug begins after the meeting, and is on every device.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::super::options::Options;
use super::super::town::Town;
use super::super::trouble::Trouble;
use super::live_in;
use crate::plant::{FOUND_BY, Plant};

impl Town {
    pub(super) fn plant(&self) {
        let doors = self.devices.iter().map(|device| &device.doors);
        if let Some(plant) = self.bug.get() {
            doors.for_each(|doors| {
                doors.disk.plant(plant);
                doors.network.plant(plant);
            });
        }
    }
}

fn found_by(plant: Plant, seed: u64) -> Option<&'static str> {
    let town = Town::new(Options {
        troubles: vec![Trouble::LostAnswer, Trouble::TabKilled],
        ..Options::of(seed, 20)
    });
    town.bug.set(Some(plant));
    live_in(Rc::new(town)).broken.map(|broken| broken.checker)
}

#[test]
fn a_planted_bug_is_found_over_tcp_by_the_checker_that_should() {
    for (plant, checkers) in FOUND_BY {
        let found: BTreeSet<_> = (0..3).map(|seed| found_by(plant, seed)).collect();
        let named = found
            .iter()
            .all(|by| by.is_some_and(|by| checkers.contains(&by)));
        assert!(named, "{plant:?} was found by {found:?}");
    }
}

//! Worlds in memory with a bug in them: a checker cries in each.
//! Invariant: the bug begins after the meeting, and is on every device.

use super::World;
use crate::fault::Fault;
use crate::options::Options;
use crate::plant::{FOUND_BY, Plant};

fn found_by(plant: Plant, seed: u64) -> Option<&'static str> {
    let options = Options::only(seed, 60, &[Fault::Drop, Fault::TabKilled], &[]);
    let mut world = World::build(options).unwrap();
    for device in &world.devices {
        device.doors.disk.plant(plant);
        device.doors.network.plant(plant);
    }
    let lived = (0..60).try_for_each(|number| world.step(number));
    let broken = lived.and_then(|()| world.heal()).err();
    broken.map(|broken| broken.checker)
}

/// A bug does harm only where a fault meets it, so not in each world; but nobody else cries.
#[test]
fn a_planted_bug_is_found_by_the_checker_that_should() {
    for (plant, checkers) in FOUND_BY {
        let found: Vec<_> = (0..5).filter_map(|seed| found_by(plant, seed)).collect();
        let named = found.iter().all(|by| checkers.contains(by));
        assert!(
            named && found.len() >= 3,
            "{plant:?} was found by {found:?}"
        );
    }
}

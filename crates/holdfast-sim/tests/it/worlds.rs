//! Worlds as such: they are the same each time, they hold in all pairs of faults, they shrink.

use holdfast_sim::{Options, pairs, run, run_steps, shrink};

#[test]
fn one_seed_twice_gives_the_same_trace_byte_for_byte() {
    for seed in [3, 77] {
        let options = Options::of(seed, 120);
        let (first, second) = (run(&options), run(&options));
        assert_eq!(first.trace.as_bytes(), second.trace.as_bytes());
        assert!(first.trace.starts_with(&format!("seed {seed} ")));
        assert_eq!(first, second);
    }
}

#[test]
fn every_fault_with_another_loses_nothing_part_1() {
    pairs_hold(0);
}

#[test]
fn every_fault_with_another_loses_nothing_part_2() {
    pairs_hold(1);
}

#[test]
fn every_fault_with_another_loses_nothing_part_3() {
    pairs_hold(2);
}

#[test]
fn every_fault_with_another_loses_nothing_part_4() {
    pairs_hold(3);
}

#[test]
fn five_hundred_worlds_lose_nothing_part_1() {
    seeds_hold(0);
}

#[test]
fn five_hundred_worlds_lose_nothing_part_2() {
    seeds_hold(1);
}

#[test]
fn five_hundred_worlds_lose_nothing_part_3() {
    seeds_hold(2);
}

#[test]
fn five_hundred_worlds_lose_nothing_part_4() {
    seeds_hold(3);
}

/// Every pair of two kinds, in parts that run beside each other.
fn pairs_hold(part: usize) {
    let all = pairs().into_iter().filter(|(one, other)| one != other);
    for (seed, (one, other)) in all.enumerate().skip(part).step_by(PARTS) {
        holds(&Options::only(seed as u64, STEPS, &[one, other], &[]));
    }
}

/// Worlds as `cargo xtask sim` lives through them, with attacks beside the faults.
fn seeds_hold(part: usize) {
    for seed in (part as u64..500).step_by(PARTS) {
        holds(&Options::of(seed, STEPS));
    }
}

fn holds(options: &Options) {
    let outcome = run(options);
    assert_eq!(outcome.broken, None, "{options}\n{}", outcome.trace);
}

const PARTS: usize = 4;
const STEPS: usize = 60;

#[test]
fn a_world_with_fewer_steps_is_the_same_world_without_them() {
    let options = Options::of(5, 40);
    let outcome = run_steps(&options, &[3, 17]);
    assert_eq!(outcome.trace.lines().count(), 3);
    assert_eq!(
        shrink(&options).len(),
        40,
        "a world that holds is not shrunk"
    );
}

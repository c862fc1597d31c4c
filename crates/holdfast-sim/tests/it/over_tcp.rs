//! Worlds over simulated TCP, with the real relay: the same each time, and nothing is lost.

use std::collections::BTreeSet;

use holdfast_sim::tcp::{Options, Outcome, Trouble, run};

#[test]
fn one_seed_twice_gives_the_same_trace_over_tcp() {
    let options = Options::of(100, 40);
    let (first, second) = (run(&options), run(&options));
    assert_eq!(first.trace, second.trace);
    assert_eq!(first, second);
    assert!(first.trace.lines().count() > 120, "{}", first.trace);
}

/// What is felt in such worlds is every kind of trouble there is.
#[test]
fn every_trouble_alone_loses_nothing_over_tcp() {
    for trouble in Trouble::ALL {
        let mut felt = BTreeSet::new();
        for seed in 0..3 {
            let options = Options {
                troubles: vec![trouble],
                ..Options::of(1_000 + seed, 30)
            };
            felt.extend(holds(&options).felt);
        }
        assert_eq!(felt, BTreeSet::from([trouble]));
    }
}

#[test]
fn a_hundred_worlds_over_tcp_lose_nothing_part_1() {
    seeds_hold(0);
}

#[test]
fn a_hundred_worlds_over_tcp_lose_nothing_part_2() {
    seeds_hold(1);
}

fn seeds_hold(part: u64) {
    for seed in (part..100).step_by(2) {
        let outcome = holds(&Options::of(seed, 15));
        assert!(outcome.kept > 0, "{}", outcome.trace);
    }
}

fn holds(options: &Options) -> Outcome {
    let outcome = run(options);
    assert_eq!(outcome.broken, None, "{options}\n{}", outcome.trace);
    outcome
}

//! Worlds as such: they are the same each time, they hold in all pairs of faults, they shrink.

use std::collections::BTreeSet;

use holdfast_sim::{Fault, Options, pairs, run, run_steps, shrink};

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
fn every_fault_alone_and_with_another_loses_nothing() {
    let mut hit = BTreeSet::new();
    // Every kind alone, and each with some others; `cargo xtask sim` goes through all pairs.
    let all = pairs();
    let alone = all.iter().filter(|(one, other)| one == other);
    let some = all.iter().filter(|(one, other)| one != other).step_by(13);
    for (seed, (one, other)) in alone.chain(some).enumerate() {
        let options = Options::only(seed as u64, 60, &[*one, *other], &[]);
        let outcome = run(&options);
        assert_eq!(outcome.broken, None, "{options}\n{}", outcome.trace);
        hit.extend(outcome.figures.faults);
    }
    assert_eq!(hit.len(), Fault::ALL.len(), "{hit:?}");
}

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

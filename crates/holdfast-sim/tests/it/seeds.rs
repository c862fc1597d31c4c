//! Seeds that failed once, each with the fault that it found and the steps that it needed.

use holdfast_sim::{Fault, Options, run, run_steps};

fn holds(options: &Options) {
    let outcome = run(options);
    assert_eq!(outcome.broken, None, "{options}\n{}", outcome.trace);
}

/// Two windows on one device wrote from the same place, and broke its chain.
#[test]
fn two_windows_on_one_device_take_turns_in_one_chain() {
    let options = Options::of(21, 60);
    assert!(options.faults.contains(&Fault::TwoTabs));
    assert_eq!(run_steps(&options, &[47, 50, 59]).broken, None);
    holds(&options);
    holds(&Options::of(48, 60));
}

/// A change that was kept though the disk had failed to say so got the same turn as the next one.
#[test]
fn what_follows_a_commit_that_failed_and_was_kept_stands_behind_it() {
    let options = Options::of(39, 60);
    assert!(options.faults.contains(&Fault::SyncFails));
    assert_eq!(run_steps(&options, &[47, 51, 52, 53]).broken, None);
    holds(&options);
}

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

/// A device that was set back and wrote before it met the relay is in two places, perhaps in one
/// space only: it is set up anew from its own file, and nothing of either place is lost.
#[test]
fn a_device_in_two_places_is_set_up_anew_and_loses_nothing() {
    for seed in [15, 42, 93, 117, 140] {
        let options = Options::of(seed, 300);
        assert!(options.faults.contains(&Fault::OlderSnapshot));
        holds(&options);
    }
}

/// A relay that lied in an ack, and then the only device was lost: what follows the lost record is
/// awaited; everything before it comes again.
#[test]
fn an_eviction_after_a_wrong_ack_brings_back_all_that_is_anywhere() {
    holds(&Options::of(41, 300));
}

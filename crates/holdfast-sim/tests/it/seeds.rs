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

/// A clock that went back some hours put the weekly audit off by as much, and a false ack with it.
#[test]
fn a_false_ack_is_found_though_the_clock_went_back() {
    let two = Options::of(665, 100);
    assert!(two.faults.contains(&Fault::Backwards));
    assert_eq!(run_steps(&two, &[47, 48, 51, 65, 68, 94]).broken, None);
    let three = Options::of(1561, 100);
    assert_eq!(run_steps(&three, &[25, 43, 45, 86, 92]).broken, None);
    holds(&two);
    holds(&three);
}

/// A relay that was set back, and a device that lost its store: only the other side had its words.
#[test]
fn what_is_only_with_the_other_side_comes_back() {
    let options = Options::of(161, 100);
    assert!(options.faults.contains(&Fault::Evicted));
    assert_eq!(run_steps(&options, &[29, 32, 34, 49, 76]).broken, None);
    holds(&options);
}

/// The checker of the order took what a tablet had made for the phone's: the phone's disk had kept
/// it and said that it had not, so it was seen only after the next thing that the phone did.
#[test]
fn what_a_failing_disk_has_kept_is_whose_it_is() {
    let options = Options::of(676, 100);
    assert_eq!(run_steps(&options, &[22, 26, 28, 35, 46]).broken, None);
    holds(&options);
    holds(&Options::of(1488, 100));
}

/// These failed under a stricter checker: a device sends what waits before it is set up anew.
#[test]
fn a_device_sends_what_waits_before_it_is_set_up_anew() {
    holds(&Options::of(15, 100));
    holds(&Options::of(42, 100));
}

/// A device in two places refused what was due, threw its replicas away each time, and fetched all
/// of a flooded space at every sync.
#[test]
fn a_duty_that_is_refused_throws_nothing_away() {
    let options = Options::of(1131, 100);
    assert!(options.faults.contains(&Fault::OlderSnapshot));
    holds(&options);
}

/// A second window opened a device that a power cut had ended, and the checker of the order did not
/// look at what was there before it took it for something new.
#[test]
fn what_a_second_window_opens_is_looked_at_first() {
    let faults = [Fault::PowerCut, Fault::TwoTabs];
    holds(&Options::only(218, 60, &faults, &[]));
}

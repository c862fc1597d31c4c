//! Every kind of fault alone, by its name: the table in docs/safety/faults.md names these tests.
//! Pass means: the fault really happened, nothing was lost, and all devices agree in the end.

use holdfast_sim::{Fault, Options, run};

/// Worlds in which only this goes wrong.
fn holds(fault: Fault) {
    let mut hits = 0;
    for seed in 0..3 {
        let options = Options::only(seed, 60, &[fault], &[]);
        let outcome = run(&options);
        assert_eq!(outcome.broken, None, "{options}\n{}", outcome.trace);
        hits += usize::from(outcome.figures.faults.contains(&fault));
    }
    assert!(hits > 0, "{fault:?} never happened");
}

#[test]
fn a_lost_request_loses_nothing() {
    holds(Fault::Drop);
}

#[test]
fn a_request_that_arrives_twice_loses_nothing() {
    holds(Fault::Duplicate);
}

#[test]
fn a_request_that_arrives_after_later_ones_loses_nothing() {
    holds(Fault::Reorder);
}

#[test]
fn an_answer_that_comes_too_late_loses_nothing() {
    holds(Fault::Delay);
}

#[test]
fn a_connection_that_stands_and_says_nothing_loses_nothing() {
    holds(Fault::HalfOpen);
}

#[test]
fn a_way_that_is_closed_for_a_while_loses_nothing() {
    holds(Fault::Partition);
}

#[test]
fn an_answer_lost_after_the_commit_loses_nothing() {
    holds(Fault::LostAnswer);
}

#[test]
fn a_body_that_is_cut_off_loses_nothing() {
    holds(Fault::Truncated);
}

#[test]
fn a_kill_before_a_commit_loses_nothing() {
    holds(Fault::Kill);
}

#[test]
fn a_power_cut_in_a_commit_loses_nothing() {
    holds(Fault::PowerCut);
}

#[test]
fn a_disk_without_room_loses_nothing() {
    holds(Fault::Full);
}

#[test]
fn a_write_that_fails_loses_nothing() {
    holds(Fault::WriteFails);
}

#[test]
fn a_flush_that_fails_loses_nothing() {
    holds(Fault::SyncFails);
}

#[test]
fn a_write_that_is_short_loses_nothing() {
    holds(Fault::ShortWrite);
}

#[test]
fn a_browser_that_takes_everything_loses_nothing() {
    holds(Fault::Evicted);
}

#[test]
fn an_older_copy_that_is_put_back_loses_nothing() {
    holds(Fault::OlderSnapshot);
}

#[test]
fn a_clock_ten_years_off_loses_nothing() {
    holds(Fault::TenYears);
}

#[test]
fn a_clock_that_goes_back_loses_nothing() {
    holds(Fault::Backwards);
}

#[test]
fn summer_time_that_begins_or_ends_loses_nothing() {
    holds(Fault::SummerTime);
}

#[test]
fn devices_in_different_zones_lose_nothing() {
    holds(Fault::OtherZone);
}

#[test]
fn midnight_loses_nothing() {
    holds(Fault::Midnight);
}

#[test]
fn two_windows_at_once_lose_nothing() {
    holds(Fault::TwoTabs);
}

#[test]
fn a_tab_that_is_killed_while_it_waits_loses_nothing() {
    holds(Fault::TabKilled);
}

#[test]
fn an_update_in_the_middle_of_a_sync_loses_nothing() {
    holds(Fault::UpdateInSync);
}

#[test]
fn a_safe_that_refuses_loses_nothing() {
    holds(Fault::SafeRefuses);
}

#[test]
fn a_lock_in_the_middle_of_everything_loses_nothing() {
    holds(Fault::Locked);
}

#[test]
fn a_change_of_a_newer_app_loses_nothing() {
    holds(Fault::UnknownKind);
}

#[test]
fn an_envelope_of_a_newer_app_loses_nothing() {
    holds(Fault::NewerFormat);
}

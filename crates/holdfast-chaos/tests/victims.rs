//! A few kills, cuts and faults on each change; `holdfast-chaos crash|powercut|faults` plays
//! thousands.
//!
//! Invariant: the tool must find the store that is known to lose, or its silence means nothing.

use anyhow::Result;
use holdfast_chaos::fault::{self, Fault};
use holdfast_chaos::{Program, kill, power};

fn program(victim: &str) -> Program {
    Program::new(env!("CARGO_BIN_EXE_holdfast-chaos"), ["victim", victim])
}

#[test]
fn a_killed_store_holds_everything_it_acknowledged() -> Result<()> {
    let report = kill::run(&program("sqlite"), 12, 7)?;
    assert_eq!((report.cycles, report.lost), (12, 0));
    assert!(report.acked > 0, "{report}");
    Ok(())
}

#[test]
fn a_power_cut_takes_nothing_that_was_acknowledged() -> Result<()> {
    let report = power::run(&program("sqlite"), 30, 7, None)?;
    assert_eq!((report.images, report.images_with_loss), (30, 0));
    assert!(report.acked > 0, "{report}");
    Ok(())
}

#[test]
fn a_killed_relay_holds_everything_it_acknowledged() -> Result<()> {
    let report = kill::run(&program("relay"), 12, 7)?;
    assert_eq!((report.cycles, report.lost), (12, 0));
    assert!(report.acked > 0, "{report}");
    Ok(())
}

#[test]
fn a_power_cut_takes_nothing_that_the_relay_acknowledged() -> Result<()> {
    let report = power::run(&program("relay"), 20, 7, None)?;
    assert_eq!((report.images, report.images_with_loss), (20, 0));
    assert!(report.acked > 0, "{report}");
    Ok(())
}

#[test]
fn the_tool_finds_a_store_that_does_not_wait_for_the_disk() -> Result<()> {
    let report = power::run(&program("sqlite-normal"), 30, 7, None)?;
    assert!(report.images_with_loss > 0, "{report}");
    Ok(())
}

#[test]
fn failing_disks_take_nothing_that_was_acknowledged() -> Result<()> {
    for kind in Fault::ALL {
        fault::run(&program("sqlite"), kind, CYCLES, 7)?.check()?;
    }
    Ok(())
}

/// Found by this tool: a commit that failed left a connection that refused everything until the
/// relay was started again.
#[test]
fn a_relay_goes_on_when_the_disk_does() -> Result<()> {
    for kind in Fault::ALL {
        let report = fault::run(&program("relay"), kind, CYCLES, 7)?;
        report.check()?;
        assert!(
            report.failed <= 4 * report.struck,
            "it does not heal: {report}"
        );
    }
    Ok(())
}

/// A short write was once completed by SQLite itself, and nobody noticed that nothing was tried.
#[test]
fn a_fault_that_nobody_feels_is_an_error_and_not_a_pass() -> Result<()> {
    let mut report = fault::run(&program("sqlite"), Fault::ShortWrite, CYCLES, 7)?;
    assert!(report.check().is_ok(), "{report}");
    report.failed = 0;
    assert!(report.check().is_err());
    Ok(())
}

#[test]
fn a_power_cut_after_a_failed_flush_takes_nothing_that_was_acknowledged() -> Result<()> {
    let report = power::run(&program("sqlite"), 20, 7, Some(Fault::EioFlush))?;
    assert_eq!(report.images_with_loss, 0, "{report}");
    Ok(())
}

#[test]
fn a_program_that_does_not_start_is_an_error_and_not_a_pass() {
    let nothing = Program::new("no-such-program", ["sqlite"]);
    assert!(kill::run(&nothing, 1, 7).is_err());
    assert!(power::run(&nothing, 1, 7, None).is_err());
    // Some are killed before they could say anything; over several, one is seen to end by itself.
    let silent = Program::new("true", [""]);
    assert!(kill::run(&silent, 40, 7).is_err());
}

/// So many runs that each kind of fault is felt.
const CYCLES: u64 = 3;

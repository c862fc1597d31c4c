//! Failing disks: no room, failing writes, short writes, failing flushes.
//!
//! Invariant: a program may fail or go on; what it acked in spite of the faults must be held.

use std::fmt;
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::dice::Dice;
use crate::kill::now;
use crate::power::FAULT_EVERY;
use crate::program::{Held, Program, lost, said_of};
use crate::shim::Shim;

pub use crate::shim::Fault;

/// What came out of a run of one kind of fault.
#[derive(Clone, Copy, Debug)]
pub struct FaultReport {
    /// The kind.
    pub fault: Fault,
    /// How often the program ran and was looked at again.
    pub cycles: u64,
    /// How many records it had acknowledged.
    pub acked: u64,
    /// How many times it said that it had failed: must not be 0, or nothing was tried.
    pub failed: u64,
    /// How many acknowledged records were not there afterwards: must be 0.
    pub lost: u64,
    /// How long it all took.
    pub took: Duration,
}

/// Runs the program `cycles` times on a disk with this fault.
///
/// # Errors
/// When the program cannot be started, or when what it holds is damaged.
pub fn run(program: &Program, fault: Fault, cycles: u64, seed: u64) -> Result<FaultReport> {
    let begun = now();
    let shim = Shim::compile()?;
    let mut dice = Dice::new(seed);
    let (mut acked_total, mut failed, mut lost_total) = (0, 0, 0);
    let mut done = 0;
    while done < cycles {
        let life = TempDir::new()?;
        let folder = life.path().canonicalize()?;
        let mut acked = Held::new();
        for _ in 0..CYCLES_PER_LIFE.min(cycles - done) {
            let mut append = program.append(&folder, RECORDS_PER_CYCLE);
            shim.watch(&mut append, &folder);
            Shim::disturb(&mut append, fault, FAULT_EVERY, dice.roll());
            let output = append.output().context("could not start")?;
            let text = String::from_utf8_lossy(&output.stdout);
            let said = said_of(&text, "acked");
            failed += text
                .lines()
                .filter(|line| line.starts_with("failed "))
                .count() as u64;
            failed += u64::from(!output.status.success());
            acked_total += said.len() as u64;
            acked.extend(said);
            let held = program.held(&folder);
            let held = held.with_context(|| format!("{}, seed {seed}", fault.name()))?;
            lost_total += lost(&acked, &held);
            done += 1;
        }
    }
    let took = begun.elapsed();
    Ok(FaultReport {
        fault,
        cycles: done,
        acked: acked_total,
        failed,
        lost: lost_total,
        took,
    })
}

impl fmt::Display for FaultReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            cycles,
            acked,
            failed,
            lost,
            ..
        } = self;
        let name = self.fault.name();
        write!(
            f,
            "{name}: {cycles} runs, {failed} failures, {acked} records acked, {lost} lost"
        )
    }
}

const CYCLES_PER_LIFE: u64 = 5;
const RECORDS_PER_CYCLE: u64 = 40;

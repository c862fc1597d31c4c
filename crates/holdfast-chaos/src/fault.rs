//! Failing disks: no room, failing writes, short writes, failing flushes.
//!
//! Invariant: a program may fail or go on; what it acked in spite of the faults must be held.

use std::path::PathBuf;
use std::time::Duration;
use std::{fmt, fs};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::dice::Dice;
use crate::kill::now;
use crate::power::FAULT_EVERY;
use crate::program::{Held, Program, lost, said_of};
use crate::recording::{self, Event};
use crate::shim::Shim;

pub use crate::shim::Fault;

/// What came out of a run of one kind of fault.
#[derive(Clone, Copy, Debug)]
pub struct FaultReport {
    /// The kind.
    pub fault: Fault,
    /// How often the program ran and was looked at again.
    pub cycles: u64,
    /// How many of its calls were made to fail: must not be 0, or nothing was tried.
    pub struck: u64,
    /// How many times it said that it had failed; less than struck, where it could help itself,
    /// but never 0, or the fault was none.
    pub failed: u64,
    /// How many records it had acknowledged.
    pub acked: u64,
    /// How many of these were not there afterwards: must be 0.
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
    let took = Duration::ZERO;
    let mut report = FaultReport {
        fault,
        cycles: 0,
        struck: 0,
        failed: 0,
        acked: 0,
        lost: 0,
        took,
    };
    while report.cycles < cycles {
        let life = Life::begin()?;
        let mut acked = Held::new();
        for _ in 0..CYCLES_PER_LIFE.min(cycles - report.cycles) {
            acked.extend(life.append(program, &shim, &mut dice, &mut report)?);
            let held = program.held(&life.folder);
            let held = held.with_context(|| format!("{}, seed {seed}", fault.name()))?;
            report.lost += lost(&acked, &held);
            report.cycles += 1;
        }
        report.struck += life.struck()?;
    }
    report.took = begun.elapsed();
    Ok(report)
}

/// A folder for a few runs, and the log of the shim beside it.
struct Life {
    _place: TempDir,
    folder: PathBuf,
    log: PathBuf,
}

impl Life {
    fn begin() -> Result<Self> {
        let place = TempDir::new()?;
        // Links resolved, because the shim compares paths as text.
        let root = place.path().canonicalize()?;
        let (folder, log) = (root.join("files"), root.join("log"));
        fs::create_dir(&folder)?;
        Ok(Self {
            _place: place,
            folder,
            log,
        })
    }

    fn append(
        &self,
        program: &Program,
        shim: &Shim,
        dice: &mut Dice,
        report: &mut FaultReport,
    ) -> Result<Held> {
        let mut append = program.append(&self.folder, RECORDS_PER_CYCLE);
        shim.watch(&mut append, &self.folder);
        Shim::record(&mut append, &self.log);
        Shim::disturb(&mut append, report.fault, FAULT_EVERY, dice.roll());
        let output = append.output().context("could not start")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let failures = text.lines().filter(|line| line.starts_with("failed "));
        report.failed += failures.count() as u64 + u64::from(!output.status.success());
        let said = said_of(&text, "acked");
        report.acked += said.len() as u64;
        Ok(said)
    }

    fn struck(&self) -> Result<u64> {
        let events = recording::read(&self.log)?;
        Ok(events
            .iter()
            .filter(|event| **event == Event::Struck)
            .count() as u64)
    }
}

impl FaultReport {
    /// Whether the fault really hit the program and nothing was lost by it.
    ///
    /// # Errors
    /// When something acknowledged was lost; when the fault was never played, or never felt.
    pub fn check(&self) -> Result<()> {
        ensure!(self.lost == 0, "acknowledged records were lost: {self}");
        ensure!(
            self.struck > 0,
            "no fault was played, so nothing was tried: {self}"
        );
        ensure!(
            self.failed > 0,
            "no fault was felt, so nothing was tried: {self}"
        );
        ensure!(
            self.acked > 0,
            "nothing was acknowledged, so nothing was tried: {self}"
        );
        Ok(())
    }
}

impl fmt::Display for FaultReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            cycles,
            struck,
            failed,
            acked,
            lost,
            ..
        } = self;
        let name = self.fault.name();
        write!(
            f,
            "{name}: {cycles} runs, {struck} faults, {failed} of them felt, "
        )?;
        write!(f, "{acked} records acked, {lost} lost")
    }
}

const CYCLES_PER_LIFE: u64 = 5;
const RECORDS_PER_CYCLE: u64 = 40;

//! Power cuts: one recording of what a program wrote, many disks that a cut might leave.
//!
//! Invariant: an image is judged only by what was acked before its cut.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::dice::Dice;
use crate::disk::Disk;
use crate::kill::now;
use crate::program::{Held, Program, lost, said_of};
use crate::recording::{self, Event};
use crate::shim::{Fault, Shim};

/// What came out of a run of power cuts.
#[derive(Clone, Copy, Debug)]
pub struct PowerReport {
    /// How many images were opened.
    pub images: u64,
    /// In how many of them something acknowledged was missing or damaged: must be 0.
    pub images_with_loss: u64,
    /// How many records had been acknowledged at the cuts, over all images.
    pub acked: u64,
    /// How long it all took.
    pub took: Duration,
}

/// Judges `images` power cuts, spread over recordings of a few sessions each.
///
/// # Errors
/// When the program cannot be recorded or started.
pub fn run(program: &Program, images: u64, seed: u64, fault: Option<Fault>) -> Result<PowerReport> {
    let begun = now();
    let shim = Shim::compile()?;
    let mut dice = Dice::new(seed);
    let mut report = PowerReport {
        images: 0,
        images_with_loss: 0,
        acked: 0,
        took: Duration::ZERO,
    };
    while report.images < images {
        let events = record(program, &shim, &mut dice, fault)?;
        let count = IMAGES_PER_RECORDING.min(images - report.images);
        judge(program, &events, count, &mut dice, &mut report)?;
    }
    report.took = begun.elapsed();
    Ok(report)
}

/// Lets the program append in several sessions and gives back everything that it did.
fn record(
    program: &Program,
    shim: &Shim,
    dice: &mut Dice,
    fault: Option<Fault>,
) -> Result<Vec<Event>> {
    let place = TempDir::new()?;
    // Links resolved, because the shim compares paths as text.
    let root = place.path().canonicalize()?;
    let (folder, log) = (root.join("files"), root.join("log"));
    std::fs::create_dir(&folder)?;
    for _ in 0..SESSIONS_PER_RECORDING {
        let mut append = program.append(&folder, RECORDS_PER_SESSION);
        shim.watch(&mut append, &folder);
        Shim::record(&mut append, &log);
        if let Some(fault) = fault {
            Shim::disturb(&mut append, fault, FAULT_EVERY, dice.roll());
        }
        let output = append.output().context("could not start")?;
        let error = String::from_utf8_lossy(&output.stderr);
        ensure!(
            fault.is_some() || output.status.success(),
            "it failed: {}",
            error.trim()
        );
    }
    recording::read(&log)
}

/// Cuts the power at `count` moments of a recording, in their order.
fn judge(
    program: &Program,
    events: &[Event],
    count: u64,
    dice: &mut Dice,
    report: &mut PowerReport,
) -> Result<()> {
    let mut cuts: Vec<usize> = (0..count).map(|_| dice.below(events.len() + 1)).collect();
    cuts.sort_unstable();
    let (mut disk, mut said, mut done) = (Disk::default(), String::new(), 0);
    for cut in cuts {
        for event in events.iter().take(cut).skip(done) {
            disk.apply(event, dice);
            if let Event::Said(text) = event {
                said.push_str(text);
            }
        }
        done = cut;
        let acked = said_of(&said, "acked");
        let image = TempDir::new()?;
        disk.image(image.path(), dice)?;
        report.images += 1;
        report.acked += acked.len() as u64;
        report.images_with_loss += u64::from(!survives(program, image.path(), &acked));
    }
    Ok(())
}

/// Whether an image opens, is undamaged and holds everything acked. Before the first ack there may
/// be
/// no file to open; a program then finds nothing, which is no failure.
fn survives(program: &Program, image: &Path, acked: &Held) -> bool {
    program
        .held(image)
        .is_ok_and(|held| lost(acked, &held) == 0)
}

impl PowerReport {
    /// How many images a second.
    pub fn images_per_s(&self) -> f64 {
        self.images as f64 / self.took.as_secs_f64()
    }
}

impl fmt::Display for PowerReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            images,
            images_with_loss,
            acked,
            ..
        } = self;
        let pace = self.images_per_s();
        write!(
            f,
            "{images} images, {acked} records acked before the cuts, {images_with_loss} images with \
             loss, {pace:.1} images/s"
        )
    }
}

const IMAGES_PER_RECORDING: u64 = 100;
const SESSIONS_PER_RECORDING: u64 = 3;
const RECORDS_PER_SESSION: u64 = 60;

/// One in so many calls fails, when calls shall fail.
pub(crate) const FAULT_EVERY: u64 = 40;

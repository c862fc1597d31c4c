//! Kills at random moments.
//!
//! Invariant: what a victim said before its death counts as acked, even when nobody had read it
//! yet.

use std::fmt;
use std::io::Read;
use std::process::Child;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::dice::Dice;
use crate::program::{Held, Program, lost, said_of};

/// What came out of a run of kills.
#[derive(Clone, Copy, Debug)]
pub struct KillReport {
    /// How often it was killed and looked at again.
    pub cycles: u64,
    /// How many records it had acknowledged.
    pub acked: u64,
    /// How many of these were not there afterwards: must be 0.
    pub lost: u64,
    /// How long it all took.
    pub took: Duration,
}

/// Kills the program `cycles` times, in as many lives as needed.
///
/// # Errors
/// When the program cannot be started, or when what it holds is damaged.
pub fn run(program: &Program, cycles: u64, seed: u64) -> Result<KillReport> {
    let begun = now();
    let mut dice = Dice::new(seed);
    let mut report = KillReport {
        cycles: 0,
        acked: 0,
        lost: 0,
        took: Duration::ZERO,
    };
    while report.cycles < cycles {
        let life = TempDir::new()?;
        let mut acked = Held::new();
        for _ in 0..CYCLES_PER_LIFE.min(cycles - report.cycles) {
            let said = kill_once(program, &life, &mut dice)?;
            report.acked += said.len() as u64;
            acked.extend(said);
            let held = program
                .held(life.path())
                .with_context(|| format!("seed {seed}, cycle {}", report.cycles))?;
            report.lost += lost(&acked, &held);
            // Records that were kept but not yet acked count from now on as well: they were shown.
            acked = held;
            report.cycles += 1;
        }
    }
    report.took = begun.elapsed();
    Ok(report)
}

/// Lets it append for a while, kills it, and says what it had acknowledged.
fn kill_once(program: &Program, life: &TempDir, dice: &mut Dice) -> Result<Held> {
    let mut child = program
        .append(life.path(), u64::MAX)
        .spawn()
        .context("could not start")?;
    let heard = listen(&mut child);
    let mut said = String::new();
    // One in four dies while it opens its files, the others after their first word.
    if !dice.one_in(4) {
        said.push_str(&heard.recv_timeout(START_TIMEOUT).unwrap_or_default());
    }
    let deadline = now() + Duration::from_micros(dice.below(WAIT_MICROS_MAX) as u64);
    let closed = loop {
        match heard.recv_timeout(deadline.saturating_duration_since(now())) {
            Ok(text) => said.push_str(&text),
            Err(RecvTimeoutError::Timeout) => break false,
            Err(RecvTimeoutError::Disconnected) => break true,
        }
    };
    // A closed output comes before the exit: waiting for it makes "ended by itself" certain.
    let ended = if closed {
        Some(child.wait()?)
    } else {
        child.try_wait()?
    };
    ensure!(
        ended.is_none(),
        "the victim ended by itself: {ended:?}, {}",
        error_of(&mut child)
    );
    child.kill()?;
    child.wait()?;
    said.extend(heard.iter());
    Ok(said_of(&said, "acked"))
}

/// What the child says, as it says it, until its end.
fn listen(child: &mut Child) -> Receiver<String> {
    let (tell, heard) = mpsc::channel();
    if let Some(mut stdout) = child.stdout.take() {
        thread::spawn(move || {
            let mut bytes = [0; 4_096];
            while let Ok(count @ 1..) = stdout.read(&mut bytes) {
                let text = bytes
                    .get(..count)
                    .map(String::from_utf8_lossy)
                    .unwrap_or_default();
                if tell.send(text.into_owned()).is_err() {
                    break;
                }
            }
        });
    }
    heard
}

fn error_of(child: &mut Child) -> String {
    let mut text = String::new();
    if let Some(stderr) = &mut child.stderr {
        drop(stderr.read_to_string(&mut text));
    }
    text
}

pub(crate) fn now() -> Instant {
    #[expect(
        clippy::disallowed_methods,
        reason = "this tool measures and waits for real"
    )]
    Instant::now()
}

impl KillReport {
    /// How many cycles a second.
    pub fn cycles_per_s(&self) -> f64 {
        self.cycles as f64 / self.took.as_secs_f64()
    }
}

impl fmt::Display for KillReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            cycles,
            acked,
            lost,
            ..
        } = self;
        let pace = self.cycles_per_s();
        write!(
            f,
            "{cycles} kills, {acked} records acked, {lost} lost, {pace:.1} cycles/s"
        )
    }
}

/// A new folder after so many kills, so that small and large files are both tried.
const CYCLES_PER_LIFE: u64 = 25;

/// How long a victim lives at most, after it began to speak.
const WAIT_MICROS_MAX: usize = 20_000;

/// How long to wait for its first word; a machine under load is slow to start programs.
const START_TIMEOUT: Duration = Duration::from_secs(10);

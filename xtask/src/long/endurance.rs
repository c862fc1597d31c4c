//! Endurance: twenty pairs of people at a time, with faults on, for as long as is asked for.
//! Invariant: memory is what the kernel says of the whole process, read between two rounds, when
//! nobody lives: what is held then is held by mistake.
//!
//! The pairs are real clients with the real relay on its database, over simulated TCP: hours of
//! theirs go by in minutes of ours, relays crash and come back, and apps are opened and closed all
//! the time. What a person keeps may grow for ever, so each round begins with new people.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::figure::Figure;
use crate::sim;

/// Lets pairs live for so many minutes.
pub(super) fn run(minutes: u64, seed: u64) -> Result<Vec<Figure>> {
    if minutes == 0 {
        return Ok(Vec::new());
    }
    let mut worlds = sim::command(seed, PAIRS, STEPS);
    worlds.args(["--turmoil", "--rounds", ROUNDS]);
    let mut child = worlds.stdout(Stdio::piped()).spawn()?;
    let listened = listen(&mut child, Duration::from_secs(60 * minutes));
    // It would go on for ever; when it has ended by itself there is nothing to end.
    let _ended = child.kill();
    child.wait()?;
    let (rounds, said) = listened?;
    println!("{said}");
    let (warm, last) = settled(&rounds).context("too few rounds for a warm-up and an end")?;
    let drift = 100.0 * (last - warm) / warm;
    ensure!(
        drift < DRIFT_PERCENT_MAX,
        "memory went from {warm:.1} to {last:.1} MB, {drift:+.1} %"
    );
    let value = format!(
        "{} rounds of {PAIRS} pairs in {minutes} min, 0 alarms without a cause; memory {warm:.1} MB \
         after the warm-up, {last:.1} MB at the end ({drift:+.1} %)",
        rounds.len()
    );
    let said_as = format!("cargo xtask long --endurance-minutes {minutes}");
    Ok(vec![super::figure("endurance", &value, &said_as)])
}

/// The memory after each round in MB, until the time is over, and the last line.
fn listen(child: &mut Child, time: Duration) -> Result<(Vec<f64>, String)> {
    let status = format!("/proc/{}/status", child.id());
    let said = child.stdout.take().context("the worlds say nothing")?;
    let mut rounds = Vec::new();
    #[expect(clippy::disallowed_methods, reason = "automation measures real time")]
    let begun = Instant::now();
    for line in BufReader::new(said).lines() {
        let line = line?;
        if !line.contains(ALL_HELD) {
            bail!("a checker did not hold: {line}");
        }
        rounds.push(resident_mb(&fs::read_to_string(&status)?).context("no VmRSS")?);
        if begun.elapsed() > time {
            return Ok((rounds, line));
        }
    }
    bail!("the worlds came to an end before the time was over")
}

/// What `/proc/PID/status` says of the memory that is really used.
fn resident_mb(status: &str) -> Option<f64> {
    let mut lines = status.lines();
    let line = lines.find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib / 1_024.0)
}

/// The memory of the second fifth and of the last one, each in the middle of its rounds: the first
/// fifth warms up.
fn settled(rounds: &[f64]) -> Option<(f64, f64)> {
    let fifth = rounds.len() / 5;
    let middle = |part: &[f64]| {
        let mut part = part.to_vec();
        part.sort_by(f64::total_cmp);
        part.get(part.len() / 2).copied()
    };
    let warm = middle(rounds.get(fifth..2 * fifth)?)?;
    let last = middle(rounds.get(rounds.len() - fifth..)?)?;
    Some((warm, last))
}

const PAIRS: u64 = 20;
/// The steps of each device of a pair.
const STEPS: usize = 60;
/// More rounds than there is time for.
const ROUNDS: &str = "1000000";
const DRIFT_PERCENT_MAX: f64 = 5.0;
const ALL_HELD: &str = " 0 failed";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_is_understood() {
        let status = "Name:\tx\nVmPeak:\t  9 kB\nVmRSS:\t  10240 kB\nThreads:\t3\n";
        assert_eq!(resident_mb(status), Some(10.0));
        assert_eq!(resident_mb("Name:\tx\n"), None);
    }

    #[test]
    fn the_first_fifth_is_no_measure() {
        let rounds = [1.0, 9.0, 5.0, 5.0, 6.0, 7.0, 6.0, 7.0, 8.0, 8.0];
        assert_eq!(settled(&rounds), Some((5.0, 8.0)));
        assert_eq!(settled(&[1.0, 2.0]), None);
    }
}

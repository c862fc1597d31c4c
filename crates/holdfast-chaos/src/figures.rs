//! The figures of the store and the relay, as lines `FIGURE<tab>name<tab>value`.
//!
//! Invariant: a figure is printed only for a run that lost nothing and could have noticed a loss.

use anyhow::{Result, ensure};
use holdfast_chaos::fault::{self, Fault};
use holdfast_chaos::{Program, kill, power};

use crate::say;

/// Measures everything there is to say of the native store and of the relay.
pub(crate) fn print(cycles: u64, images: u64, seed: u64) -> Result<()> {
    for (name, victim) in [("native store", "sqlite"), ("relay", "relay")] {
        of(name, &Program::own(victim)?, (cycles, images, seed))?;
    }
    let losing = power::run(&Program::own("sqlite-normal")?, images, seed, None)?;
    ensure!(
        losing.images_with_loss > 0,
        "the self-test found nothing: {losing}"
    );
    figure(
        "native store with synchronous=NORMAL, which must lose",
        &losing.to_string(),
    );
    Ok(())
}

fn of(name: &str, safe: &Program, (cycles, images, seed): (u64, u64, u64)) -> Result<()> {
    let kills = kill::run(safe, cycles, seed)?;
    ensure!(kills.lost == 0 && kills.acked > 0, "kills: {kills}");
    figure(&format!("{name}, killed with SIGKILL"), &kills.to_string());

    let cuts = power::run(safe, images, seed, None)?;
    ensure!(
        cuts.images_with_loss == 0 && cuts.acked > 0,
        "power cuts: {cuts}"
    );
    figure(&format!("{name}, power cut"), &cuts.to_string());

    for kind in Fault::ALL {
        let faults = fault::run(safe, kind, cycles.div_ceil(FAULT_SHARE), seed)?;
        faults.check()?;
        figure(&format!("{name}, failing disk"), &faults.to_string());
    }
    Ok(())
}

fn figure(name: &str, value: &str) {
    say(&format!("FIGURE\t{name}\t{value}"));
}

/// One run with each kind of fault for so many kills.
const FAULT_SHARE: u64 = 10;

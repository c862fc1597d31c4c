//! Kills and power cuts of the native store and of the relay, by `holdfast-chaos`.
//! Invariant: a run that lost something, or could not have noticed, is an error and no figure.

use std::process::Command;
use std::thread;

use anyhow::{Result, bail};

use crate::figure::{Figure, measured};
use crate::shell;

/// Everything once, one after the other, as figures with their rates.
pub(crate) fn figures(cycles: u64, images: u64, seed: u64) -> Result<Vec<Figure>> {
    let [cycles, images, seed] = [cycles, images, seed].map(|count| count.to_string());
    let args = [
        "figures", "--cycles", &cycles, "--images", &images, "--seed", &seed,
    ];
    let said_as = format!(
        "cargo run --profile sim -p holdfast-chaos -- {}",
        args.join(" ")
    );
    measured(chaos().args(args), &said_as)
}

/// Five hundred of each, both stores at once, and the store that must be found to lose; by the
/// program that its tests were run with.
pub(crate) fn each_change() -> Result<()> {
    let rows: [&[&str]; 2] = [
        &[
            "crash --cycles 500 --store sqlite",
            "powercut --images 500 --store sqlite",
            "powercut --images 500 --store sqlite-normal --expect-loss",
        ],
        &[
            "crash --cycles 500 --store relay",
            "powercut --images 500 --store relay",
        ],
    ];
    thread::scope(|scope| {
        let runs = rows.map(|row| scope.spawn(|| row.iter().try_for_each(|words| play(words))));
        let ends = runs.map(|run| run.join().unwrap_or_else(|_| bail!("a thread broke off")));
        ends.into_iter().collect()
    })
}

fn play(words: &str) -> Result<()> {
    let mut chaos = shell::program("target/sim/holdfast-chaos");
    let said = shell::output(chaos.args(words.split(' ')))?;
    println!("{words}: {}", said.lines().next_back().unwrap_or_default());
    Ok(())
}

/// As fast as a release, with every assertion of a debug build.
fn chaos() -> Command {
    let mut cargo = shell::cargo();
    cargo.args(["run", "--quiet", "--profile", "sim"]);
    cargo.args(["--package", "holdfast-chaos", "--"]);
    cargo
}

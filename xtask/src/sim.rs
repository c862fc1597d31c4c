//! `sim`: worlds of `holdfast-sim`, built as fast as a release and with every assertion.
//! Invariant: it ends well only when every checker held in every world.

use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::shell;

/// Which worlds; `--help` behind `--` tells all options.
#[derive(Args)]
pub(crate) struct Sim {
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How many seeds, one after the other.
    #[arg(long, default_value_t = 500)]
    worlds: u64,
    /// The steps of each world, or of each device when over TCP.
    #[arg(long, default_value_t = 300)]
    steps: usize,
    /// Worlds over simulated TCP, with the real relay on its database.
    #[arg(long)]
    turmoil: bool,
}

impl Sim {
    pub(crate) fn execute(self) -> Result<()> {
        let mut worlds = command(self.seed, self.worlds, self.steps);
        if self.turmoil {
            worlds.arg("--turmoil");
        }
        shell::run(&mut worlds)
    }
}

/// The command that lives through them; its last line is the figures.
pub(crate) fn command(seed: u64, worlds: u64, steps: usize) -> Command {
    let mut cargo = shell::cargo();
    cargo.args(["run", "--quiet", "--profile", "sim"]);
    cargo.args(["--package", "holdfast-sim", "--"]);
    for (name, value) in [
        ("--seed", seed.to_string()),
        ("--worlds", worlds.to_string()),
        ("--steps", steps.to_string()),
    ] {
        cargo.args([name, &value]);
    }
    cargo
}

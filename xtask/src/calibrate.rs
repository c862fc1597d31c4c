//! The detector's calibration tables, made again from simulation by the laboratory.
//! Invariant: what is committed is what the laboratory makes; `--check` says so and writes nothing.

use anyhow::Result;
use clap::Args;

use crate::shell;

/// How to calibrate.
#[derive(Args)]
pub(crate) struct Calibrate {
    /// Only compare; a table that has changed is an error.
    #[arg(long)]
    check: bool,
}

impl Calibrate {
    pub(crate) fn execute(&self) -> Result<()> {
        let mut cargo = shell::cargo();
        cargo.args(["run", "--quiet", "--release", "--package", "holdfast-lab"]);
        cargo.args(["--example", "calibrate", "--"]);
        if self.check {
            cargo.arg("--check");
        }
        shell::run(&mut cargo)
    }
}

//! `long`: the column "long" of the goals, each part bounded by a number that is given.
//! Invariant: a part that failed is no figure; a part that could not run is said, and is none.

mod endurance;
mod properties;

use std::process::Command;

use anyhow::{Result, bail};
use clap::Args;

use crate::figure::Figure;
use crate::fuzz::{self, Enough};
use crate::{api, browser, crash, figures, shell, sim};

/// How much of each; 0 leaves a part out.
#[derive(Args)]
pub(crate) struct Long {
    /// Worlds to live through.
    #[arg(long, default_value_t = 10_000)]
    worlds: u64,
    /// The steps of each world.
    #[arg(long, default_value_t = 300)]
    steps: usize,
    /// Worlds over simulated TCP, with the real relay.
    #[arg(long, default_value_t = 5_000)]
    tcp_worlds: u64,
    /// Sequences of steps on each store and each relay database, against a model.
    #[arg(long, default_value_t = 1_000)]
    sequences: u64,
    /// Cases of each property that needs no disk.
    #[arg(long, default_value_t = 10_000)]
    cases: u32,
    /// Kills of the native store and of the relay, each.
    #[arg(long, default_value_t = 10_000)]
    kills: u64,
    /// Images of a power cut, of each.
    #[arg(long, default_value_t = 10_000)]
    images: u64,
    /// Inputs for each fuzz target.
    #[arg(long, default_value_t = 10_000_000)]
    fuzz_inputs: u64,
    /// Examples that schemathesis asks of each operation of the relay; 1,050 make 10,000 requests.
    #[arg(long, default_value_t = 1_050)]
    api_examples: u32,
    /// Minutes in which twenty pairs live at a time, and memory is watched.
    #[arg(long, default_value_t = 60)]
    endurance_minutes: u64,
    /// Where the chances begin.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Long {
    pub(crate) fn execute(self) -> Result<()> {
        let parts = [
            self.worlds(),
            self.worlds_over_tcp(),
            properties::run(self.cases),
            self.against_models(),
            self.in_the_browser(),
            self.crashes(),
            self.fuzz(),
            self.api(),
            endurance::run(self.endurance_minutes, self.seed),
        ];
        let mut failed = Vec::new();
        let mut table = Vec::new();
        for part in parts {
            match part {
                Ok(figures) => table.extend(figures),
                Err(error) => failed.push(format!("{error:#}")),
            }
        }
        println!("\n{:<58} figure", "what");
        for figure in &table {
            println!("{:<58} {}", figure.name, figure.value);
        }
        if !table.is_empty() {
            figures::renew("long", table)?;
        }
        if !failed.is_empty() {
            bail!("{}", failed.join("; "));
        }
        Ok(())
    }

    fn worlds(&self) -> Result<Vec<Figure>> {
        if self.worlds == 0 {
            return Ok(Vec::new());
        }
        let mut worlds = sim::command(self.seed, self.worlds, self.steps);
        let (seed, count, steps) = (self.seed, self.worlds, self.steps);
        let said_as = format!("cargo xtask sim --seed {seed} --worlds {count} --steps {steps}");
        last_line("simulated worlds", &mut worlds, &said_as)
    }

    fn worlds_over_tcp(&self) -> Result<Vec<Figure>> {
        let (seed, count, steps) = (self.seed, self.tcp_worlds, TCP_STEPS);
        if count == 0 {
            return Ok(Vec::new());
        }
        let mut worlds = sim::command(seed, count, steps);
        worlds.arg("--turmoil");
        let said_as =
            format!("cargo xtask sim --turmoil --seed {seed} --worlds {count} --steps {steps}");
        last_line("worlds over simulated TCP", &mut worlds, &said_as)
    }

    /// Up to fifty steps each; the tests take their number from the environment.
    fn against_models(&self) -> Result<Vec<Figure>> {
        if self.sequences == 0 {
            return Ok(Vec::new());
        }
        let mut cargo = shell::cargo();
        cargo.args(["test", "--profile", "sim", "--lib"]);
        cargo.args(["--package", "holdfast-store", "--package", "holdfast-relay"]);
        cargo.args(["--", "is_the_model", "is_that_of_a_map"]);
        let said = shell::output(cargo.env("PROPTEST_CASES", self.sequences.to_string()))?;
        let engines = said
            .lines()
            .filter(|line| line.ends_with(" ... ok"))
            .count();
        if engines < ENGINES {
            bail!("{engines} engines were compared with their model, not {ENGINES}");
        }
        let value = format!(
            "{} sequences on each of {engines} engines, each as its model",
            self.sequences
        );
        let said_as = format!("PROPTEST_CASES={} cargo test --profile sim", self.sequences);
        Ok(vec![figure("sequences against a model", &value, &said_as)])
    }

    /// The same on IndexedDB, in Chromium.
    fn in_the_browser(&self) -> Result<Vec<Figure>> {
        if self.sequences == 0 {
            return Ok(Vec::new());
        }
        browser::node_packages()?;
        let mut node = shell::program("node");
        node.args(["--test", "--test-name-pattern", "agree with the model"]);
        node.arg("e2e/store.test.mjs");
        node.env("CHROMIUM", browser::chromium()?);
        node.env("HOLDFAST_SEQUENCES", self.sequences.to_string());
        let said = shell::output(&mut node)?;
        let value = format!("{} sequences of 50 batches", self.sequences);
        if !said.contains(&value) {
            bail!("the browser did not play {value}");
        }
        let said_as = format!(
            "HOLDFAST_SEQUENCES={} node --test e2e/store.test.mjs",
            self.sequences
        );
        let name = "sequences against a model, IndexedDB in Chromium";
        Ok(vec![figure(name, &value, &said_as)])
    }

    fn crashes(&self) -> Result<Vec<Figure>> {
        if self.kills == 0 || self.images == 0 {
            return Ok(Vec::new());
        }
        crash::figures(self.kills, self.images, self.seed)
    }

    fn fuzz(&self) -> Result<Vec<Figure>> {
        if self.fuzz_inputs == 0 {
            return Ok(Vec::new());
        }
        fuzz::fuzz(Enough::Inputs(self.fuzz_inputs), None)
    }

    fn api(&self) -> Result<Vec<Figure>> {
        if self.api_examples == 0 {
            return Ok(Vec::new());
        }
        let said = api::ask(self.api_examples)?.said();
        let said_as = format!("cargo xtask api --examples {}", self.api_examples);
        Ok(vec![figure("requests by schemathesis", &said, &said_as)])
    }
}

/// The figures of a program that says them at its end.
fn last_line(name: &str, program: &mut Command, said_as: &str) -> Result<Vec<Figure>> {
    let said = shell::output(program)?;
    let value = said.lines().next_back().unwrap_or_default();
    Ok(vec![figure(name, value, said_as)])
}

fn figure(name: &str, value: &str, command: &str) -> Figure {
    Figure {
        name: name.into(),
        value: value.into(),
        command: command.into(),
    }
}

/// The stores in memory and in SQLite, and the relay's SQLite; IndexedDB has a figure of its own.
const ENGINES: usize = 3;
/// The steps of each device in a world over TCP.
const TCP_STEPS: usize = 60;

//! All automation of the house: build, run, test and measure, with nothing but Cargo to start from.
//! Invariant: every command says what is missing and how to get it; none needs a second tool to
//! begin.
#![expect(
    clippy::print_stdout,
    reason = "a command-line tool speaks on standard output"
)]

mod api;
mod apt;
mod browser;
mod budget;
mod build;
mod calibrate;
mod common;
mod crash;
mod deny;
mod figure;
mod figures;
mod fuzz;
mod long;
mod manifest;
mod pack;
mod repro;
mod screens;
mod shell;
mod sim;
mod split;
mod suite;
mod supply;
mod tidy;
mod vectors;
mod web;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Build, run, test and measure Holdfast.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Build the app and the binary, then serve on http://127.0.0.1:7117.
    Run(build::Run),
    /// Build the app into dist/ and the binary with the app inside.
    Build(build::Build),
    /// Build the app alone into dist/.
    Web(build::Build),
    /// Run every test there is and print a table of what ran.
    Test(suite::Test),
    /// The same as `test`, on a machine that has only the Rust toolchain, Node, Python and apt.
    Ci,
    /// Check the layers, the nevers and the sizes of the house.
    Tidy,
    /// Run the browser tests against a release build.
    E2e(suite::E2e),
    /// Measure again and write docs/figures.md.
    Figures(figures::Figures),
    /// Make the detector's calibration tables again from simulation; half a minute.
    Calibrate(calibrate::Calibrate),
    /// Build the release and measure its first visit and its start in Chromium.
    Budget(budget::Budget),
    /// Check bans, licences and sources with cargo-deny, building it first where it is missing;
    /// and advisories, from a copy of them.
    Deny(deny::Deny),
    /// Feed any bytes to everything that reads bytes; a crash is a failure.
    Fuzz(fuzz::Fuzz),
    /// Ask a running relay whatever its OpenAPI allows, with schemathesis (Python; installed below
    /// target/ when missing).
    Api(api::Api),
    /// Pack the common passwords that nobody may choose as a lock.
    Common(common::Common),
    /// Everything that takes long: worlds, kills, power cuts, fuzzing; writes docs/figures.md.
    Long(long::Long),
    /// Build twice in two folders and compare every byte that is shipped.
    Repro,
    /// Write the bill of materials into target/.
    Sbom,
    /// Walk the road on the release that is built and keep the pictures of the README.
    Screens,
    /// Live through simulated worlds; the last line is the figures.
    Sim(sim::Sim),
    /// Count the linked crates and check that each direct one has its reason.
    Supply,
    /// Make the pinned vectors anew and compare them with the committed ones.
    Vectors(vectors::Vectors),
}

fn main() -> Result<()> {
    match Cli::parse().verb {
        Verb::Run(run) => run.execute(),
        Verb::Build(build) => build.execute(),
        Verb::Web(build) => build.app(),
        Verb::Test(test) => test.execute(),
        Verb::Ci => suite::Test::ci().execute(),
        Verb::Tidy => tidy::execute(),
        Verb::Calibrate(calibrate) => calibrate.execute(),
        Verb::Budget(budget) => budget.execute(figures::keep),
        Verb::Deny(deny) => deny.execute(),
        Verb::Api(api) => api.execute(),
        Verb::Common(common) => common.execute(),
        Verb::E2e(e2e) => e2e.execute(),
        Verb::Figures(figures) => figures.execute(),
        Verb::Fuzz(fuzz) => fuzz.execute(),
        Verb::Long(long) => long.execute(),
        Verb::Repro => repro::execute(),
        Verb::Screens => screens::execute(),
        Verb::Sbom => supply::sbom(),
        Verb::Sim(sim) => sim.execute(),
        Verb::Supply => supply::check(),
        Verb::Vectors(vectors) => vectors.execute(),
    }
}

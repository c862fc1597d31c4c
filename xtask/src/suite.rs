//! `test`, `ci` and `e2e`: everything that can fail, in one order, with a table at the end.
//! Invariant: a step that could not run is shown as such and fails the whole, never passed over.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;

use crate::build::Build;
use crate::{api, browser, crash, shell, supply, tidy, web};

/// What to test.
#[derive(Args)]
pub(crate) struct Test {
    /// Only what needs no browser.
    #[arg(long)]
    no_browser: bool,
}

/// Which browser tests.
#[derive(Args)]
pub(crate) struct E2e {
    /// Test the binary and app that are there, without building.
    #[arg(long)]
    no_build: bool,
    /// Only files whose names contain this.
    only: Option<String>,
}

/// One line of the table.
struct Row {
    step: &'static str,
    outcome: Result<()>,
    took: Duration,
}

/// A named step of the suite.
type Step = (&'static str, fn() -> Result<()>);

const NATIVE: [Step; 9] = [
    ("tidy: layers, sizes, words", tidy::execute),
    ("supply chain: counts, reasons", supply::check),
    ("rustfmt", format),
    ("clippy, warnings denied", clippy),
    ("unit, property and story tests", nextest),
    ("worlds: faults in pairs, 28 attacks, seeds", worlds),
    (
        "kills and power cuts: 500 of each store",
        crash::each_change,
    ),
    ("the relay's description: schemathesis", api::each_change),
    ("examples in the docs", doctest),
];

const BROWSER: [Step; 2] = [
    ("release build of the app and the binary", release),
    ("browser tests", playwright),
];

impl Test {
    pub(crate) fn ci() -> Self {
        Self { no_browser: false }
    }

    pub(crate) fn execute(self) -> Result<()> {
        let browser = if self.no_browser {
            &[][..]
        } else {
            &BROWSER[..]
        };
        let rows: Vec<Row> = NATIVE.iter().chain(browser).map(perform).collect();
        report(&rows)
    }
}

impl E2e {
    pub(crate) fn execute(self) -> Result<()> {
        if !self.no_build {
            release()?;
        }
        node_tests(self.only.as_deref(), None)
    }
}

fn perform((step, work): &Step) -> Row {
    println!("\n=== {step}");
    let (outcome, took) = shell::timed(work);
    if let Err(error) = &outcome {
        println!("{error:#}");
    }
    Row {
        step,
        outcome,
        took,
    }
}

fn report(rows: &[Row]) -> Result<()> {
    println!("\n{:<42} {:>8}  outcome", "what ran", "seconds");
    for row in rows {
        let outcome = match &row.outcome {
            Ok(()) => "passed".to_owned(),
            Err(error) => format!("FAILED: {error:#}"),
        };
        println!(
            "{:<42} {:>8.1}  {outcome}",
            row.step,
            row.took.as_secs_f64()
        );
    }
    let failed = rows.iter().filter(|row| row.outcome.is_err()).count();
    println!("\n{} passed, {failed} failed", rows.len() - failed);
    if failed > 0 {
        bail!("{failed} of {} steps failed", rows.len());
    }
    Ok(())
}

fn format() -> Result<()> {
    shell::run(shell::cargo().args(["fmt", "--all", "--check"]))
}

/// Once for this machine with all tests, once for the browser: some code exists only there.
fn clippy() -> Result<()> {
    let denied = ["--", "--deny", "warnings"];
    let mut here = shell::cargo();
    here.args(["clippy", "--workspace", "--all-targets"]);
    shell::run(here.args(denied))?;
    web::ensure_target()?;
    let mut browser = shell::cargo();
    browser.args([
        "clippy",
        "--package",
        "holdfast-web",
        "--target",
        web::TARGET,
    ]);
    shell::run(browser.args(denied))
}

fn nextest() -> Result<()> {
    tests(
        &[
            "--workspace",
            "--exclude",
            "holdfast-sim",
            "--exclude",
            "holdfast-chaos",
        ],
        "dev",
    )
}

/// Worlds are lived through with real cryptography: unoptimised, they would take five times longer.
fn worlds() -> Result<()> {
    tests(&SIMULATIONS, "sim")
}

/// nextest where it is, plain `cargo test` where not: the same tests run.
fn tests(of: &[&str], profile: &str) -> Result<()> {
    let mut cargo = shell::cargo();
    if shell::exists("cargo-nextest", "--version") {
        cargo.args(["nextest", "run", "--no-fail-fast", "--cargo-profile"]);
    } else {
        let targets = ["--lib", "--bins", "--tests"];
        cargo.args(["test", "--no-fail-fast"]).args(targets);
        cargo.arg("--profile");
    }
    shell::run(cargo.arg(profile).args(of))
}

fn doctest() -> Result<()> {
    let mut dev = shell::cargo();
    dev.args(["test", "--doc", "--quiet", "--workspace"]);
    shell::run(dev.args(["--exclude", "holdfast-sim", "--exclude", "holdfast-chaos"]))?;
    let mut sim = shell::cargo();
    sim.args(["test", "--doc", "--quiet", "--profile", "sim"]);
    shell::run(sim.args(SIMULATIONS))
}

fn release() -> Result<()> {
    Build::RELEASE.execute()
}

fn playwright() -> Result<()> {
    node_tests(None, None)
}

/// What is built by the profile `sim`, and together, so that nothing is built twice.
const SIMULATIONS: [&str; 4] = ["--package", "holdfast-sim", "--package", "holdfast-chaos"];

/// The longest test that is waited for, in milliseconds.
const TEST_MS_MAX: u32 = 1_200_000;

/// Two files at a time, but this one alone at the end: what it measures is how soon words are kept.
const ALONE: &str = "e2e/kill.test.mjs";

/// Runs the browser tests of the files whose names contain `only`; puts pictures into a folder.
pub(crate) fn node_tests(only: Option<&str>, pictures: Option<&Path>) -> Result<()> {
    browser::node_packages()?;
    let mut together = Vec::new();
    for entry in std::fs::read_dir(shell::root().join("e2e"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.mjs") && only.is_none_or(|only| name.contains(only)) {
            together.push(format!("e2e/{name}"));
        }
    }
    together.sort();
    let alone: Vec<String> = together.extract_if(.., |file| file == ALONE).collect();
    [together, alone]
        .into_iter()
        .filter(|files| !files.is_empty())
        .try_for_each(|files| node(&files, pictures))
}

fn node(files: &[String], pictures: Option<&Path>) -> Result<()> {
    let mut node = shell::program("node");
    // A test that fails may leave a browser behind; it must not keep the suite from its end.
    node.args(["--test", "--test-concurrency=2", "--test-force-exit"]);
    node.arg(format!("--test-timeout={TEST_MS_MAX}"))
        .args(files);
    let binary = shell::root().join("target/release/holdfast");
    node.env("CHROMIUM", browser::chromium()?)
        .env("HOLDFAST_BIN", binary);
    if let Some(folder) = pictures {
        node.env("E2E_PICTURES", folder);
    }
    shell::run(&mut node)
}

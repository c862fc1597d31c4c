//! `deny`: bans, licences and sources with cargo-deny; advisories too, when a folder has them.
//! Invariant: nothing is fetched, and what was not checked is said.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::shell;

/// Where known weaknesses are told.
#[derive(Args)]
pub(crate) struct Deny {
    /// A copy of the RustSec database: a folder with `crates/` in it. Without one, advisories are
    /// not checked.
    #[arg(long, env = "HOLDFAST_ADVISORIES")]
    advisories: Option<PathBuf>,
}

/// The check of known weaknesses inside the suite: when a copy of them is there, and never by
/// fetching one.
pub(crate) fn known_weaknesses() -> Result<()> {
    match std::env::var_os("HOLDFAST_ADVISORIES") {
        Some(folder) => Deny {
            advisories: Some(folder.into()),
        }
        .execute(),
        None => {
            println!("advisories: SKIPPED; HOLDFAST_ADVISORIES names a folder with a copy of them");
            Ok(())
        }
    }
}

impl Deny {
    pub(crate) fn execute(self) -> Result<()> {
        let mut checks = vec!["bans", "licenses", "sources"];
        match &self.advisories {
            Some(folder) => {
                let snapshot = take_in(folder)?;
                println!(
                    "advisories: {} of them, the newest of {}",
                    snapshot.count, snapshot.newest
                );
                checks.push("advisories");
            }
            None => println!("advisories: not checked; --advisories FOLDER names a copy of them"),
        }
        let mut deny = shell::program(&program()?);
        shell::run(deny.args(["--offline", "check"]).args(checks))
    }
}

/// How much a snapshot knows.
#[derive(Debug, Default, PartialEq, Eq)]
struct Snapshot {
    count: usize,
    /// The day of its newest advisory.
    newest: String,
}

/// Copies a snapshot to where cargo-deny looks for the database that it would have fetched.
fn take_in(from: &Path) -> Result<Snapshot> {
    let to = shell::root().join("target/advisories").join(DATABASE);
    if to.exists() {
        fs::remove_dir_all(&to)?;
    }
    let mut snapshot = Snapshot::default();
    let crates = from.join("crates");
    let entries = fs::read_dir(&crates)
        .with_context(|| format!("{} is no copy of the advisories", from.display()))?;
    for folder in entries {
        let folder = folder?.path();
        let kept = to
            .join("crates")
            .join(folder.file_name().unwrap_or_default());
        fs::create_dir_all(&kept)?;
        for file in fs::read_dir(&folder)? {
            let file = file?.path();
            let text = fs::read_to_string(&file)?;
            snapshot.add(&text);
            fs::write(kept.join(file.file_name().unwrap_or_default()), text)?;
        }
    }
    ensure!(snapshot.count > 0, "{} holds no advisory", from.display());
    // cargo-deny takes the time of this file for that of the copy; how old it is, we say ourselves.
    fs::create_dir_all(to.join(".git"))?;
    fs::write(to.join(".git/FETCH_HEAD"), "")?;
    Ok(snapshot)
}

impl Snapshot {
    fn add(&mut self, advisory: &str) {
        let days = advisory
            .lines()
            .filter_map(|line| line.strip_prefix("date = "));
        let Some(day) = days.map(|day| day.trim_matches('"')).next() else {
            return;
        };
        self.count += 1;
        if *day > *self.newest {
            day.clone_into(&mut self.newest);
        }
    }
}

/// cargo-deny is built once into target/tools, unoptimised: it runs for seconds and its build is
/// what takes time.
fn program() -> Result<String> {
    let tools = shell::root().join("target/tools");
    let own = tools.join("bin/cargo-deny");
    if shell::exists("cargo-deny", "--version") {
        return Ok("cargo-deny".into());
    }
    if !own.exists() {
        let mut install = shell::cargo();
        install
            .args(["install", "cargo-deny", "--locked", "--quiet", "--debug"])
            .arg("--root")
            .arg(&tools);
        shell::run(&mut install).context("cargo-deny could not be installed")?;
    }
    Ok(own.to_string_lossy().into_owned())
}

/// The name that cargo-deny gives the folder of the database it knows.
const DATABASE: &str = "advisory-db-3157b0e258782691";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_day_of_a_snapshot_is_told() {
        let mut snapshot = Snapshot::default();
        for day in ["2024-05-01", "2026-01-31", "2025-12-24"] {
            snapshot.add(&format!("```toml\n[advisory]\ndate = \"{day}\"\n```\n"));
        }
        snapshot.add("no advisory");
        let newest = "2026-01-31".to_owned();
        assert_eq!(snapshot, Snapshot { count: 3, newest });
    }

    #[test]
    fn a_folder_without_advisories_is_no_snapshot() {
        assert!(take_in(Path::new("/nowhere")).is_err());
    }
}

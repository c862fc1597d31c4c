//! `fuzz`: bytes of any kind for everything that reads bytes, led on by the code that they reach.
//! Invariant: a crash, and a target that does not say what it did, fail the whole.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ScopedJoinHandle};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::figure::Figure;
use crate::{apt, shell};

/// How long, and which.
#[derive(Args)]
pub(crate) struct Fuzz {
    /// Seconds for each target.
    #[arg(long, default_value_t = SECONDS)]
    seconds: u64,
    /// As many inputs for each target in place of a time.
    #[arg(long, conflicts_with = "seconds")]
    inputs: Option<u64>,
    /// Only targets whose names contain this.
    only: Option<String>,
}

/// When a target has had enough.
#[derive(Clone, Copy)]
pub(crate) enum Enough {
    Seconds(u64),
    Inputs(u64),
}

impl Fuzz {
    pub(crate) fn execute(self) -> Result<()> {
        let enough = self
            .inputs
            .map_or(Enough::Seconds(self.seconds), Enough::Inputs);
        for figure in fuzz(enough, self.only.as_deref())? {
            println!("{:<24} {}", figure.name, figure.value);
        }
        Ok(())
    }
}

/// Builds the targets and runs them, as many at once as there are processors.
pub(crate) fn fuzz(enough: Enough, only: Option<&str>) -> Result<Vec<Figure>> {
    let mut names = targets()?;
    names.retain(|name| only.is_none_or(|only| name.contains(only)));
    if names.is_empty() {
        bail!(
            "no target has such a name: fuzz/fuzz_targets holds {:?}",
            targets()?
        );
    }
    let folder = build()?;
    let next = AtomicUsize::new(0);
    let worker = || -> Result<Vec<Figure>> {
        let mut figures = Vec::new();
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            figures.push(run(name, &folder, enough)?);
        }
        Ok(figures)
    };
    let at_once = thread::available_parallelism().map_or(1, usize::from);
    let done: Vec<Result<Vec<Figure>>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..at_once).map(|_| scope.spawn(worker)).collect();
        let ends = workers.into_iter().map(ScopedJoinHandle::join);
        ends.map(|end| end.unwrap_or_else(|_| bail!("a thread broke off")))
            .collect()
    });
    let mut figures = done.into_iter().collect::<Result<Vec<_>>>()?.concat();
    figures.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(figures)
}

fn targets() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(shell::root().join("fuzz/fuzz_targets"))? {
        let path = entry?.path();
        names.extend(
            path.file_stem()
                .map(|name| name.to_string_lossy().into_owned()),
        );
    }
    names.sort();
    Ok(names)
}

/// With the compiler that builds everything else: what libFuzzer needs of it are passes of LLVM,
/// and only the sanitizers, which find faults of unsafe code, would need a nightly one.
fn build() -> Result<PathBuf> {
    apt::ensure("c++", "g++", "the fuzzer is C++")?;
    let mut rustc = shell::program("rustc");
    let host = shell::output(rustc.args(["--print", "host-tuple"]))?;
    let host = host.trim();
    let folder = shell::root().join("target/fuzz");
    let mut cargo = shell::cargo();
    cargo
        .args(["build", "--quiet", "--release", "--bins", "--locked"])
        .args(["--manifest-path", "fuzz/Cargo.toml", "--target", host])
        .arg("--target-dir")
        .arg(&folder)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("RUSTFLAGS", COVERAGE.join(" "));
    shell::run(&mut cargo)?;
    Ok(folder.join(host).join("release"))
}

/// One target in a folder of its own, which keeps what it found, and the input of a crash.
fn run(name: &str, programs: &Path, enough: Enough) -> Result<Figure> {
    let found = shell::root().join("target/fuzz-found").join(name);
    fs::create_dir_all(&found)?;
    let (bound, said_as) = match enough {
        Enough::Seconds(count) => (
            format!("-max_total_time={count}"),
            format!("--seconds {count}"),
        ),
        Enough::Inputs(count) => (format!("-runs={count}"), format!("--inputs {count}")),
    };
    let mut target = shell::program(&programs.join(name).to_string_lossy());
    target
        .args([
            &bound,
            RSS_MAX,
            SLOWEST,
            "-print_final_stats=1",
            "-verbosity=0",
        ])
        .arg(format!("-artifact_prefix={}/crash-", found.display()))
        .args([&found, &shell::root().join("fuzz/corpus").join(name)]);
    let said = shell::heard(&mut target)
        .with_context(|| format!("fuzz target {name}; its input lies in {}", found.display()))?;
    let Some(count) = executions(&said) else {
        bail!("fuzz target {name} did not say what it did");
    };
    Ok(Figure {
        name: format!("fuzz target {name}"),
        value: format!("{count} inputs, 0 crashes"),
        command: format!("cargo xtask fuzz {said_as}"),
    })
}

fn executions(said: &str) -> Option<u64> {
    let mut counts = said
        .lines()
        .filter_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    counts.next()?.trim().parse().ok()
}

/// For each target.
const SECONDS: u64 = 60;
/// No target may take more, in MB.
const RSS_MAX: &str = "-rss_limit_mb=256";
/// No input may take longer, in seconds.
const SLOWEST: &str = "-timeout=30";

/// What libFuzzer must see of a program: the edges taken, and what was compared with what.
/// Assertions are on, as in a debug build.
const COVERAGE: [&str; 7] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cdebug-assertions",
    "-Ccodegen-units=4",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_of_a_fuzzer_is_read() {
        let said = "Done 7 runs\nstat::number_of_executed_units: 7\nstat::new_units_added: 1\n";
        assert_eq!(executions(said), Some(7));
        assert_eq!(executions("Done 7 runs\n"), None);
    }

    #[test]
    fn every_target_has_seeds() {
        for name in targets().unwrap() {
            let seeds = shell::root().join("fuzz/corpus").join(&name);
            let count = fs::read_dir(seeds).map_or(0, Iterator::count);
            assert!(count >= 3, "{name}: {count} seeds");
        }
    }
}

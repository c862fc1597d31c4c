//! Reproducible builds: the same sources in two folders give the same bytes.
//! Invariant: only what git tracks is built, so that nothing of this machine slips in.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::shell;

/// Files that must come out equal, from the root of a checkout.
const OUTPUTS: [&str; 3] = [
    "dist/app_bg.wasm",
    "dist/release.json",
    "target/release/holdfast",
];

/// Builds twice, in two folders with names of unequal length, and compares.
pub(crate) fn execute() -> Result<()> {
    let base = shell::root().join("target/repro");
    let folders = [base.join("one"), base.join("another-place")];
    let mut hashes = Vec::new();
    for folder in &folders {
        checkout(folder)?;
        let mut cargo = shell::cargo();
        cargo
            .current_dir(folder)
            .args(["xtask", "build", "--release"]);
        shell::run(&mut cargo)?;
        hashes.push(OUTPUTS.map(|file| hash(&folder.join(file))));
    }
    compare(&hashes)?;
    fs::remove_dir_all(&base).context("could not clear target/repro")
}

fn compare(hashes: &[[Result<String>; OUTPUTS.len()]]) -> Result<()> {
    let [one, another] = hashes else {
        bail!("two builds were asked for")
    };
    let mut different = 0;
    for (file, pair) in OUTPUTS.iter().zip(one.iter().zip(another)) {
        match pair {
            (Ok(a), Ok(b)) if a == b => println!("equal     {a}  {file}"),
            (Ok(a), Ok(b)) => {
                different += 1;
                println!("DIFFERENT {a}\n          {b}  {file}");
            }
            _ => bail!("{file} was not built"),
        }
    }
    if different > 0 {
        bail!("{different} files differ between two folders");
    }
    Ok(())
}

/// The committed tree, and nothing else.
fn checkout(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let mut git = shell::program("git");
    git.args(["clone", "--quiet", "--shared", "."]).arg(folder);
    shell::run(&mut git)
}

fn hash(file: &PathBuf) -> Result<String> {
    let bytes = fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
    Ok(Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(of: &str) -> [Result<String>; OUTPUTS.len()] {
        OUTPUTS.map(|_| Ok(of.to_owned()))
    }

    #[test]
    fn two_builds_that_differ_are_an_error() {
        assert!(compare(&[hashes("a"), hashes("a")]).is_ok());
        assert!(compare(&[hashes("a"), hashes("b")]).is_err());
    }
}

//! The pinned vectors: made anew and compared with those that are committed.
//! Invariant: a released vector is never overwritten; a changed format gets a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::shell;

/// Which version of the formats.
#[derive(Args)]
pub(crate) struct Vectors {
    /// The folder in `vectors/`.
    #[arg(long, default_value = "v1")]
    version: String,
    /// Write a version that is not there yet.
    #[arg(long)]
    write: bool,
}

impl Vectors {
    pub(crate) fn execute(self) -> Result<()> {
        let pinned = shell::root().join("vectors").join(&self.version);
        if self.write {
            if pinned.exists() {
                bail!(
                    "vectors/{} is released and stays as it is: name a new version",
                    self.version
                );
            }
            fs::create_dir_all(&pinned)?;
            return make(&pinned);
        }
        let fresh = shell::root().join("target/vectors").join(&self.version);
        fs::create_dir_all(&fresh)?;
        make(&fresh)?;
        let equal = compare(&fresh, &pinned)?;
        println!(
            "{equal} files of vectors/{} come out byte by byte",
            self.version
        );
        Ok(())
    }
}

fn make(folder: &Path) -> Result<()> {
    let mut cargo = shell::cargo();
    cargo.args(["run", "--quiet", "--package", "holdfast-crypto"]);
    cargo.args(["--features", "testing", "--example", "make_vectors", "--"]);
    shell::run(cargo.arg(folder))
}

/// How many files of `fresh` are equal to those of the same name in `pinned`.
///
/// # Errors
/// At the first that differs or is missing.
fn compare(fresh: &Path, pinned: &Path) -> Result<usize> {
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(fresh)? {
        files.push(entry?.path());
    }
    for made in &files {
        let name = made.file_name().context("a file without a name")?;
        let kept = pinned.join(name);
        let bytes = fs::read(&kept).with_context(|| format!("{} is missing", kept.display()))?;
        if bytes != fs::read(made)? {
            bail!(
                "{} is not what the code makes today: a released format has changed",
                kept.display()
            );
        }
    }
    if files.is_empty() {
        bail!("no vector was made");
    }
    Ok(files.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_missing_or_empty_set_is_noticed() {
        let (fresh, pinned) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        assert!(compare(fresh.path(), pinned.path()).is_err());
        fs::write(fresh.path().join("keys.json"), "one").unwrap();
        assert!(compare(fresh.path(), pinned.path()).is_err());
        fs::write(pinned.path().join("keys.json"), "one").unwrap();
        assert_eq!(compare(fresh.path(), pinned.path()).unwrap(), 1);
        fs::write(pinned.path().join("keys.json"), "two").unwrap();
        assert!(compare(fresh.path(), pinned.path()).is_err());
    }
}

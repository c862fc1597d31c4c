//! The C library that stands between a program and its files, compiled when it is first needed.
//!
//! Invariant: one compilation per run, in a folder that ends with it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

/// What shall fail, and how often.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fault {
    /// A write finds no room.
    Enospc,
    /// A write fails.
    EioWrite,
    /// A write takes only half, and there is no room for the rest.
    ShortWrite,
    /// A flush fails, and what it should have flushed is forgotten.
    EioFlush,
}

impl Fault {
    /// Each of them.
    pub const ALL: [Self; 4] = [
        Self::Enospc,
        Self::EioWrite,
        Self::ShortWrite,
        Self::EioFlush,
    ];

    /// Its name, as the shim and the reports call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enospc => "enospc",
            Self::EioWrite => "eio-write",
            Self::ShortWrite => "short-write",
            Self::EioFlush => "eio-flush",
        }
    }
}

pub(crate) struct Shim {
    folder: TempDir,
}

impl Shim {
    pub(crate) fn compile() -> Result<Self> {
        let folder = TempDir::new()?;
        let source = folder.path().join("shim.c");
        fs::write(&source, include_str!("../shim/shim.c"))?;
        let shim = Self { folder };
        let mut cc = Command::new("cc");
        cc.args(["-shared", "-fPIC", "-O2", "-pthread", "-o"])
            .arg(shim.file())
            .arg(source);
        let status = cc
            .status()
            .context("power cuts need a C compiler named cc")?;
        ensure!(status.success(), "the shim did not compile");
        Ok(shim)
    }

    /// Puts the shim before a command that works in `folder`.
    pub(crate) fn watch(&self, command: &mut Command, folder: &Path) {
        command
            .env("LD_PRELOAD", self.file())
            .env("HOLDFAST_CHAOS_FOLDER", folder);
    }

    /// Writes down what happens. Flushes are then believed and not done: the log is the disk.
    pub(crate) fn record(command: &mut Command, log: &Path) {
        command.env("HOLDFAST_CHAOS_LOG", log);
    }

    /// Lets one in `every` calls of that kind fail.
    pub(crate) fn disturb(command: &mut Command, fault: Fault, every: u64, seed: u64) {
        command.env("HOLDFAST_CHAOS_FAULT", fault.name());
        command.env("HOLDFAST_CHAOS_EVERY", every.to_string());
        command.env("HOLDFAST_CHAOS_SEED", seed.to_string());
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("shim.so")
    }
}

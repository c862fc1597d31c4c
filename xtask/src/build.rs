//! `build` and `run`: the app first, then the binary that carries it.
//! Invariant: the binary is never built before the app that it embeds.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use crate::shell;
use crate::web::{self, Profile};

/// What to build.
#[derive(Args, Clone)]
pub(crate) struct Build {
    /// Optimise, compress and embed.
    #[arg(long)]
    release: bool,
    /// The minisign signature of the `release.json` of these very sources, to be served beside it.
    #[arg(long, requires = "release")]
    signature: Option<PathBuf>,
}

/// How to serve.
#[derive(Args)]
pub(crate) struct Run {
    #[command(flatten)]
    build: Build,
    /// The address to serve on.
    #[arg(long, default_value = "127.0.0.1:7117")]
    listen: String,
    /// The database file; without it a file in the user's data folder.
    #[arg(long)]
    db: Option<String>,
}

impl Build {
    pub(crate) const RELEASE: Self = Self {
        release: true,
        signature: None,
    };

    fn profile(&self) -> Profile {
        if self.release {
            Profile::Release
        } else {
            Profile::Dev
        }
    }

    pub(crate) fn execute(self) -> Result<()> {
        self.app()?;
        shell::run(&mut self.binary("build"))
    }

    /// The app alone, with its signature beside it.
    pub(crate) fn app(&self) -> Result<()> {
        web::build(self.profile())?;
        if let Some(signature) = &self.signature {
            let served = shell::root().join("dist/release.json.minisig");
            fs::copy(signature, served)
                .with_context(|| format!("could not copy {}", signature.display()))?;
        }
        Ok(())
    }

    fn binary(&self, verb: &str) -> std::process::Command {
        let mut cargo = shell::cargo();
        cargo.args([verb, "--package", "holdfast"]);
        if self.release {
            cargo.arg("--release");
            cargo.args(shell::remapped_paths("build", true));
        }
        cargo
    }
}

impl Run {
    pub(crate) fn execute(self) -> Result<()> {
        self.build.app()?;
        let mut serve = self.build.binary("run");
        serve.args(["--", "serve", "--listen", &self.listen]);
        if let Some(db) = &self.db {
            serve.args(["--db", db]);
        }
        shell::run(&mut serve)
    }
}

//! `build` and `run`: the app first, then the binary that carries it.
//! Invariant: the binary is never built before the app that it embeds.

use anyhow::Result;
use clap::Args;

use crate::shell;
use crate::web::{self, Profile};

/// What to build.
#[derive(Args, Clone, Copy)]
pub(crate) struct Build {
    /// Optimise, compress and embed.
    #[arg(long)]
    release: bool,
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
    pub(crate) const RELEASE: Self = Self { release: true };

    pub(crate) fn profile(self) -> Profile {
        if self.release {
            Profile::Release
        } else {
            Profile::Dev
        }
    }

    pub(crate) fn execute(self) -> Result<()> {
        web::build(self.profile())?;
        shell::run(&mut self.binary("build"))
    }

    fn binary(self, verb: &str) -> std::process::Command {
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
        web::build(self.build.profile())?;
        let mut serve = self.build.binary("run");
        serve.args(["--", "serve", "--listen", &self.listen]);
        if let Some(db) = &self.db {
            serve.args(["--db", db]);
        }
        shell::run(&mut serve)
    }
}

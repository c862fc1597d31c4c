//! Programs that a fresh machine may lack: looked for, and fetched by apt where that is possible.
//! Invariant: what cannot be had is an error that says what for and how to get it.

use anyhow::{Context, Result};

use crate::shell;

/// Makes sure that a program can be started, by the package that brings it.
pub(crate) fn ensure(program: &str, package: &str, reason: &str) -> Result<()> {
    if shell::exists(program, "--version") {
        return Ok(());
    }
    install(package).with_context(|| {
        format!("{program} is missing ({reason}): install it (Debian: apt-get install {package})")
    })
}

/// Installs one package of Debian.
pub(crate) fn install(package: &str) -> Result<()> {
    println!("installing {package} by apt");
    shell::run(shell::program("apt-get").args(["update", "-qq"]))?;
    let mut apt = shell::program("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    apt.args(["install", "-y", "-qq", "--no-install-recommends", package]);
    shell::run(&mut apt)
}

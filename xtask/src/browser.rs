//! What the browser tests need: Node, Debian's Chromium, and two npm packages.
//! Invariant: what cannot be installed is named, with the command that would install it.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::{apt, shell};

/// Where Chromium is found, installing it by apt when that is possible.
pub(crate) fn chromium() -> Result<String> {
    if let Ok(path) = std::env::var("CHROMIUM") {
        return Ok(path);
    }
    for name in [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ] {
        if Path::new(name).exists() {
            return Ok(name.into());
        }
    }
    apt::install("chromium").context(
        "the browser tests need Chromium: install it (Debian: apt-get install chromium) or set \
         CHROMIUM to its path",
    )?;
    Ok("/usr/bin/chromium".into())
}

/// Installs the npm packages of `e2e/`, once.
pub(crate) fn node_packages() -> Result<()> {
    if !shell::exists("npm", "--version") {
        bail!("the browser tests need Node 20 or newer with npm: it is not on this machine");
    }
    let folder = shell::root().join("e2e");
    if folder.join("node_modules/playwright-core").exists()
        && folder.join("node_modules/axe-core").exists()
    {
        return Ok(());
    }
    let mut npm = shell::program("npm");
    npm.current_dir(&folder);
    npm.args([
        "install",
        "--silent",
        "--ignore-scripts",
        "--no-package-lock",
    ]);
    shell::run(&mut npm).context("npm could not install playwright-core and axe-core")
}

//! Where the database lies when nobody says so: in the data folder of the user.
//! The folder is made for this user alone.

use anyhow::{Context, Result};
use directories::ProjectDirs;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;

/// The usual file, in a folder that exists now.
pub(super) fn database() -> Result<PathBuf> {
    let folders = ProjectDirs::from("", "", "holdfast")
        .context("this user has no home folder: say where to keep the data by --db")?;
    let folder = folders.data_dir();
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("could not make the folder {}", folder.display()))?;
    Ok(folder.join("relay.sqlite"))
}

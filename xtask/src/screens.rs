//! The pictures of the README: taken by the browser test of the whole road, never by hand.
//! Invariant: a picture that the test did not take is missed, and nothing is replaced by halves.

use std::fs;

use anyhow::{Context, Result};

use crate::{shell, suite};

const SCREENS: &str = "docs/screens";

/// What the test calls a picture, and what the README calls it.
const SHOWN: [(&str, &str); 7] = [
    ("1-first-day", "first"),
    ("2-write-night", "write"),
    ("9-question-day", "question"),
    ("14-preview-day", "preview"),
    ("20-two-views-night", "two-views"),
    ("23-line-day", "line"),
    ("24-desk-day", "desk"),
];

/// Walks the road on the release that is built, and keeps the pictures.
pub(crate) fn execute() -> Result<()> {
    let taken = shell::root().join("target/screens");
    let _gone = fs::remove_dir_all(&taken);
    suite::node_tests(Some("story"), Some(&taken))?;
    let pictures = SHOWN.iter().map(|(test, name)| {
        let file = taken.join(format!("{test}.png"));
        let bytes = fs::read(&file).with_context(|| format!("{} was not taken", file.display()))?;
        Ok((name, bytes))
    });
    let pictures = pictures.collect::<Result<Vec<_>>>()?;
    let folder = shell::root().join(SCREENS);
    fs::create_dir_all(&folder)?;
    for (name, bytes) in pictures {
        fs::write(folder.join(format!("{name}.png")), bytes)?;
    }
    println!("written: {SCREENS}");
    Ok(())
}

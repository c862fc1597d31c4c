//! The rules of the house that no compiler knows, each with the reason it exists.
//! Invariant: every finding names a file, a line and what to do.

mod circles;
mod evidence;
mod layers;
mod load;
mod promises;
pub(crate) mod properties;
mod released;
mod source;
mod texts;

use std::fmt;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::shell;

/// One broken rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) file: PathBuf,
    pub(crate) line: usize,
    pub(crate) what: String,
}

impl Finding {
    pub(crate) fn new(file: impl Into<PathBuf>, line: usize, what: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line,
            what: what.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line, self.what)
    }
}

/// Checks everything; an error when anything is found.
pub(crate) fn execute() -> Result<()> {
    let root = shell::root();
    let files = source::read_workspace(&root)?;
    let mut findings = Vec::new();
    findings.extend(layers::check(&root)?);
    findings.extend(files.iter().flat_map(source::check));
    findings.extend(files.iter().flat_map(load::check));
    findings.extend(circles::check(&files));
    findings.extend(texts::check(&root)?);
    findings.extend(evidence::check(&root, &files)?);
    findings.extend(promises::check(&root)?);
    findings.extend(properties::check(&files));
    findings.extend(released::check(&root)?);
    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        let properties = properties::count(&files);
        println!(
            "tidy: {} source files, {properties} properties, nothing to mend",
            files.len()
        );
        return Ok(());
    }
    bail!("tidy: {} findings", findings.len())
}

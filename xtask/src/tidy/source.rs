//! Rules on Rust files: a head that says what the file is for, and a length that can be read.
//! Invariant: the numbers are those of the architecture document.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::Finding;
use crate::pack;

const FILE_LINES_MAX: usize = 500;
const LINE_COLUMNS_MAX: usize = 100;

/// A Rust file of the workspace.
pub(super) struct Source {
    /// From the root of the workspace.
    pub(super) path: PathBuf,
    pub(super) text: String,
}

impl Source {
    /// The text above the inline tests.
    pub(super) fn production(&self) -> &str {
        self.text
            .split_once("#[cfg(test)]\nmod ")
            .map_or(self.text.as_str(), |(above, _)| above)
    }

    pub(super) fn is_test(&self) -> bool {
        let name = self.path.to_string_lossy();
        name.ends_with("tests.rs") || name.contains("/tests/") || name.contains("/benches/")
    }
}

/// Every Rust file that we wrote.
pub(super) fn read_workspace(root: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for folder in ["crates", "xtask"] {
        for file in pack::files(&root.join(folder))? {
            let generated = file.components().any(|c| c.as_os_str() == "target");
            if generated || file.extension().is_none_or(|e| e != "rs") {
                continue;
            }
            let text = fs::read_to_string(&file)?;
            sources.push(Source {
                path: file.strip_prefix(root)?.to_path_buf(),
                text,
            });
        }
    }
    Ok(sources)
}

/// What is wrong with one file.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut found = |line: usize, what: String| {
        findings.push(Finding::new(&source.path, line, what));
    };
    let lines = source.text.lines().count();
    if lines > FILE_LINES_MAX {
        found(
            lines,
            format!("{lines} lines: split it, {FILE_LINES_MAX} is the most"),
        );
    }
    if !head(&source.text).is_some_and(|line| line.starts_with("//!")) {
        found(
            1,
            "say in `//!` what this file is for and what always holds".into(),
        );
    }
    for (number, line) in source.text.lines().enumerate() {
        let columns = line.chars().count();
        if columns > LINE_COLUMNS_MAX && !line.contains('"') && !source.is_test() {
            found(
                number + 1,
                format!("{columns} columns: {LINE_COLUMNS_MAX} is the most"),
            );
        }
        for (banned, why) in BANNED {
            if line.contains(banned) && !source.is_test() && !source.path.starts_with("xtask") {
                found(number + 1, format!("{banned}: {why}"));
            }
        }
    }
    findings
}

/// The first line that is not an attribute of the whole file.
fn head(text: &str) -> Option<&str> {
    text.lines()
        .find(|line| !line.starts_with("#![") && !line.is_empty())
}

/// Words of code that no production file holds.
const BANNED: [(&str, &str); 6] = [
    (
        "inner_html",
        "user text in HTML is how a safe place is lost; write nodes",
    ),
    ("#[ignore", "a test that does not run says nothing"),
    ("#[should_panic", "assert on the error instead"),
    (
        "todo!(",
        "finish it, or say in the note that it is not done",
    ),
    (
        "localStorage",
        "nothing of hers may lie where it is not encrypted",
    ),
    ("TODO", "finish it, or say in the note that it is not done"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str) -> Vec<String> {
        let source = Source {
            path: path.into(),
            text: text.into(),
        };
        super::check(&source).into_iter().map(|f| f.what).collect()
    }

    #[test]
    fn a_file_at_the_limit_passes_and_one_past_it_does_not() {
        let text = |lines: usize| format!("//! Purpose.\n{}", "\n".repeat(lines - 1));
        assert_eq!(check("crates/a.rs", &text(FILE_LINES_MAX)).len(), 0);
        assert_eq!(check("crates/a.rs", &text(FILE_LINES_MAX + 1)).len(), 1);
    }

    #[test]
    fn a_file_without_a_purpose_is_found() {
        assert!(check("crates/a.rs", "use std::fs;\n")[0].contains("//!"));
        assert_eq!(check("crates/a.rs", "#![cfg(x)]\n//! Purpose.\n").len(), 0);
    }

    #[test]
    fn html_from_text_is_found() {
        assert!(check("crates/a.rs", "//! P.\nfn f() { x.inner_html(y) }\n")[0].contains("HTML"));
    }
}

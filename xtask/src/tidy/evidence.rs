//! The tables of evidence (THREATS.md, docs/safety): every test that they name is there to be run.
//! Invariant: a cell under "test" is never empty, and each name in it is a test, a file or a
//! command.

mod asvs;
mod page;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::CommandFactory;

use super::Finding;
use super::source::Source;
use crate::pack;
use page::Row;

/// The heading of the columns that are checked.
const HEADING: &str = "test";

/// Finds names without a test behind them, and counts that are not true.
pub(super) fn check(root: &Path, files: &[Source]) -> Result<Vec<Finding>> {
    let known = Known::read(root, files)?;
    let mut findings = Vec::new();
    for page in pages(root)? {
        let text = fs::read_to_string(root.join(&page))?;
        let rows = page::rows(&text);
        let mut found = |line: usize, what: String| findings.push(Finding::new(&page, line, what));
        for row in &rows {
            for what in known.faults(row) {
                found(row.line, what);
            }
        }
        if page.ends_with(asvs::PAGE) {
            for (line, what) in asvs::faults(&rows) {
                found(line, what);
            }
        }
    }
    Ok(findings)
}

/// The pages, from the root of the workspace.
fn pages(root: &Path) -> Result<Vec<PathBuf>> {
    let mut pages = vec![PathBuf::from("THREATS.md")];
    for file in pack::files(&root.join("docs/safety"))? {
        if file.extension().is_some_and(|ending| ending == "md") {
            pages.push(file.strip_prefix(root)?.to_path_buf());
        }
    }
    Ok(pages)
}

/// Everything that a table may name.
struct Known {
    root: PathBuf,
    functions: BTreeSet<String>,
    titles: BTreeSet<String>,
    commands: BTreeSet<String>,
}

impl Known {
    fn read(root: &Path, files: &[Source]) -> Result<Self> {
        let functions = files.iter().flat_map(|file| functions(tests(file)));
        let mut titles = BTreeSet::new();
        for file in pack::files(&root.join("e2e"))? {
            let name = file.to_string_lossy();
            if name.ends_with(".test.mjs") && !name.contains("node_modules") {
                titles.extend(fs::read_to_string(&file)?.lines().filter_map(title));
            }
        }
        let commands = crate::Cli::command();
        let commands = commands.get_subcommands();
        Ok(Self {
            root: root.to_path_buf(),
            functions: functions.collect(),
            titles,
            commands: commands.map(|verb| verb.get_name().to_owned()).collect(),
        })
    }

    /// What is wrong with a row.
    fn faults(&self, row: &Row<'_>) -> Vec<String> {
        if row.cells.len() != row.head.len() {
            return vec!["this row has more or fewer cells than its table".into()];
        }
        let Some(cell) = row.cell(HEADING) else {
            return Vec::new();
        };
        if cell.is_empty() {
            return vec!["say which test holds this, or that none does".into()];
        }
        page::names(cell)
            .filter(|name| !self.has(name))
            .map(|name| format!("`{name}` is no test, no file and no command of this repository"))
            .collect()
    }

    fn has(&self, name: &str) -> bool {
        let function = name.rsplit("::").next().unwrap_or(name);
        let command = name
            .strip_prefix("cargo xtask ")
            .and_then(|words| words.split(' ').next());
        self.functions.contains(function)
            || self.titles.contains(name)
            || command.is_some_and(|verb| self.commands.contains(verb))
            || (name.contains(['/', '.']) && self.root.join(name).exists())
    }
}

/// The part of a file that holds tests: all of it where its place says so, else from the first.
fn tests(file: &Source) -> &str {
    let place = file.path.to_string_lossy();
    if place.contains("test") || place.contains("conformance") {
        return &file.text;
    }
    let first = MARKS.iter().filter_map(|mark| file.text.find(mark)).min();
    first
        .and_then(|first| file.text.get(first..))
        .unwrap_or_default()
}

/// Where tests begin.
const MARKS: [&str; 3] = ["#[cfg(test)]", "#[test]", "#[tokio::test"];

/// The names of the functions in a text.
fn functions(text: &str) -> impl Iterator<Item = String> {
    text.lines().filter_map(|line| {
        let (before, after) = line.split_once("fn ")?;
        let is_declared = before
            .split_whitespace()
            .all(|word| MODIFIERS.contains(&word));
        let end = after.find(|letter: char| !letter.is_alphanumeric() && letter != '_')?;
        let (name, rest) = after.split_at_checked(end)?;
        (is_declared && rest.starts_with(['(', '<'])).then(|| name.to_owned())
    })
}

const MODIFIERS: [&str; 4] = ["pub", "pub(crate)", "pub(super)", "async"];

/// The title of a browser test that begins on this line, as it is written there.
fn title(line: &str) -> Option<String> {
    let (before, after) = line.split_once("test(")?;
    if !before.trim_end_matches("await t.").trim().is_empty() {
        return None;
    }
    let quote = after
        .chars()
        .next()
        .filter(|first| "'\"`".contains(*first))?;
    let (text, _) = after.strip_prefix(quote)?.split_once(quote)?;
    Some(text.to_owned())
}

#[cfg(test)]
mod tests;

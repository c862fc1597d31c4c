//! The properties of the house: statements that are tried with hundreds of drawn cases each.
//! Invariant: a property is a test inside a block of `proptest!` or `prop_state_machine!`.

use std::path::Path;

use anyhow::Result;

use super::Finding;
use super::source::{Source, read_workspace};

/// Finds too few properties, and those that too few cases are drawn for without a word why.
pub(super) fn check(files: &[Source]) -> Vec<Finding> {
    let mut findings: Vec<_> = files.iter().flat_map(unreasoned).collect();
    let found = count(files);
    if found < PROPERTIES_MIN {
        let what = format!("{found} properties, and {PROPERTIES_MIN} are promised");
        findings.push(Finding::new("crates", 1, what));
    }
    findings
}

/// The names of all properties of the workspace at `root`, crate by crate.
pub(crate) fn of_workspace(root: &Path) -> Result<Vec<(String, String)>> {
    let files = read_workspace(root)?;
    let names = files.iter().flat_map(|file| {
        let mut folders = file.path.iter().skip(1).map(|name| name.to_string_lossy());
        let owner = folders.next().unwrap_or_default().into_owned();
        let of = move |name| (owner.clone(), name);
        names(&file.text).into_iter().map(of)
    });
    Ok(names.collect())
}

/// How many there are.
pub(super) fn count(files: &[Source]) -> usize {
    files.iter().map(|file| names(&file.text).len()).sum()
}

fn names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut end: Option<String> = None;
    let mut is_test = false;
    for line in text.lines() {
        if let Some(close) = &end {
            if line == close {
                end = None;
            }
            match line.trim_start().strip_prefix("fn ") {
                Some(rest) if is_test => {
                    names.extend(rest.split('(').next().map(str::to_owned));
                    is_test = false;
                }
                _ => is_test |= line.trim() == "#[test]",
            }
        } else {
            end = opened(line);
        }
    }
    names
}

/// The line that will close the block of properties that this one opens.
fn opened(line: &str) -> Option<String> {
    let begin = line.trim_start();
    let is_block = BLOCKS.contains(&begin);
    let indent = line.len() - begin.len();
    is_block.then(|| format!("{:indent$}}}", ""))
}

/// Counts of cases below the usual one, without a comment before them. A fixed count also beats
/// the count that a long run asks for.
fn unreasoned(file: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut before = "";
    for (line, at) in file.text.lines().zip(1..) {
        let count = line.split("with_cases(").nth(1);
        let count = count.and_then(|rest| rest.split(')').next()?.replace('_', "").parse().ok());
        let is_few = count.is_some_and(|count: u32| count < CASES);
        if is_few && !before.trim_start().starts_with("//") {
            let what = format!("fewer than {CASES} cases: say why in the line before");
            findings.push(Finding::new(&file.path, at, what));
        }
        before = line;
    }
    findings
}

/// So many are promised; more stand.
const PROPERTIES_MIN: usize = 60;
/// The cases of each property, where nothing else is said.
const CASES: u32 = 256;
const BLOCKS: [&str; 2] = ["proptest! {", "prop_state_machine! {"];

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    const TEXT: &str = "
        #[test]
        fn no_property() {}

        proptest! {
            #[test]
            fn one(a in 0..3) {
                fn inner() {}
            }

            /// Said.
            #[test]
            #[cfg(unix)]
            fn two(a in 0..3) {}
        }

        fn helper() {}
        prop_state_machine! {
            #[test]
            fn three(sequential 1..50 => Memory);
        }
    ";

    #[test]
    fn only_tests_inside_of_a_block_are_properties() {
        assert_eq!(names(TEXT), ["one", "two", "three"]);
    }

    #[test]
    fn few_cases_want_a_reason() {
        let found = |before: &str, cases: &str| {
            let path = PathBuf::from("a.rs");
            let text = format!("{before}\nProptestConfig::{}({cases})", "with_cases");
            unreasoned(&Source { path, text }).len()
        };
        assert_eq!(found("proptest! {", "48"), 1);
        assert_eq!(found("// real keys", "48"), 0);
        assert_eq!(found("proptest! {", "10_000"), 0);
    }
}

//! Rules on everything that is written down: no foreign hosts, one wasm-bindgen, codes in the list.
//! Invariant: only files that git tracks are read.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Finding;
use crate::shell;

/// Endings of the files that are read.
const TEXTS: [&str; 11] = [
    "rs",
    "toml",
    "md",
    "js",
    "mjs",
    "css",
    "html",
    "json",
    "yml",
    "sh",
    "webmanifest",
];

/// Finds what may not be written.
pub(super) fn check(root: &Path) -> Result<Vec<Finding>> {
    let tracked = shell::output(shell::program("git").args(["ls-files"]))?;
    let errors = fs::read_to_string(root.join("docs/errors.md")).unwrap_or_default();
    let mut findings = Vec::new();
    for name in tracked.lines() {
        let path = Path::new(name);
        let ending = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        if !TEXTS.contains(&ending) || name.starts_with("xtask/src/tidy") {
            continue;
        }
        let Ok(text) = fs::read_to_string(root.join(path)) else {
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            for what in hosts(line) {
                findings.push(Finding::new(path, number + 1, what));
            }
            if ending == "rs" && !is_test(&text, name, number) {
                for code in codes(line).filter(|code| !errors.contains(code)) {
                    let what = format!("{code} is not listed in docs/errors.md");
                    findings.push(Finding::new(path, number + 1, what));
                }
            }
        }
    }
    findings.extend(bindgen(root)?);
    Ok(findings)
}

/// Tests may use codes of no real error.
fn is_test(text: &str, name: &str, number: usize) -> bool {
    let first = text
        .lines()
        .position(|line| line.starts_with("#[cfg(test)]"));
    name.contains("test") || first.is_some_and(|first| number >= first)
}

/// Registries are reached by their clients, by package name; their hosts are named nowhere.
fn hosts(line: &str) -> Vec<String> {
    const REGISTRIES: [&str; 5] = [
        "crates.io",
        "registry.npmjs",
        "pypi.org",
        "deb.debian",
        "files.pythonhosted",
    ];
    REGISTRIES
        .iter()
        .filter(|host| line.contains(*host))
        .map(|host| format!("{host}: name no registry host, only packages"))
        .collect()
}

/// Stable error codes such as `HF-SYNC-03` in a line of code.
fn codes(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("\"HF-").filter_map(|(at, _)| {
        let code = line.get(at + 1..)?.split('"').next()?;
        let last = code.rsplit('-').next()?;
        (last.len() == 2 && last.chars().all(|c| c.is_ascii_digit())).then_some(code)
    })
}

/// The library that makes the glue must be of the version that the app was compiled with.
fn bindgen(root: &Path) -> Result<Vec<Finding>> {
    let lock = fs::read_to_string(root.join("Cargo.lock")).context("no Cargo.lock")?;
    let version = |package: &str| {
        let (_, rest) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
        rest.split('"').next()
    };
    let (app, tool) = (version("wasm-bindgen"), version("wasm-bindgen-cli-support"));
    if app.is_some() && app != tool {
        let what = format!("wasm-bindgen {app:?} but wasm-bindgen-cli-support {tool:?}");
        return Ok(vec![Finding::new("Cargo.lock", 1, what)]);
    }
    Ok(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_host_is_found() {
        assert_eq!(hosts("source = \"https://crates.io/x\"").len(), 1);
        assert_eq!(hosts("from the Rust registry").len(), 0);
    }

    #[test]
    fn codes_are_read_out_of_a_line() {
        let line = r#"Self::Gap => "HF-SYNC-03", Self::Fork => "HF-SYNC-04", _ => "HF-SYNC-NN""#;
        assert_eq!(
            codes(line).collect::<Vec<_>>(),
            ["HF-SYNC-03", "HF-SYNC-04"]
        );
    }
}

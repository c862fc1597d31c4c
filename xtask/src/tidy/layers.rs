//! Floors: a crate sees only lower floors, and some pairs may never meet (document "nevers").
//! Invariant: the table below names every crate; a crate without a floor is a finding.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Finding;
use crate::shell;

/// Each crate and its floor. Higher floors stand on lower ones.
const FLOORS: [(&str, u8); 16] = [
    ("holdfast-order", 0),
    ("holdfast-model", 1),
    ("holdfast-detect", 1),
    ("holdfast-wire", 1),
    ("holdfast-crypto", 2),
    ("holdfast-store", 2),
    ("holdfast-relay", 2),
    ("holdfast-lab", 2),
    ("holdfast-sync", 3),
    ("holdfast-client", 4),
    ("holdfast-web", 5),
    ("holdfast-sim", 5),
    ("holdfast-chaos", 5),
    ("holdfast-trials", 5),
    ("holdfast", 5),
    ("xtask", 6),
];

/// Who may never see whom, with the reason.
const NEVERS: [(&str, &[&str], &str); 6] = [
    (
        "holdfast-relay",
        &[
            "holdfast-model",
            "holdfast-crypto",
            "holdfast-sync",
            "holdfast-detect",
            "holdfast-store",
        ],
        "the relay is blind: it must not be able to name what it keeps",
    ),
    (
        "holdfast-store",
        &["holdfast-crypto", "holdfast-model"],
        "a store holds ciphertext and cannot open it",
    ),
    (
        "holdfast-detect",
        &["holdfast-model", "holdfast-wire"],
        "the detector is pure mathematics and stands alone",
    ),
    (
        "holdfast-model",
        &["holdfast-wire", "holdfast-crypto"],
        "what is said is not how it travels",
    ),
    (
        "holdfast-sync",
        &["holdfast-model"],
        "the replica moves records that it cannot read",
    ),
    (
        "holdfast-lab",
        &["holdfast-model", "holdfast-wire"],
        "the laboratory reads numbers only",
    ),
];

/// Checks the real dependency graph of the workspace.
pub(super) fn check(root: &Path) -> Result<Vec<Finding>> {
    let mut cargo = shell::cargo();
    let json = shell::output(cargo.args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let graph = graph(&serde_json::from_str(&json)?)?;
    let manifest = |name: &str| match name {
        "xtask" => root.join("xtask/Cargo.toml"),
        name => root.join("crates").join(name).join("Cargo.toml"),
    };
    let mut findings = Vec::new();
    for (name, sees) in &graph {
        for problem in problems(name, sees) {
            findings.push(Finding::new(manifest(name), 1, problem));
        }
    }
    Ok(findings)
}

/// What is wrong with one crate that sees these crates of ours.
fn problems(name: &str, sees: &[String]) -> Vec<String> {
    let Some(floor) = floor(name) else {
        return vec![format!(
            "{name} has no floor: give it one in xtask/src/tidy/layers.rs"
        )];
    };
    let mut found = Vec::new();
    for other in sees {
        if crate_is_not_below(other, floor) {
            found.push(format!(
                "{name} (floor {floor}) sees {other}, which is not below it"
            ));
        }
    }
    for (_, never, reason) in NEVERS.iter().filter(|(who, ..)| *who == name) {
        for other in sees.iter().filter(|other| never.contains(&other.as_str())) {
            found.push(format!("{name} never sees {other}: {reason}"));
        }
    }
    found
}

fn crate_is_not_below(other: &str, floor: u8) -> bool {
    super::layers::floor(other).is_none_or(|below| below >= floor)
}

fn floor(name: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, floor)| *floor)
}

/// Ours only, production dependencies only: tests may look upward (the relay's tests use a real
/// client).
fn graph(metadata: &Value) -> Result<BTreeMap<String, Vec<String>>> {
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata without packages")?;
    let mut graph = BTreeMap::new();
    for package in packages {
        let name = package["name"]
            .as_str()
            .context("a package without a name")?;
        let ours = package["dependencies"]
            .as_array()
            .context("a package without dependencies")?
            .iter()
            .filter(|d| d["kind"].as_str() != Some("dev") && d["path"].is_string())
            .filter_map(|d| d["name"].as_str().map(str::to_owned))
            .collect();
        graph.insert(name.to_owned(), ours);
    }
    Ok(graph)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, sees: &[&str]) -> Vec<String> {
        problems(
            name,
            &sees.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>(),
        )
    }

    #[test]
    fn a_relay_that_could_read_is_found() {
        assert_eq!(check("holdfast-relay", &["holdfast-model"]).len(), 1);
        assert_eq!(check("holdfast-relay", &["holdfast-wire"]).len(), 0);
    }

    #[test]
    fn an_arrow_upward_is_found() {
        assert!(check("holdfast-wire", &["holdfast-client"])[0].contains("not below"));
    }

    #[test]
    fn a_crate_without_a_floor_is_found() {
        assert!(check("holdfast-new", &[])[0].contains("no floor"));
    }
}

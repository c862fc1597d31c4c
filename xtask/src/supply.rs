//! The supply chain: how many crates of others are linked, why each direct one, and their list.
//! Invariant: every direct dependency has a reason in `docs/dependencies.md`, and no reason is
//! orphaned.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::{deny, shell};

/// The most crates, ours included, that may be linked into each thing that is shipped.
const GATES: [(&str, &str, Option<&str>, usize); 2] = [
    ("relay", "holdfast-relay", None, 160),
    ("app", "holdfast-web", Some("wasm32-unknown-unknown"), 200),
];

const REASONS: &str = "docs/dependencies.md";

/// Checks the counts and the reasons.
pub(crate) fn check() -> Result<()> {
    for (what, package, target, most) in GATES {
        let count = linked(package, target)?.len();
        println!("{what}: {count} crates linked, {most} are the most");
        if count > most {
            bail!("{what}: {count} crates, more than {most}: remove one, or write a decision");
        }
    }
    let written = written_reasons(&fs::read_to_string(shell::root().join(REASONS))?);
    let direct = direct()?;
    let missing: Vec<&String> = direct
        .iter()
        .filter(|name| !written.contains(*name))
        .collect();
    let orphaned: Vec<&String> = written
        .iter()
        .filter(|name| !direct.contains(*name))
        .collect();
    if !missing.is_empty() || !orphaned.is_empty() {
        bail!("{REASONS}: no reason for {missing:?}; no dependency for {orphaned:?}");
    }
    println!("{} direct dependencies, each with its reason", direct.len());
    deny::known_weaknesses()
}

/// Writes the bill of materials of everything in the lock file (CycloneDX 1.5).
pub(crate) fn sbom() -> Result<()> {
    let mut cargo = shell::cargo();
    let text = shell::output(cargo.args(["metadata", "--format-version", "1", "--locked"]))?;
    let metadata: Value = serde_json::from_str(&text)?;
    let bom = bill(&metadata)?;
    let file = shell::root().join("target/holdfast.cdx.json");
    fs::write(&file, serde_json::to_vec_pretty(&bom)?)?;
    println!("bill of materials: {}", file.display());
    Ok(())
}

fn bill(metadata: &Value) -> Result<Value> {
    let packages = packages(metadata)?;
    let components: Vec<Value> = packages
        .iter()
        .map(|package| {
            let (name, version) = (text(package, "name"), text(package, "version"));
            json!({
                "type": "library",
                "name": name,
                "version": version,
                "purl": format!("pkg:cargo/{name}@{version}"),
                "licenses": [{ "expression": text(package, "license") }],
            })
        })
        .collect();
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "components": components,
    }))
}

fn packages(metadata: &Value) -> Result<&Vec<Value>> {
    metadata["packages"]
        .as_array()
        .context("cargo metadata without packages")
}

fn text<'a>(package: &'a Value, field: &str) -> &'a str {
    package[field].as_str().unwrap_or("unknown")
}

/// All crates that end up in a build, by name and version.
fn linked(package: &str, target: Option<&str>) -> Result<BTreeSet<String>> {
    let mut cargo = shell::cargo();
    cargo.args([
        "tree",
        "--package",
        package,
        "--edges",
        "normal",
        "--prefix",
        "none",
    ]);
    cargo.args(["--format", "{p}"]);
    if let Some(target) = target {
        cargo.args(["--target", target]);
    }
    let tree = shell::output(&mut cargo)?;
    let first_two = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    Ok(tree
        .lines()
        .filter(|line| !line.is_empty())
        .map(first_two)
        .collect())
}

/// Every crate of others that one of ours names.
fn direct() -> Result<BTreeSet<String>> {
    let mut cargo = shell::cargo();
    let text = shell::output(cargo.args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&text)?;
    let mut names = BTreeMap::new();
    for package in packages(&metadata)? {
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            if let Some(name) = dependency["name"]
                .as_str()
                .filter(|_| dependency["path"].is_null())
            {
                names.insert(name.to_owned(), ());
            }
        }
    }
    Ok(names.into_keys().collect())
}

/// The first column of the table: a name in backticks.
fn written_reasons(page: &str) -> BTreeSet<String> {
    page.lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_read_out_of_the_table() {
        let page = "# D\n| crate | why |\n|---|---|\n| `csv` | tables |\n| `serde` | bytes |\n";
        assert_eq!(
            written_reasons(page).into_iter().collect::<Vec<_>>(),
            ["csv", "serde"]
        );
    }

    #[test]
    fn a_bill_names_each_package_with_its_licence() {
        let metadata =
            json!({ "packages": [{ "name": "a", "version": "1.0.0", "license": "MIT" }] });
        let bill = bill(&metadata).unwrap();
        assert_eq!(bill["components"][0]["purl"], "pkg:cargo/a@1.0.0");
        assert_eq!(bill["components"][0]["licenses"][0]["expression"], "MIT");
    }
}

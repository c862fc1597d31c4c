//! The properties that need no disk and no browser, each with as many cases as is asked for.
//! Invariant: a property that stands in the sources and did not run is a failure.

use anyhow::{Result, bail};

use crate::figure::Figure;
use crate::shell;
use crate::tidy::properties::of_workspace;

/// Tries each with so many cases.
pub(super) fn run(cases: u32) -> Result<Vec<Figure>> {
    if cases == 0 {
        return Ok(Vec::new());
    }
    let all = of_workspace(&shell::root())?.into_iter();
    let names: Vec<_> = all
        .filter(|(owner, _)| CHEAP.contains(&owner.as_str()))
        .map(|(_, name)| name)
        .collect();
    let mut cargo = shell::cargo();
    cargo.args(["test", "--profile", "sim", "--lib", "--tests"]);
    CHEAP.iter().for_each(|owner| {
        cargo.args(["--package", owner]);
    });
    cargo.arg("--").args(&names);
    let said = shell::output(cargo.env("PROPTEST_CASES", cases.to_string()))?;
    let held = said.lines().filter(|line| is_held(line, &names)).count();
    if held != names.len() {
        bail!("{held} properties held, and {} stand there", names.len());
    }
    Ok(vec![super::figure(
        "properties",
        &format!("{held}, each with {cases} cases"),
        &format!("PROPTEST_CASES={cases} cargo test --profile sim"),
    )])
}

/// Whether a line of the test harness says that one of them held.
fn is_held(line: &str, names: &[String]) -> bool {
    let test = line
        .strip_prefix("test ")
        .and_then(|rest| rest.strip_suffix(" ... ok"));
    let name = test.and_then(|path| path.rsplit("::").next());
    name.is_some_and(|name| names.iter().any(|one| one == name))
}

/// The crates whose properties touch nothing but memory; those of the stores and of the relay are
/// counted as sequences, and the detector's say their own number of cases.
const CHEAP: [&str; 5] = [
    "holdfast-crypto",
    "holdfast-model",
    "holdfast-order",
    "holdfast-sync",
    "holdfast-wire",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_property_that_held_counts() {
        let names = ["one_holds".to_owned()];
        assert!(is_held("test a::b::one_holds ... ok", &names));
        assert!(!is_held("test a::one_holds ... FAILED", &names));
        assert!(!is_held("test a::one_holds_too ... ok", &names));
    }
}

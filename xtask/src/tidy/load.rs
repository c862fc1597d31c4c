//! What a phone loads is small: the crates that travel to the browser keep away from what the
//! compiler copies anew for each type, and from machinery that one line pulls in.
//! Invariant: a place that may stand is in the list of exceptions, with its reason.

use super::Finding;
use super::source::Source;

/// What is wrong with one file.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let path = source.path.to_string_lossy();
    let travels = TRAVELLERS
        .iter()
        .any(|name| path.contains(&format!("/{name}/src/")));
    let stays = STAYS.iter().any(|part| path.contains(part));
    if !travels || stays || source.is_test() || EXCEPT.iter().any(|(file, _)| path.ends_with(file))
    {
        return Vec::new();
    }
    let lines = source.production().lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .filter_map(|(number, line)| {
            let (heavy, instead) = HEAVY.iter().find(|(heavy, _)| line.contains(heavy))?;
            let what = format!("{heavy}: {instead} (CONTRIBUTING, what a phone loads)");
            Some(Finding::new(&source.path, number + 1, what))
        })
        .collect()
}

/// The crates whose code is in the app.
const TRAVELLERS: [&str; 8] = [
    "holdfast-client",
    "holdfast-crypto",
    "holdfast-model",
    "holdfast-order",
    "holdfast-store",
    "holdfast-sync",
    "holdfast-web",
    "holdfast-wire",
];

/// Parts of these crates that are never in the app.
const STAYS: [&str; 5] = [
    "/testing",
    "/sqlite",
    "/memory.rs",
    "model_tests",
    "examples",
];

/// What costs kilobytes for each line, and what to write instead.
const HEAVY: [(&str, &str); 8] = [
    (
        "BTreeMap",
        "holdfast_order::Map, or a named exception where ten thousand keys come",
    ),
    (
        "BTreeSet",
        "holdfast_order::Set, or a named exception where ten thousand keys come",
    ),
    ("HashMap", "holdfast_order::Map"),
    (".sort_by(", "holdfast_order::sort_by"),
    (".sort_by_key(", "holdfast_order::sort_by_key"),
    (".sort_unstable", "holdfast_order::sort_by"),
    (
        "serde_json",
        "crate::json in the client, What::to_json in the model",
    ),
    (":.1}", "holdfast_model::scale::tenths"),
];

/// Files where one of them may stand.
const EXCEPT: [(&str, &str); 4] = [
    (
        "holdfast-model/src/ledger/fold.rs",
        "ten thousand topics, one kind of key",
    ),
    (
        "holdfast-sync/src/waiting.rs",
        "ten thousand envelopes by id",
    ),
    (
        "holdfast-sync/src/replica/state.rs",
        "ten thousand envelopes by id",
    ),
    (
        "holdfast-sync/src/replica/audit.rs",
        "ten thousand envelopes by id",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str) -> usize {
        let (path, text) = (path.into(), text.into());
        super::check(&Source { path, text }).len()
    }

    #[test]
    fn what_is_heavy_is_found_where_it_travels() {
        let heavy = "use std::collections::BTreeMap;\nlist.sort_by_key(|item| item.at);\n";
        assert_eq!(check("crates/holdfast-web/src/page/us.rs", heavy), 2);
        assert_eq!(check("crates/holdfast-lab/src/report.rs", heavy), 0);
        assert_eq!(check("crates/holdfast-store/src/sqlite/ops.rs", heavy), 0);
        assert_eq!(check("crates/holdfast-sync/src/waiting.rs", heavy), 0);
        assert_eq!(
            check("crates/holdfast-web/src/when.rs", "// no BTreeMap\n"),
            0
        );
        let tests = "fn a() {}\n#[cfg(test)]\nmod tests { use serde_json; }\n";
        assert_eq!(check("crates/holdfast-client/src/json.rs", tests), 0);
    }
}

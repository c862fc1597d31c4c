//! Files that import each other in a loop: the one knot that the field's best houses all have.
//! Invariant: only production code counts; tests may look anywhere in their crate.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Finding;
use super::source::Source;

/// A file of a crate by its module path, such as `pair::code`; the crate's root is the empty path.
type Modules<'a> = BTreeMap<Vec<String>, &'a Source>;

/// One finding for each loop.
pub(super) fn check(files: &[Source]) -> Vec<Finding> {
    let mut crates: BTreeMap<String, Modules<'_>> = BTreeMap::new();
    for source in files.iter().filter(|source| !source.is_test()) {
        if let Some((name, module)) = place(&source.path) {
            crates.entry(name).or_default().insert(module, source);
        }
    }
    crates.values().flat_map(loops).collect()
}

/// Which crate a file belongs to, and its module path there.
fn place(path: &Path) -> Option<(String, Vec<String>)> {
    let text = path.to_string_lossy();
    let (name, module) = text.split_once("/src/")?;
    let mut parts: Vec<String> = module
        .trim_end_matches(".rs")
        .split('/')
        .map(String::from)
        .collect();
    if parts
        .last()
        .is_some_and(|last| last == "lib" || last == "main")
    {
        parts.pop();
    }
    Some((name.to_owned(), parts))
}

fn loops(modules: &Modules<'_>) -> Vec<Finding> {
    let arrows: BTreeMap<&Vec<String>, BTreeSet<Vec<String>>> = modules
        .iter()
        .filter(|(module, _)| !module.is_empty())
        .map(|(module, source)| (module, imports(module, source.production(), modules)))
        .collect();
    let mut findings = Vec::new();
    for (from, source) in modules {
        for to in arrows.get(from).into_iter().flatten() {
            // Each loop is told once, at its first file in order of names.
            if from < to && reaches(to, from, &arrows) {
                let names = (from.join("::"), to.join("::"));
                let what = format!("{} and {} import each other in a loop", names.0, names.1);
                findings.push(Finding::new(&source.path, 1, what));
            }
        }
    }
    findings
}

fn reaches(
    from: &Vec<String>,
    goal: &Vec<String>,
    arrows: &BTreeMap<&Vec<String>, BTreeSet<Vec<String>>>,
) -> bool {
    let mut open = vec![from];
    let mut seen = BTreeSet::new();
    while let Some(next) = open.pop() {
        if next == goal {
            return true;
        }
        if seen.insert(next) {
            open.extend(arrows.get(next).into_iter().flatten());
        }
    }
    false
}

/// The modules of the same crate that a text names, without the crate's root (a list of names).
fn imports(module: &[String], text: &str, modules: &Modules<'_>) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    for line in text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
    {
        for (marker, base) in [
            ("crate::", &[][..]),
            ("super::", parent(module)),
            ("self::", module),
        ] {
            for (at, _) in line.match_indices(marker) {
                let rest = line.get(at + marker.len()..).unwrap_or_default();
                let preceded = line.get(..at).and_then(|before| before.chars().last());
                if preceded.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                    continue;
                }
                found.extend(targets(base, rest, modules));
            }
        }
    }
    found.remove(module);
    found.remove(&Vec::new());
    found
}

fn parent(module: &[String]) -> &[String] {
    module.split_last().map_or(&[], |(_, above)| above)
}

/// The longest modules that a path such as `pair::{code, words::Word}` can mean.
fn targets(base: &[String], rest: &str, modules: &Modules<'_>) -> Vec<Vec<String>> {
    let group = rest.split_once('{').filter(|(head, _)| is_path(head));
    let (head, tails) = match group {
        Some((head, tail)) => (head, tail.split('}').next().unwrap_or_default()),
        None => (rest, ""),
    };
    let mut start = base.to_vec();
    start.extend(segments(head));
    if group.is_none() {
        return longest(&start, modules).into_iter().collect();
    }
    tails
        .split(',')
        .filter_map(|tail| {
            let mut path = start.clone();
            path.extend(segments(tail.trim()));
            longest(&path, modules)
        })
        .collect()
}

fn is_path(head: &str) -> bool {
    head.chars()
        .all(|c| c.is_alphanumeric() || c == '_' || c == ':')
}

fn segments(path: &str) -> Vec<String> {
    let end = path.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    let path = end.and_then(|end| path.get(..end)).unwrap_or(path);
    path.split("::")
        .filter(|part| !part.is_empty())
        .map(String::from)
        .collect()
}

fn longest(path: &[String], modules: &Modules<'_>) -> Option<Vec<String>> {
    (1..=path.len())
        .rev()
        .map(|n| path.iter().take(n).cloned().collect())
        .find(|p| modules.contains_key(p))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<Source> = files
            .iter()
            .map(|(path, text)| Source {
                path: path.into(),
                text: (*text).into(),
            })
            .collect();
        super::check(&files).into_iter().map(|f| f.what).collect()
    }

    #[test]
    fn two_files_that_import_each_other_are_found_once() {
        let found = check(&[
            ("crates/a/src/x.rs", "use crate::y::Y;"),
            ("crates/a/src/y.rs", "use crate::x::{X, Z};"),
        ]);
        assert_eq!(found, ["x and y import each other in a loop"]);
    }

    #[test]
    fn a_longer_way_round_is_found() {
        let found = check(&[
            ("crates/a/src/x.rs", "use crate::y::Y;"),
            ("crates/a/src/y.rs", "use super::z::Z;"),
            ("crates/a/src/z.rs", "use crate::x::X;"),
        ]);
        assert!(!found.is_empty());
    }

    #[test]
    fn one_direction_is_fine_and_tests_do_not_count() {
        let found = check(&[
            ("crates/a/src/x.rs", "use crate::y::Y;"),
            (
                "crates/a/src/y.rs",
                "pub struct Y;\n#[cfg(test)]\nmod tests {\n use crate::x::X;\n}",
            ),
        ]);
        assert_eq!(found, Vec::<String>::new());
    }
}

//! The ratchet of formats: a vector of a released version is never changed, and never taken away.
//! Invariant: a line of the list that was committed once stands in it for ever.

use std::fs;
use std::path::Path;

use anyhow::Result;
use sha2::{Digest, Sha384};

use super::Finding;
use crate::shell;

/// Version, file and hash of every vector that counts.
const LIST: &str = "vectors/released.tsv";

/// Compares the list with the files, and with every list that was ever committed.
pub(super) fn check(root: &Path) -> Result<Vec<Finding>> {
    let list = fs::read_to_string(root.join(LIST))?;
    let mut findings = Vec::new();
    for (line, text) in (1..).zip(list.lines()) {
        if let Some(what) = fault(root, text) {
            findings.push(Finding::new(LIST, line, what));
        }
    }
    for entry in fs::read_dir(root.join("vectors"))? {
        let entry = entry?;
        let version = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() && !list.contains(&format!("\n{version}\t")) {
            let what = format!("vectors/{version} is not in the list: its vectors could change");
            findings.push(Finding::new(LIST, 1, what));
        }
    }
    for gone in gone(&list, &committed()?) {
        let what = format!("this line was committed and is gone: {gone}");
        findings.push(Finding::new(LIST, 1, what));
    }
    Ok(findings)
}

/// What is wrong with a line, if something is.
fn fault(root: &Path, line: &str) -> Option<String> {
    if line.starts_with('#') {
        return None;
    }
    let cells: Vec<&str> = line.split('\t').collect();
    let [version, file, hash] = cells.as_slice() else {
        return Some("this line is not: version, file, hash".into());
    };
    let Ok(bytes) = fs::read(root.join("vectors").join(version).join(file)) else {
        return Some(format!("vectors/{version}/{file} was released and is gone"));
    };
    let found: String = Sha384::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    (found != *hash).then(|| {
        format!("vectors/{version}/{file} was released and has changed: make a new version")
    })
}

/// Every list that was ever committed, one after the other; empty where there is no history.
fn committed() -> Result<String> {
    let mut log = shell::program("git");
    let log = shell::output(log.args(["log", "--format=%H", "--", LIST])).unwrap_or_default();
    let mut all = String::new();
    for commit in log.lines() {
        let mut show = shell::program("git");
        all += &shell::output(show.args(["show", &format!("{commit}:{LIST}")]))?;
    }
    Ok(all)
}

/// Lines of older lists that are not in this one.
fn gone<'a>(list: &str, committed: &'a str) -> Vec<&'a str> {
    let counts = |line: &&str| !line.starts_with('#') && !line.is_empty();
    let mut gone: Vec<&str> = committed
        .lines()
        .filter(counts)
        .filter(|line| !list.lines().any(|kept| kept == *line))
        .collect();
    gone.sort_unstable();
    gone.dedup();
    gone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_released_vector_that_was_changed_or_taken_away_is_found() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("vectors/v1");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("keys.json"), "one").unwrap();
        let hash: String = Sha384::digest(b"one")
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let line = format!("v1\tkeys.json\t{hash}");
        assert_eq!(fault(root.path(), &line), None);
        fs::write(folder.join("keys.json"), "two").unwrap();
        assert!(fault(root.path(), &line).unwrap().contains("has changed"));
        fs::remove_file(folder.join("keys.json")).unwrap();
        assert!(fault(root.path(), &line).unwrap().contains("is gone"));
    }

    #[test]
    fn a_line_that_was_committed_once_may_not_change() {
        let before = "# list\nv1\ta\t11\nv1\tb\t22\n";
        assert!(gone("v1\ta\t11\nv1\tb\t22\nv2\ta\t33\n", before).is_empty());
        assert_eq!(gone("v1\ta\t11\nv1\tb\t99\n", before), ["v1\tb\t22"]);
    }
}

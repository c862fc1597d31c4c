//! The release manifest: every file of the app with its SHA-384, and the service worker's copy of
//! it.
//! Invariant: the version is a function of the files alone, so that equal builds have equal
//! versions.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;
use sha2::{Digest, Sha384};

use crate::pack;

const WORKER: &str = "sw.js";
const FILE: &str = "release.json";
const FIRST_PART: &str = "/app_bg.wasm";

/// What a release consists of.
#[derive(Serialize)]
struct Manifest {
    schema: &'static str,
    version: String,
    /// Path from the root of the site, to hexadecimal SHA-384.
    files: BTreeMap<String, String>,
}

/// Fills the service worker's placeholders and writes `release.json`.
pub(crate) fn write(dist: &Path) -> Result<()> {
    let mut files = hashes(dist)?;
    let served: BTreeMap<&String, &String> = files
        .iter()
        .filter(|(path, _)| path.as_str() != "/sw.js")
        .collect();
    let version = version(&files);
    let worker = dist.join(WORKER);
    if worker.exists() {
        let text = fs::read_to_string(&worker)?
            .replace("__VERSION__", &version)
            .replace("__FILES__", &serde_json::to_string(&served)?)
            .replace("__LATER__", &serde_json::to_string(&later(&files))?);
        fs::write(&worker, &text)?;
        files.insert(format!("/{WORKER}"), hash(text.as_bytes()));
    }
    let manifest = Manifest {
        schema: "holdfast.release/1",
        version,
        files,
    };
    fs::write(dist.join(FILE), serde_json::to_vec_pretty(&manifest)?)?;
    Ok(())
}

/// What neither the first screens nor Hold need: parts of the app, a typeface, icons of the home
/// screen. The worker brings it once she has begun, or when it is asked for.
fn later(files: &BTreeMap<String, String>) -> Vec<&str> {
    let is_later = |path: &&str| {
        (path.ends_with(".wasm") && *path != FIRST_PART)
            || path.ends_with(".webmanifest")
            || path.starts_with("/fonts/literata")
            || path.starts_with("/icons/")
    };
    files.keys().map(String::as_str).filter(is_later).collect()
}

fn hashes(dist: &Path) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for file in pack::files(dist)? {
        let path = file.strip_prefix(dist).context("a file outside dist/")?;
        let path = format!("/{}", path.to_string_lossy().replace('\\', "/"));
        found.insert(path, hash(&fs::read(&file)?));
    }
    Ok(found)
}

fn version(files: &BTreeMap<String, String>) -> String {
    let mut all = String::new();
    for (path, hash) in files {
        all.push_str(path);
        all.push(' ');
        all.push_str(hash);
        all.push('\n');
    }
    hash(all.as_bytes()).chars().take(16).collect()
}

fn hash(bytes: &[u8]) -> String {
    Sha384::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dist(worker: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), "<p>hello</p>").unwrap();
        fs::write(folder.path().join(WORKER), worker).unwrap();
        write(folder.path()).unwrap();
        folder
    }

    #[test]
    fn the_worker_learns_every_file_but_itself_with_its_hash() {
        let folder = dist("const V = '__VERSION__', F = __FILES__;");
        let text = fs::read_to_string(folder.path().join(WORKER)).unwrap();
        let hash = hash(b"<p>hello</p>");
        let expect = format!(r#"F = {{"/index.html":"{hash}"}}"#);
        assert!(text.contains(&expect), "{text}");
        assert!(!text.contains("__VERSION__"));
    }

    #[test]
    fn equal_files_have_equal_versions_and_a_changed_file_another() {
        let read = |f: &tempfile::TempDir| fs::read_to_string(f.path().join(FILE)).unwrap();
        assert_eq!(read(&dist("a")), read(&dist("a")));
        assert_ne!(read(&dist("a")), read(&dist("b")));
    }
}

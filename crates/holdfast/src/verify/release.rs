//! The manifest of a release: which files it has, and the SHA-384 of each.
//! Only a manifest of the known schema is read; a path always begins with a slash.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use sha2::{Digest, Sha384};

/// The manifest's own place below the root of the site.
pub(super) const PATH: &str = "release.json";

const SCHEMA: &str = "holdfast.release/1";

/// A release, as its manifest tells it.
#[derive(Debug, Deserialize)]
pub(super) struct Release {
    schema: String,
    /// The first digits of a hash over all files.
    pub(super) version: String,
    /// Path from the root of the site, to lowercase hexadecimal SHA-384.
    pub(super) files: BTreeMap<String, String>,
}

impl Release {
    /// # Errors
    /// When the bytes are no manifest of schema `holdfast.release/1`, or one without files.
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let release: Self = serde_json::from_slice(bytes).context("the manifest is not read")?;
        ensure!(
            release.schema == SCHEMA,
            "its schema is {}, this version reads {SCHEMA}",
            release.schema
        );
        ensure!(!release.files.is_empty(), "it names no file");
        for path in release.files.keys() {
            ensure!(path.starts_with('/'), "the path {path} has no root");
        }
        Ok(release)
    }
}

/// SHA-384 (FIPS 180-4), in lowercase hexadecimal digits.
pub(super) fn hash(bytes: &[u8]) -> String {
    Sha384::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

//! `holdfast verify`: does a host serve the release, byte for byte?
//! Whoever serves an app can serve another one; this looks from a place that the host cannot know.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use minisign_verify::{PublicKey, Signature};

use crate::output::Voice;
use crate::serve::app;
use release::Release;
use site::{Answer, Site};

mod release;
mod site;

/// Compare what a host serves with a release from another place.
///
/// Every file is fetched twice, as a browser does and uncompressed, and its SHA-384 compared; the
/// start page must also carry the headers that keep everything else out. A host that answers you
/// honestly may still answer somebody else otherwise: run this from several places.
#[derive(Args)]
pub(crate) struct Verify {
    /// The address of the app, such as https://holdfast.example
    url: String,
    /// The release.json to compare with; without it, the app inside this binary.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// The minisign public key of the release; then the served signature must hold as well.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

/// At least one thing is not as in the release; each was told on standard output.
#[derive(Debug)]
pub(crate) struct Differs(usize);

impl std::fmt::Display for Differs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(count) = self;
        write!(
            f,
            "{count} differences: do not use this address until the host has explained them"
        )
    }
}

impl std::error::Error for Differs {}

impl Verify {
    pub(crate) fn run(self, voice: Voice) -> Result<()> {
        let release = self.release()?;
        let site = Site::new(&self.url)?;
        let mut differences = compare(&site, &release)?;
        if let Some(key) = &self.key {
            differences.extend(check_signature(&site, key)?);
        }
        for difference in &differences {
            say(difference);
        }
        if !differences.is_empty() {
            return Err(Differs(differences.len()).into());
        }
        if voice != Voice::Quiet {
            say(&self.praise(&release));
        }
        Ok(())
    }

    fn release(&self) -> Result<Release> {
        if let Some(file) = &self.manifest {
            let bytes = std::fs::read(file)
                .with_context(|| format!("{} cannot be read", file.display()))?;
            return Release::read(&bytes)
                .with_context(|| format!("{} is not a release manifest", file.display()));
        }
        let bytes = app::embedded(release::PATH)
            .context("this binary carries no app to compare with: give --manifest FILE")?;
        Release::read(&bytes)
    }

    fn praise(&self, release: &Release) -> String {
        let signed = match self.key {
            Some(_) => "signed by the given key",
            None => "signature not asked for",
        };
        format!(
            "as released: {} files of version {}, start page, headers; {signed}",
            release.files.len(),
            release.version
        )
    }
}

/// Every way in which the site is not the release, as sentences.
fn compare(site: &Site, release: &Release) -> Result<Vec<String>> {
    let mut differences = Vec::new();
    for (path, hash) in &release.files {
        for answer in [site.as_a_browser(path)?, site.uncompressed(path)?] {
            differences.extend(differs(path, &answer, hash));
        }
    }
    let start = site.as_a_browser("/")?;
    if let Some(hash) = release.files.get("/index.html") {
        differences.extend(differs("/", &start, hash));
    }
    for (name, value) in app::SAFE {
        if start.header(name.as_str()) != Some(value) {
            differences.push(format!("/ does not carry the header {name} as it should"));
        }
    }
    // The two ways of fetching usually fail alike: one sentence is enough.
    differences.dedup();
    Ok(differences)
}

fn differs(path: &str, answer: &Answer, hash: &str) -> Option<String> {
    match answer.status {
        200 if release::hash(&answer.body) == hash => None,
        200 => Some(format!("{path} is not the file of the release")),
        status => Some(format!("{path} is not served (status {status})")),
    }
}

fn check_signature(site: &Site, key: &str) -> Result<Option<String>> {
    let key = PublicKey::from_base64(key.trim()).map_err(|error| {
        anyhow::anyhow!("the key is not a minisign public key: {error}; it begins with RW")
    })?;
    let manifest = site.as_a_browser(&format!("/{}", release::PATH))?;
    let signature = site.as_a_browser(&format!("/{}.minisig", release::PATH))?;
    if manifest.status != 200 || signature.status != 200 {
        return Ok(Some("the host serves no signed manifest".into()));
    }
    let text = String::from_utf8_lossy(&signature.body);
    let holds = Signature::decode(&text)
        .and_then(|signature| key.verify(&manifest.body, &signature, false))
        .is_ok();
    Ok((!holds).then(|| "the signature of the manifest does not hold under this key".into()))
}

fn say(line: &str) {
    #[expect(
        clippy::print_stdout,
        reason = "the answer of a command goes to standard output"
    )]
    {
        println!("{line}");
    }
}

#[cfg(test)]
mod tests;

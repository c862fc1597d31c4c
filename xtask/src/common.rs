//! `common`: packs a ranked list of common passwords into the table that the client carries.
//! Invariant: the table holds hashes only, in ascending order, and is the same for the same list.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::Args;

use crate::shell;

/// What to pack.
#[derive(Args)]
pub(crate) struct Common {
    /// A JSON array of passwords, the most common first: `src/passwords.json` of the npm package
    /// `@zxcvbn-ts/language-common`.
    list: PathBuf,
}

impl Common {
    pub(crate) fn execute(self) -> Result<()> {
        let ranked: Vec<String> = serde_json::from_slice(&fs::read(self.list)?)?;
        let table = pack(&ranked);
        ensure!(
            table.len() == COUNT * 3,
            "{} phrases in place of {COUNT}",
            table.len() / 3
        );
        let file = shell::root().join("crates/holdfast-client/src/common.bin");
        fs::write(&file, table)?;
        println!("{COUNT} phrases: {}", file.display());
        Ok(())
    }
}

/// The first 24 bits of FNV-1a of each, in order; those that fall together are one.
fn pack(ranked: &[String]) -> Vec<u8> {
    let mut hashes = std::collections::BTreeSet::new();
    for phrase in ranked {
        if phrase.chars().count() >= CHARS_MIN && hashes.len() < COUNT {
            let mixed = phrase
                .bytes()
                .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
                });
            hashes.insert(mixed >> 40);
        }
    }
    let bytes = hashes.iter().map(|hash| hash.to_be_bytes());
    bytes.flat_map(|[.., a, b, c]| [a, b, c]).collect()
}

/// The shortest phrase that may be a lock, in characters.
const CHARS_MIN: usize = 8;
/// How many are packed.
const COUNT: usize = 5_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ones_are_left_out_and_the_order_is_that_of_the_hashes() {
        let ranked = ["short", "longenough", "password", "password"].map(str::to_owned);
        let table = pack(&ranked);
        assert_eq!(table.len(), 6);
        assert!(table[..3] < table[3..]);
        assert_eq!(pack(&ranked), table);
    }
}

//! Writes the English list of BIP-39 as one text, because a table of references to 2,048 words is
//! twice as large, and a phone loads it.
//! Invariant: the words stand in the order of the library's list, one space between two.

use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = env::var("OUT_DIR").map_err(io::Error::other)?;
    let words = bip39::Language::English.word_list().join(" ");
    fs::write(Path::new(&folder).join("words.txt"), words)
}

//! Builds the trials for the browser and packs them into `target/trials/`.
//!
//! Invariant: the folder holds exactly `index.html`, `trials.js` and `trials_bg.wasm`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let wasm = compile(&root)?;
    let to = root.join("target/trials");
    if to.exists() {
        fs::remove_dir_all(&to)?;
    }
    fs::create_dir_all(&to)?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .web(true)?
        .typescript(false)
        .out_name("trials");
    bindgen
        .generate(&to)
        .context("wasm-bindgen could not read the trials")?;
    fs::copy(
        root.join("crates/holdfast-trials/page/index.html"),
        to.join("index.html"),
    )?;
    Ok(())
}

/// Compiles the library for the browser, in a target folder that no other cargo waits for.
fn compile(root: &Path) -> Result<PathBuf> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let folder = root.join("target/web");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(root)
        .args(["build", "--quiet", "--lib", "--package", "holdfast-trials"]);
    cargo
        .args(["--target", TARGET, "--target-dir"])
        .arg(&folder);
    ensure!(
        cargo.status()?.success(),
        "the trials did not compile for {TARGET}"
    );
    Ok(folder.join(TARGET).join("debug/holdfast_trials.wasm"))
}

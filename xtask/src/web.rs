//! The app, from Rust to a folder of static files in `dist/`.
//! Invariant: `dist/` is replaced as a whole, and every file in it is named in its manifest.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{manifest, pack, shell, split};

/// What the browser runs.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How hard to build.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build, not compressed.
    Dev,
    /// Small and compressed, as it is shipped.
    Release,
}

/// Builds the app into `dist/`.
pub(crate) fn build(profile: Profile) -> Result<()> {
    let (done, took) = shell::timed(|| -> Result<()> {
        ensure_target()?;
        let wasm = compile("holdfast-web", profile)?;
        let dist = fresh_dist()?;
        let main = split::split(&wasm, &dist)?;
        bind(&main, &dist, profile)?;
        copy_folder(&shell::root().join("crates/holdfast-web/static"), &dist)?;
        fonts(&dist)?;
        manifest::write(&dist)?;
        if profile == Profile::Release {
            pack::compress_folder(&dist)?;
        }
        Ok(())
    });
    done?;
    println!("app built into dist/ in {:.1} s", took.as_secs_f64());
    Ok(())
}

/// Compiles a crate for the browser and says where its WASM lies.
pub(crate) fn compile(package: &str, profile: Profile) -> Result<PathBuf> {
    let mut cargo = shell::cargo();
    cargo.args(["rustc", "--lib", "--package", package, "--target", TARGET]);
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => {
            cargo.args(["--profile", "wasm"]);
            "wasm"
        }
    };
    cargo.args(shell::remapped_paths(
        &format!("target.{TARGET}"),
        profile == Profile::Release,
    ));
    // An own target folder: the browser build and the host build do not wait for each other.
    let target = shell::root().join("target/web");
    cargo.arg("--target-dir").arg(&target);
    // The splitter follows the linker's own notes on who needs whom.
    shell::run(cargo.args(["--", "-Clink-arg=--emit-relocs"]))?;
    let file = format!("{}.wasm", package.replace('-', "_"));
    Ok(target.join(TARGET).join(folder).join(file))
}

/// Makes the JavaScript glue beside the WASM.
fn bind(wasm: &Path, dist: &Path, profile: Profile) -> Result<()> {
    Bindgen::new()
        .input_path(wasm)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(profile == Profile::Release)
        .remove_producers_section(true)
        .keep_debug(profile == Profile::Dev)
        .out_name("app")
        .generate(dist)
        .context("wasm-bindgen could not read the app")
}

/// `targets` in rust-toolchain.toml is ignored where rustup may not install by itself: ask for it.
pub(crate) fn ensure_target() -> Result<()> {
    let mut rustc = shell::program("rustc");
    let folder = shell::output(rustc.args(["--print", "target-libdir", "--target", TARGET]))?;
    if Path::new(folder.trim()).exists() {
        return Ok(());
    }
    shell::run(shell::program("rustup").args(["target", "add", TARGET])).context(
        "the wasm32-unknown-unknown target is missing; without rustup, install your distribution's \
         rust-std for it",
    )
}

fn fresh_dist() -> Result<PathBuf> {
    let dist = shell::root().join("dist");
    if dist.exists() {
        fs::remove_dir_all(&dist).context("could not clear dist/")?;
    }
    fs::create_dir_all(&dist)?;
    Ok(dist)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("could not read {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The typefaces, from their npm packages; without Node the app uses the system's and we say so.
fn fonts(dist: &Path) -> Result<()> {
    const FACES: [(&str, &str, &str, &str); 3] = [
        (
            "@fontsource-variable/figtree",
            "5.3.0",
            "figtree-latin-wght-normal",
            "figtree",
        ),
        (
            "@fontsource/literata",
            "5.3.0",
            "literata-latin-400-normal",
            "literata-400",
        ),
        (
            "@fontsource/literata",
            "5.3.0",
            "literata-latin-500-normal",
            "literata-500",
        ),
    ];
    let folder = shell::root().join("target/fonts");
    let fetched = FACES
        .iter()
        .all(|(package, _, file, _)| face(&folder, package, file).exists());
    if !fetched
        && !fetch_fonts(
            &folder,
            &FACES.map(|(package, version, _, _)| (package, version)),
        )
    {
        println!("no Node here, so no typefaces: the app will use the system's fonts");
        return Ok(());
    }
    let to = dist.join("fonts");
    fs::create_dir_all(&to)?;
    for (package, _, file, name) in FACES {
        fs::copy(
            face(&folder, package, file),
            to.join(format!("{name}.woff2")),
        )
        .with_context(|| format!("the package {package} has no file {file}"))?;
    }
    Ok(())
}

fn face(folder: &Path, package: &str, file: &str) -> PathBuf {
    folder
        .join("node_modules")
        .join(package)
        .join("files")
        .join(format!("{file}.woff2"))
}

fn fetch_fonts(folder: &Path, packages: &[(&str, &str)]) -> bool {
    let mut npm = shell::program("npm");
    npm.args([
        "install",
        "--silent",
        "--ignore-scripts",
        "--no-package-lock",
        "--no-save",
    ]);
    npm.arg("--prefix").arg(folder);
    npm.args(
        packages
            .iter()
            .map(|(package, version)| format!("{package}@{version}")),
    );
    fs::create_dir_all(folder).is_ok() && shell::run(&mut npm).is_ok()
}

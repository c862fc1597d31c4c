//! Other programs: where the workspace lies, how a command is run, how long it took.
//! Invariant: a failing command is an error that names the command; nothing is swallowed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Cargo, as the one that runs us, in the workspace folder.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
    command.current_dir(root());
    command
}

/// Any other program, in the workspace folder.
pub(crate) fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// Runs a command with our own standard streams; an exit other than 0 is an error.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("could not start {}", shown(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs a command and gives back what it printed.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let out = command
        .output()
        .with_context(|| format!("could not start {}", shown(command)))?;
    if !out.status.success() {
        let said = String::from_utf8_lossy(&out.stderr);
        bail!(
            "{} ended with {}: {}",
            shown(command),
            out.status,
            said.trim()
        );
    }
    Ok(String::from_utf8(out.stdout)?)
}

/// Runs a command and gives back what it told about itself, on both of its streams.
pub(crate) fn heard(command: &mut Command) -> Result<String> {
    let out = command
        .output()
        .with_context(|| format!("could not start {}", shown(command)))?;
    let mut said = String::from_utf8_lossy(&out.stderr).into_owned();
    said.push_str(&String::from_utf8_lossy(&out.stdout));
    if !out.status.success() {
        bail!(
            "{} ended with {}: {}",
            shown(command),
            out.status,
            said.trim()
        );
    }
    Ok(said)
}

/// Whether a program can be started at all.
pub(crate) fn exists(name: &str, flag: &str) -> bool {
    Command::new(name)
        .arg(flag)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Does something and says how long it took.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    #[expect(clippy::disallowed_methods, reason = "automation measures real time")]
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}

/// Flags that keep the builder's folders out of what is built: equal sources give equal bytes
/// wherever they lie, and nobody's home folder is shipped.
pub(crate) fn remapped_paths(table: &str, release: bool) -> Vec<String> {
    if !release {
        return Vec::new();
    }
    let home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))
        .unwrap_or_default();
    let flags = [
        (root().to_string_lossy().into_owned(), "/holdfast"),
        (home, "/cargo"),
    ]
    .map(|(from, to)| format!("\"--remap-path-prefix={from}={to}\""));
    vec![
        "--config".into(),
        format!("{table}.rustflags=[{}]", flags.join(",")),
    ]
}

fn shown(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for word in command.get_args() {
        line.push(' ');
        line.push_str(&word.to_string_lossy());
    }
    line
}

//! Makes the shipped calibration tables again; `cargo xtask calibrate` runs it.
//! With `--check` nothing is written: a table that has changed is named and the exit is not 0.

use std::path::PathBuf;
use std::process::ExitCode;

use holdfast_lab::calibrate::shipped;

fn main() -> std::io::Result<ExitCode> {
    let folder = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../holdfast-detect/src/calibration"
    ));
    let only_check = std::env::args().any(|argument| argument == "--check");
    let mut stale = false;
    for (name, bytes) in shipped() {
        let path = folder.join(name);
        let changed = std::fs::read(&path)? != bytes;
        let said = match (changed, only_check) {
            (false, _) => "is as it was",
            (true, true) => "has changed: cargo xtask calibrate",
            (true, false) => "is new",
        };
        eprintln!("{name} {said}");
        if changed && !only_check {
            std::fs::write(&path, bytes)?;
        }
        stale |= changed && only_check;
    }
    Ok(ExitCode::from(u8::from(stale)))
}

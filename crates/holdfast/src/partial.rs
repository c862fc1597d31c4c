//! Files that are not complete: each bears another name until it is, and goes when the work ends
//! before, by trouble or by the interrupt key.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use tokio::signal::unix::{SignalKind, signal};

/// What the shell makes of a process that the interrupt key has ended.
const INTERRUPTED: i32 = 130;

/// The names of all files that are not complete.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// The name of a file that is not complete, which goes with it unless it becomes complete.
pub(crate) struct Partial(PathBuf);

impl Partial {
    /// A file that will be `path` when it is complete.
    pub(crate) fn create(path: &Path) -> io::Result<(Self, File)> {
        static WATCH: Once = Once::new();
        // Where nobody can watch, half a file stays when the key is pressed; no work fails for it.
        WATCH.call_once(|| drop(watch()));
        let mut name = path.as_os_str().to_owned();
        name.push(".part");
        let name = PathBuf::from(name);
        let mut unfinished = unfinished();
        let file = File::create(&name)?;
        unfinished.push(name.clone());
        Ok((Self(name), file))
    }

    /// Gives the file its name.
    pub(crate) fn complete(self, path: &Path) -> io::Result<()> {
        let mut unfinished = unfinished();
        std::fs::rename(&self.0, path)?;
        unfinished.retain(|name| *name != self.0);
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        let mut unfinished = unfinished();
        if let Some(place) = unfinished.iter().position(|name| *name == self.0) {
            unfinished.swap_remove(place);
            // The trouble that ended the work is told; half a file that stays is a lesser one.
            let _ = std::fs::remove_file(&self.0);
        }
    }
}

/// Nobody leaves the list in disorder, so it is good even after a panic.
fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on the interrupt key takes unfinished files along.
fn watch() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    let mut interrupt = {
        let _inside = runtime.enter();
        signal(SignalKind::interrupt())?
    };
    std::thread::Builder::new().spawn(move || {
        runtime.block_on(interrupt.recv());
        // Held to the end, so that no file begins or becomes complete meanwhile.
        let unfinished = unfinished();
        for name in unfinished.iter() {
            let _ = std::fs::remove_file(name);
        }
        std::process::exit(INTERRUPTED);
    })?;
    Ok(())
}

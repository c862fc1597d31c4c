//! Where results go: a file or standard output; and where words to the user go: standard error.
//! A file appears under its name only when it is complete.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use holdfast_lab::LabError;
use indicatif::{ProgressBar, ProgressStyle};

use crate::misuse::misuse;
use crate::partial::Partial;

/// An open output.
pub(crate) enum Output {
    /// A file that is still under another name.
    File {
        writer: BufWriter<File>,
        /// Nothing for a pipe or a device, which keeps its name.
        partial: Option<Partial>,
        path: PathBuf,
    },
    /// Standard output.
    Standard(BufWriter<io::Stdout>),
}

impl Output {
    /// As `open`, for a result that is made from `input`, which must not be lost by it.
    pub(crate) fn beside(input: &Path, path: Option<&Path>) -> Result<Self> {
        if let Some(path) = path
            && input != Path::new("-")
            && path.is_file()
            && input.canonicalize().ok() == path.canonicalize().ok()
        {
            return Err(misuse(
                "--out is the file that is read: give it another name",
            ));
        }
        Ok(Self::open(path)?)
    }

    /// `None` and `-` are standard output.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, LabError> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Self::Standard(BufWriter::with_capacity(
                BUFFER_BYTES,
                io::stdout(),
            )));
        };
        // A pipe or a device keeps its name; only a file can be replaced when it is complete.
        let replaced = path.metadata().map_or(true, |found| found.is_file());
        let created = if replaced {
            Partial::create(path).map(|(partial, file)| (Some(partial), file))
        } else {
            File::create(path).map(|file| (None, file))
        };
        let (partial, file) = created.map_err(|source| LabError::File {
            path: path.to_owned(),
            source,
        })?;
        let writer = BufWriter::with_capacity(BUFFER_BYTES, file);
        Ok(Self::File {
            writer,
            partial,
            path: path.to_owned(),
        })
    }

    /// Ends the output; a file takes its name.
    pub(crate) fn close(self) -> Result<(), LabError> {
        match self {
            Self::Standard(mut writer) => writer.flush().map_err(standard),
            Self::File {
                mut writer,
                partial,
                path,
            } => {
                let done = writer.flush().and_then(|()| match partial {
                    Some(partial) => partial.complete(&path),
                    None => Ok(()),
                });
                done.map_err(|source| LabError::File { path, source })
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File { writer, .. } => writer.write(bytes),
            Self::Standard(writer) => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File { writer, .. } => writer.flush(),
            Self::Standard(writer) => writer.flush(),
        }
    }
}

/// A trouble with standard output.
pub(crate) fn standard(source: io::Error) -> LabError {
    LabError::File {
        path: "-".into(),
        source,
    }
}

/// Words beside the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    /// Notes and progress on standard error.
    Normal,
    /// Errors only.
    Quiet,
}

impl Voice {
    /// Says something that the user should know and that is no error.
    pub(crate) fn note(self, text: &str) {
        if self == Self::Normal {
            // When standard error is closed there is nobody left to tell.
            let _ = writeln!(io::stderr(), "holdfast: {text}");
        }
    }

    /// A count that runs on standard error while it is a terminal; `total` where it is known.
    pub(crate) fn progress(self, what: &'static str, total: Option<u64>) -> ProgressBar {
        if self == Self::Quiet {
            return ProgressBar::hidden();
        }
        let template = match total {
            Some(_) => "{msg} {bar:30} {pos}/{len} ({eta})",
            None => "{spinner} {msg} {human_pos} ({per_sec})",
        };
        let style = ProgressStyle::with_template(template);
        let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
        let bar = total.map_or_else(ProgressBar::no_length, ProgressBar::new);
        bar.with_style(style).with_message(what)
    }

    /// A sign of life on standard error, while it is a terminal, for work that counts nothing.
    pub(crate) fn waiting(self, what: &'static str) -> ProgressBar {
        if self == Self::Quiet {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner().with_message(what);
        bar.enable_steady_tick(TICK);
        bar
    }
}

const TICK: Duration = Duration::from_millis(100);
const BUFFER_BYTES: usize = 1 << 16;

//! How the binary ends: an exit code for each kind of trouble, stable for scripts.
//! 0 is success, 2 a wrong command line (as clap has it); the rest is listed in `HELP`.

use std::io;
use std::process::ExitCode;

use crate::misuse::Misuse;
use crate::verify::Differs;
use holdfast_lab::LabError;

/// The exit codes, for `--help` and the manual.
pub(crate) const HELP: &str = "\
Exit codes: 0 done; 1 trouble without a code of its own; 2 the command line; 3 a file cannot be \
read or written; 4 a flaw in a table, told with line and column; 5 numbers that the engine \
refuses; 6 a JSON file that is not what it should be; 7 too few therapies to fit a \
population; 8 a host that serves something else than the release; 130 the interrupt key.";

/// The code for an error.
pub(crate) fn code(error: &anyhow::Error) -> ExitCode {
    let lab = error.downcast_ref::<LabError>();
    let number = match lab {
        Some(LabError::File { .. }) => 3,
        Some(LabError::Table { .. }) => 4,
        Some(LabError::Detect(_)) => 5,
        Some(LabError::Json { .. }) => 6,
        Some(LabError::TooFew { .. }) => 7,
        Some(_) => 1,
        None if error.is::<io::Error>() => 3,
        None if error.is::<Differs>() => 8,
        None if error.is::<Misuse>() => 2,
        None => 1,
    };
    ExitCode::from(number)
}

/// What is said of an error; the code stands behind it, for the list of errors.
pub(crate) fn sentence(error: &anyhow::Error) -> String {
    match error.downcast_ref::<LabError>() {
        Some(lab) => format!("{lab} [{}]", lab.code()),
        None => format!("{error:#}"),
    }
}

/// Whoever read the output has gone away, as `head` does: that is an end, not a trouble.
pub(crate) fn reader_left(error: &anyhow::Error) -> bool {
    let kind = match error.downcast_ref::<LabError>() {
        Some(LabError::File { source, .. }) => Some(source.kind()),
        _ => error.downcast_ref::<io::Error>().map(io::Error::kind),
    };
    kind == Some(io::ErrorKind::BrokenPipe)
}

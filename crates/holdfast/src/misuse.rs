//! A command line that can be read and says what cannot be done.
//! It ends as every wrong command line does: exit code 2, and what may stand there.

/// A command line that says what cannot be done.
#[derive(Debug)]
pub(crate) struct Misuse(String);

impl std::fmt::Display for Misuse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Misuse {}

/// An error of whoever wrote the command line; `text` says what may stand there.
pub(crate) fn misuse(text: impl Into<String>) -> anyhow::Error {
    Misuse(text.into()).into()
}

//! Taking everything along in one file. Invariant: the name of the file says nothing.

use holdfast_client::{ClientError, ExportChoice, Presence};

use crate::app::App;

/// The file: sealed when there is a phrase for it, readable when not.
pub(crate) fn everything(app: &App, by: &Presence, phrase: &str) -> Result<Vec<u8>, ClientError> {
    let choice = if phrase.is_empty() {
        ExportChoice::Plain
    } else {
        ExportChoice::Passphrase(phrase)
    };
    app.client().export(by, choice)
}

/// The name of the file; neutral, like everything that others may see.
pub(crate) const FILE_NAME: &str = "notes.txt";

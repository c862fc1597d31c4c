//! What went wrong, in words for her. Invariant: what happened, what she can do, and no blame.

use holdfast_client::{ClientError, TransportError};
use holdfast_store::StoreError;

use crate::words::{fill, words};

/// The sentence for an error; the code stands at its end for those who help her.
pub(crate) fn sentence(error: &ClientError) -> String {
    let words = &words().trouble;
    let said = match error {
        ClientError::Store(StoreError::Full) => words.full,
        ClientError::Store(StoreError::Closed) => words.shut,
        ClientError::Store(_) => words.disk,
        ClientError::Transport(TransportError::Offline) => words.offline,
        ClientError::Refused(_) => words.refused,
        ClientError::PairingRefused => words.pairing,
        ClientError::KeysDiffer => words.keys,
        ClientError::PreviewStale => words.stale,
        _ => words.other,
    };
    format!("{said} {}", fill(words.code, &[error.code()]))
}

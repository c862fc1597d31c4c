//! Everything that can go wrong in the relay.
//! A variant says what its caller can do; the detail goes to the log and never to the network.

use holdfast_wire::WireError;
use holdfast_wire::protocol::ProblemCode;
use thiserror::Error;

/// Why the relay did not do what it was asked.
#[derive(Debug, Error)]
pub enum RelayError {
    /// The caller was refused, for the reason that the code gives.
    #[error("refused: {}", .0.title())]
    Refused(ProblemCode),
    /// Bytes that arrived do not follow the protocol.
    #[error("refused bytes: {0}")]
    Wire(#[from] WireError),
    /// The disk of the host is full.
    #[error("no space left for the database")]
    StorageFull,
    /// The database does not answer, or cannot be opened or written.
    #[error("database unavailable: {0}")]
    StorageUnavailable(String),
    /// The database holds what the relay never wrote.
    #[error("database damaged: {0}")]
    StorageCorrupt(String),
    /// The machine has no randomness to give.
    #[error("no randomness")]
    NoEntropy,
    /// A request met a place where the code was wrong. Where, stands in the log of the host.
    #[error("a request could not be finished")]
    Broken,
    /// The network cannot be listened on or spoken to.
    #[error("network: {0}")]
    Network(#[from] std::io::Error),
}

impl RelayError {
    /// The stable code, listed in docs/errors.md.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.problem().code()
    }

    /// What the network is told.
    #[must_use]
    pub const fn problem(&self) -> ProblemCode {
        match self {
            Self::Refused(code) => *code,
            Self::Wire(error) => refusal(*error),
            Self::StorageFull | Self::StorageUnavailable(_) => ProblemCode::Unavailable,
            Self::StorageCorrupt(_) | Self::NoEntropy | Self::Broken | Self::Network(_) => {
                ProblemCode::Internal
            }
        }
    }

    /// The same error for one more caller who waited for the same transaction.
    pub(crate) fn repeat(&self) -> Self {
        match self {
            Self::StorageFull => Self::StorageFull,
            Self::StorageCorrupt(detail) => Self::StorageCorrupt(detail.clone()),
            other => Self::StorageUnavailable(other.to_string()),
        }
    }
}

impl From<ProblemCode> for RelayError {
    fn from(code: ProblemCode) -> Self {
        Self::Refused(code)
    }
}

const fn refusal(error: WireError) -> ProblemCode {
    match error {
        WireError::TooLong | WireError::TooMany => ProblemCode::TooLarge,
        WireError::ProofRefused | WireError::UnknownVersion(_) => ProblemCode::ProofRefused,
        _ => ProblemCode::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use super::{ProblemCode, RelayError, WireError};

    #[test]
    fn bytes_that_are_too_many_are_told_from_bytes_that_are_wrong() {
        let problem = |error| RelayError::from(error).problem();
        assert_eq!(problem(WireError::TooLong), ProblemCode::TooLarge);
        assert_eq!(problem(WireError::TooMany), ProblemCode::TooLarge);
        assert_eq!(problem(WireError::ProofRefused), ProblemCode::ProofRefused);
        assert_eq!(problem(WireError::NotPadded), ProblemCode::Malformed);
    }

    #[test]
    fn what_went_wrong_inside_is_not_told_outside() {
        let error = RelayError::StorageCorrupt("row 7".into());
        assert_eq!(error.problem(), ProblemCode::Internal);
        assert!(!error.problem().title().contains("row"));
        assert_eq!(error.code(), "HF-RELAY-12");
    }
}

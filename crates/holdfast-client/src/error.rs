//! Everything that a client can refuse or fail at, told apart by what she can do about it.
//! After any of these nothing is half-written: what was kept before is still kept.

use std::rc::Rc;

use holdfast_crypto::CryptoError;
use holdfast_model::ModelError;
use holdfast_store::StoreError;
use holdfast_sync::SyncError;
use holdfast_wire::WireError;
use holdfast_wire::protocol::ProblemCode;
use thiserror::Error;

use crate::ports::{TransportError, VaultError};

/// Why something was not done. Every variant has a stable code, see docs/errors.md.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum ClientError {
    /// It is locked, or nothing was begun yet.
    #[error("this is locked")]
    Locked,
    /// The passphrase does not open the lock. She can try again as often as she likes.
    #[error("this passphrase does not open it")]
    WrongPassphrase,
    /// Something was begun, unlocked or recovered that already is.
    #[error("this is already open")]
    AlreadyOpen,
    /// The store of the device refused; nothing of it was kept.
    #[error("it could not be kept: {0}")]
    Store(#[from] StoreError),
    /// A key, a slot or a sealed thing was refused.
    #[error("it could not be opened: {0}")]
    Crypto(#[from] CryptoError),
    /// What was to be recorded breaks a rule of the model (too long, too many).
    #[error("it cannot be recorded: {0}")]
    Model(#[from] ModelError),
    /// The chain of this device could not be continued.
    #[error("it could not be added: {0}")]
    Sync(Rc<SyncError>),
    /// Bytes from outside do not follow the format.
    #[error("it does not follow the format: {0}")]
    Wire(#[from] WireError),
    /// No answer from the relay.
    #[error("the relay was not reached: {0}")]
    Transport(#[from] TransportError),
    /// The relay answered with a problem.
    #[error("the relay refused: {}", .0.title())]
    Refused(ProblemCode),
    /// The relay's answer, or a stored value, says something that this version does not know.
    #[error("an answer could not be read")]
    Unreadable,
    /// The safe of the device did not open.
    #[error("{0}")]
    Vault(#[from] VaultError),
    /// No relay holds anything for these words.
    #[error("nothing was found for these words at this relay")]
    NothingToRecover,
    /// The link or the code is not one of ours, is used up or was wrong: a new one is needed.
    #[error("this link or code does not work")]
    PairingRefused,
    /// There is no pairing at this step now.
    #[error("no pairing is under way at this step")]
    NoPairing,
    /// The other device has another key than the one that was shown in the room.
    #[error("the keys are not those that were shown")]
    KeysDiffer,
    /// There is no such relationship, or it has ended.
    #[error("this relationship is not there or has ended")]
    NoRelationship,
    /// There is no such handover, or it is past the state in which this can be done.
    #[error("this handover cannot be changed any more")]
    HandoverState,
    /// What was previewed is not what would leave now; look again.
    #[error("what would leave has changed since the preview")]
    PreviewStale,
    /// A kind of change that belongs to the other sort of space: a mistake of the program.
    #[error("this does not belong into that space")]
    WrongSpace,
    /// The file is not an export, or its passphrase is wrong.
    #[error("this file could not be opened with this passphrase")]
    ExportRefused,
    /// The file is larger than an import reads.
    #[error("this file is larger than the limit")]
    ExportTooLarge,
}

impl From<SyncError> for ClientError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Crypto(error) => Self::Crypto(error),
            SyncError::Store(error) => Self::Store(error),
            SyncError::Wire(error) => Self::Wire(error),
            other => Self::Sync(Rc::new(other)),
        }
    }
}

impl ClientError {
    /// The stable code, as in docs/errors.md.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked => "HF-CLIENT-01",
            Self::WrongPassphrase => "HF-CLIENT-02",
            Self::AlreadyOpen => "HF-CLIENT-03",
            Self::Store(error) => error.code(),
            Self::Crypto(error) => error.code(),
            Self::Model(error) => error.code(),
            Self::Sync(error) => error.code(),
            Self::Wire(error) => error.code(),
            Self::Transport(TransportError::Offline) => "HF-CLIENT-04",
            Self::Transport(TransportError::Unreadable) | Self::Unreadable => "HF-CLIENT-05",
            Self::Refused(problem) => problem.code(),
            Self::Vault(_) => "HF-CLIENT-06",
            Self::NothingToRecover => "HF-CLIENT-07",
            Self::PairingRefused => "HF-CLIENT-08",
            Self::NoPairing => "HF-CLIENT-09",
            Self::KeysDiffer => "HF-CLIENT-10",
            Self::NoRelationship => "HF-CLIENT-11",
            Self::HandoverState => "HF-CLIENT-12",
            Self::PreviewStale => "HF-CLIENT-13",
            Self::ExportRefused => "HF-CLIENT-14",
            Self::ExportTooLarge => "HF-CLIENT-15",
            Self::WrongSpace => "HF-CLIENT-16",
        }
    }

    /// Whether the same thing may go well later: no connection, a busy relay, a full device.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        match self {
            Self::Transport(_) | Self::Store(_) | Self::Unreadable | Self::Locked => true,
            Self::Refused(problem) => !matches!(problem, ProblemCode::Conflict),
            _ => false,
        }
    }

    /// Whether it happened on the way to the relay, or there: what is here is not concerned.
    pub(crate) const fn is_of_the_road(&self) -> bool {
        matches!(
            self,
            Self::Transport(_) | Self::Refused(_) | Self::Unreadable | Self::Wire(_)
        )
    }

    /// What she can do: a short lowercase fragment that follows "you can".
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Locked => "unlock first",
            Self::WrongPassphrase => "try again as often as you like, or use the 24 words",
            Self::AlreadyOpen => "go on; it is open",
            Self::Store(error) => error.advice(),
            Self::Transport(_) | Self::Refused(_) | Self::Unreadable => {
                "go on; what is kept here goes out later"
            }
            Self::Vault(_) => "choose a passphrase as your lock instead",
            Self::NothingToRecover => "check the words and the address",
            Self::PairingRefused | Self::NoPairing => "ask for a new link or code",
            Self::KeysDiffer => "meet or call, and pair again",
            Self::NoRelationship => "keep what you have; nothing more arrives",
            Self::HandoverState => "ask to let it go",
            Self::PreviewStale => "look at the preview again",
            Self::ExportRefused => "try the passphrase again, or another file",
            Self::Model(_) => "make it shorter, or two of it",
            Self::Crypto(_)
            | Self::Sync(_)
            | Self::Wire(_)
            | Self::WrongSpace
            | Self::ExportTooLarge => "tell the people who make Holdfast; nothing was lost",
        }
    }
}

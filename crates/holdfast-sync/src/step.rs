//! A step: what to keep, and what to do once it is kept.
//! The driver commits the batch first; only then do the effects become true.

use crate::Alarm;
use core::fmt;
use holdfast_store::Batch;
use holdfast_wire::{DeviceId, Envelope, EnvelopeId, Epoch, Kind, PersonId, Position, Sequence};
use zeroize::Zeroizing;

/// The outcome of one event.
#[derive(Debug, Default)]
#[must_use = "a step that is not committed is a record that is lost"]
pub struct Step {
    /// To be committed as one, before anything else. If that fails, throw the replica away and
    /// restore it from the store: it is ahead of what is kept.
    pub batch: Batch,
    /// To be acted on in order, after the commit.
    pub effects: Vec<Effect>,
}

/// What the driver does after the commit.
#[derive(Debug)]
pub enum Effect {
    /// A record is accepted: give it to the ledger.
    Deliver(OpenedRecord),
    /// Send these; also those that were sent before and not acked.
    Push(Vec<Envelope>),
    /// Ask the relay for everything after this position, to its end.
    Pull {
        /// Where to start.
        after: Position,
    },
    /// Tell the person, or the log.
    Raise(Alarm),
    /// A device of a pinned person has joined.
    Appeared {
        /// The device.
        device: DeviceId,
        /// Whose it is.
        person: PersonId,
    },
    /// A new epoch has begun and its key is here: rotate the access keys at the relay.
    EpochBegan(Epoch),
    /// A device was removed, and these records of it do not count: take them out of the ledger.
    Withdraw {
        /// The removed device.
        device: DeviceId,
        /// Its last record that counts.
        after: Sequence,
    },
}

/// A record that was decrypted, verified and found in its place.
pub struct OpenedRecord {
    /// The envelope; of several fragments the last one.
    pub id: EnvelopeId,
    /// Who wrote it.
    pub device: DeviceId,
    /// Whose device it is.
    pub person: PersonId,
    /// Its place; of several fragments that of the last one.
    pub sequence: Sequence,
    /// What it is; unknown kinds are handed on too.
    pub kind: Kind,
    /// The body, whole.
    pub body: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for OpenedRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "OpenedRecord({} {}, {:?})",
            self.device, self.sequence, self.kind
        )
    }
}

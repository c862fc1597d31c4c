//! What is to be kept, as one thing.
//!
//! Invariant: a batch within its limits is applied whole or not at all, in the order of its ops.

use std::fmt;

use holdfast_wire::{ENVELOPE_BYTES_MAX, EnvelopeId, SpaceId};

use crate::{Key, StoreError};

/// One step of a [`Batch`].
#[derive(Clone, Eq, PartialEq)]
pub enum Op {
    /// Keeps an envelope. Idempotent by id; other bytes under a held id are a
    /// [`StoreError::Conflict`].
    PutEnvelope {
        /// The space it belongs to.
        space: SpaceId,
        /// Its id.
        id: EnvelopeId,
        /// The sealed bytes, as they travel; at most [`ENVELOPE_BYTES_MAX`].
        bytes: Vec<u8>,
    },
    /// Puts a held envelope at the end of the outbox. One that waits already keeps its place.
    Queue {
        /// The space it belongs to.
        space: SpaceId,
        /// Its id; not held is [`StoreError::NotHeld`].
        id: EnvelopeId,
    },
    /// Takes an envelope out of the outbox; it stays held. Nothing happens if it does not wait.
    Unqueue {
        /// The space it belongs to.
        space: SpaceId,
        /// Its id.
        id: EnvelopeId,
    },
    /// Sets a small value.
    PutValue {
        /// Its name.
        key: Key,
        /// The bytes; at most [`VALUE_BYTES_MAX`].
        bytes: Vec<u8>,
    },
    /// Removes a small value. Nothing happens if there is none.
    DeleteValue {
        /// Its name.
        key: Key,
    },
    /// Sets aside what could not be opened or verified. Idempotent by id.
    Quarantine {
        /// The space it came in for.
        space: SpaceId,
        /// The id of the bytes.
        id: EnvelopeId,
        /// The bytes as they came; at most [`ENVELOPE_BYTES_MAX`].
        bytes: Vec<u8>,
        /// The stable code of the reason, such as `HF-CRYPTO-04`.
        reason: String,
    },
    /// Lets go of what was set aside, because it could be opened after all.
    Release {
        /// The space it came in for.
        space: SpaceId,
        /// The id of the bytes.
        id: EnvelopeId,
    },
    /// Removes every envelope, the outbox, the quarantine and the values of one space.
    EraseSpace {
        /// The space.
        space: SpaceId,
    },
    /// Removes everything.
    EraseAll,
}

/// Steps that are kept together or not at all.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Batch {
    ops: Vec<Op>,
}

impl Batch {
    /// A batch without a step.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a step at the end.
    pub fn push(&mut self, op: Op) {
        self.ops.push(op);
    }

    /// The same batch with one more step.
    #[must_use]
    pub fn with(mut self, op: Op) -> Self {
        self.push(op);
        self
    }

    /// Adds the steps of another batch at the end.
    pub fn append(&mut self, other: Batch) {
        self.ops.extend(other.ops);
    }

    /// The steps in their order.
    pub fn ops(&self) -> &[Op] {
        &self.ops
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }

    /// Whether every limit is held. Stores ask this first, before they touch anything.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`] with the limit that was passed.
    pub fn check(&self) -> Result<(), StoreError> {
        within(
            "the number of ops in a batch",
            self.ops.len(),
            BATCH_OPS_MAX,
        )?;
        let mut total = 0usize;
        for op in &self.ops {
            total = total.saturating_add(op.check()?);
        }
        within("a batch", total, BATCH_BYTES_MAX)
    }
}

impl From<Vec<Op>> for Batch {
    fn from(ops: Vec<Op>) -> Self {
        Self { ops }
    }
}

impl FromIterator<Op> for Batch {
    fn from_iter<T: IntoIterator<Item = Op>>(ops: T) -> Self {
        Self {
            ops: ops.into_iter().collect(),
        }
    }
}

impl Op {
    /// The bytes that it carries, when each is within its limit.
    fn check(&self) -> Result<usize, StoreError> {
        let (what, bytes, max) = match self {
            Self::PutEnvelope { bytes, .. } => ("an envelope", bytes, ENVELOPE_BYTES_MAX),
            Self::PutValue { bytes, .. } => ("a value", bytes, VALUE_BYTES_MAX),
            Self::Quarantine { bytes, reason, .. } => {
                within("a reason", reason.len(), REASON_BYTES_MAX)?;
                ("a quarantined record", bytes, ENVELOPE_BYTES_MAX)
            }
            _ => return Ok(0),
        };
        within(what, bytes.len(), max)?;
        Ok(bytes.len())
    }
}

/// Sizes only: what rests is ciphertext, and a log is no place even for that.
impl fmt::Debug for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PutEnvelope { id, bytes, .. } => {
                write!(f, "PutEnvelope({id}, {} bytes)", bytes.len())
            }
            Self::Queue { id, .. } => write!(f, "Queue({id})"),
            Self::Unqueue { id, .. } => write!(f, "Unqueue({id})"),
            Self::PutValue { key, bytes } => write!(f, "PutValue({key}, {} bytes)", bytes.len()),
            Self::DeleteValue { key } => write!(f, "DeleteValue({key})"),
            Self::Quarantine {
                id, bytes, reason, ..
            } => {
                write!(f, "Quarantine({id}, {} bytes, {reason})", bytes.len())
            }
            Self::Release { id, .. } => write!(f, "Release({id})"),
            Self::EraseSpace { space } => write!(f, "EraseSpace({space})"),
            Self::EraseAll => f.write_str("EraseAll"),
        }
    }
}

fn within(what: &'static str, size: usize, max: usize) -> Result<(), StoreError> {
    if size > max {
        Err(StoreError::TooLarge { what, max })
    } else {
        Ok(())
    }
}

/// The most steps in one batch.
pub const BATCH_OPS_MAX: usize = 4_096;
/// The most bytes that one batch may carry: two full pulls of the largest envelopes.
pub const BATCH_BYTES_MAX: usize = 32 * 1024 * 1024;
/// The largest small value, in bytes.
pub const VALUE_BYTES_MAX: usize = 1024 * 1024;
/// The longest reason code, in bytes.
pub const REASON_BYTES_MAX: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: Key = Key::literal("a/value");

    fn value(size: usize) -> Op {
        Op::PutValue {
            key: NAME,
            bytes: vec![7; size],
        }
    }

    #[test]
    fn a_value_at_the_limit_passes_and_one_past_it_does_not() {
        assert_eq!(Batch::from(vec![value(VALUE_BYTES_MAX)]).check(), Ok(()));
        let error = Batch::from(vec![value(VALUE_BYTES_MAX + 1)]).check();
        assert_eq!(
            error,
            Err(StoreError::TooLarge {
                what: "a value",
                max: VALUE_BYTES_MAX
            })
        );
    }

    #[test]
    fn a_batch_has_a_limit_of_ops() {
        let op = Op::DeleteValue { key: NAME };
        let full: Batch = std::iter::repeat_n(op.clone(), BATCH_OPS_MAX).collect();
        assert_eq!(full.check(), Ok(()));
        assert!(full.with(op).check().is_err());
    }

    #[test]
    fn a_batch_has_a_limit_of_bytes() {
        let pieces = BATCH_BYTES_MAX / VALUE_BYTES_MAX;
        let full: Batch = std::iter::repeat_n(value(VALUE_BYTES_MAX), pieces).collect();
        assert_eq!(full.check(), Ok(()));
        assert!(full.with(value(1)).check().is_err());
    }

    #[test]
    fn a_printed_op_shows_sizes_and_no_bytes() {
        let op = Op::PutValue {
            key: NAME,
            bytes: b"canary".to_vec(),
        };
        assert_eq!(format!("{op:?}"), "PutValue(a/value, 6 bytes)");
    }
}

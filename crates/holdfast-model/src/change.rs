//! A change: one thing that happened, dated and authored. Only changes are ever stored or sent.
//! Invariant: immutable; one change has one encoding, and what was read is written back the same.
//!
//! Bytes, format 1: `1 | head | body`. The head is postcard of (kind, id, turn, at, author); the
//! body is postcard of the kind's record and fills the rest. A body of unknown kind is kept as is.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::error::ModelError;
use crate::id::{AuthorId, ChangeId};
use crate::time::Instant;
use crate::what::What;
use crate::writer::to_bytes;

/// One change. The order of changes is the order of these fields: turn, time, author, id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its place in the author's telling: one more than anything the author had then seen in the
    /// same space (a Lamport clock). A clock that jumps never reorders what one person did.
    pub turn: u64,
    /// When it happened, by the author's clock.
    pub at: Instant,
    /// Who says it. The reader makes sure that it is who signed it.
    pub author: AuthorId,
    /// Its id.
    pub id: ChangeId,
    /// What happened.
    pub what: What,
}

impl Change {
    /// The canonical bytes.
    ///
    /// # Errors
    /// `TooLarge` beyond [`CHANGE_BYTES_MAX`].
    pub fn encode(&self) -> Result<Vec<u8>, ModelError> {
        let &Self {
            turn,
            at,
            author,
            id,
            ..
        } = self;
        let head = Head {
            kind: self.what.kind(),
            id,
            turn,
            at,
            author,
        };
        let mut bytes = vec![FORMAT];
        bytes.extend(to_bytes(&head)?);
        bytes.extend(self.what.encode_body()?);
        within_limit(&bytes)?;
        Ok(bytes)
    }

    /// Reads canonical bytes; total over all bytes.
    ///
    /// # Errors
    /// `TooLarge`, `NewerFormat`, `Malformed`, or `NotCanonical` when this app would have written
    /// the same change with other bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        within_limit(bytes)?;
        let rest = match bytes.split_first() {
            Some((&FORMAT, rest)) => rest,
            Some((&version, _)) if version > FORMAT => {
                return Err(ModelError::NewerFormat { version });
            }
            _ => return Err(ModelError::Malformed),
        };
        let (head, body): (Head, _) =
            postcard::take_from_bytes(rest).map_err(|_| ModelError::Malformed)?;
        let Head {
            kind,
            id,
            turn,
            at,
            author,
        } = head;
        let change = Self {
            turn,
            at,
            author,
            id,
            what: What::decode_body(kind, body)?,
        };
        if change.encode()? == bytes {
            Ok(change)
        } else {
            Err(ModelError::NotCanonical)
        }
    }
}

impl Ord for Change {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |change: &Self| (change.turn, change.at, change.author, change.id);
        key(self)
            .cmp(&key(other))
            .then_with(|| self.what.cmp(&other.what))
    }
}

impl PartialOrd for Change {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[derive(Serialize, Deserialize)]
struct Head {
    kind: u16,
    id: ChangeId,
    turn: u64,
    at: Instant,
    author: AuthorId,
}

fn within_limit(bytes: &[u8]) -> Result<(), ModelError> {
    match bytes.len() {
        found if found > CHANGE_BYTES_MAX => Err(ModelError::TooLarge {
            max: CHANGE_BYTES_MAX,
            found,
        }),
        _ => Ok(()),
    }
}

/// The largest change, in bytes: fits the body of the wire (1 MiB) with room for its header.
pub const CHANGE_BYTES_MAX: usize = 1_000_000;
const FORMAT: u8 = 1;

#[cfg(any(test, feature = "testing"))]
impl Change {
    /// A change by the one whose id is made of `0xaa`, at the time of the other examples.
    #[must_use]
    pub fn example(what: What) -> Self {
        let (author, id) = (AuthorId::example(0xaa), ChangeId::example(0xcc));
        Self {
            turn: 7,
            at: Instant::example(0),
            author,
            id,
            what,
        }
    }
}

#[cfg(test)]
mod tests;

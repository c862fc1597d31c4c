//! The header of a record: who, which place in the chain, what this device had seen, what kind.
//! It lies inside the ciphertext and under the signature; the relay never sees it.

use crate::{DeviceId, EnvelopeId, Epoch, Sequence, WireError, canonical};
use serde::{Deserialize, Serialize};

/// The most heads of other devices in one header.
pub const HEADS_MAX: usize = 64;
/// The most bytes of an encoded header.
pub const HEADER_BYTES_MAX: usize = 4_096;
/// The most fragments of one body.
const FRAGMENTS_MAX: u16 = 256;
const HEADER_VERSION: u8 = 1;

/// What a record is. Unknown kinds are kept and passed on untouched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kind(pub u16);

impl Kind {
    /// The first record of a chain: a device and the identity that vouches for it.
    pub const CERTIFICATE: Self = Self(1);
    /// A change: one thing that happened.
    pub const CHANGE: Self = Self(2);
    /// A piece of a body that is too long for one envelope.
    pub const FRAGMENT: Self = Self(3);
    /// The end of a device: its last record, the new epoch and its keys.
    pub const CUT: Self = Self(4);
    /// Keys of shared spaces, resting in my space.
    pub const KEYRING: Self = Self(5);
    /// A slot: the root key, wrapped.
    pub const SLOT: Self = Self(6);
}

/// The last record of a device that somebody has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Head {
    /// Whose chain.
    pub device: DeviceId,
    /// The place of the record in the chain.
    pub sequence: Sequence,
    /// The envelope that holds it.
    pub id: EnvelopeId,
}

/// Where a fragment stands. The group is named by its first fragment: `sequence - index`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The kind of the whole body.
    pub kind: Kind,
    /// Place of this fragment, from 0.
    pub index: u16,
    /// How many fragments there are, 2 to 256.
    pub count: u16,
}

impl Group {
    /// The most fragments of one body.
    pub const COUNT_MAX: u16 = FRAGMENTS_MAX;
}

/// The header of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Which key of the space encrypts it.
    pub epoch: Epoch,
    /// Who wrote it.
    pub device: DeviceId,
    /// Its place in the chain of `device`.
    pub sequence: Sequence,
    /// The envelope before it in that chain; zero for the first.
    pub previous: EnvelopeId,
    /// The last records of the *other* devices that the writer had seen, ascending by device.
    pub heads: Vec<Head>,
    /// What it is.
    pub kind: Kind,
    /// Set exactly when `kind` is [`Kind::FRAGMENT`].
    pub group: Option<Group>,
}

impl Header {
    /// Canonical bytes.
    ///
    /// # Errors
    /// `TooMany`, `NotCanonical` or `Malformed` when the header breaks its own rules.
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        self.check()?;
        canonical::encode(HEADER_VERSION, self)
    }

    /// Reads canonical bytes.
    ///
    /// # Errors
    /// As [`canonical::decode`], and when the header breaks its own rules.
    pub fn decode(bytes: &[u8]) -> Result<Self, WireError> {
        let header: Self = canonical::decode(HEADER_VERSION, bytes, HEADER_BYTES_MAX)?;
        header.check()?;
        Ok(header)
    }

    fn check(&self) -> Result<(), WireError> {
        if self.heads.len() > HEADS_MAX {
            return Err(WireError::TooMany);
        }
        if !self.heads.is_sorted_by(|a, b| a.device < b.device) {
            return Err(WireError::NotCanonical);
        }
        let own_head = self.heads.iter().any(|head| head.device == self.device);
        let is_first = self.sequence == Sequence(0);
        if own_head || is_first != (self.previous == EnvelopeId::ZERO) || !self.group_fits() {
            return Err(WireError::Malformed);
        }
        Ok(())
    }

    fn group_fits(&self) -> bool {
        match self.group {
            None => self.kind != Kind::FRAGMENT,
            Some(group) => {
                self.kind == Kind::FRAGMENT
                    && group.kind != Kind::FRAGMENT
                    && (2..=FRAGMENTS_MAX).contains(&group.count)
                    && group.index < group.count
                    && u64::from(group.index) <= self.sequence.0
            }
        }
    }
}

#[cfg(test)]
mod tests;

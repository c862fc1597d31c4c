//! The frontier: the highest record of each device that was ever accepted here, kept in the store.
//! It only rises; a store or a relay that shows less is asked for the rest, and reported.

use holdfast_store::{Key, StoreError};
use holdfast_wire::{Head, Position, SpaceId, WireError, canonical};
use serde::{Deserialize, Serialize};

/// The most devices of one space, cut ones included.
pub const DEVICES_MAX: usize = 64;

/// What was seen, as it is saved beside the envelopes and in the same commit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frontier {
    /// The last accepted records, ascending by device.
    pub heads: Vec<Head>,
    /// Records that somebody has seen and that are not here yet, ascending by device.
    pub promised: Vec<Head>,
    /// The highest position that the relay gave.
    pub position: Position,
}

impl Frontier {
    /// Where it rests in the store.
    ///
    /// # Errors
    /// None that can happen; the store's signature has one.
    pub fn key(space: SpaceId) -> Result<Key, StoreError> {
        Key::of_space(space, "frontier")
    }

    /// Canonical bytes.
    ///
    /// # Errors
    /// None that can happen; the encoder's signature has one.
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        canonical::encode(FRONTIER_VERSION, self)
    }

    /// Reads canonical bytes.
    ///
    /// # Errors
    /// `Wire` when the bytes are not of this format.
    pub fn decode(bytes: &[u8]) -> Result<Self, WireError> {
        let frontier: Self = canonical::decode(FRONTIER_VERSION, bytes, FRONTIER_BYTES_MAX)?;
        check(&frontier.heads)?;
        check(&frontier.promised)?;
        Ok(frontier)
    }
}

fn check(heads: &[Head]) -> Result<(), WireError> {
    if heads.len() > DEVICES_MAX {
        return Err(WireError::TooMany);
    }
    let sorted = heads.is_sorted_by(|a, b| a.device < b.device);
    if sorted {
        Ok(())
    } else {
        Err(WireError::NotCanonical)
    }
}

const FRONTIER_VERSION: u8 = 1;
/// Version, two lists (a count, and 16 + 10 + 32 for each head), position.
const FRONTIER_BYTES_MAX: usize = 1 + 2 * (1 + DEVICES_MAX * 58) + 10;

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_wire::{DeviceId, EnvelopeId, Sequence};

    fn frontier(devices: u8) -> Frontier {
        let head = |n: u8| Head {
            device: DeviceId::from_bytes([n; 16]),
            sequence: Sequence(u64::MAX),
            id: EnvelopeId::from_bytes([n; 32]),
        };
        let heads: Vec<_> = (0..devices).map(head).collect();
        Frontier {
            heads: heads.clone(),
            promised: heads,
            position: Position(u64::MAX),
        }
    }

    #[test]
    fn a_frontier_reads_back() {
        for devices in [0, 1, 64] {
            let bytes = frontier(devices).encode().unwrap();
            assert!(bytes.len() <= FRONTIER_BYTES_MAX);
            assert_eq!(Frontier::decode(&bytes), Ok(frontier(devices)));
        }
    }

    #[test]
    fn too_many_or_unordered_heads_are_refused() {
        let many = frontier(65).encode().unwrap();
        assert_eq!(Frontier::decode(&many), Err(WireError::TooLong));
        let mut small = frontier(65);
        small.promised.clear();
        assert_eq!(
            Frontier::decode(&small.encode().unwrap()),
            Err(WireError::TooMany)
        );
        let mut twisted = frontier(2);
        twisted.heads.reverse();
        let bytes = twisted.encode().unwrap();
        assert_eq!(Frontier::decode(&bytes), Err(WireError::NotCanonical));
    }
}

//! The records that a victim appends: a hash chain that anybody can continue or check.
//!
//! Invariant: record `n` is the same bytes in every run, so that a held record needs no other
//! witness.

use crate::dice::Dice;

/// A record of the chain.
#[derive(Clone, Debug)]
pub struct Record {
    number: u64,
    bytes: Vec<u8>,
    hash: Hash,
}

/// BLAKE3 of a record's bytes.
pub type Hash = [u8; 32];

impl Record {
    /// Before the first; it is never kept.
    pub const FIRST: Self = Self {
        number: 0,
        bytes: Vec::new(),
        hash: [0; 32],
    };

    /// The record that follows.
    #[must_use]
    pub fn next(&self) -> Self {
        Self::make(self.number + 1, &self.hash)
    }

    fn make(number: u64, previous: &Hash) -> Self {
        let mut dice = Dice::new(number);
        // Small and large in turn, so that pages are shared, filled and overflowed.
        let size = if dice.one_in(4) {
            dice.below(20_000)
        } else {
            dice.below(700)
        };
        let mut bytes = Vec::with_capacity(HEAD_BYTES + size);
        bytes.extend(number.to_le_bytes());
        bytes.extend(previous);
        let noise = (0..size.div_ceil(8)).flat_map(|_| dice.roll().to_le_bytes());
        bytes.extend(noise.take(size));
        let hash = *blake3::hash(&bytes).as_bytes();
        Self {
            number,
            bytes,
            hash,
        }
    }

    /// Reads a record back; none when it is not exactly the one that follows `previous`.
    pub fn read(bytes: &[u8], previous: &Hash) -> Option<Self> {
        let number = u64::from_le_bytes(*bytes.first_chunk()?);
        let made = Self::make(number, previous);
        (made.bytes == bytes).then_some(made)
    }

    /// Its place, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// What is kept.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the next one names.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// What a victim says when the record is kept.
    pub fn acked(&self) -> String {
        format!("acked {} {}", self.number, hex::encode(self.hash))
    }

    /// What a victim says when it finds the record.
    pub fn held(&self) -> String {
        format!("held {} {}", self.number, hex::encode(self.hash))
    }
}

const HEAD_BYTES: usize = 8 + 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_back_only_in_its_place() {
        let one = Record::FIRST.next();
        let two = one.next();
        assert!(Record::read(two.bytes(), &one.hash()).is_some());
        assert!(Record::read(two.bytes(), &two.hash()).is_none());
        let mut altered = two.bytes().to_vec();
        *altered.last_mut().unwrap() ^= 1;
        assert!(Record::read(&altered, &one.hash()).is_none());
        assert!(Record::read(&[1, 2, 3], &one.hash()).is_none());
    }

    #[test]
    fn the_chain_is_the_same_every_time() {
        assert_eq!(Record::FIRST.next().hash(), Record::FIRST.next().hash());
    }
}

//! The tables in the browser's database and the text of their keys.
//!
//! Invariant: all keys are ASCII text whose order is the order of arrival within a space, so that a
//! range over one space is a range of text.

use holdfast_wire::{EnvelopeId, SpaceId};

/// A table, which IndexedDB calls an object store.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Table {
    /// place -> bytes of an envelope
    Envelopes,
    /// name -> number, of what is in `Envelopes`
    Held,
    /// place -> id and number of an envelope that waits
    Outbox,
    /// name -> number, of what is in `Outbox`
    Waiting,
    /// place -> id, bytes and reason
    Quarantine,
    /// name -> number, of what is in `Quarantine`
    Aside,
    /// key -> bytes
    Values,
    /// [`LAST`] -> the last number given
    Counter,
}

impl Table {
    pub(super) const ALL: [Self; 8] = [
        Self::Envelopes,
        Self::Held,
        Self::Outbox,
        Self::Waiting,
        Self::Quarantine,
        Self::Aside,
        Self::Values,
        Self::Counter,
    ];

    /// Those whose keys begin with a space.
    pub(super) const OF_SPACES: [Self; 6] = [
        Self::Envelopes,
        Self::Held,
        Self::Outbox,
        Self::Waiting,
        Self::Quarantine,
        Self::Aside,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Envelopes => "envelopes",
            Self::Held => "held",
            Self::Outbox => "outbox",
            Self::Waiting => "waiting",
            Self::Quarantine => "quarantine",
            Self::Aside => "aside",
            Self::Values => "values",
            Self::Counter => "counter",
        }
    }
}

/// The key by arrival: the space, then the number in 16 hex digits.
pub(super) fn place(space: SpaceId, number: u64) -> String {
    format!("{space}{}", digits(number))
}

/// The key by id: the space, then the id.
pub(super) fn name(space: SpaceId, id: EnvelopeId) -> String {
    format!("{space}{id}")
}

/// The first text after all keys of a space: `g` follows `f`, the last hex digit.
pub(super) fn end_of(space: SpaceId) -> String {
    format!("{space}g")
}

pub(super) fn digits(number: u64) -> String {
    format!("{number:016x}")
}

pub(super) fn number(digits: &str) -> Option<u64> {
    let plain = digits.len() == NUMBER_DIGITS && !digits.starts_with('+');
    if plain {
        u64::from_str_radix(digits, 16).ok()
    } else {
        None
    }
}

/// The number at the end of a place.
pub(super) fn number_of(place: &str) -> Option<u64> {
    number(place.get(SPACE_DIGITS..)?)
}

/// The space at the beginning of a place or a name.
pub(super) fn space_of(key: &str) -> Option<SpaceId> {
    key.get(..SPACE_DIGITS)?.parse().ok()
}

/// The only key of [`Table::Counter`].
pub(super) const LAST: &str = "last";

const SPACE_DIGITS: usize = 2 * SpaceId::LEN;
const NUMBER_DIGITS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_place_read_back() {
        let space = SpaceId::from_bytes([0xab; 16]);
        for given in [0, 1, 0xffff, u64::MAX] {
            let place = place(space, given);
            assert_eq!(number_of(&place), Some(given));
            assert_eq!(space_of(&place), Some(space));
        }
        assert_eq!(number_of("ab"), None);
        assert_eq!(number("+000000000000001"), None);
    }

    #[test]
    fn every_table_has_its_own_name() {
        let names: std::collections::BTreeSet<_> = Table::ALL.map(Table::name).into();
        assert_eq!(names.len(), Table::ALL.len());
    }

    #[test]
    fn places_of_a_space_lie_between_it_and_its_end() {
        let space = SpaceId::from_bytes([0xff; 16]);
        let start = space.to_string();
        assert!(start < place(space, 0) && place(space, u64::MAX) < end_of(space));
        assert!(place(space, 9) < place(space, 10));
    }
}

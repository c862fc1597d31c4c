//! The chain of one device: every record names the one before it, from a certificate on.
//! The line has one record for each place; a second one is a fork, and stands beside the line.

use holdfast_crypto::{Certificate, DevicePublic};
use holdfast_order::Map;
use holdfast_wire::{DeviceId, EnvelopeId, Epoch, Head, Header, PersonId, Sequence};

/// What has been accepted of one device.
#[derive(Debug)]
pub(crate) struct Chain {
    person: PersonId,
    device: DevicePublic,
    id: DeviceId,
    /// The line: the accepted records by their place, of two histories the one that came first.
    records: Vec<EnvelopeId>,
    /// Where in the line an epoch begins.
    epochs: Vec<(Sequence, Epoch)>,
    /// Accepted records of other histories, which go out from the line.
    beside: Map<EnvelopeId, (Sequence, Epoch)>,
    cut: Option<Head>,
}

/// Where a record stands in its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The next one of the line: accept it.
    Next,
    /// What is before it is here, and its place is filled or lies off the line: accept it too.
    Beside,
    /// Records before it are missing.
    Early,
    /// It is here already.
    Known,
    /// The device was cut before it.
    AfterCut,
    /// Its epoch is older than that of the record before it.
    EpochBack { current: Epoch },
}

/// Two records for one place: two histories of one chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Conflict {
    pub(crate) sequence: Sequence,
    /// The record of the line.
    pub(crate) first: EnvelopeId,
    /// The other one.
    pub(crate) second: EnvelopeId,
}

impl Chain {
    /// An empty chain of a device that a pinned person vouches for.
    pub(crate) fn new(certificate: &Certificate) -> Self {
        let device = certificate.device().clone();
        let id = device.id();
        let person = certificate.person().id();
        Self {
            person,
            device,
            id,
            records: Vec::new(),
            epochs: Vec::new(),
            beside: Map::new(),
            cut: None,
        }
    }

    pub(crate) const fn person(&self) -> PersonId {
        self.person
    }

    pub(crate) const fn device(&self) -> &DevicePublic {
        &self.device
    }

    pub(crate) const fn is_cut(&self) -> bool {
        self.cut.is_some()
    }

    /// How many records are accepted: the next free place.
    pub(crate) fn len(&self) -> u64 {
        self.records.len() as u64
    }

    /// The last accepted record.
    pub(crate) fn head(&self) -> Option<Head> {
        let id = *self.records.last()?;
        Some(Head {
            device: self.id,
            sequence: Sequence(self.len() - 1),
            id,
        })
    }

    /// All accepted records: the line in order, then what stands beside it.
    pub(crate) fn records(&self) -> impl Iterator<Item = EnvelopeId> {
        self.records.iter().chain(self.beside.keys()).copied()
    }

    /// The record at a place.
    pub(crate) fn at(&self, sequence: Sequence) -> Option<EnvelopeId> {
        let place = usize::try_from(sequence.0).ok()?;
        self.records.get(place).copied()
    }

    /// Where the record stands. Nothing changes.
    pub(crate) fn place(&self, header: &Header, id: EnvelopeId) -> Place {
        if self.at(header.sequence) == Some(id) || self.beside.contains_key(&id) {
            return Place::Known;
        }
        if self.cut.is_some_and(|last| header.sequence > last.sequence) {
            return Place::AfterCut;
        }
        let Some(current) = self.epoch_before(header) else {
            return Place::Early;
        };
        let head = self.records.last().copied().unwrap_or(EnvelopeId::ZERO);
        let is_next = header.sequence.0 == self.len() && header.previous == head;
        if !is_next && self.is_cut() {
            // Who was removed cannot write into its past either.
            Place::AfterCut
        } else if header.epoch < current {
            Place::EpochBack { current }
        } else if is_next {
            Place::Next
        } else {
            Place::Beside
        }
    }

    /// The record of the line that this one contradicts, if it goes out from the line or waits for
    /// records that do.
    pub(crate) fn conflict(&self, header: &Header, id: EnvelopeId) -> Option<Conflict> {
        if self.beside.contains_key(&header.previous) {
            return None;
        }
        let here = |sequence, second| {
            let first = self.at(sequence).filter(|first| *first != second)?;
            Some(Conflict {
                sequence,
                first,
                second,
            })
        };
        let before = header.sequence.0.checked_sub(1).map(Sequence);
        here(header.sequence, id).or_else(|| here(before?, header.previous))
    }

    /// The epoch of the record before this one; `None` when that is not here.
    fn epoch_before(&self, header: &Header) -> Option<Epoch> {
        let Some(before) = header.sequence.0.checked_sub(1).map(Sequence) else {
            return (header.previous == EnvelopeId::ZERO).then_some(Epoch(0));
        };
        if self.at(before) == Some(header.previous) {
            let begun = self.epochs.iter().rev().find(|(from, _)| *from <= before);
            return begun.map(|(_, epoch)| *epoch);
        }
        let (sequence, epoch) = self.beside.get(&header.previous)?;
        (*sequence == before).then_some(*epoch)
    }

    /// Takes in a record that stands at [`Place::Next`] or [`Place::Beside`], and gives which.
    pub(crate) fn accept(&mut self, header: &Header, id: EnvelopeId) -> Place {
        let (sequence, epoch) = (header.sequence, header.epoch);
        let place = self.place(header, id);
        if place == Place::Beside {
            self.beside.insert(id, (sequence, epoch));
            return place;
        }
        debug_assert_eq!(place, Place::Next);
        self.records.push(id);
        if self.epochs.last().is_none_or(|(_, last)| *last < epoch) {
            self.epochs.push((sequence, epoch));
        }
        place
    }

    /// Ends the chain after `last`. Gives the records beyond it, which do not count any more.
    /// Of two cuts the earlier one holds, in whatever order they arrive.
    pub(crate) fn cut(&mut self, last: Head) -> Vec<(Sequence, EnvelopeId)> {
        let last = match self.cut {
            Some(before) if before.sequence <= last.sequence => before,
            _ => last,
        };
        self.cut = Some(last);
        let keep = usize::try_from(last.sequence.0.saturating_add(1)).unwrap_or(usize::MAX);
        let beyond = self.records.split_off(keep.min(self.records.len()));
        self.epochs.retain(|(from, _)| *from <= last.sequence);
        let mut beyond: Vec<_> = (last.sequence.0 + 1..).map(Sequence).zip(beyond).collect();
        self.beside.retain(|id, (sequence, _)| {
            let counts = *sequence <= last.sequence;
            if !counts {
                beyond.push((*sequence, *id));
            }
            counts
        });
        beyond
    }
}

#[cfg(test)]
mod tests;

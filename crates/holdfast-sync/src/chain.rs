//! The chain of one device: every record names the one before it, from a certificate on.
//! There is one record for each place; a second one for a filled place is a fork.

use holdfast_crypto::{Certificate, DevicePublic};
use holdfast_wire::{DeviceId, EnvelopeId, Epoch, Head, Header, PersonId, Sequence};

/// What has been accepted of one device.
#[derive(Debug)]
pub(crate) struct Chain {
    person: PersonId,
    device: DevicePublic,
    id: DeviceId,
    /// The accepted records by their place.
    records: Vec<EnvelopeId>,
    epoch: Epoch,
    cut: Option<Head>,
}

/// Where a record stands in its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The next one: accept it.
    Next,
    /// Later than the next one: records before it are missing.
    Early,
    /// It is here already.
    Known,
    /// Another record fills this place, or the one before it.
    Fork {
        sequence: Sequence,
        first: EnvelopeId,
        second: EnvelopeId,
    },
    /// The device was cut before it.
    AfterCut,
    /// Its epoch is older than that of the record before it.
    EpochBack { current: Epoch },
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
            epoch: Epoch(0),
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

    /// All accepted records, in order.
    pub(crate) fn records(&self) -> &[EnvelopeId] {
        &self.records
    }

    /// The record at a place.
    pub(crate) fn at(&self, sequence: Sequence) -> Option<EnvelopeId> {
        let place = usize::try_from(sequence.0).ok()?;
        self.records.get(place).copied()
    }

    /// Where the record stands. Nothing changes.
    pub(crate) fn place(&self, header: &Header, id: EnvelopeId) -> Place {
        if let Some(first) = self.at(header.sequence) {
            let sequence = header.sequence;
            return if first == id {
                Place::Known
            } else {
                Place::Fork {
                    sequence,
                    first,
                    second: id,
                }
            };
        }
        if self.cut.is_some_and(|last| header.sequence > last.sequence) {
            return Place::AfterCut;
        }
        if header.sequence.0 > self.len() {
            return Place::Early;
        }
        let head = self.head();
        let previous = head.map_or(EnvelopeId::ZERO, |head| head.id);
        if header.previous != previous {
            let sequence = head.map_or(Sequence(0), |head| head.sequence);
            return Place::Fork {
                sequence,
                first: previous,
                second: header.previous,
            };
        }
        if header.epoch < self.epoch {
            return Place::EpochBack {
                current: self.epoch,
            };
        }
        Place::Next
    }

    /// Appends a record that stands at [`Place::Next`].
    pub(crate) fn accept(&mut self, header: &Header, id: EnvelopeId) {
        debug_assert_eq!(self.place(header, id), Place::Next);
        self.records.push(id);
        self.epoch = header.epoch;
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
        (last.sequence.0 + 1..).map(Sequence).zip(beyond).collect()
    }
}

#[cfg(test)]
mod tests;

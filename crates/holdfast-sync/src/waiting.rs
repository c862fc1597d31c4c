//! Records that cannot be accepted yet: no key, no certificate, or a gap before them.
//! All of them rest in the store's quarantine too; what is held here is bounded in number and size.

use holdfast_crypto::record::Opened;
use holdfast_order::Map;
use holdfast_wire::{DeviceId, Envelope, EnvelopeId, Head, Header, Sequence};
use std::collections::BTreeSet;

/// The most records that wait in one space.
pub const WAITING_MAX: usize = 1_024;
/// The most bytes that wait in one space: 8 MiB.
pub const WAITING_BYTES_MAX: usize = 8 * 1_048_576;

/// What an envelope waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lack {
    /// A key of its epoch.
    Key,
    /// That somebody pins the person who vouches for its device.
    Pin,
    /// The certificate of its device; what the record claims to be.
    Certificate(Head),
}

#[derive(Debug)]
pub(crate) struct Early {
    pub(crate) opened: Opened,
    pub(crate) envelope: Envelope,
}

#[derive(Debug, Default)]
pub(crate) struct Waiting {
    ids: BTreeSet<EnvelopeId>,
    bytes: usize,
    blocked: Map<EnvelopeId, (Envelope, Lack)>,
    early: Map<(DeviceId, Sequence, EnvelopeId), Early>,
}

impl Waiting {
    pub(crate) fn contains(&self, id: &EnvelopeId) -> bool {
        self.ids.contains(id)
    }

    /// Whether one more envelope of this size may wait.
    pub(crate) fn has_room(&self, envelope: &Envelope) -> bool {
        let bytes = self.bytes.saturating_add(envelope.as_bytes().len());
        self.ids.len() < WAITING_MAX && bytes <= WAITING_BYTES_MAX
    }

    pub(crate) fn block(&mut self, id: EnvelopeId, envelope: Envelope, lack: Lack) {
        self.count(id, &envelope);
        self.blocked.insert(id, (envelope, lack));
    }

    /// Takes out every blocked envelope, to be tried again.
    pub(crate) fn take_blocked(&mut self) -> Vec<(EnvelopeId, Envelope)> {
        let blocked = core::mem::take(&mut self.blocked);
        let envelopes = blocked
            .into_iter()
            .map(|(id, (envelope, _))| (id, envelope));
        let taken: Vec<_> = envelopes.collect();
        for (id, envelope) in &taken {
            self.uncount(id, envelope);
        }
        taken
    }

    /// A record that waits for this place.
    pub(crate) fn early_at(&self, device: DeviceId, sequence: Sequence) -> Option<EnvelopeId> {
        let mut places = self.early.keys();
        let found = places.find(|(of, at, _)| (*of, *at) == (device, sequence));
        found.map(|(_, _, id)| *id)
    }

    pub(crate) fn hold_early(&mut self, early: Early) {
        let (id, header) = (early.opened.id(), early.opened.header());
        let place = (header.device, header.sequence, id);
        self.count(id, &early.envelope);
        self.early.insert(place, early);
    }

    /// Takes out the records that follow this one.
    pub(crate) fn take_next(&mut self, before: Head) -> Vec<Early> {
        let Some(next) = before.sequence.next() else {
            return Vec::new();
        };
        self.take_where(|header| {
            (header.device, header.sequence) == (before.device, next)
                && header.previous == before.id
        })
    }

    /// Takes out everything of a device after a place.
    pub(crate) fn take_after(&mut self, device: DeviceId, last: Sequence) -> Vec<Early> {
        self.take_where(|header| header.device == device && header.sequence > last)
    }

    fn take_where(&mut self, is_meant: impl Fn(&Header) -> bool) -> Vec<Early> {
        let is_meant = |early: &&Early| is_meant(early.opened.header());
        let meant = self.early.values().filter(is_meant);
        let places: Vec<_> = meant
            .map(|early| {
                let header = early.opened.header();
                (header.device, header.sequence, early.opened.id())
            })
            .collect();
        let taken = places.iter().filter_map(|place| self.early.remove(place));
        let taken: Vec<_> = taken.collect();
        for early in &taken {
            self.uncount(&early.opened.id(), &early.envelope);
        }
        taken
    }

    /// For each device with a gap or without a certificate, its first record that waits.
    pub(crate) fn gaps(&self) -> Map<DeviceId, Head> {
        let mut gaps = Map::new();
        for (device, sequence, id) in self.early.keys() {
            let head = Head {
                device: *device,
                sequence: *sequence,
                id: *id,
            };
            gaps.insert_new(*device, head);
        }
        for (_, lack) in self.blocked.values() {
            if let Lack::Certificate(head) = lack {
                gaps.insert_new(head.device, *head);
            }
        }
        gaps
    }

    fn count(&mut self, id: EnvelopeId, envelope: &Envelope) {
        self.ids.insert(id);
        self.bytes += envelope.as_bytes().len();
    }

    fn uncount(&mut self, id: &EnvelopeId, envelope: &Envelope) {
        self.ids.remove(id);
        self.bytes = self.bytes.saturating_sub(envelope.as_bytes().len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_wire::{SpaceId, WriteToken};

    /// The longest envelope that there is; each has another nonce.
    fn longest(number: u8) -> Envelope {
        let (space, token) = (
            SpaceId::from_bytes([1; 16]),
            WriteToken::from_bytes([2; 32]),
        );
        Envelope::assemble(space, &token, [number; 24], &[3; 63_488 + 16]).unwrap()
    }

    #[test]
    fn eight_mebibytes_wait_and_one_more_envelope_does_not() {
        let mut waiting = Waiting::default();
        let fit = WAITING_BYTES_MAX / longest(0).as_bytes().len();
        for number in 0..u8::try_from(fit).unwrap() {
            let envelope = longest(number);
            assert!(waiting.has_room(&envelope), "{number} of {fit}");
            waiting.block(envelope.id(), envelope, Lack::Key);
        }
        assert!(!waiting.has_room(&longest(255)));
        assert_eq!(waiting.take_blocked().len(), fit);
        assert!(waiting.has_room(&longest(255)));
    }
}

//! Records that cannot be accepted yet: no key, no certificate, or a gap before them.
//! All of them rest in the store's quarantine too; what is held here is bounded in number and size.

use holdfast_crypto::record::Opened;
use holdfast_order::Map;
use holdfast_wire::{DeviceId, Envelope, EnvelopeId, Head, Sequence};
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
    early: Map<(DeviceId, Sequence), Early>,
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

    /// The record that waits for this place.
    pub(crate) fn early_at(&self, device: DeviceId, sequence: Sequence) -> Option<EnvelopeId> {
        self.early
            .get(&(device, sequence))
            .map(|early| early.opened.id())
    }

    pub(crate) fn hold_early(&mut self, early: Early) {
        let place = (early.opened.header().device, early.opened.header().sequence);
        self.count(early.opened.id(), &early.envelope);
        self.early.insert(place, early);
    }

    pub(crate) fn take_early(&mut self, device: DeviceId, sequence: Sequence) -> Option<Early> {
        let early = self.early.remove(&(device, sequence))?;
        self.uncount(&early.opened.id(), &early.envelope);
        Some(early)
    }

    /// Takes out everything of a device after a place.
    pub(crate) fn take_after(&mut self, device: DeviceId, last: Sequence) -> Vec<Early> {
        let after = |(of, sequence): &&(DeviceId, Sequence)| *of == device && *sequence > last;
        let places: Vec<_> = self.early.keys().filter(after).copied().collect();
        places
            .into_iter()
            .filter_map(|(of, at)| self.take_early(of, at))
            .collect()
    }

    /// For each device with a gap or without a certificate, its first record that waits.
    pub(crate) fn gaps(&self) -> Map<DeviceId, Head> {
        let mut gaps = Map::new();
        for ((device, sequence), early) in &self.early {
            let head = Head {
                device: *device,
                sequence: *sequence,
                id: early.opened.id(),
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

//! Promises: records that are known to exist, because a verified record or a pairing named them.
//! Each is kept until it arrives; what arrives in its place instead is a fork.

use crate::frontier::DEVICES_MAX;
use holdfast_order::{Map, Set};
use holdfast_wire::{DeviceId, EnvelopeId, Head, Sequence};

#[derive(Debug, Default)]
pub(crate) struct Promises {
    /// The highest promised record of each device, and who named it.
    highest: Map<DeviceId, (Head, DeviceId)>,
    reported: Set<(DeviceId, Sequence)>,
}

impl Promises {
    /// Notes that `by` has seen `head`. Gives the other id when another record was promised for
    /// the same place.
    pub(crate) fn note(&mut self, head: Head, by: DeviceId) -> Option<EnvelopeId> {
        match self.highest.get(&head.device) {
            Some((known, _)) if known.sequence > head.sequence => None,
            Some((known, _)) if known.sequence == head.sequence => {
                (known.id != head.id).then_some(known.id)
            }
            None if self.highest.len() >= DEVICES_MAX => None,
            _ => {
                self.highest.insert(head.device, (head, by));
                None
            }
        }
    }

    /// Notes that a record was accepted. Gives the promised id when it is another one.
    pub(crate) fn kept(&mut self, accepted: Head) -> Option<EnvelopeId> {
        let (head, _) = *self.highest.get(&accepted.device)?;
        if accepted.sequence < head.sequence {
            return None;
        }
        self.highest.remove(&accepted.device);
        let differs = accepted.sequence == head.sequence && accepted.id != head.id;
        differs.then_some(head.id)
    }

    /// Notes that a record beside the line was accepted: it may be the promised one.
    pub(crate) fn kept_beside(&mut self, accepted: Head) {
        let promised = self.highest.get(&accepted.device);
        if promised.is_some_and(|(head, _)| *head == accepted) {
            self.highest.remove(&accepted.device);
        }
    }

    /// Forgets what lies beyond the end of a cut device.
    pub(crate) fn cut(&mut self, last: Head) {
        if self
            .highest
            .get(&last.device)
            .is_some_and(|(head, _)| head.sequence > last.sequence)
        {
            self.highest.remove(&last.device);
        }
    }

    /// All promised records and who named them, ascending by device.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Head, DeviceId)> {
        self.highest.values().copied()
    }

    pub(crate) fn is_reported(&self, head: &Head) -> bool {
        self.reported.contains(&(head.device, head.sequence))
    }

    pub(crate) fn report(&mut self, head: &Head) {
        self.reported.insert((head.device, head.sequence));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(device: u8, sequence: u64, id: u8) -> Head {
        Head {
            device: DeviceId::from_bytes([device; 16]),
            sequence: Sequence(sequence),
            id: EnvelopeId::from_bytes([id; 32]),
        }
    }

    const BY: DeviceId = DeviceId::from_bytes([9; 16]);

    #[test]
    fn the_highest_promise_is_kept_until_it_arrives() {
        let mut promises = Promises::default();
        assert_eq!(promises.note(head(1, 5, 5), BY), None);
        assert_eq!(promises.note(head(1, 3, 3), BY), None);
        assert_eq!(promises.kept(head(1, 4, 4)), None);
        assert_eq!(promises.all().collect::<Vec<_>>(), [(head(1, 5, 5), BY)]);
        assert_eq!(promises.kept(head(1, 5, 5)), None);
        assert_eq!(promises.all().count(), 0);
    }

    #[test]
    fn another_record_than_promised_is_noticed() {
        let mut promises = Promises::default();
        promises.note(head(1, 5, 5), BY);
        assert_eq!(promises.note(head(1, 5, 6), BY), Some(head(1, 5, 5).id));
        assert_eq!(promises.note(head(1, 5, 5), BY), None);
        assert_eq!(promises.kept(head(1, 5, 6)), Some(head(1, 5, 5).id));
    }

    #[test]
    fn a_cut_ends_promises_beyond_it_only() {
        let mut promises = Promises::default();
        promises.note(head(1, 5, 5), BY);
        promises.cut(head(1, 5, 5));
        promises.cut(head(2, 0, 1));
        assert_eq!(promises.all().count(), 1);
        promises.cut(head(1, 4, 4));
        assert_eq!(promises.all().count(), 0);
    }

    #[test]
    fn sixty_four_devices_are_awaited_and_one_more_is_not() {
        let mut promises = Promises::default();
        (0..=64).for_each(|n| assert_eq!(promises.note(head(n, 1, n), BY), None));
        assert_eq!(promises.all().count(), DEVICES_MAX);
        promises.note(head(3, 2, 3), BY);
        assert!(
            promises
                .all()
                .any(|(promised, _)| promised == head(3, 2, 3))
        );
    }
}

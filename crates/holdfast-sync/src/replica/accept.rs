//! A verified record: in its place it is accepted, before it it waits, beside it it is a fork.
//! Accepting is the only way into the store, the ledger and the frontier.

use super::state::{Replica, Source, Standing};
use crate::Alarm;
use crate::chain::{Chain, Place};
use crate::fragments::Joined;
use crate::step::{Effect, OpenedRecord, Step};
use crate::waiting::Early;
use holdfast_store::Op;
use holdfast_wire::{DeviceId, EnvelopeId, Head, Header, Kind, Sequence};
use zeroize::Zeroizing;

impl Replica {
    /// Puts a verified record in its place, and whatever waited for it behind it.
    pub(super) fn place(&mut self, record: Early, source: Source, step: &mut Step) {
        let (mut record, mut source) = (record, source);
        loop {
            let (id, header) = (record.opened.id(), record.opened.header());
            let Some(chain) = self.chains.get(&header.device) else {
                return;
            };
            let place = chain.place(header, id);
            if place != Place::Next {
                return self.misplaced(record, place, source, step);
            }
            let (device, sequence) = (header.device, header.sequence);
            self.accept(record, source, step);
            let next = sequence
                .next()
                .and_then(|next| self.waiting.take_early(device, next));
            let Some(early) = next else { return };
            (record, source) = (early, Source::Quarantine);
        }
    }

    fn misplaced(&mut self, record: Early, place: Place, source: Source, step: &mut Step) {
        let (id, header) = (record.opened.id(), record.opened.header());
        let (device, sequence) = (header.device, header.sequence);
        let alarm = match place {
            Place::Next | Place::Known => return,
            Place::Early => return self.wait(record, source, step),
            Place::Fork {
                sequence,
                first,
                second,
            } => self.fork(device, sequence, first, second),
            Place::AfterCut => Alarm::AfterCut {
                id,
                device,
                sequence,
            },
            Place::EpochBack { current } => Alarm::EpochBack {
                id,
                epoch: header.epoch,
                current,
            },
        };
        self.refuse(id, record.envelope.as_bytes(), alarm, source, step);
    }

    /// Holds a record until the gap before it is filled.
    fn wait(&mut self, record: Early, source: Source, step: &mut Step) {
        let (id, header) = (record.opened.id(), record.opened.header());
        let (device, sequence) = (header.device, header.sequence);
        if let Some(first) = self.waiting.early_at(device, sequence) {
            let alarm = self.fork(device, sequence, first, id);
            return self.refuse(id, record.envelope.as_bytes(), alarm, source, step);
        }
        if !self.waiting.has_room(&record.envelope) {
            return self.overflow(step);
        }
        self.set_aside(id, record.envelope.as_bytes(), None, source, step);
        self.waiting.hold_early(record);
    }

    pub(super) fn accept(&mut self, record: Early, source: Source, step: &mut Step) {
        let Early { opened, envelope } = record;
        let (id, space) = (opened.id(), self.space);
        let (header, body) = opened.into_parts();
        self.notice_own(&header, source, step);
        if let Some(chain) = self.chains.get_mut(&header.device) {
            chain.accept(&header, id);
        }
        self.accepted.insert(id);
        if source != Source::Store {
            step.batch.push(Op::PutEnvelope {
                space,
                id,
                bytes: envelope.into_bytes(),
            });
        }
        if source == Source::Quarantine {
            step.batch.push(Op::Release { space, id });
        }
        let head = Head {
            device: header.device,
            sequence: header.sequence,
            id,
        };
        if let Some(promised) = self.promises.kept(head) {
            let alarm = self.fork(head.device, head.sequence, id, promised);
            self.raise(alarm, source, step);
        }
        self.compare_heads(&header.heads, header.device, source, step);
        self.hand_on(&header, id, body, source, step);
    }

    /// A record of this device that this device does not remember: its store is an older copy.
    fn notice_own(&self, header: &Header, source: Source, step: &mut Step) {
        let foreign = matches!(source, Source::Relay | Source::Quarantine);
        if header.device == self.device() && foreign {
            let have = self.chains.get(&header.device).map_or(0, Chain::len);
            let alarm = Alarm::OwnOlder {
                have: Sequence(have),
                seen: header.sequence,
            };
            self.raise(alarm, Source::Relay, step);
        }
    }

    fn hand_on(
        &mut self,
        header: &Header,
        id: EnvelopeId,
        body: Zeroizing<Vec<u8>>,
        source: Source,
        step: &mut Step,
    ) {
        let device = header.device;
        let taken = self.joints.update(device, |joint| joint.take(header, body));
        match taken {
            Joined::Part | Joined::Whole(Kind::CERTIFICATE, _) => {}
            Joined::Whole(Kind::CUT, body) => self.take_cut(header, id, &body, source, step),
            Joined::Whole(kind, body) => {
                let Some(chain) = self.chains.get(&device) else {
                    return;
                };
                let (person, sequence) = (chain.person(), header.sequence);
                let record = OpenedRecord {
                    id,
                    device,
                    person,
                    sequence,
                    kind,
                    body,
                };
                step.effects.push(Effect::Deliver(record));
            }
            Joined::Broken => self.raise(Alarm::BrokenGroup { id }, source, step),
        }
    }

    /// Compares what `by` has seen of others with what is here.
    pub(super) fn compare_heads(
        &mut self,
        heads: &[Head],
        by: DeviceId,
        source: Source,
        step: &mut Step,
    ) {
        for head in heads {
            let chain = self.chains.get(&head.device);
            let other = match chain.and_then(|chain| chain.at(head.sequence)) {
                Some(here) => (here != head.id).then_some(here),
                None if self.is_beyond_cut(head) => None,
                None => self.promises.note(*head, by),
            };
            match other {
                None => self.notice_behind(head, source, step),
                Some(first) if self.forks.insert((head.device, head.id)) => {
                    let alarm = self.fork(head.device, head.sequence, first, head.id);
                    self.raise(alarm, source, step);
                }
                Some(_) => {}
            }
        }
    }

    /// Somebody has seen more of this device than it remembers.
    fn notice_behind(&mut self, head: &Head, source: Source, step: &mut Step) {
        let have = self.chains.get(&self.device()).map_or(0, Chain::len);
        let is_behind = head.device == self.device() && head.sequence.0 >= have;
        if is_behind && self.forks.insert((head.device, head.id)) {
            let alarm = Alarm::OwnOlder {
                have: Sequence(have),
                seen: head.sequence,
            };
            self.raise(alarm, source, step);
        }
    }

    fn is_beyond_cut(&self, head: &Head) -> bool {
        self.cuts
            .get(&head.device)
            .is_some_and(|last| head.sequence > last.sequence)
    }

    /// Two histories of one chain. If it is our own, this device may not write any more.
    pub(super) fn fork(
        &mut self,
        device: DeviceId,
        sequence: Sequence,
        first: EnvelopeId,
        second: EnvelopeId,
    ) -> Alarm {
        if device != self.device() {
            return Alarm::Fork {
                device,
                sequence,
                first,
                second,
            };
        }
        if self.standing == Standing::Good {
            self.standing = Standing::Forked;
        }
        Alarm::Cloned {
            sequence,
            first,
            second,
        }
    }

    /// Alarms about what the store already held were raised when it was taken in.
    pub(super) fn raise(&self, alarm: Alarm, source: Source, step: &mut Step) {
        if source != Source::Store {
            step.effects.push(Effect::Raise(alarm));
        }
    }
}

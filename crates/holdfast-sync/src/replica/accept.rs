//! A verified record: in its place it is accepted, before it it waits, beside it it is a fork too.
//! Accepting is the only way into the store, the ledger and the frontier.

use super::state::{Replica, Source, Standing};
use crate::Alarm;
use crate::chain::{Chain, Conflict, Place};
use crate::fragments::Joined;
use crate::step::{Effect, OpenedRecord, Step};
use crate::waiting::Early;
use holdfast_store::Op;
use holdfast_wire::{DeviceId, EnvelopeId, Head, Header, Kind, Sequence};
use zeroize::Zeroizing;

impl Replica {
    /// Puts a verified record in its place, and whatever waited for it behind it.
    pub(super) fn place(&mut self, record: Early, source: Source, step: &mut Step) {
        let mut left = vec![(record, source)];
        while let Some((record, source)) = left.pop() {
            let (id, header) = (record.opened.id(), record.opened.header());
            let Some(chain) = self.chains.get(&header.device) else {
                continue;
            };
            let place = chain.place(header, id);
            if !matches!(place, Place::Next | Place::Beside) {
                self.misplaced(record, place, source, step);
                continue;
            }
            let head = Head {
                device: header.device,
                sequence: header.sequence,
                id,
            };
            self.accept(record, source, step);
            let next = self.waiting.take_next(head).into_iter().rev();
            left.extend(next.map(|early| (early, Source::Quarantine)));
        }
    }

    fn misplaced(&mut self, record: Early, place: Place, source: Source, step: &mut Step) {
        let (id, header) = (record.opened.id(), record.opened.header());
        let (device, sequence) = (header.device, header.sequence);
        let alarm = match place {
            Place::Next | Place::Beside | Place::Known => return,
            Place::Early => return self.wait(record, source, step),
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

    /// Holds a record until what is before it arrives. That it contradicts another one is said now.
    fn wait(&mut self, record: Early, source: Source, step: &mut Step) {
        let (id, header) = (record.opened.id(), record.opened.header());
        let (device, sequence) = (header.device, header.sequence);
        if !self.waiting.has_room(&record.envelope) {
            return self.overflow(step);
        }
        let conflict = self.conflict(header, id).or_else(|| {
            let first = self.waiting.early_at(device, sequence)?;
            let second = id;
            Some(Conflict {
                sequence,
                first,
                second,
            })
        });
        let alarm = conflict.and_then(|conflict| self.new_fork(device, conflict));
        self.set_aside(id, record.envelope.as_bytes(), alarm, source, step);
        self.waiting.hold_early(record);
    }

    fn conflict(&self, header: &Header, id: EnvelopeId) -> Option<Conflict> {
        self.chains.get(&header.device)?.conflict(header, id)
    }

    pub(super) fn accept(&mut self, record: Early, source: Source, step: &mut Step) {
        let Early { opened, envelope } = record;
        let (id, space) = (opened.id(), self.space);
        let (header, body) = opened.into_parts();
        self.grow(&header, id, source, step);
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
        self.compare_heads(&header.heads, header.device, source, step);
        self.hand_on(&header, id, body, source, step);
    }

    /// The chain grows by a record. One beside the line is a fork, and counts like any other: both
    /// histories are true, and whoever wrote them saw them kept.
    fn grow(&mut self, header: &Header, id: EnvelopeId, source: Source, step: &mut Step) {
        let (device, sequence) = (header.device, header.sequence);
        let conflict = self.conflict(header, id);
        let head = Head {
            device,
            sequence,
            id,
        };
        let have = Sequence(self.chains.get(&device).map_or(0, Chain::len));
        let chain = self.chains.get_mut(&device);
        let promised = if chain.map(|chain| chain.accept(header, id)) == Some(Place::Beside) {
            self.promises.kept_beside(head);
            None
        } else {
            self.notice_own(header, have, source, step);
            self.promises.kept(head)
        };
        let conflict = conflict.or_else(|| {
            Some(Conflict {
                sequence,
                first: id,
                second: promised?,
            })
        });
        let alarm = conflict.and_then(|conflict| self.new_fork(device, conflict));
        if let Some(alarm) = alarm {
            self.raise(alarm, source, step);
        }
    }

    /// A record of this device that this device does not remember: its store is an older copy.
    fn notice_own(&self, header: &Header, have: Sequence, source: Source, step: &mut Step) {
        let foreign = matches!(source, Source::Relay | Source::Quarantine);
        if header.device == self.device() && foreign {
            let seen = header.sequence;
            let alarm = Alarm::OwnOlder { have, seen };
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
        let mut joint = self.joints.remove(&header.previous).unwrap_or_default();
        match joint.take(header, body) {
            Joined::Part => {
                self.joints.insert(id, joint);
            }
            Joined::Whole(Kind::CERTIFICATE, _) => {}
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
            if self.accepted.contains(&head.id) {
                continue;
            }
            let chain = self.chains.get(&head.device);
            let other = match chain.and_then(|chain| chain.at(head.sequence)) {
                Some(here) => Some(here),
                None if self.is_beyond_cut(head) => None,
                None => self.promises.note(*head, by),
            };
            let Some(first) = other else {
                self.notice_behind(head, source, step);
                continue;
            };
            let conflict = Conflict {
                sequence: head.sequence,
                first,
                second: head.id,
            };
            if let Some(alarm) = self.new_fork(head.device, conflict) {
                self.raise(alarm, source, step);
            }
        }
    }

    /// Somebody has seen more of this device than it remembers.
    fn notice_behind(&mut self, head: &Head, source: Source, step: &mut Step) {
        let have = self.chains.get(&self.device()).map_or(0, Chain::len);
        let is_behind = head.device == self.device() && head.sequence.0 >= have;
        if is_behind && self.forks.insert((head.device, head.id, head.id)) {
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

    /// Two histories of one chain, unless that is known. If the chain is our own, this device may
    /// not write any more.
    fn new_fork(&mut self, device: DeviceId, conflict: Conflict) -> Option<Alarm> {
        let Conflict {
            sequence,
            first,
            second,
        } = conflict;
        if !self
            .forks
            .insert((device, first.min(second), first.max(second)))
        {
            return None;
        }
        if device != self.device() {
            return Some(Alarm::Fork {
                device,
                sequence,
                first,
                second,
            });
        }
        if self.standing == Standing::Good {
            self.standing = Standing::Forked;
        }
        Some(Alarm::Cloned {
            sequence,
            first,
            second,
        })
    }

    /// Alarms about what the store already held were raised when it was taken in.
    pub(super) fn raise(&self, alarm: Alarm, source: Source, step: &mut Step) {
        if source != Source::Store {
            step.effects.push(Effect::Raise(alarm));
        }
    }
}

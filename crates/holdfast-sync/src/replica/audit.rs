//! Looking for what a relay hides: gaps, promised records, a lower head, own records that it lost.
//! Nothing is called missing before the relay was asked for everything from the beginning.

use super::state::Replica;
use crate::chain::Chain;
use crate::step::{Effect, Step};
use crate::{Alarm, SyncError};
use holdfast_store::Op;
use holdfast_wire::{DeviceId, EnvelopeId, Head, Position};
use std::collections::BTreeSet;

impl Replica {
    /// Asks for everything from the beginning, to compare it with what the relay has acked. To be
    /// done now and then, and by itself when something is missing.
    ///
    /// # Errors
    /// None that can happen; those of naming a key of the store.
    pub fn audit(&mut self) -> Result<Step, SyncError> {
        let mut step = Step::default();
        self.start_audit(&mut step);
        self.finish(step)
    }

    /// The relay has nothing after what was pulled; `head` is its last position.
    ///
    /// # Errors
    /// None that the relay can cause; those of naming a key of the store.
    pub fn caught_up(&mut self, head: Position) -> Result<Step, SyncError> {
        let mut step = Step::default();
        let rolled_back = head < self.position;
        if rolled_back {
            let alarm = Alarm::RolledBack {
                seen: self.position,
                now: head,
            };
            step.effects.push(Effect::Raise(alarm));
            self.position = head;
        }
        let overflowed = core::mem::take(&mut self.overflow);
        if overflowed > 1 {
            step.effects
                .push(Effect::Raise(Alarm::Flood { count: overflowed }));
        }
        match self.audit.take() {
            Some(unseen) => self.finish_audit(unseen, &mut step),
            None if rolled_back || self.is_anything_missing() => self.start_audit(&mut step),
            None => {}
        }
        self.finish(step)
    }

    fn start_audit(&mut self, step: &mut Step) {
        let own = self.own_records().filter(|id| !self.outbox.contains(id));
        let mut unseen = BTreeSet::new();
        unseen.extend(own);
        self.audit = Some(unseen);
        step.effects.push(Effect::Pull { after: Position(0) });
    }

    fn finish_audit(&mut self, unseen: BTreeSet<EnvelopeId>, step: &mut Step) {
        if !unseen.is_empty() {
            for id in &unseen {
                self.outbox.insert(*id);
                step.batch.push(Op::Queue {
                    space: self.space,
                    id: *id,
                });
            }
            let ids = unseen.into_iter().collect();
            step.effects.push(Effect::Raise(Alarm::AckedLost { ids }));
        }
        for (missing, by) in self.missing() {
            if !self.promises.is_reported(&missing) {
                self.promises.report(&missing);
                let have = self
                    .chains
                    .get(&missing.device)
                    .map_or(0, |chain| chain.len());
                step.effects
                    .push(Effect::Raise(Alarm::Withheld { have, missing, by }));
            }
        }
    }

    fn is_anything_missing(&self) -> bool {
        self.missing()
            .iter()
            .any(|(head, _)| !self.promises.is_reported(head))
    }

    /// Records that exist and are not here, and who has seen them.
    fn missing(&self) -> Vec<(Head, DeviceId)> {
        let gaps = self
            .waiting
            .gaps()
            .into_values()
            .map(|head| (head, head.device));
        self.promises.all().chain(gaps).collect()
    }

    fn own_records(&self) -> impl Iterator<Item = EnvelopeId> {
        let own = self.chains.get(&self.device());
        own.into_iter().flat_map(Chain::records)
    }
}

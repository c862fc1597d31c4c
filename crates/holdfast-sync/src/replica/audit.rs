//! Looking for what a relay hides or has lost: gaps, promised records, a lower head, records that
//! are held here. Nothing is called missing before it was asked for everything from the beginning.

use super::state::Replica;
use crate::chain::Chain;
use crate::step::{Effect, Step};
use crate::{Alarm, SyncError};
use holdfast_store::Op;
use holdfast_wire::{DeviceId, EnvelopeId, Head, Position};
use std::collections::BTreeSet;

impl Replica {
    /// Asks for everything from the beginning, to compare it with what is held here, whoever wrote
    /// it: what the relay has lost is queued again. To be done now and then; it is done by itself
    /// when something is missing.
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
        let there = self.records().filter(|id| !self.outbox.contains(id));
        self.audit = Some(there.collect());
        step.effects.push(Effect::Pull { after: Position(0) });
    }

    /// What the relay does not have any more is given back, by its writer or by whoever read it:
    /// its writer may have lost it too.
    fn finish_audit(&mut self, unseen: BTreeSet<EnvelopeId>, step: &mut Step) {
        // In the order of each chain, so that nobody has to hold many that wait for others.
        let ids: Vec<_> = self.records().filter(|id| unseen.contains(id)).collect();
        for id in &ids {
            self.outbox.insert(*id);
            step.batch.push(Op::Queue {
                space: self.space,
                id: *id,
            });
        }
        if !ids.is_empty() {
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

    fn records(&self) -> impl Iterator<Item = EnvelopeId> {
        self.chains.values().flat_map(Chain::records)
    }
}

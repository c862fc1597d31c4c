//! Coming back after a restart: the store's envelopes are opened again, in the order they came.
//! The saved frontier is compared with them, so that a store that lost something says so.

use super::state::{Replica, Setup, Source};
use crate::frontier::Frontier;
use crate::step::{Effect, Step};
use crate::{Alarm, SyncError};
use holdfast_order::Map;
use holdfast_wire::{DeviceId, EnvelopeId, Position, Sequence};

/// What the store holds of one space.
#[derive(Default)]
pub struct Stored {
    /// The envelopes, in the store's order.
    pub envelopes: Vec<Vec<u8>>,
    /// The ids in the outbox.
    pub outbox: Vec<EnvelopeId>,
    /// The quarantined bytes.
    pub quarantined: Vec<Vec<u8>>,
    /// The value under [`Frontier::key`].
    pub frontier: Option<Vec<u8>>,
}

impl Replica {
    /// A replica as it was, and a step that delivers every record again. Signatures are not
    /// checked a second time; the cipher still proves that the bytes are unaltered.
    ///
    /// # Errors
    /// Those of `new`, and `Wire` when the saved frontier is none.
    pub fn restore(setup: Setup, stored: Stored) -> Result<(Self, Step), SyncError> {
        let frontier = stored
            .frontier
            .as_deref()
            .map(Frontier::decode)
            .transpose()?;
        let mut replica = Self::new(setup)?;
        let mut step = Step::default();
        replica.outbox.extend(stored.outbox);
        for bytes in stored.envelopes {
            replica.take_in(bytes, Source::Store, &mut step);
        }
        step.effects = replica.without_withdrawn(step.effects);
        for bytes in stored.quarantined {
            replica.take_in(bytes, Source::Quarantine, &mut step);
        }
        if let Some(frontier) = frontier {
            replica.compare_frontier(&frontier, &mut step);
        }
        let step = replica.finish(step)?;
        Ok((replica, step))
    }

    /// Deliveries of records that a later cut took back are left out.
    fn without_withdrawn(&self, effects: Vec<Effect>) -> Vec<Effect> {
        let lasts: Map<DeviceId, Sequence> = self
            .cuts
            .iter()
            .map(|(device, last)| (*device, last.sequence))
            .collect();
        let counts = |effect: &Effect| match effect {
            Effect::Deliver(record) => lasts
                .get(&record.device)
                .is_none_or(|last| record.sequence <= *last),
            Effect::Withdraw { .. } => false,
            _ => true,
        };
        effects.into_iter().filter(counts).collect()
    }

    fn compare_frontier(&mut self, saved: &Frontier, step: &mut Step) {
        self.position = self.position.max(saved.position);
        let own = self.device();
        self.compare_heads(&saved.promised, own, Source::Store, step);
        self.compare_heads(&saved.heads, own, Source::Relay, step);
        for had in &saved.heads {
            let found = self.chains.get(&had.device).map_or(0, |chain| chain.len());
            let cut = self.cuts.get(&had.device);
            let is_cut = cut.is_some_and(|last| had.sequence > last.sequence);
            if had.sequence.0 >= found && !is_cut {
                step.effects
                    .push(Effect::Raise(Alarm::StoreLost { had: *had, found }));
                step.effects.push(Effect::Pull { after: Position(0) });
            }
        }
    }
}

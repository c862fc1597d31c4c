//! Own records: sealed, chained, put into the outbox. Several fragments are one step.
//! Everything is sealed before anything changes, so a failure leaves the replica as it was.

use super::state::{Replica, Source, Standing};
use crate::SyncError;
use crate::chain::Chain;
use crate::fragments::{Part, split};
use crate::step::{Effect, Step};
use crate::waiting::Early;
use holdfast_crypto::record::{SealInput, decrypt, seal};
use holdfast_crypto::{Certificate, Entropy, IdentityKeys, SpaceKey};
use holdfast_store::Op;
use holdfast_wire::{Envelope, EnvelopeId, Head, Header, Kind, Sequence};

impl Replica {
    /// Begins the chain of this device: its certificate, signed by the own identity, which is
    /// pinned by it. Does nothing when the chain has begun.
    ///
    /// # Errors
    /// `Crypto`, `NoKey`.
    pub fn begin(
        &mut self,
        identity: &IdentityKeys,
        entropy: &mut dyn Entropy,
    ) -> Result<Step, SyncError> {
        if self.chains.contains_key(&self.device()) {
            return Ok(Step::default());
        }
        let certificate = Certificate::issue(identity, self.space, self.device.public())?;
        let body = certificate.encode()?;
        let part = Part {
            kind: Kind::CERTIFICATE,
            group: None,
            body: &body,
        };
        let sealed = self.seal_all(&[part], entropy)?;
        self.members.pin(*identity.public());
        self.chains.insert(self.device(), Chain::new(&certificate));
        self.keep(sealed)
    }

    /// Writes a record of at most 4 MiB.
    ///
    /// # Errors
    /// `NotBegun`, `TooLong`, `Forked` and `CutOff` when this device may not write any more,
    /// `Crypto`. Nothing has changed then.
    pub fn append(
        &mut self,
        kind: Kind,
        body: &[u8],
        entropy: &mut dyn Entropy,
    ) -> Result<Step, SyncError> {
        self.check_standing()?;
        let parts = split(kind, body).ok_or(SyncError::TooLong)?;
        let sealed = self.seal_all(&parts, entropy)?;
        self.keep(sealed)
    }

    /// The relay says that it has stored these durably. That is a hint: see `audit`.
    ///
    /// # Errors
    /// None that the relay can cause; those of naming a key of the store.
    pub fn acked(&mut self, ids: &[EnvelopeId]) -> Result<Step, SyncError> {
        let mut step = Step::default();
        for id in ids {
            if self.outbox.remove(id) {
                step.batch.push(Op::Unqueue {
                    space: self.space,
                    id: *id,
                });
            }
        }
        self.finish(step)
    }

    pub(super) fn check_standing(&self) -> Result<(), SyncError> {
        match self.standing {
            Standing::Forked => Err(SyncError::Forked),
            Standing::CutOff => Err(SyncError::CutOff),
            Standing::Good if self.chains.contains_key(&self.device()) => Ok(()),
            Standing::Good => Err(SyncError::NotBegun),
        }
    }

    fn seal_all(
        &self,
        parts: &[Part<'_>],
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<Early>, SyncError> {
        let key = self.key().ok_or(SyncError::NoKey)?;
        let mut header = self.next_header(key)?;
        let mut sealed = Vec::with_capacity(parts.len());
        for Part { kind, group, body } in parts.iter().copied() {
            (header.kind, header.group) = (kind, group);
            let input = SealInput {
                key,
                device: &self.device,
                header: &header,
                body,
            };
            let envelope = seal(&input, entropy)?;
            header.previous = envelope.id();
            header.sequence = header.sequence.next().ok_or(SyncError::UsedUp)?;
            sealed.push(reopen(envelope, key)?);
        }
        Ok(sealed)
    }

    fn next_header(&self, key: &SpaceKey) -> Result<Header, SyncError> {
        let device = self.device();
        let head = self.chains.get(&device).and_then(Chain::head);
        let sequence = match head {
            Some(head) => head.sequence.next().ok_or(SyncError::UsedUp)?,
            None => Sequence(0),
        };
        Ok(Header {
            epoch: key.epoch(),
            device,
            sequence,
            previous: head.map_or(EnvelopeId::ZERO, |head| head.id),
            heads: self.heads_of_others(),
            kind: Kind::CHANGE,
            group: None,
        })
    }

    /// The heads of devices that were cut are settled by the cut.
    fn heads_of_others(&self) -> Vec<Head> {
        let others = self
            .chains
            .iter()
            .filter(|(id, chain)| *id != self.device() && !chain.is_cut());
        others.filter_map(|(_, chain)| chain.head()).collect()
    }

    fn keep(&mut self, sealed: Vec<Early>) -> Result<Step, SyncError> {
        let mut step = Step::default();
        let mut pushed = Vec::with_capacity(sealed.len());
        for record in sealed {
            let (id, envelope) = (record.opened.id(), record.envelope.clone());
            self.accept(record, Source::Own, &mut step);
            self.outbox.insert(id);
            step.batch.push(Op::Queue {
                space: self.space,
                id,
            });
            pushed.push(envelope);
        }
        step.effects.push(Effect::Push(pushed));
        self.finish(step)
    }
}

/// What was sealed is opened again before it counts: a record that cannot be read is never kept.
fn reopen(envelope: Envelope, key: &SpaceKey) -> Result<Early, SyncError> {
    let opened = decrypt(&envelope, [key])?.verified_at_ingest();
    Ok(Early { opened, envelope })
}

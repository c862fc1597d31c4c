//! Envelopes from the relay: parsed, decrypted, matched with their device, verified.
//! Whatever is wrong with one of them, the others beside it are still taken in.

use super::state::{Replica, Source};
use crate::chain::Chain;
use crate::step::{Effect, Step};
use crate::waiting::{Early, Lack};
use crate::{Alarm, DEVICES_MAX, SyncError};
use holdfast_crypto::record::{Opened, Unverified, decrypt};
use holdfast_crypto::{CertificateClaim, CryptoError, DevicePublic};
use holdfast_wire::{Envelope, EnvelopeId, Head, Kind, Position, Sequence, WireError};

impl Replica {
    /// Takes in the answer to a pull.
    ///
    /// # Errors
    /// None that the relay can cause; those of naming a key of the store.
    pub fn pulled(&mut self, items: Vec<(Position, Vec<u8>)>) -> Result<Step, SyncError> {
        let mut step = Step::default();
        for (position, bytes) in items {
            self.position = self.position.max(position);
            self.take_in(bytes, Source::Relay, &mut step);
        }
        self.finish(step)
    }

    /// Takes in one envelope from anywhere: an import, another device.
    ///
    /// # Errors
    /// None that the bytes can cause; those of naming a key of the store.
    pub fn ingest(&mut self, bytes: Vec<u8>) -> Result<Step, SyncError> {
        let mut step = Step::default();
        self.take_in(bytes, Source::Relay, &mut step);
        self.finish(step)
    }

    pub(super) fn take_in(&mut self, bytes: Vec<u8>, source: Source, step: &mut Step) {
        let id = EnvelopeId::of(&bytes);
        if let Some(unseen) = &mut self.audit {
            unseen.remove(&id);
        }
        if self.knows(&id) {
            return;
        }
        match Envelope::parse(bytes.clone()) {
            Ok(envelope) => self.take_envelope(id, envelope, source, step),
            Err(error) => self.refuse(id, &bytes, unreadable(id, error), source, step),
        }
    }

    /// Tries again what waited for a key, a certificate or a pin.
    pub(super) fn retry_blocked(&mut self, step: &mut Step) {
        for (id, envelope) in self.waiting.take_blocked() {
            self.take_envelope(id, envelope, Source::Quarantine, step);
        }
    }

    fn take_envelope(
        &mut self,
        id: EnvelopeId,
        envelope: Envelope,
        source: Source,
        step: &mut Step,
    ) {
        if envelope.space() != self.space {
            let alarm = Alarm::Foreign {
                id,
                space: envelope.space(),
            };
            return self.refuse(id, envelope.as_bytes(), alarm, source, step);
        }
        match decrypt(&envelope, &self.keys) {
            Ok(unverified) => self.judge(unverified, envelope, source, step),
            Err(CryptoError::NoKey) => {
                self.block(
                    id,
                    envelope,
                    Lack::Key,
                    Some(Alarm::Locked { id }),
                    source,
                    step,
                );
            }
            Err(error) => self.refuse_as(id, &envelope, error, source, step),
        }
    }

    /// Finds the device and checks the signature.
    fn judge(&mut self, record: Unverified, envelope: Envelope, source: Source, step: &mut Step) {
        let (header, id) = (record.header(), envelope.id());
        let (device, sequence) = (header.device, header.sequence);
        if let Some(chain) = self.chains.get(&device) {
            match verify(record, chain.device(), source) {
                Ok(opened) => self.place(Early { opened, envelope }, source, step),
                Err(error) => self.refuse_as(id, &envelope, error, source, step),
            }
        } else if header.kind == Kind::CERTIFICATE && sequence == Sequence(0) {
            self.introduce(record, envelope, source, step);
        } else {
            let lack = Lack::Certificate(Head {
                device,
                sequence,
                id,
            });
            self.block(id, envelope, lack, None, source, step);
        }
    }

    /// A certificate of a device that is not known yet.
    fn introduce(
        &mut self,
        record: Unverified,
        envelope: Envelope,
        source: Source,
        step: &mut Step,
    ) {
        let id = envelope.id();
        let claim = match CertificateClaim::decode(record.claimed_body()) {
            Ok(claim) => claim,
            Err(error) => return self.refuse_as(id, &envelope, error, source, step),
        };
        let Some(pinned) = self.members.find(claim.person()) else {
            let alarm = Some(Alarm::Stranger {
                id,
                person: claim.person().id(),
            });
            return self.block(id, envelope, Lack::Pin, alarm, source, step);
        };
        let verified = claim.verify(self.space, pinned).and_then(|certificate| {
            let opened = verify(record, certificate.device(), source)?;
            Ok((certificate, opened))
        });
        match verified {
            Ok(_) if self.chains.len() >= DEVICES_MAX => {
                self.refuse_as(id, &envelope, WireError::TooMany.into(), source, step);
            }
            Ok((certificate, opened)) => {
                self.welcome(Chain::new(&certificate), step);
                self.place(Early { opened, envelope }, source, step);
                self.retry_blocked(step);
            }
            Err(error) => self.refuse_as(id, &envelope, error, source, step),
        }
    }

    fn welcome(&mut self, mut chain: Chain, step: &mut Step) {
        let (device, person) = (chain.device().id(), chain.person());
        if let Some(last) = self.cuts.get(&device) {
            chain.cut(*last);
        }
        self.chains.insert(device, chain);
        step.effects.push(Effect::Appeared { device, person });
    }

    pub(super) fn block(
        &mut self,
        id: EnvelopeId,
        envelope: Envelope,
        lack: Lack,
        alarm: Option<Alarm>,
        source: Source,
        step: &mut Step,
    ) {
        if !self.waiting.has_room(&envelope) {
            return self.overflow(step);
        }
        self.set_aside(id, envelope.as_bytes(), alarm, source, step);
        self.waiting.block(id, envelope, lack);
    }

    pub(super) fn refuse_as(
        &mut self,
        id: EnvelopeId,
        envelope: &Envelope,
        error: CryptoError,
        source: Source,
        step: &mut Step,
    ) {
        let alarm = Alarm::Refused {
            id,
            reason: error.code(),
        };
        self.refuse(id, envelope.as_bytes(), alarm, source, step);
    }
}

/// What was accepted before was verified before; the cipher has just shown that it is unaltered.
/// In debug and simulation builds what comes from the disk is verified again all the same.
fn verify(record: Unverified, by: &DevicePublic, source: Source) -> Result<Opened, CryptoError> {
    match source {
        Source::Store if cfg!(debug_assertions) => record.verify(by),
        Source::Own | Source::Store => Ok(record.verified_at_ingest()),
        Source::Relay | Source::Quarantine => record.verify(by),
    }
}

fn unreadable(id: EnvelopeId, error: WireError) -> Alarm {
    match error {
        WireError::UnknownVersion(version) => Alarm::Newer { id, version },
        error => Alarm::Refused {
            id,
            reason: error.code(),
        },
    }
}

//! Cutting a device off: its last record that counts, a new epoch, and a key for who stays.
//! A cut holds whatever order it arrives in, and only a person of the space can make one.

use super::state::{Replica, Source, Standing};
use crate::chain::Chain;
use crate::step::{Effect, Step};
use crate::{Alarm, SyncError};
use holdfast_crypto::{CryptoError, Cut, CutClaim, Entropy, IdentityKeys, SpaceKey, wrap};
use holdfast_wire::{DeviceId, EnvelopeId, Head, Header, Kind};

impl Replica {
    /// Removes a device: nothing of it counts after its last record here, and the next epoch's key
    /// goes to all others. Afterwards the relay's access keys are to be rotated.
    ///
    /// # Errors
    /// `UnknownDevice`, `UsedUp`, `Crypto(TooLong)` past 32 devices that stay, and those of
    /// `append`.
    pub fn cut(
        &mut self,
        identity: &IdentityKeys,
        device: DeviceId,
        entropy: &mut dyn Entropy,
    ) -> Result<Step, SyncError> {
        self.check_standing()?;
        let chain = self.chains.get(&device).filter(|chain| !chain.is_cut());
        let last = chain
            .and_then(Chain::head)
            .ok_or(SyncError::UnknownDevice)?;
        let epoch = self.key().ok_or(SyncError::NoKey)?.epoch();
        let next = epoch.next().ok_or(SyncError::UsedUp)?;
        let key = SpaceKey::make(self.space, next, entropy)?;
        let mut wraps = Vec::new();
        for (id, chain) in &self.chains {
            if *id != device && !chain.is_cut() {
                wraps.push((*id, wrap(&key, &self.device, chain.device(), entropy)?));
            }
        }
        let cut = Cut::issue(identity, self.space, last, next, wraps)?;
        self.append(Kind::CUT, &cut.encode()?, entropy)
    }

    /// A CUT record in its place; without a true cut in it, it has no effect.
    pub(super) fn take_cut(
        &mut self,
        header: &Header,
        id: EnvelopeId,
        body: &[u8],
        source: Source,
        step: &mut Step,
    ) {
        match self.check_cut(header, body) {
            Ok(cut) => {
                self.apply_cut(cut.last(), &cut, source, step);
                self.take_epoch(&cut, header.device, id, source, step);
            }
            Err(error) => self.raise(
                Alarm::Refused {
                    id,
                    reason: error.code(),
                },
                source,
                step,
            ),
        }
    }

    /// The writer's own person must have signed it, and epochs only rise.
    fn check_cut(&self, header: &Header, body: &[u8]) -> Result<Cut, CryptoError> {
        let claim = CutClaim::decode(body)?;
        let pinned = self
            .members
            .find(claim.person())
            .ok_or(CryptoError::WrongPerson)?;
        let writer = self
            .chains
            .get(&header.device)
            .ok_or(CryptoError::WrongDevice)?;
        if writer.person() != pinned.id() {
            return Err(CryptoError::WrongPerson);
        }
        let cut = claim.verify(self.space, pinned)?;
        if cut.next() <= header.epoch {
            return Err(CryptoError::WrongEpoch);
        }
        Ok(cut)
    }

    fn apply_cut(&mut self, last: Head, cut: &Cut, source: Source, step: &mut Step) {
        let device = last.device;
        if device == self.device() {
            self.standing = Standing::CutOff;
            self.raise(
                Alarm::CutOff {
                    by: cut.person().id(),
                },
                source,
                step,
            );
        }
        let earlier = self
            .cuts
            .get(&device)
            .copied()
            .filter(|cut| cut.sequence <= last.sequence);
        let last = earlier.unwrap_or(last);
        self.cuts.insert(device, last);
        self.promises.cut(last);
        for early in self.waiting.take_after(device, last.sequence) {
            let (id, sequence) = (early.opened.id(), early.opened.header().sequence);
            self.refused.insert(id);
            self.raise(
                Alarm::AfterCut {
                    id,
                    device,
                    sequence,
                },
                source,
                step,
            );
        }
        self.compare_heads(&[last], device, source, step);
        let Some(chain) = self.chains.get_mut(&device) else {
            return;
        };
        let beyond = chain.cut(last);
        if beyond.is_empty() {
            return;
        }
        for (sequence, id) in beyond {
            self.accepted.remove(&id);
            self.refused.insert(id);
            self.raise(
                Alarm::AfterCut {
                    id,
                    device,
                    sequence,
                },
                source,
                step,
            );
        }
        step.effects.push(Effect::Withdraw {
            device,
            after: last.sequence,
        });
    }

    fn take_epoch(
        &mut self,
        cut: &Cut,
        sender: DeviceId,
        id: EnvelopeId,
        source: Source,
        step: &mut Step,
    ) {
        let Some(sender) = self.chains.get(&sender).map(|chain| chain.device().clone()) else {
            return;
        };
        match cut.key_for(&self.device, &sender) {
            Ok(key) => {
                step.effects.push(Effect::EpochBegan(key.epoch()));
                self.keys.push(key);
                self.retry_blocked(step);
            }
            Err(CryptoError::NoKey) if self.standing == Standing::CutOff => {}
            Err(error) => self.raise(
                Alarm::Refused {
                    id,
                    reason: error.code(),
                },
                source,
                step,
            ),
        }
    }
}

//! What a replica knows, and the small questions that every event asks of it.
//! Accepted, waiting and refused ids are disjoint: an envelope that is known is never judged twice.

use crate::chain::Chain;
use crate::fragments::Joint;
use crate::frontier::Frontier;
use crate::promises::Promises;
use crate::step::{Effect, Step};
use crate::waiting::Waiting;
use crate::{Alarm, Members, SyncError};
use holdfast_crypto::{DeviceKeys, IdentityPublic, SpaceKey};
use holdfast_order::{Map, Set};
use holdfast_store::Op;
use holdfast_wire::{DeviceId, ENVELOPE_BYTES_MAX, EnvelopeId, Head, Position, SpaceId};
use std::collections::BTreeSet;

/// The most refused envelopes that a space keeps as evidence; more are counted only.
pub const REFUSED_MAX: usize = 1_024;

/// The reason in quarantine of a record that waits for those before it.
const WAITS: &str = "HF-SYNC-20";

/// What a replica needs to begin.
pub struct Setup {
    /// The keys of this device in the space.
    pub device: DeviceKeys,
    /// The keys of the space; at least one, all of the same space.
    pub keys: Vec<SpaceKey>,
    /// Who may speak; own devices are vouched for by the own identity.
    pub members: Members,
}

/// One space as one device holds it.
pub struct Replica {
    pub(super) space: SpaceId,
    pub(super) device: DeviceKeys,
    pub(super) keys: Vec<SpaceKey>,
    pub(super) members: Members,
    pub(super) chains: Map<DeviceId, Chain>,
    /// Unfinished groups, by the record that each of them ends with so far.
    pub(super) joints: Map<EnvelopeId, Joint>,
    pub(super) cuts: Map<DeviceId, Head>,
    pub(super) accepted: BTreeSet<EnvelopeId>,
    pub(super) waiting: Waiting,
    pub(super) refused: BTreeSet<EnvelopeId>,
    pub(super) promises: Promises,
    /// Pairs of records that contradict each other, the lower id first, and were reported.
    pub(super) forks: Set<(DeviceId, EnvelopeId, EnvelopeId)>,
    pub(super) outbox: BTreeSet<EnvelopeId>,
    pub(super) position: Position,
    pub(super) audit: Option<BTreeSet<EnvelopeId>>,
    pub(super) overflow: u64,
    pub(super) standing: Standing,
}

/// Whether this device may still write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Good,
    Forked,
    CutOff,
}

/// Where an envelope comes from, and so what has been done with it already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// This device has just sealed it.
    Own,
    /// The relay handed it out.
    Relay,
    /// It was set aside before, and alarms were raised.
    Quarantine,
    /// It was accepted and stored before.
    Store,
}

impl Replica {
    /// An empty replica.
    ///
    /// # Errors
    /// `NoKey` without a key, `Crypto(WrongSpace)` when the keys are of several spaces.
    pub fn new(setup: Setup) -> Result<Self, SyncError> {
        let Setup {
            device,
            keys,
            members,
        } = setup;
        let space = keys.first().ok_or(SyncError::NoKey)?.space();
        if keys.iter().any(|key| key.space() != space) {
            return Err(holdfast_crypto::CryptoError::WrongSpace.into());
        }
        Ok(Self {
            space,
            device,
            keys,
            members,
            chains: Map::new(),
            joints: Map::new(),
            cuts: Map::new(),
            accepted: BTreeSet::new(),
            waiting: Waiting::default(),
            refused: BTreeSet::new(),
            promises: Promises::default(),
            forks: Set::new(),
            outbox: BTreeSet::new(),
            position: Position::default(),
            audit: None,
            overflow: 0,
            standing: Standing::Good,
        })
    }

    /// The space.
    #[must_use]
    pub const fn space(&self) -> SpaceId {
        self.space
    }

    /// This device.
    #[must_use]
    pub const fn device(&self) -> DeviceId {
        self.device.id()
    }

    /// Where to go on pulling: the highest position that the relay gave.
    #[must_use]
    pub const fn position(&self) -> Position {
        self.position
    }

    /// The key of the current epoch: new records, relay access and write token are of it.
    #[must_use]
    pub fn key(&self) -> Option<&SpaceKey> {
        self.keys.iter().max_by_key(|key| key.epoch())
    }

    /// All keys, for the keyring.
    #[must_use]
    pub fn keys(&self) -> &[SpaceKey] {
        &self.keys
    }

    /// The heads of all devices, for "our books match" and for a newly paired device.
    #[must_use]
    pub fn books(&self) -> Vec<Head> {
        self.chains.values().filter_map(Chain::head).collect()
    }

    /// The devices in this space that were not cut, and whose they are.
    pub fn devices(&self) -> impl Iterator<Item = (DeviceId, holdfast_wire::PersonId)> {
        let here = self.chains.iter().filter(|(_, chain)| !chain.is_cut());
        here.map(|(id, chain)| (*id, chain.person()))
    }

    /// Pins one more person and tries again what waited for that.
    ///
    /// # Errors
    /// None that can happen; those of naming a key of the store.
    pub fn pin(&mut self, identity: IdentityPublic) -> Result<Step, SyncError> {
        self.members.pin(identity);
        let mut step = Step::default();
        self.retry_blocked(&mut step);
        self.finish(step)
    }

    /// Adds a key that arrived (by pairing or keyring) and tries again what waited for it.
    ///
    /// # Errors
    /// `Crypto(WrongSpace)` for a key of another space.
    pub fn add_key(&mut self, key: SpaceKey) -> Result<Step, SyncError> {
        if key.space() != self.space {
            return Err(holdfast_crypto::CryptoError::WrongSpace.into());
        }
        let mut step = Step::default();
        if !self
            .keys
            .iter()
            .any(|known| known.write_token() == key.write_token())
        {
            self.keys.push(key);
            self.retry_blocked(&mut step);
        }
        self.finish(step)
    }

    /// Notes heads that another device of mine, or the pairing device, has seen: the relay must
    /// hand out at least those.
    ///
    /// # Errors
    /// None that can happen; those of naming a key of the store.
    pub fn expect(&mut self, heads: &[Head], by: DeviceId) -> Result<Step, SyncError> {
        let mut step = Step::default();
        self.compare_heads(heads, by, Source::Relay, &mut step);
        self.finish(step)
    }

    /// The saved frontier goes into every batch.
    pub(super) fn finish(&self, mut step: Step) -> Result<Step, SyncError> {
        let promised = self.promises.all().map(|(head, _)| head).collect();
        let frontier = Frontier {
            heads: self.books(),
            promised,
            position: self.position,
        };
        let key = Frontier::key(self.space)?;
        step.batch.push(Op::PutValue {
            key,
            bytes: frontier.encode()?,
        });
        Ok(step)
    }

    pub(super) fn knows(&self, id: &EnvelopeId) -> bool {
        self.accepted.contains(id) || self.waiting.contains(id) || self.refused.contains(id)
    }

    /// Sets an envelope aside for good. It was never accepted, and never will be.
    pub(super) fn refuse(
        &mut self,
        id: EnvelopeId,
        bytes: &[u8],
        alarm: Alarm,
        source: Source,
        step: &mut Step,
    ) {
        let is_full = self.refused.len() >= REFUSED_MAX || bytes.len() > ENVELOPE_BYTES_MAX;
        if is_full && matches!(source, Source::Relay) {
            return self.overflow(step);
        }
        self.refused.insert(id);
        self.set_aside(id, bytes, Some(alarm), source, step);
    }

    /// Puts an envelope into the store's quarantine, unless it is there already. Without an alarm
    /// it only waits for what is before it.
    pub(super) fn set_aside(
        &self,
        id: EnvelopeId,
        bytes: &[u8],
        alarm: Option<Alarm>,
        source: Source,
        step: &mut Step,
    ) {
        if source != Source::Relay {
            return;
        }
        let reason = alarm.as_ref().map_or(WAITS, Alarm::code).to_owned();
        let (space, bytes) = (self.space, bytes.to_vec());
        step.batch.push(Op::Quarantine {
            space,
            id,
            bytes,
            reason,
        });
        step.effects.extend(alarm.map(Effect::Raise));
    }

    /// Counts an envelope that there is no room for; it can be pulled again.
    pub(super) fn overflow(&mut self, step: &mut Step) {
        self.overflow += 1;
        if self.overflow == 1 {
            step.effects.push(Effect::Raise(Alarm::Flood { count: 1 }));
        }
    }
}

impl core::fmt::Debug for Replica {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Replica({}, device {})", self.space, self.device.id())
    }
}

//! A small world for tests: devices of two people, a store each, and a relay that is a list.
//! Every node commits its batches before it believes its effects, as a driver must.

use crate::{Alarm, Effect, Members, OpenedRecord, Replica, Setup, Step, Stored};
use holdfast_crypto::testing::SeededEntropy;
use holdfast_crypto::{DeviceKeys, DeviceSeed, IdentityKeys, RootKey, SpaceKey};
use holdfast_store::{Batch, Op};
use holdfast_wire::{DeviceId, EnvelopeId, Kind, Position, Sequence, SpaceId};
use std::collections::BTreeMap;

/// What a store would hold.
#[derive(Clone, Default)]
pub(super) struct Disk {
    pub(super) envelopes: Vec<(EnvelopeId, Vec<u8>)>,
    pub(super) outbox: Vec<EnvelopeId>,
    pub(super) quarantined: BTreeMap<EnvelopeId, (Vec<u8>, String)>,
    pub(super) frontier: Option<Vec<u8>>,
}

impl Disk {
    fn commit(&mut self, batch: &Batch) {
        batch.check().expect("within the limits of a store");
        for op in batch.ops() {
            match op {
                Op::PutEnvelope { id, bytes, .. } => {
                    if !self.envelopes.iter().any(|(held, _)| held == id) {
                        self.envelopes.push((*id, bytes.clone()));
                    }
                }
                Op::Queue { id, .. } => {
                    assert!(self.envelopes.iter().any(|(held, _)| held == id), "held");
                    if !self.outbox.contains(id) {
                        self.outbox.push(*id);
                    }
                }
                Op::Unqueue { id, .. } => self.outbox.retain(|queued| queued != id),
                Op::Quarantine {
                    id, bytes, reason, ..
                } => {
                    self.quarantined
                        .insert(*id, (bytes.clone(), reason.clone()));
                }
                Op::Release { id, .. } => {
                    self.quarantined.remove(id);
                }
                Op::PutValue { bytes, .. } => self.frontier = Some(bytes.clone()),
                other => panic!("not expected of a replica: {other:?}"),
            }
        }
    }

    pub(super) fn stored(&self) -> Stored {
        Stored {
            envelopes: self
                .envelopes
                .iter()
                .map(|(_, bytes)| bytes.clone())
                .collect(),
            outbox: self.outbox.clone(),
            quarantined: self
                .quarantined
                .values()
                .map(|(bytes, _)| bytes.clone())
                .collect(),
            frontier: self.frontier.clone(),
        }
    }
}

/// Where a record stands; of two histories each has one at its place.
type At = (DeviceId, Sequence, EnvelopeId);

/// One device with its store and everything it was told.
pub(super) struct Node {
    pub(super) replica: Replica,
    pub(super) disk: Disk,
    pub(super) entropy: SeededEntropy,
    pub(super) identity: IdentityKeys,
    pub(super) delivered: BTreeMap<At, (Kind, Vec<u8>)>,
    pub(super) alarms: Vec<Alarm>,
    pub(super) pulls: usize,
    person: u8,
    seed: u8,
}

impl Node {
    /// A device `seed` of person `person` that pins persons 1 and 2, its chain begun.
    pub(super) fn new(person: u8, seed: u8) -> Self {
        let mut node = Self::blank(person, seed);
        let step = node
            .replica
            .begin(&node.identity, &mut node.entropy)
            .unwrap();
        node.take(step);
        node
    }

    /// As `new`, but without a certificate of its own: it only reads.
    pub(super) fn blank(person: u8, seed: u8) -> Self {
        let replica = Replica::new(setup(seed)).unwrap();
        Self {
            replica,
            disk: Disk::default(),
            entropy: SeededEntropy::new(u64::from(seed)),
            identity: identity(person),
            delivered: BTreeMap::new(),
            alarms: Vec::new(),
            pulls: 0,
            person,
            seed,
        }
    }

    /// The same device after a restart from `disk`.
    pub(super) fn restarted(&self, disk: Disk) -> Self {
        let (replica, step) = Replica::restore(setup(self.seed), disk.stored()).unwrap();
        let entropy = SeededEntropy::new(u64::from(self.seed) + 1_000);
        let blank = Self::blank(self.person, self.seed);
        let mut node = Self {
            replica,
            disk,
            entropy,
            ..blank
        };
        node.take(step);
        node
    }

    pub(super) fn id(&self) -> DeviceId {
        self.replica.device()
    }

    /// Commits and acts, as a driver does.
    pub(super) fn take(&mut self, step: Step) {
        self.disk.commit(&step.batch);
        for effect in step.effects {
            match effect {
                Effect::Deliver(OpenedRecord {
                    id,
                    device,
                    sequence,
                    kind,
                    body,
                    ..
                }) => {
                    let before = self
                        .delivered
                        .insert((device, sequence, id), (kind, body.to_vec()));
                    assert!(before.is_none(), "delivered twice: {device} {sequence}");
                }
                Effect::Withdraw { device, after } => {
                    self.delivered
                        .retain(|(of, at, _), _| *of != device || *at <= after);
                }
                Effect::Raise(alarm) => self.alarms.push(alarm),
                Effect::Pull { after } => {
                    assert_eq!(after, Position(0));
                    self.pulls += 1;
                }
                Effect::Push(_) | Effect::Appeared { .. } | Effect::EpochBegan(_) => {}
            }
        }
    }

    pub(super) fn write(&mut self, body: &[u8]) {
        self.write_as(Kind::CHANGE, body);
    }

    pub(super) fn write_as(&mut self, kind: Kind, body: &[u8]) {
        let step = self.replica.append(kind, body, &mut self.entropy).unwrap();
        self.take(step);
    }

    pub(super) fn ingest(&mut self, bytes: &[u8]) {
        let step = self.replica.ingest(bytes.to_vec()).unwrap();
        self.take(step);
    }

    /// All own envelopes, in order.
    pub(super) fn own(&self) -> Vec<Vec<u8>> {
        let ids = self.replica.chains.get(&self.id()).unwrap().records();
        ids.map(|id| self.bytes_of(id)).collect()
    }

    pub(super) fn bytes_of(&self, id: EnvelopeId) -> Vec<u8> {
        self.disk
            .envelopes
            .iter()
            .find(|(held, _)| *held == id)
            .unwrap()
            .1
            .clone()
    }

    /// Pulls all of `log` from the beginning, and hears that there is no more.
    pub(super) fn pull(&mut self, log: &[Vec<u8>]) {
        let items = log
            .iter()
            .cloned()
            .zip(1..)
            .map(|(bytes, at)| (Position(at), bytes));
        let step = self.replica.pulled(items.collect()).unwrap();
        self.take(step);
        let step = self.replica.caught_up(Position(log.len() as u64)).unwrap();
        self.take(step);
    }

    /// What was delivered, without the places.
    pub(super) fn bodies(&self) -> Vec<&[u8]> {
        self.delivered
            .values()
            .map(|(_, body)| body.as_slice())
            .collect()
    }

    pub(super) fn codes(&self) -> Vec<&'static str> {
        self.alarms.iter().map(Alarm::code).collect()
    }

    /// What must be equal in two devices that have seen the same.
    pub(super) fn state(&self) -> State<'_> {
        (self.replica.books(), &self.delivered)
    }
}

type State<'a> = (Vec<holdfast_wire::Head>, &'a BTreeMap<At, (Kind, Vec<u8>)>);

/// A pair that has met: Sam (device 1) and Maya (device 3), and their log.
pub(super) fn pair() -> (Node, Node, Vec<Vec<u8>>) {
    let (mut sam, mut maya) = (Node::new(1, 1), Node::new(2, 3));
    let log = [sam.own(), maya.own()].concat();
    sam.pull(&log);
    maya.pull(&log);
    (sam, maya, log)
}

/// Its newest own envelope.
pub(super) fn last(node: &Node) -> Vec<u8> {
    node.own().pop().unwrap()
}

pub(super) fn space() -> SpaceId {
    key().space()
}

pub(super) fn key() -> SpaceKey {
    SpaceKey::make_space(&mut SeededEntropy::new(77)).unwrap()
}

pub(super) fn identity(person: u8) -> IdentityKeys {
    RootKey::make(&mut SeededEntropy::new(500 + u64::from(person)))
        .unwrap()
        .identity()
}

pub(super) fn device(seed: u8) -> DeviceKeys {
    DeviceSeed::from_store([seed; 32]).keys(space())
}

fn setup(seed: u8) -> Setup {
    let members = Members::new()
        .with(*identity(1).public())
        .with(*identity(2).public());
    Setup {
        device: device(seed),
        keys: vec![key()],
        members,
    }
}

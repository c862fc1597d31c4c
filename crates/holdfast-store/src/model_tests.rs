//! The stores against the plainest model there is: lists, searched from the front.
//!
//! Invariant: after every step each read of the store equals the model's. `PROPTEST_CASES` sets
//! how many
//! sequences of up to 50 steps are played.

use std::collections::BTreeMap;
use std::fmt::Debug;

use crate::testing::finish;
use crate::{Batch, Key, LocalIndex, MemoryStore, Op, SqliteStore, Store, StoreError};
use holdfast_wire::{EnvelopeId, SpaceId};
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use tempfile::TempDir;

#[derive(Clone, Debug, Default)]
struct Model {
    held: Vec<(SpaceId, EnvelopeId, Vec<u8>)>,
    queue: Vec<(SpaceId, EnvelopeId)>,
    aside: Vec<(SpaceId, EnvelopeId, Vec<u8>)>,
    values: BTreeMap<String, Vec<u8>>,
    answer: Option<StoreError>,
}

#[derive(Clone, Debug)]
enum Step {
    Commit(Vec<Op>),
    Reopen,
}

impl Model {
    fn commit(&mut self, ops: &[Op]) {
        let before = self.clone();
        let outcome = ops.iter().try_for_each(|op| self.apply(op));
        if outcome.is_err() {
            *self = before;
        }
        self.answer = outcome.err();
    }

    fn apply(&mut self, op: &Op) -> Result<(), StoreError> {
        match op.clone() {
            Op::PutEnvelope { space, id, bytes } => match self.find(space, id) {
                Some(held) if *held != bytes => return Err(StoreError::Conflict),
                Some(_) => {}
                None => self.held.push((space, id, bytes)),
            },
            Op::Queue { space, id } => {
                self.find(space, id).ok_or(StoreError::NotHeld)?;
                if !self.queue.contains(&(space, id)) {
                    self.queue.push((space, id));
                }
            }
            Op::Unqueue { space, id } => self.queue.retain(|entry| *entry != (space, id)),
            Op::PutValue { key, bytes } => drop(self.values.insert(key.to_string(), bytes)),
            Op::DeleteValue { key } => drop(self.values.remove(key.as_str())),
            Op::Quarantine {
                space, id, bytes, ..
            } => {
                if !self
                    .aside
                    .iter()
                    .any(|entry| (entry.0, entry.1) == (space, id))
                {
                    self.aside.push((space, id, bytes));
                }
            }
            Op::Release { space, id } => {
                self.aside.retain(|entry| (entry.0, entry.1) != (space, id));
            }
            Op::EraseSpace { space } => {
                self.held.retain(|entry| entry.0 != space);
                self.queue.retain(|entry| entry.0 != space);
                self.aside.retain(|entry| entry.0 != space);
                let root = format!("space/{space}/");
                self.values.retain(|key, _| !key.starts_with(&root));
            }
            Op::EraseAll => *self = Self::default(),
        }
        Ok(())
    }

    fn find(&self, space: SpaceId, id: EnvelopeId) -> Option<&Vec<u8>> {
        self.held
            .iter()
            .find(|entry| (entry.0, entry.1) == (space, id))
            .map(|entry| &entry.2)
    }
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self::default()).boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Step> {
        let commit = prop::collection::vec(op(), 1..8).prop_map(Step::Commit);
        prop_oneof![9 => commit, 1 => Just(Step::Reopen)].boxed()
    }

    fn apply(mut state: Self, step: &Step) -> Self {
        match step {
            Step::Commit(ops) => state.commit(ops),
            Step::Reopen => state.answer = None,
        }
        state
    }
}

fn op() -> impl Strategy<Value = Op> {
    let name = || {
        (
            space(),
            (0..8_u8).prop_map(|n| EnvelopeId::from_bytes([n; 32])),
        )
    };
    let bytes = |id: EnvelopeId| vec![id.as_bytes()[0]; 40];
    let key = prop_oneof![
        Just(Key::literal("a")),
        Just(Key::literal("a/b")),
        space().prop_map(|space| Key::of_space(space, "head").unwrap()),
    ];
    let put = move |(space, id)| Op::PutEnvelope {
        space,
        id,
        bytes: bytes(id),
    };
    let clash = |(space, id)| Op::PutEnvelope {
        space,
        id,
        bytes: vec![0xff],
    };
    let aside = move |(space, id)| Op::Quarantine {
        space,
        id,
        bytes: bytes(id),
        reason: "HF-TEST-01".into(),
    };
    prop_oneof![
        12 => name().prop_map(put),
        6 => name().prop_map(|(space, id)| Op::Queue { space, id }),
        3 => name().prop_map(|(space, id)| Op::Unqueue { space, id }),
        4 => (key.clone(), prop::collection::vec(any::<u8>(), 0..50))
            .prop_map(|(key, bytes)| Op::PutValue { key, bytes }),
        2 => key.prop_map(|key| Op::DeleteValue { key }),
        3 => name().prop_map(aside),
        2 => name().prop_map(|(space, id)| Op::Release { space, id }),
        1 => name().prop_map(clash),
        1 => space().prop_map(|space| Op::EraseSpace { space }),
        1 => Just(Op::EraseAll),
    ]
}

fn space() -> impl Strategy<Value = SpaceId> {
    prop_oneof![
        Just(SpaceId::from_bytes([1; 16])),
        Just(SpaceId::from_bytes([2; 16]))
    ]
}

/// Every read of the store, against the model.
fn agree(store: &impl Store, model: &Model) {
    for number in [1, 2] {
        let space = SpaceId::from_bytes([number; 16]);
        let held: Vec<_> = model.held.iter().filter(|entry| entry.0 == space).collect();
        let found = finish(store.envelopes(space, LocalIndex::START, usize::MAX)).unwrap();
        same(
            found.iter().map(|(_, bytes)| bytes),
            held.iter().map(|entry| &entry.2),
        );
        assert!(found.is_sorted_by_key(|(index, _)| *index));
        for (_, id, bytes) in held {
            assert_eq!(
                finish(store.envelope(space, *id)).unwrap().as_ref(),
                Some(bytes)
            );
        }
        let waiting = finish(store.outbox(space, usize::MAX)).unwrap();
        let queue = model.queue.iter().filter(|entry| entry.0 == space);
        same(
            waiting.iter().map(|(id, _)| id),
            queue.map(|entry| &entry.1),
        );
        let aside = model.aside.iter().filter(|entry| entry.0 == space);
        let found = finish(store.quarantined(space)).unwrap();
        same(
            found.iter().map(|entry| &entry.bytes),
            aside.map(|entry| &entry.2),
        );
    }
    for (prefix, end) in [("a", "b"), ("space/", "space0")] {
        let found = finish(store.values(&Key::new(prefix).unwrap())).unwrap();
        let values = model.values.range(prefix.to_owned()..end.to_owned());
        same(
            found.iter().map(|(key, bytes)| (key.as_str(), bytes)),
            values.map(|(key, bytes)| (key.as_str(), bytes)),
        );
    }
    let stats = finish(store.stats()).unwrap();
    let counts = (
        stats.envelopes,
        stats.queued,
        stats.quarantined,
        stats.values,
    );
    let lens = [
        model.held.len(),
        model.queue.len(),
        model.aside.len(),
        model.values.len(),
    ];
    assert_eq!(counts, lens.map(|len| len as u64).into());
}

fn same<T: PartialEq + Debug>(found: impl Iterator<Item = T>, expected: impl Iterator<Item = T>) {
    assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
}

/// A store on a place that stays while it is opened again.
struct Sut<S> {
    store: S,
    folder: TempDir,
}

/// How the kinds of store are opened, the first time and again.
trait Openable: Store + Sized {
    fn open_again(sut: Sut<Self>) -> Sut<Self>;
}

impl Openable for MemoryStore {
    fn open_again(sut: Sut<Self>) -> Sut<Self> {
        Sut {
            store: sut.store.clone(),
            folder: sut.folder,
        }
    }
}

impl Openable for SqliteStore {
    fn open_again(sut: Sut<Self>) -> Sut<Self> {
        drop(sut.store);
        let store = SqliteStore::open(sut.folder.path().join("store.db")).unwrap();
        Sut {
            store,
            folder: sut.folder,
        }
    }
}

fn play<S: Openable>(sut: Sut<S>, model: &Model, step: Step) -> Sut<S> {
    match step {
        Step::Commit(ops) => {
            let answer = finish(sut.store.commit(Batch::from(ops))).err();
            assert_eq!(answer, model.answer);
            sut
        }
        Step::Reopen => S::open_again(sut),
    }
}

struct Memory;

impl StateMachineTest for Memory {
    type SystemUnderTest = Sut<MemoryStore>;
    type Reference = Model;

    fn init_test(_: &Model) -> Self::SystemUnderTest {
        Sut {
            store: MemoryStore::new(),
            folder: TempDir::new().unwrap(),
        }
    }

    fn apply(sut: Self::SystemUnderTest, model: &Model, step: Step) -> Self::SystemUnderTest {
        play(sut, model, step)
    }

    fn check_invariants(sut: &Self::SystemUnderTest, model: &Model) {
        agree(&sut.store, model);
    }
}

struct Sqlite;

impl StateMachineTest for Sqlite {
    type SystemUnderTest = Sut<SqliteStore>;
    type Reference = Model;

    fn init_test(_: &Model) -> Self::SystemUnderTest {
        let folder = TempDir::new().unwrap();
        Sut {
            store: SqliteStore::open(folder.path().join("store.db")).unwrap(),
            folder,
        }
    }

    fn apply(sut: Self::SystemUnderTest, model: &Model, step: Step) -> Self::SystemUnderTest {
        play(sut, model, step)
    }

    fn check_invariants(sut: &Self::SystemUnderTest, model: &Model) {
        agree(&sut.store, model);
    }
}

/// So many sequences, or as many as `PROPTEST_CASES` says.
fn sequences(count: u32) -> ProptestConfig {
    let default = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => default,
        None => ProptestConfig {
            cases: count,
            ..default
        },
    }
}

prop_state_machine! {
    #![proptest_config(sequences(200))]
    #[test]
    fn the_memory_store_is_the_model(sequential 1..50 => Memory);
}

prop_state_machine! {
    #![proptest_config(sequences(20))]
    #[test]
    fn the_sqlite_store_is_the_model(sequential 1..50 => Sqlite);
}

//! The stores against the model, through sequences that shrink when they fail.
//!
//! Invariant: after every step each read of the store equals the model's. `PROPTEST_CASES` sets
//! how many sequences of up to 50 steps are played.

use crate::testing::{Model, finish};
use crate::{Batch, Key, LocalIndex, MemoryStore, Op, SqliteStore, Store, StoreError};
use holdfast_wire::{EnvelopeId, SpaceId};
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use tempfile::TempDir;

#[derive(Clone, Debug)]
enum Step {
    Commit(Batch),
    Reopen,
}

/// The model, and what it said to the last batch.
#[derive(Clone, Debug, Default)]
struct Expected {
    model: Model,
    answer: Option<StoreError>,
}

impl ReferenceStateMachine for Expected {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self::default()).boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Step> {
        let commit = prop::collection::vec(op(), 1..8).prop_map(Batch::from);
        prop_oneof![9 => commit.prop_map(Step::Commit), 1 => Just(Step::Reopen)].boxed()
    }

    fn apply(mut state: Self, step: &Step) -> Self {
        state.answer = match step {
            Step::Commit(batch) => state.model.commit(batch).err(),
            Step::Reopen => None,
        };
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
        Just(Key::literal("v/a")),
        Just(Key::literal("v/b")),
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

fn play<S: Openable>(sut: Sut<S>, expected: &Expected, step: Step) -> Sut<S> {
    match step {
        Step::Commit(batch) => {
            let answer = finish(sut.store.commit(batch)).err();
            assert_eq!(answer, expected.answer);
            sut
        }
        Step::Reopen => S::open_again(sut),
    }
}

struct Memory;

impl StateMachineTest for Memory {
    type SystemUnderTest = Sut<MemoryStore>;
    type Reference = Expected;

    fn init_test(_: &Expected) -> Self::SystemUnderTest {
        Sut {
            store: MemoryStore::new(),
            folder: TempDir::new().unwrap(),
        }
    }

    fn apply(sut: Self::SystemUnderTest, expected: &Expected, step: Step) -> Self::SystemUnderTest {
        play(sut, expected, step)
    }

    fn check_invariants(sut: &Self::SystemUnderTest, expected: &Expected) {
        finish(expected.model.agree(&sut.store)).unwrap();
    }
}

struct Sqlite;

impl StateMachineTest for Sqlite {
    type SystemUnderTest = Sut<SqliteStore>;
    type Reference = Expected;

    fn init_test(_: &Expected) -> Self::SystemUnderTest {
        let folder = TempDir::new().unwrap();
        Sut {
            store: SqliteStore::open(folder.path().join("store.db")).unwrap(),
            folder,
        }
    }

    fn apply(sut: Self::SystemUnderTest, expected: &Expected, step: Step) -> Self::SystemUnderTest {
        play(sut, expected, step)
    }

    fn check_invariants(sut: &Self::SystemUnderTest, expected: &Expected) {
        finish(expected.model.agree(&sut.store)).unwrap();
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

/// All that can be read of a store.
fn everything(store: &impl Store) -> String {
    let spaces = finish(store.spaces()).unwrap().into_iter().map(|space| {
        let held = finish(store.envelopes(space, LocalIndex::START, usize::MAX)).unwrap();
        let waiting = finish(store.outbox(space, usize::MAX)).unwrap();
        (
            space,
            held,
            waiting,
            finish(store.quarantined(space)).unwrap(),
        )
    });
    let spaces: Vec<_> = spaces.collect();
    let values = [Key::literal("v"), Key::literal("space")];
    let values = values.map(|prefix| finish(store.values(&prefix)).unwrap());
    format!("{spaces:?} {values:?} {:?}", finish(store.stats()).unwrap())
}

/// Two batches in a store: the second has an op in it that must be refused.
fn check_atomic(store: &impl Store, before: Vec<Op>, mut ops: Vec<Op>, at: prop::sample::Index) {
    let _ = finish(store.commit(Batch::from(before)));
    let stood = everything(store);
    let stranger = EnvelopeId::from_bytes([0xee; 32]);
    let (space, at) = (SpaceId::from_bytes([1; 16]), at.index(ops.len() + 1));
    ops.insert(
        at,
        Op::Queue {
            space,
            id: stranger,
        },
    );
    assert!(finish(store.commit(Batch::from(ops))).is_err());
    assert_eq!(everything(store), stood);
}

proptest! {
    #[test]
    fn a_batch_that_is_refused_anywhere_leaves_nothing_in_memory(
        before in prop::collection::vec(op(), 0..8), ops in prop::collection::vec(op(), 0..8),
        at in any::<prop::sample::Index>(),
    ) {
        check_atomic(&MemoryStore::new(), before, ops, at);
    }

    #[test]
    fn any_text_is_a_key_of_the_same_text_or_refused(text in "[a-z/A-Z0-9. _-]{0,40}") {
        if let Ok(key) = Key::new(&text) {
            prop_assert_eq!(key.as_str(), text);
        }
    }
}

proptest! {
    #![proptest_config(sequences(32))]

    /// Each case opens a database and waits for the disk.
    #[test]
    fn a_batch_that_is_refused_anywhere_leaves_nothing_in_sqlite(
        before in prop::collection::vec(op(), 0..8), ops in prop::collection::vec(op(), 0..8),
        at in any::<prop::sample::Index>(),
    ) {
        let folder = TempDir::new().unwrap();
        let store = SqliteStore::open(folder.path().join("store.db")).unwrap();
        check_atomic(&store, before, ops, at);
    }
}

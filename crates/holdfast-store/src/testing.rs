//! The conformance suite: what every store must do, said once and run against all of them.
//!
//! Invariant: a case starts on an empty place and sees only the port, so that it means the same for
//! memory, for SQLite and in a browser. A case answers with a [`Failure`], it never panics: a panic
//! in a browser would end the run.

mod batches;
mod block_on;
mod durable;
mod envelopes;
mod erasing;
mod model;
mod outbox;
mod quarantine;
mod random;
mod values;

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use holdfast_wire::{EnvelopeId, SpaceId};

use crate::{Batch, Op, Store, StoreError};

pub use block_on::finish;
pub use model::Model;
pub use random::play_random;

/// An empty place that can be opened again and again, as after a restart.
pub trait Stage {
    /// The store under test.
    type Store: Store;

    /// Opens the place: the first time it is empty, later it is what was left.
    fn open(&self) -> impl Future<Output = Result<Self::Store, StoreError>>;
}

/// One case of the suite.
pub struct Case<S> {
    /// A sentence that is true of every store.
    pub name: &'static str,
    /// Plays the case on a fresh stage.
    pub run: fn(S) -> Pin<Box<dyn Future<Output = Outcome>>>,
}

/// What a case ends with.
pub type Outcome = Result<(), Failure>;

/// Why a store does not conform.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Failure(pub String);

/// Every case there is.
pub fn suite<S: Stage + 'static>() -> Vec<Case<S>> {
    let mut cases = envelopes::cases();
    cases.extend(outbox::cases());
    cases.extend(values::cases());
    cases.extend(quarantine::cases());
    cases.extend(batches::cases());
    cases.extend(erasing::cases());
    cases.extend(durable::cases());
    cases.extend(random::cases());
    cases
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(format!("the store failed with {} {error}", error.code()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A list of cases, each named after its function.
macro_rules! cases {
    ($($name:ident),+ $(,)?) => {
        pub(super) fn cases<S: super::Stage + 'static>() -> Vec<super::Case<S>> {
            vec![$(super::Case { name: stringify!($name), run: |stage| Box::pin($name(stage)) }),+]
        }
    };
}
pub(crate) use cases;

/// Two values that must be equal.
pub(crate) fn same<T: PartialEq + fmt::Debug>(found: T, expected: T) -> Outcome {
    if found == expected {
        return Ok(());
    }
    let (mut found, mut expected) = (format!("{found:?}"), format!("{expected:?}"));
    found.truncate(SHOWN_MAX);
    expected.truncate(SHOWN_MAX);
    Err(Failure(format!("found {found}, expected {expected}")))
}

/// A space for tests.
pub(crate) const fn space(number: u8) -> SpaceId {
    SpaceId::from_bytes([number; SpaceId::LEN])
}

/// An envelope id for tests, different for every number.
pub(crate) fn id(number: u64) -> EnvelopeId {
    let mut bytes = [0x5a; EnvelopeId::LEN];
    for (place, byte) in bytes
        .iter_mut()
        .zip(number.wrapping_mul(0x9e37_79b9).to_be_bytes())
    {
        *place = byte;
    }
    EnvelopeId::from_bytes(bytes)
}

/// The bytes of a test envelope.
pub(crate) fn sealed(number: u64) -> Vec<u8> {
    let size = 200 + (number % 100) as usize;
    (0..size)
        .map(|at| (number as usize).wrapping_mul(31).wrapping_add(at) as u8)
        .collect()
}

pub(crate) fn put(space: SpaceId, number: u64) -> Op {
    Op::PutEnvelope {
        space,
        id: id(number),
        bytes: sealed(number),
    }
}

pub(crate) fn queue(space: SpaceId, number: u64) -> Op {
    Op::Queue {
        space,
        id: id(number),
    }
}

pub(crate) fn set_aside(space: SpaceId, number: u64) -> Op {
    Op::Quarantine {
        space,
        id: id(number),
        bytes: sealed(number),
        reason: REASON.into(),
    }
}

/// Commits these ops as one batch.
pub(crate) async fn keep<S: Store>(store: &S, ops: impl IntoIterator<Item = Op>) -> Outcome {
    Ok(store.commit(ops.into_iter().collect::<Batch>()).await?)
}

/// Commits these ops and expects to be refused so.
pub(crate) async fn refused<S: Store>(
    store: &S,
    ops: impl IntoIterator<Item = Op>,
    expected: StoreError,
) -> Outcome {
    same(
        store.commit(ops.into_iter().collect::<Batch>()).await,
        Err(expected),
    )
}

pub(crate) const REASON: &str = "HF-TEST-01";

/// How much of a wrong value a failure shows.
const SHOWN_MAX: usize = 600;

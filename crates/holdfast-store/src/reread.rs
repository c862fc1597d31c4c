//! What must be read back right after a batch: each store looks, in debug and simulation builds.
//!
//! Invariant: it follows from the batch alone, so that a store cannot agree with its own mistake.

use holdfast_order::Map;
use holdfast_wire::{EnvelopeId, SpaceId};

use crate::{Batch, Key, Op, StoreError};

/// What a store reads inside the transaction of a batch, after its last op.
pub(crate) trait Reread {
    fn envelope(&self, space: SpaceId, id: EnvelopeId) -> Result<Option<Vec<u8>>, StoreError>;

    fn is_waiting(&self, space: SpaceId, id: EnvelopeId) -> Result<bool, StoreError>;

    fn is_aside(&self, space: SpaceId, id: EnvelopeId) -> Result<bool, StoreError>;

    fn value(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError>;
}

/// Reads back what a batch has written.
///
/// # Errors
/// `Corrupt` when something else stands there, or nothing, or what was taken away still does.
pub(crate) fn check(batch: &Batch, from: &impl Reread) -> Result<(), StoreError> {
    let mut expected = Expected::default();
    for op in batch.ops() {
        expected.note(op);
    }
    if expected.stands_in(from)? {
        Ok(())
    } else {
        Err(StoreError::Corrupt(
            "what was written is not what is read".into(),
        ))
    }
}

type Place = (SpaceId, EnvelopeId);

/// What the batch has the last word on.
#[derive(Default)]
struct Expected<'a> {
    held: Map<Place, &'a [u8]>,
    waiting: Map<Place, bool>,
    aside: Map<Place, bool>,
    values: Map<&'a Key, Option<&'a [u8]>>,
}

impl<'a> Expected<'a> {
    fn note(&mut self, op: &'a Op) {
        match op {
            Op::PutEnvelope { space, id, bytes } => {
                self.held.insert((*space, *id), bytes);
            }
            Op::Queue { space, id } => {
                self.waiting.insert((*space, *id), true);
            }
            Op::Unqueue { space, id } => {
                self.waiting.insert((*space, *id), false);
            }
            Op::Quarantine { space, id, .. } => {
                self.aside.insert((*space, *id), true);
            }
            Op::Release { space, id } => {
                self.aside.insert((*space, *id), false);
            }
            Op::PutValue { key, bytes } => {
                self.values.insert(key, Some(bytes));
            }
            Op::DeleteValue { key } => {
                self.values.insert(key, None);
            }
            Op::EraseSpace { space } => self.forget(*space),
            Op::EraseAll => *self = Self::default(),
        }
    }

    fn forget(&mut self, space: SpaceId) {
        self.held.retain(|(of, _), _| *of != space);
        self.waiting.retain(|(of, _), _| *of != space);
        self.aside.retain(|(of, _), _| *of != space);
        let root = Key::root_of_space(space);
        self.values
            .retain(|key, _| !key.as_str().starts_with(&root));
    }

    fn stands_in(&self, from: &impl Reread) -> Result<bool, StoreError> {
        for ((space, id), bytes) in &self.held {
            if from.envelope(*space, *id)?.as_deref() != Some(*bytes) {
                return Ok(false);
            }
        }
        for ((space, id), waits) in &self.waiting {
            if from.is_waiting(*space, *id)? != *waits {
                return Ok(false);
            }
        }
        for ((space, id), is_aside) in &self.aside {
            if from.is_aside(*space, *id)? != *is_aside {
                return Ok(false);
            }
        }
        for (key, bytes) in &self.values {
            if from.value(key)?.as_deref() != *bytes {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{id, put, queue, sealed, set_aside, space};

    /// A store that has everything, but for what it has forgotten.
    #[derive(Default)]
    struct Forgetful {
        held: Option<Vec<u8>>,
        waits: bool,
        is_aside: bool,
        value: Option<Vec<u8>>,
    }

    impl Reread for Forgetful {
        fn envelope(&self, _: SpaceId, _: EnvelopeId) -> Result<Option<Vec<u8>>, StoreError> {
            Ok(self.held.clone())
        }

        fn is_waiting(&self, _: SpaceId, _: EnvelopeId) -> Result<bool, StoreError> {
            Ok(self.waits)
        }

        fn is_aside(&self, _: SpaceId, _: EnvelopeId) -> Result<bool, StoreError> {
            Ok(self.is_aside)
        }

        fn value(&self, _: &Key) -> Result<Option<Vec<u8>>, StoreError> {
            Ok(self.value.clone())
        }
    }

    fn value(bytes: &[u8]) -> Op {
        let (key, bytes) = (Key::literal("v/a"), bytes.to_vec());
        Op::PutValue { key, bytes }
    }

    #[test]
    fn whatever_a_store_forgets_or_alters_is_noticed() {
        let everything = || Forgetful {
            held: Some(sealed(1)),
            waits: true,
            is_aside: true,
            value: Some(vec![7]),
        };
        let (here, batch) = (space(1), Batch::new());
        let batch = batch.with(put(here, 1)).with(queue(here, 1));
        let batch = batch.with(set_aside(here, 1)).with(value(&[7]));
        assert_eq!(check(&batch, &everything()), Ok(()));
        let forgets: [fn(&mut Forgetful); 5] = [
            |store| store.held = None,
            |store| store.held = Some(sealed(2)),
            |store| store.waits = false,
            |store| store.is_aside = false,
            |store| store.value = Some(vec![8]),
        ];
        for forget in forgets {
            let mut store = everything();
            forget(&mut store);
            let found = check(&batch, &store).map_err(|error| error.code());
            assert_eq!(found, Err("HF-STORE-03"));
        }
    }

    #[test]
    fn what_was_taken_away_and_still_stands_is_noticed() {
        let (space, id) = (space(1), id(1));
        let key = Key::literal("v/a");
        for (op, store) in [
            (
                Op::Unqueue { space, id },
                Forgetful {
                    waits: true,
                    ..Forgetful::default()
                },
            ),
            (
                Op::Release { space, id },
                Forgetful {
                    is_aside: true,
                    ..Forgetful::default()
                },
            ),
            (
                Op::DeleteValue { key },
                Forgetful {
                    value: Some(vec![]),
                    ..Forgetful::default()
                },
            ),
        ] {
            let batch = Batch::new().with(op);
            assert_eq!(check(&batch, &Forgetful::default()), Ok(()));
            assert!(check(&batch, &store).is_err());
        }
    }

    #[test]
    fn what_was_erased_in_the_same_batch_is_not_expected() {
        let here = space(1);
        let batch = || Batch::new().with(put(here, 1)).with(queue(here, 1));
        for erase in [Op::EraseSpace { space: here }, Op::EraseAll] {
            assert_eq!(check(&batch().with(erase), &Forgetful::default()), Ok(()));
        }
        let elsewhere = Op::EraseSpace { space: space(2) };
        assert!(check(&batch().with(elsewhere), &Forgetful::default()).is_err());
    }
}

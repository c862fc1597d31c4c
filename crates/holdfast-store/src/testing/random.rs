//! Seeded random batches, against the memory store.
//!
//! Invariant: the same seed plays the same batches everywhere, native and in a browser.

use super::{Failure, Outcome, Stage, cases, id, same, sealed, set_aside, space};
use crate::{Batch, Key, LocalIndex, MemoryStore, Op, Store};

cases![random_batches_agree_with_the_memory_store];

async fn random_batches_agree_with_the_memory_store(stage: impl Stage) -> Outcome {
    let (mut store, model) = (stage.open().await?, MemoryStore::new());
    let mut dice = Dice(0x5eed);
    for step in 0..STEPS {
        let batch: Batch = (0..=dice.below(5)).map(|_| dice.op()).collect();
        let expected = model.commit(batch.clone()).await;
        let told = format!("step {step}: {batch:?}");
        let explain = |failure: Failure| Failure(format!("{told}: {failure}"));
        same(store.commit(batch).await, expected).map_err(explain)?;
        if step % 20 == 19 {
            drop(store);
            store = stage.open().await?;
        }
        agree(&store, &model).await.map_err(explain)?;
    }
    Ok(())
}

/// Every read gives the same in both; of the indexes only the order can be compared.
async fn agree<S: Store>(store: &S, model: &MemoryStore) -> Outcome {
    same(store.stats().await?, model.stats().await?)?;
    same(store.spaces().await?, model.spaces().await?)?;
    let all = Key::literal("v");
    same(store.values(&all).await?, model.values(&all).await?)?;
    for space in [space(1), space(2)] {
        let found = store
            .envelopes(space, LocalIndex::START, usize::MAX)
            .await?;
        same(found.is_sorted_by_key(|(index, _)| *index), true)?;
        let expected = model
            .envelopes(space, LocalIndex::START, usize::MAX)
            .await?;
        same(only_bytes(found), only_bytes(expected))?;
        same(
            store.outbox(space, usize::MAX).await?,
            model.outbox(space, usize::MAX).await?,
        )?;
        same(
            store.quarantined(space).await?,
            model.quarantined(space).await?,
        )?;
    }
    Ok(())
}

fn only_bytes(envelopes: Vec<(LocalIndex, Vec<u8>)>) -> Vec<Vec<u8>> {
    envelopes.into_iter().map(|(_, bytes)| bytes).collect()
}

/// A seeded source of small choices (SplitMix64, Steele, Lea and Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    fn op(&mut self) -> Op {
        let (number, space) = (self.below(12), space(1 + self.below(2) as u8));
        let id = id(number);
        match self.below(24) {
            0..=7 => Op::PutEnvelope {
                space,
                id,
                bytes: sealed(number),
            },
            8..=11 => Op::Queue { space, id },
            12..=13 => Op::Unqueue { space, id },
            14..=16 => Op::PutValue {
                key: self.key(),
                bytes: sealed(number),
            },
            17 => Op::DeleteValue { key: self.key() },
            18..=19 => set_aside(space, number),
            20 => Op::Release { space, id },
            21 => Op::PutEnvelope {
                space,
                id,
                bytes: sealed(self.below(12)),
            },
            22 if self.below(4) == 0 => Op::EraseSpace { space },
            23 if self.below(12) == 0 => Op::EraseAll,
            _ => Op::PutEnvelope {
                space,
                id,
                bytes: sealed(number),
            },
        }
    }

    fn key(&mut self) -> Key {
        match self.below(3) {
            0 => Key::literal("v/a"),
            1 => Key::literal("v/b"),
            _ => Key::literal("v/b/c"),
        }
    }
}

const STEPS: u64 = 300;

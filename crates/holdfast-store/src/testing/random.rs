//! Seeded random batches, against the model.
//!
//! Invariant: the same seed plays the same batches everywhere, native and in a browser.

use super::{Failure, Model, Outcome, Stage, cases, id, same, sealed, set_aside, space};
use crate::{Batch, Key, Op, Store};

cases![random_batches_agree_with_the_model];

async fn random_batches_agree_with_the_model(stage: impl Stage) -> Outcome {
    play_random(stage, 0x5eed, STEPS).await
}

/// Plays `steps` batches of random ops on an empty place, opening it anew now and then; after each
/// all that can be read is what the model says.
///
/// # Errors
/// The first step after which it is not.
pub async fn play_random(stage: impl Stage, seed: u64, steps: u64) -> Outcome {
    let (mut store, mut model) = (stage.open().await?, Model::default());
    let mut dice = Dice(seed);
    for step in 0..steps {
        let batch: Batch = (0..=dice.below(5)).map(|_| dice.op()).collect();
        let told = format!("seed {seed}, step {step}: {batch:?}");
        let explain = |failure: Failure| Failure(format!("{told}: {failure}"));
        let expected = model.commit(&batch);
        same(store.commit(batch).await, expected).map_err(explain)?;
        if dice.below(10) == 0 {
            drop(store);
            store = stage.open().await?;
        }
        model.agree(&store).await.map_err(explain)?;
    }
    Ok(())
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

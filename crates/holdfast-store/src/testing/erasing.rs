//! Cases on erasing.
//!
//! Invariant: what is erased is gone from every read, what is not is untouched.

use super::{Outcome, Stage, cases, id, keep, put, queue, same, sealed, set_aside, space};
use crate::{Key, LocalIndex, Op, Stats, Store};

cases![
    an_erased_space_is_gone,
    erasing_a_space_takes_its_values,
    erasing_a_space_leaves_the_others,
    erasing_a_space_that_is_not_there_changes_nothing,
    erasing_everything_leaves_nothing,
    an_index_is_never_used_twice,
    an_erased_space_can_be_filled_again,
];

const GENERAL: Key = Key::literal("general");

fn everything(number: u8) -> [Op; 3] {
    let space = space(number);
    [put(space, 1), queue(space, 1), set_aside(space, 2)]
}

fn erase(number: u8) -> Op {
    Op::EraseSpace {
        space: space(number),
    }
}

async fn an_erased_space_is_gone(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, everything(1)).await?;
    keep(&store, [erase(1)]).await?;
    same(store.envelope(space(1), id(1)).await?, None)?;
    same(
        store.envelopes(space(1), LocalIndex::START, 10).await?,
        vec![],
    )?;
    same(store.outbox(space(1), 10).await?, vec![])?;
    same(store.quarantined(space(1)).await?, vec![])?;
    same(store.spaces().await?, vec![])?;
    same(store.stats().await?, Stats::default())
}

async fn erasing_a_space_takes_its_values(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    let (mine, other) = (
        Key::of_space(space(1), "head")?,
        Key::of_space(space(2), "head")?,
    );
    let values = [&mine, &other, &GENERAL];
    keep(
        &store,
        values.map(|key| Op::PutValue {
            key: key.clone(),
            bytes: vec![1],
        }),
    )
    .await?;
    keep(&store, [erase(1)]).await?;
    same(store.value(&mine).await?, None)?;
    same(store.value(&other).await?, Some(vec![1]))?;
    same(store.value(&GENERAL).await?, Some(vec![1]))
}

async fn erasing_a_space_leaves_the_others(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    for number in [0x0f, 0x10, 0x11] {
        keep(&store, everything(number)).await?;
    }
    keep(&store, [erase(0x10)]).await?;
    for number in [0x0f, 0x11] {
        same(
            store.outbox(space(number), 10).await?,
            vec![(id(1), sealed(1))],
        )?;
        same(store.quarantined(space(number)).await?.len(), 1)?;
    }
    same(store.spaces().await?, vec![space(0x0f), space(0x11)])
}

async fn erasing_a_space_that_is_not_there_changes_nothing(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, everything(1)).await?;
    let before = store.stats().await?;
    keep(&store, [erase(2)]).await?;
    same(store.stats().await?, before)
}

async fn erasing_everything_leaves_nothing(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, everything(1).into_iter().chain(everything(2))).await?;
    keep(
        &store,
        [Op::PutValue {
            key: GENERAL,
            bytes: vec![1],
        }],
    )
    .await?;
    keep(&store, [Op::EraseAll]).await?;
    same(store.stats().await?, Stats::default())?;
    same(store.spaces().await?, vec![])?;
    same(store.value(&GENERAL).await?, None)
}

/// A reader that remembers an index must not miss what came after an erasure.
async fn an_index_is_never_used_twice(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    let mut last = LocalIndex::START;
    for erasure in [erase(1), Op::EraseAll, erase(1)] {
        keep(&store, [put(space(1), 1), put(space(1), 2)]).await?;
        let later = store.envelopes(space(1), last, 10).await?;
        same(later.len(), 2)?;
        last = later.last().map_or(last, |(index, _)| *index);
        keep(&store, [erasure]).await?;
    }
    Ok(())
}

async fn an_erased_space_can_be_filled_again(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, everything(1)).await?;
    keep(&store, [erase(1)]).await?;
    keep(&store, everything(1)).await?;
    same(store.outbox(space(1), 10).await?, vec![(id(1), sealed(1))])?;
    same(store.stats().await?.envelopes, 1)
}

//! Cases on opening again, on two handles and on size.
//!
//! Invariant: a place is what was committed to it, whoever opens it and however often.

use super::{Outcome, Stage, cases, id, keep, put, queue, refused, same, sealed, set_aside, space};
use crate::{Key, LocalIndex, Op, Stats, Store, StoreError};

cases![
    everything_is_there_after_reopening,
    a_refused_batch_is_not_there_after_reopening,
    an_erasure_survives_reopening,
    indexes_go_on_after_reopening,
    the_outbox_goes_on_after_reopening,
    two_handles_see_each_other,
    two_handles_take_turns,
    stats_count_what_is_held,
    a_thousand_commits_are_all_there,
];

const NAME: Key = Key::literal("pinned");

fn value(byte: u8) -> Op {
    Op::PutValue {
        key: NAME,
        bytes: vec![byte],
    }
}

async fn everything_is_there_after_reopening(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(
        &store,
        [
            put(space(1), 1),
            queue(space(1), 1),
            set_aside(space(2), 2),
            value(3),
        ],
    )
    .await?;
    drop(store);
    let store = stage.open().await?;
    same(store.envelope(space(1), id(1)).await?, Some(sealed(1)))?;
    same(store.outbox(space(1), 10).await?, vec![(id(1), sealed(1))])?;
    same(store.quarantined(space(2)).await?.len(), 1)?;
    same(store.spaces().await?, vec![space(1), space(2)])?;
    same(store.value(&NAME).await?, Some(vec![3]))
}

async fn a_refused_batch_is_not_there_after_reopening(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    refused(
        &store,
        [put(space(1), 1), queue(space(1), 2)],
        StoreError::NotHeld,
    )
    .await?;
    drop(store);
    same(stage.open().await?.stats().await?, Stats::default())
}

async fn an_erasure_survives_reopening(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 1), put(space(2), 2), value(1)]).await?;
    keep(&store, [Op::EraseSpace { space: space(1) }]).await?;
    drop(store);
    same(stage.open().await?.spaces().await?, vec![space(2)])
}

async fn indexes_go_on_after_reopening(stage: impl Stage) -> Outcome {
    let mut last = LocalIndex::START;
    for number in 1..=4 {
        let store = stage.open().await?;
        keep(&store, [put(space(1), number)]).await?;
        let later = store.envelopes(space(1), last, 10).await?;
        same(
            later.iter().map(|(_, bytes)| bytes.clone()).collect(),
            vec![sealed(number)],
        )?;
        last = later.last().map_or(last, |(index, _)| *index);
    }
    Ok(())
}

async fn the_outbox_goes_on_after_reopening(stage: impl Stage) -> Outcome {
    for number in [3, 1, 2] {
        let store = stage.open().await?;
        keep(&store, [put(space(1), number), queue(space(1), number)]).await?;
    }
    let waiting = stage.open().await?.outbox(space(1), 10).await?;
    same(
        waiting.into_iter().map(|(id, _)| id).collect(),
        vec![id(3), id(1), id(2)],
    )
}

async fn two_handles_see_each_other(stage: impl Stage) -> Outcome {
    let (one, two) = (stage.open().await?, stage.open().await?);
    keep(&one, [put(space(1), 1), value(1)]).await?;
    same(two.envelope(space(1), id(1)).await?, Some(sealed(1)))?;
    keep(&two, [value(2)]).await?;
    same(one.value(&NAME).await?, Some(vec![2]))?;
    keep(&one, [Op::EraseAll]).await?;
    same(two.stats().await?, Stats::default())
}

async fn two_handles_take_turns(stage: impl Stage) -> Outcome {
    let (one, two) = (stage.open().await?, stage.open().await?);
    for number in 0..20 {
        let store = if number % 2 == 0 { &one } else { &two };
        keep(store, [put(space(1), number), queue(space(1), number)]).await?;
    }
    let all = two.envelopes(space(1), LocalIndex::START, 100).await?;
    same(
        all.into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>(),
        (0..20).map(sealed).collect(),
    )
}

async fn stats_count_what_is_held(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(
        &store,
        [put(space(1), 1), put(space(2), 2), queue(space(2), 2)],
    )
    .await?;
    keep(&store, [set_aside(space(3), 3), value(1)]).await?;
    let bytes = (sealed(1).len() + sealed(2).len() + sealed(3).len() + 1) as u64;
    let expected = Stats {
        envelopes: 2,
        queued: 1,
        quarantined: 1,
        values: 1,
        bytes,
    };
    same(store.stats().await?, expected)
}

async fn a_thousand_commits_are_all_there(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    for number in 0..1_000 {
        keep(&store, [put(space(1), number)]).await?;
    }
    drop(store);
    let all = stage
        .open()
        .await?
        .envelopes(space(1), LocalIndex::START, 2_000)
        .await?;
    same(
        all.into_iter().map(|(_, b)| b).collect::<Vec<_>>(),
        (0..1_000).map(sealed).collect(),
    )
}

//! Cases on batches: all or nothing, in order, within limits.
//!
//! Invariant: a refused batch leaves no trace, whatever came before the op that was refused.

use super::{Outcome, Stage, cases, id, keep, put, queue, refused, same, sealed, set_aside, space};
use crate::{BATCH_BYTES_MAX, BATCH_OPS_MAX, Key, Op, Stats, Store, StoreError, VALUE_BYTES_MAX};

cases![
    a_batch_is_one_thing,
    an_empty_batch_is_kept_and_changes_nothing,
    a_refused_batch_leaves_no_trace,
    a_batch_refused_after_an_erasure_erases_nothing,
    a_conflict_within_one_batch_is_refused_whole,
    ops_apply_in_their_order,
    an_envelope_is_queued_in_the_batch_that_puts_it,
    an_envelope_is_not_queued_before_it_is_put,
    erasing_and_putting_in_one_batch_leaves_what_was_put_last,
    a_batch_of_the_most_ops_is_kept_and_one_more_is_refused,
    a_batch_over_its_limit_of_bytes_is_refused,
    a_store_goes_on_after_a_refused_batch,
];

const NAME: Key = Key::literal("frontier");

fn set(bytes: &[u8]) -> Op {
    Op::PutValue {
        key: NAME,
        bytes: bytes.to_vec(),
    }
}

/// One of each kind in space 1, and a value.
fn everything() -> [Op; 4] {
    [
        put(space(1), 1),
        queue(space(1), 1),
        set_aside(space(1), 2),
        set(b"head"),
    ]
}

async fn everything_is_there<S: Store>(store: &S) -> Outcome {
    same(store.outbox(space(1), 10).await?, vec![(id(1), sealed(1))])?;
    same(store.quarantined(space(1)).await?.len(), 1)?;
    same(store.value(&NAME).await?, Some(b"head".to_vec()))
}

async fn a_batch_is_one_thing(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, everything()).await?;
    everything_is_there(&store).await
}

async fn an_empty_batch_is_kept_and_changes_nothing(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, everything()).await?;
    keep(&store, []).await?;
    everything_is_there(&store).await
}

async fn a_refused_batch_leaves_no_trace(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    let ops = everything().into_iter().chain([queue(space(1), 404)]);
    refused(&store, ops, StoreError::NotHeld).await?;
    same(store.stats().await?, Stats::default())?;
    same(store.spaces().await?, vec![])?;
    same(store.value(&NAME).await?, None)
}

async fn a_batch_refused_after_an_erasure_erases_nothing(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, everything()).await?;
    for erasure in [Op::EraseAll, Op::EraseSpace { space: space(1) }] {
        refused(&store, [erasure, queue(space(1), 1)], StoreError::NotHeld).await?;
    }
    everything_is_there(&store).await
}

async fn a_conflict_within_one_batch_is_refused_whole(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    let other = Op::PutEnvelope {
        space: space(1),
        id: id(1),
        bytes: sealed(2),
    };
    refused(&store, [put(space(1), 1), other], StoreError::Conflict).await?;
    same(store.envelope(space(1), id(1)).await?, None)
}

async fn ops_apply_in_their_order(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [set(b"a"), set(b"b")]).await?;
    same(store.value(&NAME).await?, Some(b"b".to_vec()))?;
    keep(&store, [Op::DeleteValue { key: NAME }, set(b"c")]).await?;
    same(store.value(&NAME).await?, Some(b"c".to_vec()))?;
    keep(&store, [set(b"d"), Op::DeleteValue { key: NAME }]).await?;
    same(store.value(&NAME).await?, None)
}

async fn an_envelope_is_queued_in_the_batch_that_puts_it(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 1), queue(space(1), 1)]).await?;
    same(store.outbox(space(1), 10).await?.len(), 1)
}

async fn an_envelope_is_not_queued_before_it_is_put(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    refused(
        &store,
        [queue(space(1), 1), put(space(1), 1)],
        StoreError::NotHeld,
    )
    .await
}

async fn erasing_and_putting_in_one_batch_leaves_what_was_put_last(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 1), put(space(2), 1), set(b"old")]).await?;
    let other = Op::PutEnvelope {
        space: space(1),
        id: id(1),
        bytes: sealed(2),
    };
    keep(&store, [Op::EraseSpace { space: space(1) }, other]).await?;
    same(store.envelope(space(1), id(1)).await?, Some(sealed(2)))?;
    keep(&store, [Op::EraseAll, put(space(1), 3), set(b"new")]).await?;
    same(store.spaces().await?, vec![space(1)])?;
    same(store.envelope(space(1), id(3)).await?, Some(sealed(3)))?;
    same(store.value(&NAME).await?, Some(b"new".to_vec()))?;
    same(store.stats().await?.envelopes, 1)
}

async fn a_batch_of_the_most_ops_is_kept_and_one_more_is_refused(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    let most = BATCH_OPS_MAX as u64;
    keep(&store, (0..most).map(|number| put(space(1), number))).await?;
    same(store.stats().await?.envelopes, most)?;
    let error = StoreError::TooLarge {
        what: "the number of ops in a batch",
        max: BATCH_OPS_MAX,
    };
    refused(
        &store,
        (0..=most).map(|number| put(space(2), number)),
        error,
    )
    .await?;
    same(store.spaces().await?, vec![space(1)])
}

async fn a_batch_over_its_limit_of_bytes_is_refused(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    let pieces = BATCH_BYTES_MAX / VALUE_BYTES_MAX;
    let large = std::iter::repeat_n(set(&vec![1; VALUE_BYTES_MAX]), pieces);
    let error = StoreError::TooLarge {
        what: "a batch",
        max: BATCH_BYTES_MAX,
    };
    refused(&store, large.chain([put(space(1), 1)]), error).await?;
    same(store.stats().await?, Stats::default())
}

async fn a_store_goes_on_after_a_refused_batch(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    refused(&store, [queue(space(1), 1)], StoreError::NotHeld).await?;
    keep(&store, everything()).await?;
    everything_is_there(&store).await
}

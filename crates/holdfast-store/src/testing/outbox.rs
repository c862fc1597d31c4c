//! Cases on the outbox: what waits, and in which order.
//!
//! Invariant: an envelope waits from the batch that queued it to the batch that takes it out.

use super::{Outcome, Stage, cases, id, keep, put, queue, refused, same, sealed, space};
use crate::{Op, Store, StoreError};

cases![
    a_queued_envelope_waits,
    the_outbox_keeps_the_order_of_queueing,
    queueing_twice_keeps_the_place,
    an_unqueued_envelope_no_longer_waits_and_stays_held,
    unqueueing_what_does_not_wait_changes_nothing,
    queueing_what_is_not_held_is_refused,
    an_envelope_queued_again_goes_to_the_end,
    outboxes_of_two_spaces_are_apart,
    the_outbox_respects_its_limit,
];

fn unqueue(number: u64) -> Op {
    Op::Unqueue {
        space: space(1),
        id: id(number),
    }
}

/// Which of the test envelopes wait in space 1.
async fn waiting<S: Store>(store: &S, expected: &[u64]) -> Outcome {
    let ids: Vec<_> = expected.iter().map(|number| id(*number)).collect();
    let sealed = expected.iter().map(|number| sealed(*number));
    same(store.waiting(space(1)).await?, ids.clone())?;
    let whole = ids.into_iter().zip(sealed).collect();
    same(store.outbox(space(1), 100).await?, whole)
}

async fn a_queued_envelope_waits(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(
        &store,
        [put(space(1), 1), put(space(1), 2), queue(space(1), 2)],
    )
    .await?;
    waiting(&store, &[2]).await
}

async fn the_outbox_keeps_the_order_of_queueing(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [1, 2, 3].map(|number| put(space(1), number))).await?;
    keep(&store, [3, 1].map(|number| queue(space(1), number))).await?;
    keep(&store, [queue(space(1), 2)]).await?;
    waiting(&store, &[3, 1, 2]).await
}

async fn queueing_twice_keeps_the_place(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 1), put(space(1), 2)]).await?;
    keep(&store, [1, 2, 1].map(|number| queue(space(1), number))).await?;
    waiting(&store, &[1, 2]).await
}

async fn an_unqueued_envelope_no_longer_waits_and_stays_held(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 1), queue(space(1), 1)]).await?;
    keep(&store, [unqueue(1)]).await?;
    waiting(&store, &[]).await?;
    same(store.envelope(space(1), id(1)).await?, Some(sealed(1)))
}

async fn unqueueing_what_does_not_wait_changes_nothing(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 1), queue(space(1), 1)]).await?;
    keep(&store, [unqueue(2), unqueue(3)]).await?;
    waiting(&store, &[1]).await
}

async fn queueing_what_is_not_held_is_refused(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(2), 1)]).await?;
    refused(&store, [queue(space(1), 1)], StoreError::NotHeld).await?;
    waiting(&store, &[]).await
}

async fn an_envelope_queued_again_goes_to_the_end(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 1), put(space(1), 2)]).await?;
    keep(&store, [queue(space(1), 1), queue(space(1), 2)]).await?;
    keep(&store, [unqueue(1), queue(space(1), 1)]).await?;
    waiting(&store, &[2, 1]).await
}

async fn outboxes_of_two_spaces_are_apart(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 1), put(space(2), 1)]).await?;
    keep(&store, [queue(space(1), 1), queue(space(2), 1), unqueue(1)]).await?;
    waiting(&store, &[]).await?;
    same(store.outbox(space(2), 10).await?, vec![(id(1), sealed(1))])
}

async fn the_outbox_respects_its_limit(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(
        &store,
        (1..=5).flat_map(|number| [put(space(1), number), queue(space(1), number)]),
    )
    .await?;
    let first = store.outbox(space(1), 2).await?;
    same(
        first.into_iter().map(|(id, _)| id).collect(),
        vec![id(1), id(2)],
    )
}

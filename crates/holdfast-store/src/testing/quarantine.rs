//! Cases on what could not be opened.
//!
//! Invariant: it is set aside whole, once, and never stands in the way of what is held.

use holdfast_wire::ENVELOPE_BYTES_MAX;

use super::{
    Outcome, REASON, Stage, cases, id, keep, put, queue, refused, same, sealed, set_aside, space,
};
use crate::{LocalIndex, Op, Quarantined, REASON_BYTES_MAX, Store, StoreError};

cases![
    a_record_set_aside_reads_back_with_its_reason,
    records_set_aside_come_in_the_order_of_arrival,
    a_record_set_aside_twice_counts_once,
    a_released_record_is_no_longer_aside,
    releasing_what_is_not_aside_changes_nothing,
    what_is_set_aside_is_not_among_the_envelopes,
    a_space_with_nothing_but_a_quarantine_is_listed,
    a_reason_has_a_limit,
    a_record_set_aside_has_a_limit,
];

fn aside(number: u64) -> Quarantined {
    Quarantined {
        id: id(number),
        bytes: sealed(number),
        reason: REASON.into(),
    }
}

/// A record for the quarantine, with these sizes.
fn sized(number: u64, bytes: usize, reason: usize) -> Op {
    let (bytes, reason) = (vec![1; bytes], "R".repeat(reason));
    Op::Quarantine {
        space: space(1),
        id: id(number),
        bytes,
        reason,
    }
}

async fn a_record_set_aside_reads_back_with_its_reason(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [set_aside(space(1), 1)]).await?;
    same(store.quarantined(space(1)).await?, vec![aside(1)])?;
    same(store.quarantined(space(2)).await?, vec![])
}

async fn records_set_aside_come_in_the_order_of_arrival(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    for number in [5, 3, 4] {
        keep(&store, [set_aside(space(1), number)]).await?;
    }
    same(
        store.quarantined(space(1)).await?,
        vec![aside(5), aside(3), aside(4)],
    )
}

async fn a_record_set_aside_twice_counts_once(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [set_aside(space(1), 1), set_aside(space(1), 1)]).await?;
    keep(&store, [set_aside(space(1), 1)]).await?;
    same(store.quarantined(space(1)).await?, vec![aside(1)])?;
    same(store.stats().await?.quarantined, 1)
}

async fn a_released_record_is_no_longer_aside(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [set_aside(space(1), 1), set_aside(space(1), 2)]).await?;
    keep(
        &store,
        [
            Op::Release {
                space: space(1),
                id: id(1),
            },
            put(space(1), 1),
        ],
    )
    .await?;
    same(store.quarantined(space(1)).await?, vec![aside(2)])?;
    same(store.envelope(space(1), id(1)).await?, Some(sealed(1)))
}

async fn releasing_what_is_not_aside_changes_nothing(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [set_aside(space(1), 1)]).await?;
    keep(
        &store,
        [Op::Release {
            space: space(2),
            id: id(1),
        }],
    )
    .await?;
    keep(
        &store,
        [Op::Release {
            space: space(1),
            id: id(2),
        }],
    )
    .await?;
    same(store.quarantined(space(1)).await?, vec![aside(1)])
}

async fn what_is_set_aside_is_not_among_the_envelopes(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 1), set_aside(space(1), 2)]).await?;
    same(store.envelope(space(1), id(2)).await?, None)?;
    same(
        store
            .envelopes(space(1), LocalIndex::START, 10)
            .await?
            .len(),
        1,
    )?;
    refused(&store, [queue(space(1), 2)], StoreError::NotHeld).await
}

async fn a_space_with_nothing_but_a_quarantine_is_listed(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [set_aside(space(4), 1), put(space(6), 1)]).await?;
    same(store.spaces().await?, vec![space(4), space(6)])
}

async fn a_reason_has_a_limit(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [sized(1, 9, REASON_BYTES_MAX)]).await?;
    let error = StoreError::TooLarge {
        what: "a reason",
        max: REASON_BYTES_MAX,
    };
    refused(&store, [sized(2, 9, REASON_BYTES_MAX + 1)], error).await
}

async fn a_record_set_aside_has_a_limit(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [sized(1, ENVELOPE_BYTES_MAX, 9)]).await?;
    let error = StoreError::TooLarge {
        what: "a quarantined record",
        max: ENVELOPE_BYTES_MAX,
    };
    refused(&store, [sized(2, ENVELOPE_BYTES_MAX + 1, 9)], error).await
}

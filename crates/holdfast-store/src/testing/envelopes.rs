//! Cases on envelopes: bytes, order, pages, ids.
//!
//! Invariant: what is read is what was put, byte for byte and in the order of arrival.

use holdfast_wire::ENVELOPE_BYTES_MAX;

use super::{Outcome, Stage, cases, id, keep, put, queue, refused, same, sealed, space};
use crate::{LocalIndex, Op, Stats, Store, StoreError};

cases![
    an_empty_store_holds_nothing,
    a_put_envelope_reads_back_byte_for_byte,
    envelopes_come_in_the_order_of_arrival,
    reading_after_an_index_gives_only_later_envelopes,
    pages_join_without_a_gap,
    a_limit_of_zero_gives_nothing,
    an_index_past_the_end_gives_nothing,
    putting_twice_keeps_one_and_its_place,
    other_bytes_under_a_held_id_are_a_conflict,
    the_same_envelope_may_rest_in_two_spaces,
    a_space_does_not_show_what_is_in_another,
    neighbours_of_a_space_stay_apart,
    an_envelope_without_bytes_is_kept,
    every_byte_value_survives,
    the_largest_envelope_is_kept_and_one_byte_more_is_refused,
    spaces_are_listed_once_and_in_order,
];

/// The bytes of all envelopes of a space after an index, in their order.
async fn bytes_after<S: Store>(
    store: &S,
    number: u8,
    after: LocalIndex,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let all = store.envelopes(space(number), after, 1_000).await?;
    Ok(all.into_iter().map(|(_, bytes)| bytes).collect())
}

async fn an_empty_store_holds_nothing(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    same(
        store.envelopes(space(1), LocalIndex::START, 10).await?,
        vec![],
    )?;
    same(store.envelope(space(1), id(1)).await?, None)?;
    same(store.outbox(space(1), 10).await?, vec![])?;
    same(store.spaces().await?, vec![])?;
    same(store.quarantined(space(1)).await?, vec![])?;
    same(store.stats().await?, Stats::default())
}

async fn a_put_envelope_reads_back_byte_for_byte(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 7)]).await?;
    same(store.envelope(space(1), id(7)).await?, Some(sealed(7)))?;
    same(
        bytes_after(&store, 1, LocalIndex::START).await?,
        vec![sealed(7)],
    )
}

async fn envelopes_come_in_the_order_of_arrival(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 9), put(space(1), 2)]).await?;
    keep(&store, [put(space(1), 5)]).await?;
    let all = store.envelopes(space(1), LocalIndex::START, 10).await?;
    same(all.is_sorted_by_key(|(index, _)| *index), true)?;
    let bytes = bytes_after(&store, 1, LocalIndex::START).await?;
    same(bytes, vec![sealed(9), sealed(2), sealed(5)])
}

async fn reading_after_an_index_gives_only_later_envelopes(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, (1..=3).map(|number| put(space(1), number))).await?;
    let first = store.envelopes(space(1), LocalIndex::START, 1).await?;
    let after = first.first().map_or(LocalIndex::START, |(index, _)| *index);
    same(
        bytes_after(&store, 1, after).await?,
        vec![sealed(2), sealed(3)],
    )
}

async fn pages_join_without_a_gap(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    for start in [0, 100, 200] {
        // A second space in between must not shift the pages.
        keep(
            &store,
            (start..start + 100).flat_map(|n| [put(space(1), n), put(space(2), n)]),
        )
        .await?;
    }
    let (mut after, mut read) = (LocalIndex::START, Vec::new());
    loop {
        let page = store.envelopes(space(1), after, 7).await?;
        let Some((last, _)) = page.last() else { break };
        same(page.len() <= 7, true)?;
        after = *last;
        read.extend(page.into_iter().map(|(_, bytes)| bytes));
    }
    same(read, (0..300).map(sealed).collect::<Vec<_>>())
}

async fn a_limit_of_zero_gives_nothing(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 1), queue(space(1), 1)]).await?;
    same(
        store.envelopes(space(1), LocalIndex::START, 0).await?,
        vec![],
    )?;
    same(store.outbox(space(1), 0).await?, vec![])
}

async fn an_index_past_the_end_gives_nothing(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 1)]).await?;
    for after in [1_000_000, u64::MAX >> 11, u64::MAX] {
        same(
            bytes_after(&store, 1, LocalIndex::new(after)).await?,
            Vec::<Vec<u8>>::new(),
        )?;
    }
    Ok(())
}

async fn putting_twice_keeps_one_and_its_place(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 1), put(space(1), 2)]).await?;
    let before = store.envelopes(space(1), LocalIndex::START, 10).await?;
    keep(&store, [put(space(1), 1), put(space(1), 1)]).await?;
    same(
        store.envelopes(space(1), LocalIndex::START, 10).await?,
        before,
    )
}

async fn other_bytes_under_a_held_id_are_a_conflict(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 1)]).await?;
    let other = Op::PutEnvelope {
        space: space(1),
        id: id(1),
        bytes: sealed(2),
    };
    refused(&store, [other], StoreError::Conflict).await?;
    same(store.envelope(space(1), id(1)).await?, Some(sealed(1)))
}

async fn the_same_envelope_may_rest_in_two_spaces(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 1), put(space(2), 1)]).await?;
    same(store.envelope(space(1), id(1)).await?, Some(sealed(1)))?;
    same(store.envelope(space(2), id(1)).await?, Some(sealed(1)))?;
    same(store.stats().await?.envelopes, 2)
}

async fn a_space_does_not_show_what_is_in_another(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [put(space(1), 1)]).await?;
    same(store.envelope(space(2), id(1)).await?, None)?;
    same(
        store.envelopes(space(2), LocalIndex::START, 10).await?,
        vec![],
    )
}

/// The first, the last and neighbouring ids: where a range over keys would go one too far.
async fn neighbours_of_a_space_stay_apart(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    let numbers = [0x00, 0x0f, 0x10, 0x7f, 0x80, 0xff];
    keep(
        &store,
        numbers.map(|number| put(space(number), u64::from(number))),
    )
    .await?;
    for number in numbers {
        let bytes = bytes_after(&store, number, LocalIndex::START).await?;
        same(bytes, vec![sealed(u64::from(number))])?;
    }
    same(store.spaces().await?, numbers.map(space).to_vec())
}

async fn an_envelope_without_bytes_is_kept(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(
        &store,
        [Op::PutEnvelope {
            space: space(1),
            id: id(1),
            bytes: vec![],
        }],
    )
    .await?;
    same(store.envelope(space(1), id(1)).await?, Some(vec![]))
}

async fn every_byte_value_survives(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    let bytes: Vec<u8> = (0..=u8::MAX).chain((0..=u8::MAX).rev()).collect();
    let op = Op::PutEnvelope {
        space: space(1),
        id: id(1),
        bytes: bytes.clone(),
    };
    keep(&store, [op]).await?;
    same(
        stage.open().await?.envelope(space(1), id(1)).await?,
        Some(bytes),
    )
}

async fn the_largest_envelope_is_kept_and_one_byte_more_is_refused(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    let sized = |number, size| Op::PutEnvelope {
        space: space(1),
        id: id(number),
        bytes: vec![0xa5; size],
    };
    keep(&store, [sized(1, ENVELOPE_BYTES_MAX)]).await?;
    let error = StoreError::TooLarge {
        what: "an envelope",
        max: ENVELOPE_BYTES_MAX,
    };
    refused(&store, [sized(2, ENVELOPE_BYTES_MAX + 1)], error).await?;
    let kept = store.envelope(space(1), id(1)).await?;
    same(kept.map(|bytes| bytes.len()), Some(ENVELOPE_BYTES_MAX))?;
    same(store.envelope(space(1), id(2)).await?, None)
}

async fn spaces_are_listed_once_and_in_order(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(
        &store,
        [put(space(9), 1), put(space(3), 2), put(space(9), 3)],
    )
    .await?;
    same(store.spaces().await?, vec![space(3), space(9)])
}

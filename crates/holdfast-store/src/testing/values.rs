//! Cases on small values.
//!
//! Invariant: a key has one value or none; a prefix is text.

use super::{Outcome, Stage, cases, keep, refused, same};
use crate::{KEY_BYTES_MAX, Key, Op, Store, StoreError, VALUE_BYTES_MAX};

cases![
    a_value_reads_back,
    a_value_is_replaced_whole,
    a_deleted_value_is_gone,
    deleting_what_is_not_there_changes_nothing,
    an_empty_value_is_a_value,
    values_by_prefix_come_in_the_order_of_their_keys,
    a_prefix_is_text_and_not_a_folder,
    a_prefix_finds_its_own_key,
    the_longest_key_is_kept,
    the_largest_value_is_kept_and_one_byte_more_is_refused,
];

const NAME: Key = Key::literal("lock/slot");

fn set(key: &Key, bytes: &[u8]) -> Op {
    Op::PutValue {
        key: key.clone(),
        bytes: bytes.to_vec(),
    }
}

/// Which keys are found under a prefix.
async fn found<S: Store>(store: &S, prefix: &str, expected: &[&str]) -> Outcome {
    let values = store.values(&Key::new(prefix)?).await?;
    let keys: Vec<_> = values.iter().map(|(key, _)| key.as_str()).collect();
    same(keys, expected.to_vec())
}

async fn a_value_reads_back(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [set(&NAME, b"wrapped")]).await?;
    same(store.value(&NAME).await?, Some(b"wrapped".to_vec()))?;
    same(store.value(&Key::literal("lock")).await?, None)
}

async fn a_value_is_replaced_whole(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [set(&NAME, b"a long first value")]).await?;
    keep(&store, [set(&NAME, b"short")]).await?;
    same(store.value(&NAME).await?, Some(b"short".to_vec()))?;
    same(store.stats().await?.values, 1)
}

async fn a_deleted_value_is_gone(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [set(&NAME, b"x")]).await?;
    keep(&store, [Op::DeleteValue { key: NAME }]).await?;
    same(store.value(&NAME).await?, None)
}

async fn deleting_what_is_not_there_changes_nothing(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(
        &store,
        [
            set(&NAME, b"x"),
            Op::DeleteValue {
                key: Key::literal("lock"),
            },
        ],
    )
    .await?;
    same(store.value(&NAME).await?, Some(b"x".to_vec()))
}

async fn an_empty_value_is_a_value(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [set(&NAME, b"")]).await?;
    same(store.value(&NAME).await?, Some(vec![]))
}

async fn values_by_prefix_come_in_the_order_of_their_keys(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    // One of each neighbour in the order of bytes: - . / 0 9 _ a z
    let keys = [
        "p/z", "p/a", "p/_", "p/9", "p/0", "p//", "p/.", "p/-", "p", "q/a", "o/z",
    ];
    for key in keys {
        keep(&store, [set(&Key::new(key)?, key.as_bytes())]).await?;
    }
    let sorted = ["p/-", "p/.", "p//", "p/0", "p/9", "p/_", "p/a", "p/z"];
    found(&store, "p/", &sorted).await?;
    let values = store.values(&Key::new("p/")?).await?;
    same(
        values
            .iter()
            .all(|(key, bytes)| key.as_str().as_bytes() == bytes),
        true,
    )
}

async fn a_prefix_is_text_and_not_a_folder(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    for key in ["a", "a/1", "a/10", "a/2", "ab", "b"] {
        keep(&store, [set(&Key::new(key)?, b"x")]).await?;
    }
    found(&store, "a/1", &["a/1", "a/10"]).await?;
    found(&store, "a", &["a", "a/1", "a/10", "a/2", "ab"]).await?;
    found(&store, "c", &[]).await
}

async fn a_prefix_finds_its_own_key(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [set(&NAME, b"x")]).await?;
    found(&store, NAME.as_str(), &[NAME.as_str()]).await
}

async fn the_longest_key_is_kept(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    let longest = Key::new("z".repeat(KEY_BYTES_MAX))?;
    keep(&store, [set(&longest, b"x")]).await?;
    same(store.value(&longest).await?, Some(b"x".to_vec()))?;
    found(&store, longest.as_str(), &[longest.as_str()]).await
}

async fn the_largest_value_is_kept_and_one_byte_more_is_refused(stage: impl Stage) -> Outcome {
    let store = stage.open().await?;
    keep(&store, [set(&NAME, &vec![7; VALUE_BYTES_MAX])]).await?;
    let error = StoreError::TooLarge {
        what: "a value",
        max: VALUE_BYTES_MAX,
    };
    refused(&store, [set(&NAME, &vec![8; VALUE_BYTES_MAX + 1])], error).await?;
    same(store.value(&NAME).await?, Some(vec![7; VALUE_BYTES_MAX]))
}

//! What only this engine can do wrong.
//! A full disk is played by a page limit on the one connection that writes.

use super::*;
use holdfast_wire::protocol::AccessKey;
use holdfast_wire::{Envelope, WriteToken};
use std::collections::BTreeSet;
use std::path::Path;

const SPACE: SpaceId = SpaceId::from_bytes([1; SpaceId::LEN]);
const WIDE: Quota = Quota {
    bytes: 1 << 40,
    envelopes: 1 << 40,
};

fn keys() -> SpaceKeys {
    SpaceKeys {
        access_key: AccessKey([1; 32]),
        write_token: WriteToken::from_bytes([2; 32]),
    }
}

/// So many envelopes that nobody wrote before.
fn fresh(first: u64, count: u64) -> Append {
    let one = |number: u64| {
        let mut nonce = [0; 24];
        nonce[..8].copy_from_slice(&number.to_le_bytes());
        let token = WriteToken::from_bytes([2; 32]);
        let envelope = Envelope::assemble(SPACE, &token, nonce, &[9; 1_024 + 16]).unwrap();
        (envelope.id(), envelope)
    };
    Append {
        space: SPACE,
        generation: 0,
        envelopes: (first..first + count).map(one).collect(),
    }
}

async fn limit_pages(db: &SqliteDb, pages: u32) {
    let pragma = format!("PRAGMA max_page_count = {pages}");
    sqlx::query(sqlx::AssertSqlSafe(pragma))
        .execute(&db.writer)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_disk_that_was_full_is_written_again_once_it_has_room() {
    let folder = tempfile::tempdir().unwrap();
    let db = SqliteDb::open(&folder.path().join("relay.sqlite"))
        .await
        .unwrap();
    db.create_space(SPACE, keys()).await.unwrap();
    limit_pages(&db, 40).await;
    let refused = db.append(vec![fresh(0, 500)], WIDE).await;
    assert!(
        matches!(refused, Err(RelayError::StorageFull)),
        "{refused:?}"
    );
    limit_pages(&db, 100_000).await;
    let stored = db.append(vec![fresh(0, 500)], WIDE).await.unwrap();
    let all = Appended::Stored {
        head: Position(500),
        new: 500,
    };
    assert_eq!(stored, [all]);
}

#[test]
fn every_step_of_the_tables_is_taken() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    let files = std::fs::read_dir(folder).unwrap();
    let written: BTreeSet<String> = files
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    let taken = super::file::migrations();
    let taken: BTreeSet<String> = taken.iter().map(|step| step.sql.as_str().into()).collect();
    assert_eq!(taken, written);
}

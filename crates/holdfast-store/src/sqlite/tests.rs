//! What only a file can do: be damaged, be newer, be another program's, be busy, keep old bytes.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use tempfile::TempDir;

use super::schema::VERSION;
use super::{SqliteStore, connection};
use crate::testing::{finish, id, keep, put, sealed, space};
use crate::{Batch, Key, LocalIndex, Op, Store, StoreError};

fn folder() -> TempDir {
    TempDir::new().unwrap()
}

fn open(folder: &TempDir) -> Result<SqliteStore, StoreError> {
    SqliteStore::open(folder.path().join("store.db"))
}

fn raw(folder: &TempDir) -> Connection {
    Connection::open(folder.path().join("store.db")).unwrap()
}

#[test]
fn a_commit_waits_for_the_disk() {
    let folder = folder();
    let store = open(&folder).unwrap();
    let level: i64 = store
        .with(|connection| connection.pragma_query_value(None, "synchronous", |row| row.get(0)))
        .unwrap();
    let mode: String = store
        .with(|connection| connection.pragma_query_value(None, "journal_mode", |row| row.get(0)))
        .unwrap();
    assert_eq!((level, mode.as_str()), (2, "wal"));
}

#[test]
fn a_file_of_a_newer_layout_is_not_touched() {
    let folder = folder();
    drop(open(&folder).unwrap());
    raw(&folder)
        .pragma_update(None, "user_version", VERSION + 1)
        .unwrap();
    let error = open(&folder).unwrap_err();
    assert_eq!(
        error,
        StoreError::Newer {
            found: VERSION + 1,
            known: VERSION
        }
    );
}

#[test]
fn a_file_of_another_program_is_refused_and_left_alone() {
    let folder = folder();
    raw(&folder)
        .execute_batch("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)")
        .unwrap();
    assert!(matches!(open(&folder), Err(StoreError::Corrupt(_))));
    let rows: i64 = raw(&folder)
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 1);
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = folder();
    fs::write(
        folder.path().join("store.db"),
        b"a letter, not a database. ".repeat(100),
    )
    .unwrap();
    assert!(matches!(open(&folder), Err(StoreError::Corrupt(_))));
}

#[test]
fn a_folder_that_is_not_there_is_unavailable() {
    let error = SqliteStore::open(Path::new("no/such/folder/store.db")).unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
}

#[test]
fn a_damaged_page_is_an_error_and_not_a_wrong_answer() {
    let folder = folder();
    let store = open(&folder).unwrap();
    finish(keep(&store, (0..200).map(|number| put(space(1), number)))).unwrap();
    drop(store);
    let path = folder.path().join("store.db");
    let mut bytes = fs::read(&path).unwrap();
    let from = bytes.len() / 2;
    bytes[from..].fill(0xee);
    fs::write(&path, bytes).unwrap();
    let store = open(&folder).unwrap();
    let read = finish(store.envelopes(space(1), LocalIndex::START, 1_000));
    assert!(matches!(read, Err(StoreError::Corrupt(_))), "{read:?}");
}

#[test]
fn a_row_that_does_not_fit_is_damage() {
    let folder = folder();
    let store = open(&folder).unwrap();
    let key = Key::literal("a");
    raw(&folder)
        .execute("INSERT INTO value VALUES ('a B', x'00')", [])
        .unwrap();
    let read = finish(store.values(&key));
    assert!(matches!(read, Err(StoreError::Corrupt(_))), "{read:?}");
}

#[test]
fn erased_bytes_are_in_no_file_any_more() {
    let folder = folder();
    let store = open(&folder).unwrap();
    let canary = b"canary-5c1f".repeat(50);
    let op = Op::PutEnvelope {
        space: space(1),
        id: id(1),
        bytes: canary.clone(),
    };
    finish(keep(&store, [op, put(space(2), 2)])).unwrap();
    let found = |canary: &[u8]| {
        fs::read_dir(folder.path()).unwrap().any(|file| {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            bytes.windows(canary.len()).any(|window| window == canary)
        })
    };
    assert!(found(&canary[..11]));
    finish(keep(&store, [Op::EraseSpace { space: space(1) }])).unwrap();
    assert!(!found(&canary[..11]));
    assert_eq!(finish(store.envelope(space(2), id(2))), Ok(Some(sealed(2))));
}

#[test]
fn the_log_is_empty_after_opening() {
    let folder = folder();
    let store = open(&folder).unwrap();
    finish(keep(&store, [put(space(1), 1)])).unwrap();
    // A copy of the files of a running store, as a kill would leave them.
    let other = self::folder();
    for name in ["store.db", "store.db-wal"] {
        fs::copy(folder.path().join(name), other.path().join(name)).unwrap();
    }
    let reopened = open(&other).unwrap();
    assert_eq!(
        fs::metadata(other.path().join("store.db-wal"))
            .unwrap()
            .len(),
        0
    );
    assert_eq!(
        finish(reopened.envelope(space(1), id(1))),
        Ok(Some(sealed(1)))
    );
}

#[test]
fn a_store_opens_its_file_again_after_a_failing_disk() {
    let folder = folder();
    let store = open(&folder).unwrap();
    finish(keep(&store, [put(space(1), 1)])).unwrap();
    let failed: Result<(), _> =
        store.try_with(|_| Err(StoreError::Unavailable("the disk failed".into())));
    assert!(failed.is_err());
    assert!(store.link.lock().unwrap().is_none());
    finish(keep(&store, [put(space(1), 2)])).unwrap();
    assert_eq!(finish(store.stats()).unwrap().envelopes, 2);
}

#[test]
fn a_full_disk_is_told_and_keeps_what_was_there() {
    let folder = folder();
    let store = open(&folder).unwrap();
    finish(keep(&store, [put(space(1), 1)])).unwrap();
    store
        .with(|connection| {
            let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
            connection.pragma_update_and_check(None, "max_page_count", pages + 2, |_| Ok(()))
        })
        .unwrap();
    let large = Op::PutValue {
        key: Key::literal("large"),
        bytes: vec![1; 100_000],
    };
    let refused = finish(store.commit(Batch::new().with(put(space(1), 2)).with(large)));
    assert_eq!(refused, Err(StoreError::Full));
    assert_eq!(finish(store.stats()).unwrap().envelopes, 1);
}

#[test]
fn a_reader_does_not_hold_up_a_writer() {
    let folder = folder();
    let store = open(&folder).unwrap();
    finish(keep(&store, [put(space(1), 1)])).unwrap();
    let reader = raw(&folder);
    reader
        .execute_batch("BEGIN; SELECT * FROM envelope")
        .unwrap();
    finish(keep(&store, [put(space(1), 2)])).unwrap();
    // Nor does it hold up a handle that opens, although the log cannot be cut just now.
    drop(connection::open(&folder.path().join("store.db"), super::Sync::Full).unwrap());
}

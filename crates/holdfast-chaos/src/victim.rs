//! The native store as a program that appends and acknowledges.
//!
//! Invariant: a record is acked only after its commit returned; one batch holds the envelope, its
//! place
//! in the outbox and the head of the chain, and `held` fails when the three do not agree.

pub mod relay;

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use holdfast_store::testing::finish;
use holdfast_store::{Batch, Key, LocalIndex, Op, SqliteStore, Store, StoreError};
use holdfast_wire::{EnvelopeId, SpaceId};

use crate::chain::Record;

/// Opens the store of a folder.
pub type Open = fn(&Path) -> Result<SqliteStore, StoreError>;

/// As the app opens it.
///
/// # Errors
/// Those of the store.
pub fn safe(folder: &Path) -> Result<SqliteStore, StoreError> {
    SqliteStore::open(folder.join(FILE))
}

/// With `synchronous=NORMAL`: the power cuts must find it out.
///
/// # Errors
/// Those of the store.
pub fn losing(folder: &Path) -> Result<SqliteStore, StoreError> {
    SqliteStore::open_that_loses(folder.join(FILE))
}

/// Appends `count` records to what the folder holds, and says `acked` after each. A commit that
/// fails
/// is said as `failed N CODE` and tried again, a few times.
///
/// # Errors
/// When the store cannot be opened or read, or goes on failing.
pub fn append(open: Open, folder: &Path, count: u64) -> Result<()> {
    let mut store = patiently(|| open(folder))?;
    let mut last = patiently(|| finish(chain_of(&store)))?
        .pop()
        .unwrap_or(Record::FIRST);
    for _ in 0..count {
        let record = last.next();
        let mut tries = 0;
        while let Err(error) = finish(store.commit(batch(&record))) {
            say(&format!("failed {} {}", record.number(), error.code()))?;
            tries += 1;
            ensure!(tries < TRIES_MAX, "goes on failing: {error}");
            if error == StoreError::Closed {
                store = open(folder)?;
            }
        }
        say(&record.acked())?;
        last = record;
    }
    Ok(())
}

/// Says `held` for every record of the folder.
///
/// # Errors
/// When the store cannot be opened or read, or when its tables do not agree.
pub fn held(open: Open, folder: &Path) -> Result<()> {
    let store = open(folder)?;
    let records = finish(chain_of(&store))?;
    let waiting = finish(store.outbox(SPACE, usize::MAX))?;
    ensure!(waiting.len() == records.len(), "the outbox is not the log");
    let head = finish(store.value(&HEAD))?;
    let last = records.last().map(|record| record.hash().to_vec());
    ensure!(head == last, "the head is not the last record");
    for (record, (id, bytes)) in records.iter().zip(waiting) {
        ensure!(
            *id.as_bytes() == record.hash() && bytes == record.bytes(),
            "the outbox is wrong"
        );
    }
    print_held(&records)
}

fn print_held(records: &[Record]) -> Result<()> {
    let text: String = records.iter().map(|record| record.held() + "\n").collect();
    io::stdout()
        .write_all(text.as_bytes())
        .context("nobody listens")
}

async fn chain_of(store: &SqliteStore) -> Result<Vec<Record>, StoreError> {
    let mut records: Vec<Record> = Vec::new();
    for (_, bytes) in store
        .envelopes(SPACE, LocalIndex::START, usize::MAX)
        .await?
    {
        let previous = records.last().map_or(Record::FIRST.hash(), Record::hash);
        let record = Record::read(&bytes, &previous);
        let broken = || StoreError::Corrupt("the chain is broken".into());
        records.push(record.ok_or_else(broken)?);
    }
    Ok(records)
}

fn batch(record: &Record) -> Batch {
    let id = EnvelopeId::from_bytes(record.hash());
    let put = Op::PutEnvelope {
        space: SPACE,
        id,
        bytes: record.bytes().to_vec(),
    };
    let head = Op::PutValue {
        key: HEAD,
        bytes: record.hash().to_vec(),
    };
    Batch::new()
        .with(put)
        .with(Op::Queue { space: SPACE, id })
        .with(head)
}

/// A few times, because a disk that fails now and then may also do so at the beginning.
fn patiently<T>(mut work: impl FnMut() -> Result<T, StoreError>) -> Result<T> {
    for _ in 1..TRIES_MAX {
        match work() {
            Err(error @ (StoreError::Full | StoreError::Unavailable(_))) => {
                say(&format!("failed 0 {}", error.code()))?;
            }
            other => return Ok(other?),
        }
    }
    bail!("goes on failing")
}

/// One line in one write, so that a kill cuts it or not.
fn say(line: &str) -> Result<()> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(format!("{line}\n").as_bytes())
        .context("nobody listens")
}

const FILE: &str = "store.db";
const SPACE: SpaceId = SpaceId::from_bytes([0x5a; SpaceId::LEN]);
const HEAD: Key = Key::literal("head");
const TRIES_MAX: u32 = 50;

//! Rows of the browser's tables as Rust values, and back.
//!
//! Invariant: a row that is not what this layout writes is damage, never a guess.

use holdfast_wire::EnvelopeId;
use idb::{KeyRange, ObjectStore, Query, Transaction};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::errors::{damaged, explain};
use super::layout::Table;
use super::plan::{Content, Write, last_words};
use crate::{Quarantined, StoreError};

/// From a text, to before another, of a table.
pub(super) struct Range<'a> {
    pub(super) table: Table,
    pub(super) from: &'a str,
    /// Whether `from` itself is left out.
    pub(super) after: bool,
    pub(super) end: &'a str,
}

impl Range<'_> {
    fn query(&self) -> Result<Query, StoreError> {
        range(self.from, self.end, self.after)
    }

    /// The first keys of the range, at most `limit`.
    pub(super) async fn keys(
        &self,
        transaction: &Transaction,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        let Some(limit) = at_most(limit) else {
            return Ok(Vec::new());
        };
        let table = table(transaction, self.table)?;
        let found = table
            .get_all_keys(Some(self.query()?), Some(limit))
            .map_err(explain)?;
        found.await.map_err(explain)?.iter().map(text).collect()
    }

    /// The first contents of the range, at most `limit`.
    pub(super) async fn contents(
        &self,
        transaction: &Transaction,
        limit: usize,
    ) -> Result<Vec<JsValue>, StoreError> {
        let Some(limit) = at_most(limit) else {
            return Ok(Vec::new());
        };
        let table = table(transaction, self.table)?;
        let found = table
            .get_all(Some(self.query()?), Some(limit))
            .map_err(explain)?;
        found.await.map_err(explain)
    }
}

/// What rests under each of these keys; all are asked for at once.
pub(super) async fn find(
    transaction: &Transaction,
    keys: impl IntoIterator<Item = (Table, &str)>,
) -> Result<Vec<Option<JsValue>>, StoreError> {
    let mut asked = Vec::new();
    for (from, key) in keys {
        let request = table(transaction, from)?
            .get(JsValue::from_str(key))
            .map_err(explain)?;
        asked.push(request.into_future());
    }
    let mut found = Vec::with_capacity(asked.len());
    for answer in asked {
        found.push(answer.await.map_err(explain)?);
    }
    Ok(found)
}

/// Asks for a write. Its failure aborts the transaction, so that nobody needs to wait for it here.
pub(super) fn ask(transaction: &Transaction, write: &Write<'_>) -> Result<(), StoreError> {
    match write {
        Write::Put(into, key, content) => {
            let row = row(content);
            let put = table(transaction, *into)?.put(&row, Some(&JsValue::from_str(key)));
            put.map(drop).map_err(explain)
        }
        Write::Delete(from, key) => {
            let delete = table(transaction, *from)?.delete(JsValue::from_str(key));
            delete.map(drop).map_err(explain)
        }
        Write::DeleteRange(from, start, end) => {
            let delete = table(transaction, *from)?.delete(range(start, end, false)?);
            delete.map(drop).map_err(explain)
        }
        Write::Clear(all) => table(transaction, *all)?.clear().map(drop).map_err(explain),
    }
}

/// Whether the last write to each key is what is found there.
pub(super) async fn reread(
    transaction: &Transaction,
    writes: &[Write<'_>],
) -> Result<(), StoreError> {
    let expected = last_words(writes);
    let keys = expected.iter().map(|((table, key), _)| (*table, *key));
    let found = find(transaction, keys).await?;
    for ((_, content), found) in expected.iter().zip(found) {
        let is_there = match (content, &found) {
            (None, found) => found.is_none(),
            (Some(_), None) => false,
            (Some(Content::Bytes(expected)), Some(found)) => bytes(found)? == **expected,
            (Some(Content::Text(expected)), Some(found)) => text(found)? == *expected,
            (Some(Content::Aside(id, expected, reason)), Some(found)) => {
                let found = aside(found)?;
                (found.id, &*found.bytes, &*found.reason) == (*id, *expected, *reason)
            }
        };
        if !is_there {
            return Err(damaged("what was written is not what is read"));
        }
    }
    Ok(())
}

pub(super) fn table(transaction: &Transaction, table: Table) -> Result<ObjectStore, StoreError> {
    transaction.object_store(table.name()).map_err(explain)
}

pub(super) fn text(value: &JsValue) -> Result<String, StoreError> {
    value
        .as_string()
        .ok_or_else(|| damaged("a row is not a text"))
}

pub(super) fn bytes(value: &JsValue) -> Result<Vec<u8>, StoreError> {
    let array = value.dyn_ref::<Uint8Array>();
    array
        .map(Uint8Array::to_vec)
        .ok_or_else(|| damaged("a row is not bytes"))
}

pub(super) fn aside(value: &JsValue) -> Result<Quarantined, StoreError> {
    let parts = value
        .dyn_ref::<Array>()
        .ok_or_else(|| damaged("a row is not a list"))?;
    let id = text(&parts.get(0))?.parse::<EnvelopeId>();
    let id = id.map_err(|_| damaged("an id is not an id"))?;
    Ok(Quarantined {
        id,
        bytes: bytes(&parts.get(1))?,
        reason: text(&parts.get(2))?,
    })
}

fn row(content: &Content<'_>) -> JsValue {
    match content {
        Content::Bytes(bytes) => Uint8Array::from(*bytes).into(),
        Content::Text(text) => JsValue::from_str(text),
        Content::Aside(id, bytes, reason) => {
            let id = JsValue::from_str(&id.to_string());
            Array::of3(&id, &Uint8Array::from(*bytes), &JsValue::from_str(reason)).into()
        }
    }
}

fn range(from: &str, end: &str, after: bool) -> Result<Query, StoreError> {
    let bound = KeyRange::bound(&from.into(), &end.into(), Some(after), Some(true));
    bound.map(Query::from).map_err(explain)
}

/// A limit as IndexedDB reads it, where 0 would mean "all".
fn at_most(limit: usize) -> Option<u32> {
    u32::try_from(limit.min(u32::MAX as usize))
        .ok()
        .filter(|limit| *limit > 0)
}

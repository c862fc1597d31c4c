//! From the browser's exceptions to what a caller can do about them.
//!
//! Invariant: told apart by the name of the exception, never by its text, which differs by browser.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

use crate::StoreError;

/// An error of the crate `idb`.
pub(super) fn explain(error: idb::Error) -> StoreError {
    use idb::Error as E;
    match error {
        E::DomException(exception) => named(&exception.name()),
        E::IndexedDbNotFound(_) => StoreError::Unavailable("there is no IndexedDB here".into()),
        E::AddFailed(value)
        | E::ClearFailed(value)
        | E::CountFailed(value)
        | E::DeleteFailed(value)
        | E::GetAllFailed(value)
        | E::GetAllKeysFailed(value)
        | E::GetFailed(value)
        | E::IndexedDbOpenFailed(value)
        | E::ObjectStoreNotFound(value)
        | E::TransactionCommitError(value)
        | E::TransactionOpenFailed(value)
        | E::UpdateFailed(value) => thrown(&value),
        E::OneshotChannelReceiveError => StoreError::Closed,
        _ => StoreError::Unavailable("the browser refused".into()),
    }
}

/// A value that was thrown.
pub(super) fn thrown(value: &JsValue) -> StoreError {
    match value.dyn_ref::<DomException>() {
        Some(exception) => named(&exception.name()),
        None => StoreError::Unavailable("the browser refused".into()),
    }
}

/// An exception by its name, as in the standard (W3C Indexed Database API 3.0, section 3).
pub(super) fn named(name: &str) -> StoreError {
    match name {
        "QuotaExceededError" => StoreError::Full,
        // A transaction on a connection that is closing or closed.
        "InvalidStateError" => StoreError::Closed,
        // A table that this layout must have, or a value that cannot be: not written by us.
        "NotFoundError" | "DataError" | "ConstraintError" | "NotReadableError" => damaged(name),
        other => StoreError::Unavailable(format!("the browser says {other}")),
    }
}

pub(super) fn damaged(what: &str) -> StoreError {
    StoreError::Corrupt(what.to_owned())
}

//! From SQLite's errors to what a caller can do about them.
//!
//! Invariant: no path and no bytes in a text, only SQLite's number.

use rusqlite::ErrorCode;

use crate::StoreError;

pub(super) fn explain(error: rusqlite::Error) -> StoreError {
    let rusqlite::Error::SqliteFailure(failure, _) = &error else {
        // A column of another type or length: the file is not what this layout says.
        return StoreError::Corrupt("a row does not fit the layout".into());
    };
    let number = failure.extended_code;
    match failure.code {
        ErrorCode::DiskFull => StoreError::Full,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::ConstraintViolation => {
            StoreError::Corrupt(format!("sqlite says {number}"))
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            StoreError::Unavailable("another program is using it".into())
        }
        _ => StoreError::Unavailable(format!("sqlite says {number}")),
    }
}

pub(super) fn bad_key(_: StoreError) -> StoreError {
    StoreError::Corrupt("a stored key is not a key".into())
}

//! What a program did to its files, as the shim wrote it down.
//!
//! Invariant: the events are in the order in which they happened; a torn last record is left out.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Event {
    Create(String),
    Write {
        path: String,
        offset: u64,
        data: Vec<u8>,
    },
    Truncate {
        path: String,
        len: u64,
    },
    Flush(String),
    FlushFolder,
    Unlink(String),
    Rename {
        from: String,
        to: String,
    },
    Said(String),
    FlushFailed(String),
    /// A fault was played.
    Struck,
}

pub(crate) fn read(log: &Path) -> Result<Vec<Event>> {
    let bytes = fs::read(log).context("the shim wrote no log: was it loaded?")?;
    let mut rest = bytes.as_slice();
    let mut events = Vec::new();
    while let Some((event, after)) = event(rest)? {
        events.push(event);
        rest = after;
    }
    Ok(events)
}

/// The first event of these bytes and what follows it.
fn event(bytes: &[u8]) -> Result<Option<(Event, &[u8])>> {
    let Some((head, rest)) = bytes.split_first_chunk::<15>() else {
        return Ok(None);
    };
    let [kind, p0, p1, o0, o1, o2, o3, o4, o5, o6, o7, d0, d1, d2, d3] = *head;
    let path_len = usize::from(u16::from_le_bytes([p0, p1]));
    let offset = u64::from_le_bytes([o0, o1, o2, o3, o4, o5, o6, o7]);
    let data_len = u32::from_le_bytes([d0, d1, d2, d3]) as usize;
    let Some((path, rest)) = rest.split_at_checked(path_len) else {
        return Ok(None);
    };
    let Some((data, rest)) = rest.split_at_checked(data_len) else {
        return Ok(None);
    };
    let path = String::from_utf8(path.to_vec())?;
    let event = match kind {
        1 => Event::Create(path),
        2 => Event::Write {
            path,
            offset,
            data: data.to_vec(),
        },
        3 => Event::Truncate { path, len: offset },
        4 => Event::Flush(path),
        5 => Event::FlushFolder,
        6 => Event::Unlink(path),
        7 => Event::Rename {
            from: path,
            to: String::from_utf8(data.to_vec())?,
        },
        8 => Event::Said(String::from_utf8_lossy(data).into_owned()),
        9 => Event::FlushFailed(path),
        10 => Event::Struck,
        other => bail!("the log of the shim has an event of kind {other}"),
    };
    Ok(Some((event, rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_last_record_is_left_out() {
        let mut log = vec![2, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, b'f', 7, 8];
        let write = Event::Write {
            path: "f".into(),
            offset: 9,
            data: vec![7, 8],
        };
        assert_eq!(event(&log).unwrap(), Some((write, &[][..])));
        log.pop();
        assert_eq!(event(&log).unwrap(), None);
        assert!(event(&[99; 40]).is_ok_and(|event| event.is_none()));
    }
}

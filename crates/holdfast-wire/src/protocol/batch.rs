//! Batches of envelopes in the body of a push or of an answer to a pull.
//! A batch is read whole or refused whole; no length in it is believed before it is checked.

use crate::{ENVELOPE_BYTES_MAX, Envelope, Position, WireError};

/// The most envelopes in one batch.
pub const BATCH_ENVELOPES_MAX: usize = 256;
/// The most bytes of a request or of an answer: 1 MiB.
pub const BODY_BYTES_MAX: usize = 1_048_576;

/// Encodes a push: `u32 LE length | bytes`, repeated.
///
/// # Errors
/// `TooMany` past 256 envelopes, `TooLong` past 1 MiB.
pub fn encode_push<'a>(
    envelopes: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Vec<u8>, WireError> {
    let mut body = Vec::new();
    for (at, bytes) in envelopes.into_iter().enumerate() {
        put(&mut body, at, None, bytes)?;
    }
    Ok(body)
}

/// Decodes a push. Each item is parsed: a relay refuses the whole batch at the first bad envelope.
///
/// # Errors
/// `TooLong`, `TooMany`, `TooShort`, and those of [`Envelope::parse`].
pub fn decode_push(body: &[u8]) -> Result<Vec<Envelope>, WireError> {
    let mut rest = limited(body)?;
    let mut envelopes = Vec::new();
    while !rest.is_empty() {
        let (bytes, after) = take_item(rest, envelopes.len())?;
        envelopes.push(Envelope::parse(bytes.to_vec())?);
        rest = after;
    }
    Ok(envelopes)
}

/// Encodes the answer to a pull: `u64 LE position | u32 LE length | bytes`, repeated.
///
/// # Errors
/// `TooMany` past 256 envelopes, `TooLong` past 1 MiB.
pub fn encode_pull<'a>(
    envelopes: impl IntoIterator<Item = (Position, &'a [u8])>,
) -> Result<Vec<u8>, WireError> {
    let mut body = Vec::new();
    for (at, (position, bytes)) in envelopes.into_iter().enumerate() {
        put(&mut body, at, Some(position), bytes)?;
    }
    Ok(body)
}

/// Decodes the answer to a pull. Items stay bytes: the replica judges (and quarantines) each alone,
/// so that one bad item never hides the good ones beside it.
///
/// # Errors
/// `TooLong`, `TooMany`, `TooShort`.
pub fn decode_pull(body: &[u8]) -> Result<Vec<(Position, Vec<u8>)>, WireError> {
    let mut rest = limited(body)?;
    let mut items = Vec::new();
    while !rest.is_empty() {
        let (position, after) = rest.split_first_chunk().ok_or(WireError::TooShort)?;
        let (bytes, after) = take_item(after, items.len())?;
        items.push((Position(u64::from_le_bytes(*position)), bytes.to_vec()));
        rest = after;
    }
    Ok(items)
}

fn put(
    body: &mut Vec<u8>,
    at: usize,
    position: Option<Position>,
    bytes: &[u8],
) -> Result<(), WireError> {
    if at >= BATCH_ENVELOPES_MAX {
        return Err(WireError::TooMany);
    }
    if bytes.len() > ENVELOPE_BYTES_MAX {
        return Err(WireError::TooLong);
    }
    if let Some(position) = position {
        body.extend(position.0.to_le_bytes());
    }
    let len = u32::try_from(bytes.len()).map_err(|_| WireError::TooLong)?;
    body.extend(len.to_le_bytes());
    body.extend(bytes);
    limited(body).map(|_| ())
}

fn limited(body: &[u8]) -> Result<&[u8], WireError> {
    if body.len() > BODY_BYTES_MAX {
        Err(WireError::TooLong)
    } else {
        Ok(body)
    }
}

fn take_item(rest: &[u8], seen: usize) -> Result<(&[u8], &[u8]), WireError> {
    if seen >= BATCH_ENVELOPES_MAX {
        return Err(WireError::TooMany);
    }
    let (len, rest) = rest.split_first_chunk().ok_or(WireError::TooShort)?;
    let len = usize::try_from(u32::from_le_bytes(*len)).map_err(|_| WireError::TooLong)?;
    if len > ENVELOPE_BYTES_MAX {
        return Err(WireError::TooLong);
    }
    rest.split_at_checked(len).ok_or(WireError::TooShort)
}

#[cfg(test)]
mod tests;

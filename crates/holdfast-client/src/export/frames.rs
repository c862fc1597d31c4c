//! The encrypted file: a head, sealed frames of one fixed length, and the head once more.
//! A flipped byte spoils at most one frame or one head; it is always noticed, the rest is read.

use holdfast_crypto::{Entropy, RootKey};

use crate::error::ClientError;

/// Records laid into frames one after the other. Each frame says where the first record that
/// begins in it stands, so that a reader finds its way again behind a spoilt one.
pub(super) fn pack(records: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut frames = vec![Frame::default()];
    for record in records {
        begin(&mut frames);
        let length = u32::try_from(record.len())
            .unwrap_or(u32::MAX)
            .to_le_bytes();
        for byte in length.iter().chain(record) {
            put(&mut frames, *byte);
        }
    }
    frames.into_iter().map(Frame::finish).collect()
}

/// What could be read of frames, `None` for a spoilt one, and how many records were lost in part.
pub(super) fn unpack(frames: &[Option<Vec<u8>>]) -> Unpacked {
    let mut reader = Reader {
        pending: Some(Vec::new()),
        ..Reader::default()
    };
    for frame in frames {
        match frame.as_deref().and_then(Body::read) {
            Some(body) => reader.take(&body),
            None => reader.lose_thread(),
        }
    }
    reader.end();
    Unpacked {
        records: reader.records,
        broken: reader.broken,
    }
}

/// The records of a file, whole ones only.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Unpacked {
    pub(super) records: Vec<Vec<u8>>,
    /// Spoilt frames, and a last record that was cut off.
    pub(super) broken: usize,
}

/// Seals a frame under its place, so that no two can change places.
pub(super) fn seal(
    key: &RootKey,
    place: usize,
    frame: &[u8],
    entropy: &mut dyn Entropy,
) -> Result<Vec<u8>, ClientError> {
    Ok(key.seal_local(&name(place), frame, entropy)?)
}

/// Opens a frame; `None` when it is not what was sealed at this place.
pub(super) fn open(key: &RootKey, place: usize, sealed: &[u8]) -> Option<Vec<u8>> {
    key.open_local(&name(place), sealed)
        .ok()
        .map(|frame| frame.to_vec())
}

fn name(place: usize) -> String {
    format!("export frame {place}")
}

#[derive(Default)]
struct Frame {
    first: Option<u16>,
    bytes: Vec<u8>,
}

impl Frame {
    fn finish(self) -> Vec<u8> {
        let first = self.first.unwrap_or(NO_RECORD).to_le_bytes();
        let length = u16::try_from(self.bytes.len())
            .unwrap_or(u16::MAX)
            .to_le_bytes();
        let mut out = [first, length].concat();
        out.extend(self.bytes);
        out.resize(FRAME_BYTES, 0);
        out
    }
}

/// Notes that the next byte begins a record.
fn begin(frames: &mut Vec<Frame>) {
    if frames
        .last()
        .is_none_or(|frame| frame.bytes.len() == BODY_BYTES)
    {
        frames.push(Frame::default());
    }
    if let Some(frame) = frames.last_mut() {
        let here = u16::try_from(frame.bytes.len()).ok();
        frame.first = frame.first.or(here);
    }
}

fn put(frames: &mut Vec<Frame>, byte: u8) {
    if frames
        .last()
        .is_none_or(|frame| frame.bytes.len() == BODY_BYTES)
    {
        frames.push(Frame::default());
    }
    if let Some(frame) = frames.last_mut() {
        frame.bytes.push(byte);
    }
}

struct Body<'a> {
    first: Option<usize>,
    bytes: &'a [u8],
}

impl<'a> Body<'a> {
    fn read(frame: &'a [u8]) -> Option<Self> {
        let (first, rest) = frame.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let first = Some(u16::from_le_bytes(*first)).filter(|first| *first != NO_RECORD);
        let bytes = rest.get(..usize::from(u16::from_le_bytes(*length)))?;
        Some(Self {
            first: first.map(usize::from),
            bytes,
        })
    }
}

#[derive(Default)]
struct Reader {
    records: Vec<Vec<u8>>,
    broken: usize,
    /// Bytes since the last whole record; `None` while the thread is lost.
    pending: Option<Vec<u8>>,
}

impl Reader {
    fn take(&mut self, body: &Body<'_>) {
        let pending = match self.pending.take() {
            Some(mut pending) => {
                pending.extend_from_slice(body.bytes);
                Some(pending)
            }
            None => body
                .first
                .and_then(|first| body.bytes.get(first..))
                .map(<[u8]>::to_vec),
        };
        self.pending = pending.map(|pending| self.cut(pending));
    }

    /// Cuts whole records off the front and gives back what is left.
    fn cut(&mut self, pending: Vec<u8>) -> Vec<u8> {
        let mut rest = pending.as_slice();
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
            let Some((record, after)) = after.split_at_checked(length) else {
                break;
            };
            self.records.push(record.to_vec());
            rest = after;
        }
        rest.to_vec()
    }

    /// A spoilt frame: what began before it is lost, the next record is found behind it.
    fn lose_thread(&mut self) {
        self.pending = None;
        self.broken += 1;
    }

    /// A record that goes on behind the end was cut off.
    fn end(&mut self) {
        let torn = self
            .pending
            .take()
            .is_some_and(|pending| !pending.is_empty());
        self.broken += usize::from(torn);
    }
}

/// The length of a frame before it is sealed, in bytes.
pub(super) const FRAME_BYTES: usize = 16_384;
/// What sealing adds: a nonce of 24 bytes and a tag of 16.
pub(super) const SEALED_BYTES: usize = FRAME_BYTES + 24 + 16;
const BODY_BYTES: usize = FRAME_BYTES - 4;
const NO_RECORD: u16 = u16::MAX;

#[cfg(test)]
mod tests {
    use super::*;

    fn records(lengths: &[usize]) -> Vec<Vec<u8>> {
        lengths
            .iter()
            .enumerate()
            .map(|(at, n)| vec![u8::try_from(at % 256).unwrap(); *n])
            .collect()
    }

    fn whole(frames: Vec<Vec<u8>>) -> Vec<Option<Vec<u8>>> {
        frames.into_iter().map(Some).collect()
    }

    #[test]
    fn records_of_any_length_come_back_as_they_were() {
        for lengths in [
            &[][..],
            &[0],
            &[1, 0, 5],
            &[BODY_BYTES - 4, 9],
            &[70_000, 3, 40_000],
        ] {
            let records = records(lengths);
            let unpacked = unpack(&whole(pack(&records)));
            assert_eq!(unpacked, Unpacked { records, broken: 0 }, "{lengths:?}");
        }
    }

    #[test]
    fn a_spoilt_frame_costs_only_the_records_that_touch_it() {
        let records = records(&[100; 800]);
        let mut frames = whole(pack(&records));
        assert!(frames.len() > 4);
        frames[2] = None;
        let unpacked = unpack(&frames);
        assert_eq!(unpacked.broken, 1);
        let lost = records.len() - unpacked.records.len();
        assert!(
            (150..=170).contains(&lost),
            "{lost} records of 104 bytes lie in a frame"
        );
    }
}

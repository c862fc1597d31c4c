//! The encrypted file: `head | frame, frame, .. | head`. A head is magic, version, slot, zeros.
//! Its key is drawn for this file alone; the passphrase opens a slot, like the lock of a device.

use std::rc::Rc;

use holdfast_crypto::slot::{
    PassphraseCost, SLOT_BYTES_MAX, make_passphrase_slot, open_passphrase_slot,
};
use holdfast_crypto::{CryptoError, Entropy, RootKey};
use holdfast_model::{Change, Origin};

use super::frames::{self, SEALED_BYTES};
use super::{Contents, Imported};
use crate::error::ClientError;

pub(super) fn write(
    records: &[(Origin, Change)],
    passphrase: &str,
    entropy: &mut dyn Entropy,
) -> Result<Vec<u8>, ClientError> {
    let key = RootKey::make(entropy)?;
    let slot = make_passphrase_slot(&key, passphrase, PassphraseCost::STANDARD, entropy)?;
    write_by(records, &key, &slot, entropy)
}

pub(super) fn write_by(
    records: &[(Origin, Change)],
    key: &RootKey,
    slot: &[u8],
    entropy: &mut dyn Entropy,
) -> Result<Vec<u8>, ClientError> {
    let head = head(slot)?;
    let records: Vec<Vec<u8>> = records
        .iter()
        .map(|(origin, change)| Imported::new(*origin, change)?.encode())
        .collect::<Result<_, _>>()?;
    let mut file = head.clone();
    for (place, frame) in frames::pack(&records).iter().enumerate() {
        file.extend(frames::seal(key, place, frame, entropy)?);
    }
    file.extend(head);
    Ok(file)
}

pub(super) fn is_sealed(file: &[u8]) -> bool {
    let tail = file
        .len()
        .checked_sub(HEAD_BYTES)
        .and_then(|at| file.get(at..));
    file.starts_with(MAGIC) || tail.is_some_and(|tail| tail.starts_with(MAGIC))
}

/// Reads what can be read, and counts what cannot.
pub(super) fn read(file: &[u8], passphrase: &str) -> Result<Contents, ClientError> {
    read_by(file, |head| open(head, passphrase).map(Rc::new))
}

pub(super) fn read_by(
    file: &[u8],
    open: impl Fn(&[u8]) -> Result<Rc<RootKey>, ClientError>,
) -> Result<Contents, ClientError> {
    let (first, rest) = file
        .split_at_checked(HEAD_BYTES)
        .ok_or(ClientError::ExportRefused)?;
    let whole = rest.len() % SEALED_BYTES == HEAD_BYTES;
    let frames_end = if whole {
        rest.len() - HEAD_BYTES
    } else {
        rest.len()
    };
    let (sealed, last) = rest
        .split_at_checked(frames_end)
        .ok_or(ClientError::ExportRefused)?;
    let key = open(first).or_else(|_| open(last))?;
    let opened: Vec<Option<Vec<u8>>> = sealed
        .chunks(SEALED_BYTES)
        .enumerate()
        .map(|(place, frame)| frames::open(&key, place, frame))
        .collect();
    let unpacked = frames::unpack(&opened);
    let mut damaged = unpacked.broken + usize::from(first != last);
    let records = unpacked.records.iter().filter_map(|record| {
        let record = Imported::decode(record);
        damaged += usize::from(record.is_err());
        record.ok()
    });
    Ok(Contents {
        records: records.collect(),
        damaged,
    })
}

fn head(slot: &[u8]) -> Result<Vec<u8>, ClientError> {
    let length = u16::try_from(slot.len()).map_err(|_| ClientError::Unreadable)?;
    let mut head = [MAGIC, &[VERSION], &length.to_le_bytes(), slot].concat();
    head.resize(HEAD_BYTES, 0);
    Ok(head)
}

fn open(head: &[u8], passphrase: &str) -> Result<RootKey, ClientError> {
    let rest = head.strip_prefix(MAGIC).ok_or(ClientError::ExportRefused)?;
    let (version, rest) = rest.split_first().ok_or(ClientError::ExportRefused)?;
    if *version != VERSION {
        return Err(holdfast_wire::WireError::UnknownVersion(*version).into());
    }
    let (length, rest) = rest.split_first_chunk().ok_or(ClientError::ExportRefused)?;
    let slot = rest.get(..usize::from(u16::from_le_bytes(*length)));
    let slot = slot.ok_or(ClientError::ExportRefused)?;
    open_passphrase_slot(slot, passphrase).map_err(|error| match error {
        CryptoError::CostlyParameters | CryptoError::WeakParameters => ClientError::Crypto(error),
        _ => ClientError::ExportRefused,
    })
}

const MAGIC: &[u8] = b"holdfast export\n";
const VERSION: u8 = 1;
const HEAD_BYTES: usize = MAGIC.len() + 1 + 2 + SLOT_BYTES_MAX;

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_crypto::testing::SeededEntropy;
    use holdfast_model::id::{AuthorId, ChangeId};
    use holdfast_model::text::Words;
    use holdfast_model::time::Instant;
    use holdfast_model::{CheckIn, What};

    fn nights(count: u8) -> Vec<(Origin, Change)> {
        let night = |at: u8| {
            let words = Words::parse(&"a long night ".repeat(60)).ok();
            let what = What::CheckedIn(CheckIn {
                words,
                ..CheckIn::default()
            });
            let (id, author) = (ChangeId::example(at), AuthorId::example(1));
            let at = Instant::example(at.into());
            (
                Origin::Mine,
                Change {
                    turn: 0,
                    at,
                    author,
                    id,
                    what,
                },
            )
        };
        (0..count).map(night).collect()
    }

    /// A file of sixty nights, and what opens it.
    struct Sealed {
        file: Vec<u8>,
        head: Vec<u8>,
        key: Rc<RootKey>,
        records: Vec<(Origin, Change)>,
    }

    impl Sealed {
        fn make() -> Self {
            let mut entropy = SeededEntropy::new(1);
            let key = Rc::new(RootKey::make(&mut entropy).unwrap());
            let slot = [7; 120];
            let records = nights(60);
            let file = write_by(&records, &key, &slot, &mut entropy).unwrap();
            let head = head(&slot).unwrap();
            Self {
                file,
                head,
                key,
                records,
            }
        }

        fn read(&self, file: &[u8]) -> Contents {
            let open = |head: &[u8]| match head == self.head {
                true => Ok(Rc::clone(&self.key)),
                false => Err(ClientError::ExportRefused),
            };
            read_by(file, open).unwrap()
        }

        /// With one byte altered: it is noticed, and what it did not touch is read.
        fn check(&self, at: usize, by: u8) {
            let mut altered = self.file.clone();
            altered[at] ^= by;
            let contents = self.read(&altered);
            assert!(contents.damaged > 0, "byte {at} by {by}");
            assert!(
                contents.records.len() >= self.records.len() - 22,
                "byte {at}: a frame holds some 21 of them"
            );
            let mut true_ones = self.records.iter();
            let is_true = |record| true_ones.any(|one| one == record);
            let mut read = contents.records.iter();
            assert!(read.all(is_true), "byte {at}: altered, or in another order");
        }
    }

    #[test]
    fn every_flip_anywhere_is_noticed_and_costs_only_what_it_touches() {
        let sealed = Sealed::make();
        let contents = sealed.read(&sealed.file);
        assert_eq!((&contents.records, contents.damaged), (&sealed.records, 0));
        for at in (0..sealed.file.len()).step_by(1_999) {
            sealed.check(at, 1);
        }
    }

    #[test]
    fn of_a_thousand_random_flips_each_is_noticed_and_the_rest_is_salvaged() {
        let sealed = Sealed::make();
        let mut entropy = SeededEntropy::new(2);
        for _ in 0..1_000 {
            let mut chance = [0; 5];
            entropy.fill(&mut chance).unwrap();
            let [a, b, c, d, by] = chance;
            let at = u32::from_le_bytes([a, b, c, d]) as usize % sealed.file.len();
            sealed.check(at, by.max(1));
        }
    }
}

//! The encrypted file: `head | frame, frame, .. | head`. A head is magic, version, slot, zeros.
//! Its key is drawn for this file alone; the passphrase opens a slot, like the lock of a device.

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
    let head = head(&slot)?;
    let records: Vec<Vec<u8>> = records
        .iter()
        .map(|(origin, change)| Imported::new(*origin, change)?.encode())
        .collect::<Result<_, _>>()?;
    let mut file = head.clone();
    for (place, frame) in frames::pack(&records).iter().enumerate() {
        file.extend(frames::seal(&key, place, frame, entropy)?);
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
    let key = open(first, passphrase).or_else(|_| open(last, passphrase))?;
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

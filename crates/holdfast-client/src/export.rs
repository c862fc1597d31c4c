//! Everything in one file: encrypted under a passphrase, or plain for her to read elsewhere.
//! A file holds changes without signatures: her words should not become provable against her.

mod frames;
mod plain;
mod sealed;

use holdfast_order::sort_by;

use holdfast_model::id::{AuthorId, ChangeId, RelationshipId};
use holdfast_model::{Change, Origin};
use holdfast_wire::{Kind, canonical};
use serde::{Deserialize, Serialize};

use crate::error::ClientError;
use crate::inner::Inner;
use crate::ports::Ports;

/// How a file is to be written.
#[derive(Clone, Copy)]
pub enum ExportChoice<'a> {
    /// Encrypted under this passphrase.
    Passphrase(&'a str),
    /// JSON that anyone can read.
    Plain,
}

/// What an import found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Changes that were not here.
    pub new: usize,
    /// Changes that were here already.
    pub known: usize,
    /// Places in the file that could not be read: it was altered or cut off.
    pub damaged: usize,
}

/// The changes of a file, and how many places of it were spoilt.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Contents {
    pub(crate) records: Vec<(Origin, Change)>,
    pub(crate) damaged: usize,
}

impl Contents {
    /// What the writer of the file said becomes `me`: on a phone that was set up anew she is
    /// another author, and what no author of hers said would be kept and never shown.
    fn belong_to(&mut self, me: AuthorId) {
        let own = self
            .records
            .iter()
            .find(|(origin, _)| *origin == Origin::Mine);
        let Some(writer) = own.map(|(_, change)| change.author) else {
            return;
        };
        for (_, change) in &mut self.records {
            if change.author == writer {
                change.author = me;
            }
        }
    }
}

impl<P: Ports> Inner<P> {
    pub(crate) fn export(&self, choice: ExportChoice<'_>) -> Result<Vec<u8>, ClientError> {
        let records: Vec<(Origin, Change)> = self.with(|open| {
            open.ledger
                .changes()
                .map(|(origin, change)| (origin, change.clone()))
                .collect()
        })?;
        match choice {
            ExportChoice::Plain => plain::write(&records),
            ExportChoice::Passphrase(phrase) => {
                sealed::write(&records, phrase, &mut self.ports.entropy())
            }
        }
    }

    /// Takes in a file: every change that is not here yet is kept in her own space.
    pub(crate) async fn import(
        &self,
        file: &[u8],
        passphrase: Option<&str>,
    ) -> Result<ImportReport, ClientError> {
        let mut contents = read_file(file, passphrase)?;
        contents.belong_to(self.with(|open| open.ledger.me())?);
        let mut here: Vec<(Origin, ChangeId)> = self.with(|open| {
            open.ledger
                .changes()
                .map(|(origin, change)| (origin, change.id))
                .collect()
        })?;
        sort_by(&mut here, Ord::cmp);
        let found = contents.records.len();
        let mut new = contents.records;
        new.retain(|(origin, change)| here.binary_search(&(*origin, change.id)).is_err());
        let report = ImportReport {
            new: new.len(),
            known: found - new.len(),
            damaged: contents.damaged,
        };
        while !new.is_empty() {
            let rest = new.split_off(new.len().min(IMPORTED_AT_ONCE));
            self.keep_imported(std::mem::replace(&mut new, rest))
                .await?;
        }
        Ok(report)
    }
}

/// Looks into a file without taking anything in; `new` counts all of its changes.
///
/// # Errors
/// `ExportRefused` for another file or a wrong passphrase, `ExportTooLarge`.
pub fn inspect_export(file: &[u8], passphrase: Option<&str>) -> Result<ImportReport, ClientError> {
    let Contents { records, damaged } = read_file(file, passphrase)?;
    Ok(ImportReport {
        new: records.len(),
        known: 0,
        damaged,
    })
}

/// Reads a file of either form; total over all bytes.
fn read_file(file: &[u8], passphrase: Option<&str>) -> Result<Contents, ClientError> {
    if file.len() > FILE_BYTES_MAX {
        return Err(ClientError::ExportTooLarge);
    }
    if sealed::is_sealed(file) {
        sealed::read(file, passphrase.unwrap_or_default())
    } else {
        plain::read(file)
    }
}

/// A change with where it was found: one record of a file, and of an import in her own space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Imported {
    shared: Option<RelationshipId>,
    change: Vec<u8>,
}

impl Imported {
    /// The kind of its records in her own space.
    pub(crate) const KIND: Kind = Kind(0x0102);

    pub(crate) fn new(origin: Origin, change: &Change) -> Result<Self, ClientError> {
        Ok(Self {
            shared: origin.relationship(),
            change: change.encode()?,
        })
    }

    pub(crate) fn encode(&self) -> Result<Vec<u8>, ClientError> {
        Ok(canonical::encode(RECORD_VERSION, self)?)
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<(Origin, Change), ClientError> {
        let record: Self = canonical::decode(RECORD_VERSION, bytes, RECORD_BYTES_MAX)?;
        let origin = record.shared.map_or(Origin::Mine, Origin::Shared);
        Ok((origin, Change::decode(&record.change)?))
    }
}

/// The largest file that is read, in bytes: ten years of nights take about a tenth of it.
pub const FILE_BYTES_MAX: usize = 256 * 1024 * 1024;
/// So many changes are kept in one commit.
const IMPORTED_AT_ONCE: usize = 8;
const RECORD_VERSION: u8 = 1;
/// A change, and a little around it.
const RECORD_BYTES_MAX: usize = holdfast_model::change::CHANGE_BYTES_MAX + 64;

#[cfg(test)]
mod tests;

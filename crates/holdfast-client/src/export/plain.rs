//! The plain file: JSON with one entry for each change, for her to read and keep elsewhere.
//! `change` holds the canonical bytes, and only they are read back; the rest is for eyes.

use holdfast_model::{Change, Origin, What};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Contents, Imported};
use crate::error::ClientError;

#[derive(Serialize, Deserialize)]
struct File {
    format: String,
    version: u32,
    records: Vec<Value>,
}

pub(super) fn write(records: &[(Origin, Change)]) -> Result<Vec<u8>, ClientError> {
    let records = records
        .iter()
        .map(|(origin, change)| entry(*origin, change));
    let records = records.collect::<Result<_, _>>()?;
    let file = File {
        format: FORMAT.to_owned(),
        version: VERSION,
        records,
    };
    serde_json::to_vec_pretty(&file).map_err(|_| ClientError::Unreadable)
}

/// Reads what can be read; an entry that is not one is counted.
pub(super) fn read(bytes: &[u8]) -> Result<Contents, ClientError> {
    let file: File = serde_json::from_slice(bytes).map_err(|_| ClientError::ExportRefused)?;
    if file.format != FORMAT || file.version != VERSION {
        return Err(ClientError::ExportRefused);
    }
    let mut contents = Contents::default();
    for entry in &file.records {
        match entry.get("change").and_then(Value::as_str).and_then(unhex) {
            Some(bytes) => match Imported::decode(&bytes) {
                Ok(record) => contents.records.push(record),
                Err(_) => contents.damaged += 1,
            },
            None => contents.damaged += 1,
        }
    }
    Ok(contents)
}

fn entry(origin: Origin, change: &Change) -> Result<Value, ClientError> {
    let number = change.what.kind();
    let kind = What::KINDS
        .iter()
        .find(|(known, _)| *known == number)
        .map(|(_, name)| *name);
    let bytes = Imported::new(origin, change)?.encode()?;
    Ok(json!({
        "at_unix_ms": change.at.unix_ms(),
        "zone_min": change.at.zone_min(),
        "author": change.author.to_string(),
        "shared_with": origin.relationship().map(|with| with.to_string()),
        "kind": kind.unwrap_or("Unknown"),
        "said": said(&change.what),
        "change": hex(&bytes),
    }))
}

/// The record in plain words and numbers; `null` for a kind that a newer app wrote.
fn said(what: &What) -> Value {
    macro_rules! said {
        ($($name:ident)+) => {
            match what {
                $(What::$name(body) => serde_json::to_value(body).unwrap_or(Value::Null),)+
                What::Unknown(_) => Value::Null,
            }
        };
    }
    said! {
        CheckedIn WritingRevised PartRevised PlanRevised ContactRevised CopingTried OutsideNoted
        BreachNoted SettingSet SafetyAgreed Removed Restored RelationshipRevised RelationshipEnded
        ReadingHoursSet ReceiptsSet SessionSet SessionPrepared NoteRecorded NoteRated
        FindingAnswered RuptureSeen RepairStepDone AgreementRevised CompanyCalled CompanyAnswered
        BagPut BagTakenOut HandoverPrepared PartConsented HandoverDecided HandedOver ItemKeyKept
        ItemKeyReleased Received Opened TakenBack LetGo
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| {
            pair.iter()
                .try_fold(0, |high: u8, low| Some(high << 4 | digit(*low)?))
        })
        .collect()
}

const FORMAT: &str = "holdfast export";
const VERSION: u32 = 1;

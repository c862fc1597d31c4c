//! The plain file: JSON with one entry for each change, for her to read and keep elsewhere.
//! `change` holds the canonical bytes, and only they are read back; the rest is for eyes.

use holdfast_model::{Change, Origin, What};

use super::{Contents, Imported};
use crate::error::ClientError;
use crate::json::{Json, hex, quote, unhex};

pub(super) fn write(records: &[(Origin, Change)]) -> Result<Vec<u8>, ClientError> {
    let mut file = String::from("{\n");
    line("format", &text(FORMAT), "  ", ",\n", &mut file);
    line("version", &VERSION.to_string(), "  ", ",\n", &mut file);
    file.push_str("  \"records\": [");
    for (at, (origin, change)) in records.iter().enumerate() {
        file.push_str(if at == 0 { "\n" } else { ",\n" });
        entry(*origin, change, &mut file)?;
    }
    file.push_str("\n  ]\n}\n");
    Ok(file.into_bytes())
}

/// Reads what can be read; an entry that is not one is counted.
pub(super) fn read(bytes: &[u8]) -> Result<Contents, ClientError> {
    let file = Json::parse(bytes).ok_or(ClientError::ExportRefused)?;
    if file.text("format") != Some(FORMAT) || file.number("version") != Some(VERSION) {
        return Err(ClientError::ExportRefused);
    }
    let records = file.list("records").ok_or(ClientError::ExportRefused)?;
    let mut contents = Contents::default();
    for entry in records {
        match entry.text("change").and_then(unhex) {
            Some(bytes) => match Imported::decode(&bytes) {
                Ok(record) => contents.records.push(record),
                Err(_) => contents.damaged += 1,
            },
            None => contents.damaged += 1,
        }
    }
    Ok(contents)
}

fn entry(origin: Origin, change: &Change, file: &mut String) -> Result<(), ClientError> {
    let number = change.what.kind();
    let kind = What::KINDS.iter().find(|(known, _)| *known == number);
    let kind = kind.map_or("Unknown", |(_, name)| *name);
    let shared_with = origin.relationship().map(|with| text(&with.to_string()));
    let bytes = Imported::new(origin, change)?.encode()?;
    let fields = [
        ("at_unix_ms", change.at.unix_ms().to_string()),
        ("zone_min", change.at.zone_min().to_string()),
        ("author", text(&change.author.to_string())),
        (
            "shared_with",
            shared_with.unwrap_or_else(|| "null".to_owned()),
        ),
        ("kind", text(kind)),
        ("said", change.what.to_json()),
    ];
    file.push_str("    {\n");
    for (name, value) in fields {
        line(name, &value, "      ", ",\n", file);
    }
    line("change", &text(&hex(&bytes)), "      ", "\n    }", file);
    Ok(())
}

fn line(name: &str, value: &str, indent: &str, end: &str, file: &mut String) {
    file.push_str(indent);
    quote(name, file);
    file.push_str(": ");
    file.push_str(value);
    file.push_str(end);
}

fn text(words: &str) -> String {
    let mut quoted = String::new();
    quote(words, &mut quoted);
    quoted
}

const FORMAT: &str = "holdfast export";
const VERSION: u64 = 1;

//! The files of `vectors/v1`, in the program: the same ones on the host and in the browser.
//! Nothing is computed here.

use std::collections::BTreeMap;

/// A topic: names and hexadecimal values (or plain text, where the value is text).
pub(super) type Topic = BTreeMap<String, String>;

/// Reads one file, by its name for the sentence.
pub(super) fn parse<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| format!("{name}.json: {error}"))
}

/// The pinned value of a format.
pub(super) fn pinned(topic: &str, key: &str) -> Option<String> {
    let (_, text) = FORMATS.iter().find(|(name, _)| *name == topic)?;
    let values: Topic = serde_json::from_str(text).ok()?;
    values.get(key).cloned()
}

/// The published vectors of the primitives.
pub(super) const PRIMITIVES: &str = include_str!("../../../../vectors/v1/primitives.json");
/// Topic and file of each format.
pub(super) const FORMATS: [(&str, &str); 5] = [
    (
        "envelope",
        include_str!("../../../../vectors/v1/envelope.json"),
    ),
    ("keys", include_str!("../../../../vectors/v1/keys.json")),
    (
        "membership",
        include_str!("../../../../vectors/v1/membership.json"),
    ),
    (
        "pairing",
        include_str!("../../../../vectors/v1/pairing.json"),
    ),
    ("slots", include_str!("../../../../vectors/v1/slots.json")),
];

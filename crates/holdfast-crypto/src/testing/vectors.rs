//! The pinned vectors of `vectors/v1`: one check for the host and for the browser.
//! Primitives are compared with published vectors; formats with the bytes that v1 has for ever.

use super::pinned::{FORMATS, PRIMITIVES, Topic, parse};
use super::{formats, primitives};
use std::collections::BTreeMap;

/// Checks every pinned vector. Gives how many values were compared.
///
/// # Errors
/// A sentence that names the first value that differs.
pub fn check_vectors() -> Result<usize, String> {
    let published: BTreeMap<String, Topic> = parse("primitives", PRIMITIVES)?;
    let mut compared = primitives::check(&published)?;
    let made = formats::make().map_err(|error| error.to_string())?;
    for (name, text) in FORMATS {
        let pinned: Topic = parse(name, text)?;
        let topic = made
            .get(name)
            .ok_or_else(|| format!("{name} is not made"))?;
        compared += compare(name, &pinned, topic)?;
    }
    formats::check_opening().map_err(|error| format!("a pinned vector does not open: {error}"))?;
    Ok(compared)
}

/// The files of formats, as they are to be pinned: name and content. Only for a new version of the
/// formats; vectors of a version that was released are never made again.
///
/// # Errors
/// A sentence about what could not be made.
pub fn make_vectors() -> Result<BTreeMap<String, String>, String> {
    let made = formats::make().map_err(|error| error.to_string())?;
    let file = |(name, topic): (&str, Topic)| {
        let json = serde_json::to_string_pretty(&topic).map_err(|error| error.to_string())?;
        Ok((format!("{name}.json"), json + "\n"))
    };
    made.into_iter().map(file).collect()
}

fn compare(name: &str, pinned: &Topic, made: &Topic) -> Result<usize, String> {
    for (key, value) in pinned {
        if made.get(key) != Some(value) {
            return Err(format!("{name}: {key} is not what is pinned"));
        }
    }
    match made.keys().find(|key| !pinned.contains_key(*key)) {
        Some(key) => Err(format!("{name}: {key} is not pinned")),
        None => Ok(pinned.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pinned_vector_holds() {
        let compared = check_vectors().unwrap();
        assert_eq!(
            compared, 52,
            "nine published answers and forty-three values of formats"
        );
    }

    #[test]
    fn a_changed_vector_is_noticed() {
        let topic = |value: &str| Topic::from([("key".to_owned(), value.to_owned())]);
        assert_eq!(compare("x", &topic("00"), &topic("00")), Ok(1));
        assert!(compare("x", &topic("00"), &topic("01")).is_err());
        assert!(compare("x", &topic("00"), &Topic::new()).is_err());
        assert!(compare("x", &Topic::new(), &topic("00")).is_err());
    }

    #[test]
    fn the_files_are_those_that_are_made() {
        let made = make_vectors().unwrap();
        for (name, text) in FORMATS {
            assert_eq!(made[&format!("{name}.json")], text, "{name}");
        }
        assert_eq!(made.len(), FORMATS.len());
    }
}

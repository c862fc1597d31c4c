//! Who is speaking: no one in particular first, then her parts, then someone new.
//! Invariant: none is an answer, and no part is shown that she hid from Today.

use holdfast_model::part::Voice;

use crate::part::act::choice;
use crate::part::block::{heading, stack};
use crate::ui::{Signal, View};
use crate::words::words;

/// The chips. `parts` are her parts with their names.
pub(crate) fn voices(label: &str, parts: &[(Voice, String)], voice: &Signal<Voice>) -> View {
    let mut options = vec![(Voice::NoOne, words().today.no_one)];
    options.extend(
        parts
            .iter()
            .map(|(voice, name)| (voice.clone(), name.as_str())),
    );
    stack(vec![heading(label), choice(label, &options, voice)])
}

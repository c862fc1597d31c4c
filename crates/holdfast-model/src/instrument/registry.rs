//! All instruments that this app knows.
//! Invariant: a name and a version together mean one instrument.

use super::definition::{Form, Instrument};
use super::session_note::SESSION_NOTE;
use super::slots::SLOTS;

impl Instrument {
    /// Our own note at the start and the end of a session. Not validated; a personal line only.
    #[must_use]
    pub const fn session_note() -> &'static Self {
        &SESSION_NOTE
    }

    /// All instruments: our own first, then the slots.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        std::iter::once(&SESSION_NOTE).chain(SLOTS)
    }

    /// The instrument that a note was made with, if this app knows that version of it.
    #[must_use]
    pub fn of(form: &Form) -> Option<&'static Self> {
        Self::all().find(|known| known.name == form.name.as_str() && known.version == form.version)
    }
}

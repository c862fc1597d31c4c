//! What was typed, as the model takes it. Invariant: what does not fit is told, never cut.

use holdfast_model::text::Words;
use holdfast_model::time::Day;

use crate::app::App;

/// Words, or none when nothing was typed; the outer `None` after she was told what does not fit.
pub(crate) fn words(app: &App, text: &str) -> Option<Option<Words>> {
    if text.trim().is_empty() {
        return Some(None);
    }
    match Words::parse(text) {
        Ok(words) => Some(Some(words)),
        Err(error) => {
            app.tell(&error.into());
            None
        }
    }
}

/// "2026-12-17" as a day.
pub(crate) fn day(typed: &str) -> Option<Day> {
    let mut parts = typed.splitn(3, '-');
    let (year, month) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Day::new(year, month, parts.next()?.parse().ok()?).ok()
}

//! The line that says what is kept. Invariant: it says "Kept" only when the caller was told so.

use crate::ui::{Signal, View, el};
use crate::words::words;

/// How it stands with what she wrote.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Keeping {
    /// Nothing to say yet.
    #[default]
    Nothing,
    /// There are words that wait for the disk.
    Waiting,
    /// Everything is on the disk.
    Kept,
    /// The disk refused. The words stay in the field.
    Refused,
    /// The browser has shut the store under the open app; trying again is of no use.
    Shut,
}

/// The line, spoken politely by screen readers. `who_has` is said while there is nothing else.
pub(crate) fn kept_line(keeping: &Signal<Keeping>, who_has: Option<String>) -> View {
    let shown = keeping.clone();
    let who_has = who_has.unwrap_or_else(|| words().kept.only_you.to_owned());
    el("span")
        .attr("role", "status")
        .attr("id", "kept")
        .live(keeping, move |view| {
            view.say(match shown.get() {
                Keeping::Nothing => &who_has,
                keeping => sentence(keeping),
            });
        })
}

fn sentence(keeping: Keeping) -> &'static str {
    match keeping {
        Keeping::Nothing => words().kept.only_you,
        Keeping::Waiting => words().kept.waiting,
        Keeping::Kept => words().kept.kept,
        Keeping::Refused => words().kept.refused,
        Keeping::Shut => words().kept.shut,
    }
}

//! A way to take back what was just done, visible for ten seconds.
//! Invariant: it covers nothing and never asks; when it goes, the act stays in the history.

use std::cell::Cell;

use crate::part::act::{Act, button};
use crate::ui::{View, after, el};
use crate::words::words;

/// Shows what was done and a way to take it back.
pub(crate) fn offer(done: &str, undo: impl Fn() + 'static) {
    let back = button(Act::Small, words().act.undo, move || {
        clear();
        undo();
    });
    show(done, back);
}

/// Says one sentence, with a way to close it.
pub(crate) fn tell(sentence: &str) {
    show(sentence, button(Act::Small, words().act.close, clear));
}

fn show(sentence: &str, act: View) {
    clear();
    let said = el("span").attr("role", "status").text(sentence);
    let bar = el("div")
        .class("undo")
        .attr("id", "undo")
        .child(said)
        .child(act);
    // Between the page and its acts: it takes room from the page, and no act moves or is covered.
    let Some(foot) = View::find("foot") else {
        return;
    };
    let _shown = foot.element().before_with_node_1(bar.element());
    let mine = LAST.with(|last| {
        last.set(last.get() + 1);
        last.get()
    });
    after(VISIBLE_MS, move || {
        if LAST.with(Cell::get) == mine {
            clear();
        }
    });
}

/// Takes the offer from the screen.
pub(crate) fn clear() {
    if let Some(bar) = View::find("undo") {
        bar.element().remove();
    }
}

thread_local! {
    static LAST: Cell<u32> = const { Cell::new(0) };
}

/// How long an offer stays, in milliseconds.
const VISIBLE_MS: u32 = 10_000;

//! Things to tap: buttons, chips, switches, rows.
//! Invariant: every one is a real button with a word, at least 48 px high.

use crate::icon::Icon;
use crate::ui::{Signal, View, el};

/// How a button looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// The one act of the screen.
    Primary,
    /// Another act.
    Plain,
    /// A way out, or something small.
    Quiet,
    /// An act as wide as its word.
    Small,
}

/// A button that calls `done` when it is tapped.
pub(crate) fn button(act: Act, word: &str, done: impl Fn() + 'static) -> View {
    el("button")
        .attr("type", "button")
        .class(class(act))
        .text(word)
        .tap(done)
}

/// A button with an icon before its word.
pub(crate) fn button_with(act: Act, icon: Icon, word: &str, done: impl Fn() + 'static) -> View {
    let button = el("button").attr("type", "button").class(class(act));
    button.child(icon.view()).text(word).tap(done)
}

/// A link to a static page that looks like a button.
pub(crate) fn link(act: Act, word: &str, to: &str) -> View {
    el("a").class(class(act)).attr("href", to).text(word)
}

/// Two acts beside each other; the left-hand setting mirrors them.
pub(crate) fn pair(first: View, second: View) -> View {
    el("div").class("pair").child(first).child(second)
}

/// A chip that is on or off.
pub(crate) fn chip(word: &str, on: &Signal<bool>) -> View {
    let (tapped, shown) = (on.clone(), on.clone());
    el("button")
        .attr("type", "button")
        .class("chip")
        .text(word)
        .live(on, move |view| {
            view.set("aria-pressed", on_off(shown.get()))
        })
        .tap(move || tapped.update(|on| *on = !*on))
}

/// One of several chips of which one holds.
pub(crate) fn choice<T: Clone + PartialEq + 'static>(
    label: &str,
    options: &[(T, &str)],
    chosen: &Signal<T>,
) -> View {
    let group = el("div")
        .class("wrap")
        .attr("role", "group")
        .attr("aria-label", label);
    options.iter().fold(group, |group, (value, word)| {
        let (shown, own) = (chosen.clone(), value.clone());
        let (tapped, value) = (chosen.clone(), value.clone());
        let chip = el("button").attr("type", "button").class("chip").text(word);
        let chip = chip.live(chosen, move |view| {
            view.set("aria-pressed", on_off(shown.with(|now| *now == own)));
        });
        group.child(chip.tap(move || tapped.set(value.clone())))
    })
}

/// A row that is on or off, with its state in words.
pub(crate) fn switch(word: &str, on: &Signal<bool>, states: [&'static str; 2]) -> View {
    let state = el("span").attr("aria-hidden", "true");
    let (shown, tapped, label) = (on.clone(), on.clone(), state.clone());
    let row = el("button")
        .attr("type", "button")
        .class("switch")
        .attr("role", "switch");
    row.child(el("span").text(word))
        .child(state)
        .live(on, move |view| {
            let [off, is_on] = states;
            view.set("aria-checked", on_off(shown.get()));
            label.say(if shown.get() { is_on } else { off });
        })
        .tap(move || tapped.update(|on| *on = !*on))
}

/// A list row that leads somewhere, with a quiet second line.
pub(crate) fn row(word: &str, under: &str, go: impl Fn() + 'static) -> View {
    let row = el("button").attr("type", "button").class("line").text(word);
    let row = if under.is_empty() {
        row
    } else {
        row.child(el("small").text(under))
    };
    el("li").child(row.tap(go))
}

const fn class(act: Act) -> &'static str {
    match act {
        Act::Primary => "b p",
        Act::Plain => "b",
        Act::Quiet => "b q",
        Act::Small => "b small",
    }
}

/// The value of an ARIA attribute that is true or false.
pub(crate) const fn on_off(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}

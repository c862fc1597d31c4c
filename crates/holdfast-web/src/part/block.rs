//! Things to read: titles, cards, notices, lists, empty states.
//! Invariant: one title per screen; what is hers is set in the book face.

use crate::icon::Icon;
use crate::ui::{View, el};

/// The title of the screen.
pub(crate) fn title(text: &str) -> View {
    el("h1").text(text)
}

/// A title of a card or section.
pub(crate) fn heading(text: &str) -> View {
    el("h2").text(text)
}

/// A sentence of the app below a title.
pub(crate) fn lead(text: &str) -> View {
    el("p").class("lead").text(text)
}

/// A plain sentence.
pub(crate) fn say(text: &str) -> View {
    el("p").text(text)
}

/// A quiet sentence.
pub(crate) fn quiet(text: &str) -> View {
    el("p").class("quiet").text(text)
}

/// Words of hers.
pub(crate) fn own(text: &str) -> View {
    el("p").class("own").text(text)
}

/// A card.
pub(crate) fn card(children: Vec<View>) -> View {
    el("div").class("card").children(children)
}

/// A card with an icon, a heading and a sentence.
pub(crate) fn point(icon: Icon, head: &str, text: &str) -> View {
    let words = el("div").child(heading(head)).child(quiet(text));
    card(vec![el("div").class("row").child(icon.view()).child(words)])
}

/// A calm notice: where things are.
pub(crate) fn soft(icon: Icon, text: &str) -> View {
    el("p")
        .class("soft")
        .child(icon.view())
        .child(el("span").text(text))
}

/// A notice that asks for attention without alarm.
pub(crate) fn note(text: &str) -> View {
    el("p").class("note").attr("role", "status").text(text)
}

/// Chips or small buttons that wrap.
pub(crate) fn wrap(children: Vec<View>) -> View {
    el("div").class("wrap").children(children)
}

/// A list of rows.
pub(crate) fn list(rows: Vec<View>) -> View {
    el("ul").class("list").children(rows)
}

/// Pieces below each other.
pub(crate) fn stack(children: Vec<View>) -> View {
    el("div").class("stack").children(children)
}

/// A fold that opens only by a tap.
pub(crate) fn fold(head: &str, inside: Vec<View>) -> View {
    el("details")
        .child(el("summary").text(head))
        .child(stack(inside))
}

/// Numbered words, for the recovery sheet.
pub(crate) fn sheet(words: &[String]) -> View {
    let items = words.iter().map(|word| el("li").text(word)).collect();
    el("ol").class("sheet").children(items)
}

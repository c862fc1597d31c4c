//! Fields for words, days and choices. Invariant: every field has a visible label.

use std::cell::Cell;

use crate::ui::{Signal, View, el};

/// A field of one line whose text lives in `text`.
pub(crate) fn line(label: &str, text: &Signal<String>) -> View {
    typed(label, "text", text)
}

/// A field of one line of a given kind: `tel`, `date`, `time`, `url`.
pub(crate) fn typed(label: &str, kind: &str, text: &Signal<String>) -> View {
    labelled(
        label,
        bound(
            el("input").attr("type", kind).attr("autocomplete", "off"),
            text,
        ),
    )
}

/// A field for a secret, shown only on request. `purpose` is the word for password managers.
pub(crate) fn secret(label: &str, show: &str, text: &Signal<String>, purpose: &str) -> View {
    let input = el("input")
        .attr("type", "password")
        .attr("autocomplete", purpose);
    let input = bound(
        input
            .attr("autocapitalize", "off")
            .attr("spellcheck", "false"),
        text,
    );
    let shown = Signal::new(false);
    let (seen, field) = (shown.clone(), input.clone());
    let eye = crate::part::act::chip(show, &shown).live(&shown, move |_| {
        field.set("type", if seen.get() { "text" } else { "password" });
    });
    el("div")
        .class("stack")
        .child(labelled(label, input))
        .child(el("div").child(eye))
}

/// A field for words of any length.
pub(crate) fn words(label: &str, text: &Signal<String>) -> View {
    labelled(label, bound(el("textarea").attr("rows", "3"), text))
}

/// One of several, as a drop-down.
pub(crate) fn select(label: &str, options: &[(String, String)], chosen: &Signal<String>) -> View {
    let field = options.iter().fold(el("select"), |field, (value, word)| {
        field.child(el("option").attr("value", value).text(word))
    });
    labelled(label, bound(field, chosen))
}

/// Keeps a field and a signal equal, both ways.
pub(crate) fn bound(field: View, text: &Signal<String>) -> View {
    let (shown, typed, node) = (text.clone(), text.clone(), field.clone());
    field
        .live(text, move |view| {
            let now = shown.get();
            if view.value() != now {
                view.set_value(&now);
            }
        })
        .on("input", move |_| typed.set(node.value()))
}

/// A field with its label above it.
pub(crate) fn labelled(label: &str, field: View) -> View {
    let id = format!("f{}", NEXT.with(|next| next.replace(next.get() + 1)));
    let label = el("label").attr("for", &id).text(label);
    el("div")
        .class("field")
        .child(label)
        .child(field.attr("id", &id))
}

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(1) };
}

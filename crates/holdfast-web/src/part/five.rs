//! A question with five places and a Skip of equal size.
//! Invariant: no answer is an answer; no place is better than another.

use holdfast_model::scale::Five;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use crate::part::act::on_off;
use crate::part::block::heading;
use crate::ui::{Signal, View, el};
use crate::words::words;

/// The two ends of a scale, in words.
#[derive(Clone)]
pub(crate) struct Ends {
    pub(crate) low: String,
    pub(crate) high: String,
}

impl Ends {
    /// The two ends.
    pub(crate) fn new(low: &str, high: &str) -> Self {
        Self {
            low: low.to_owned(),
            high: high.to_owned(),
        }
    }
}

/// A question on a card. `more` stands below the scale.
pub(crate) fn question(
    text: &str,
    ends: &Ends,
    answer: &Signal<Option<Five>>,
    more: Option<View>,
) -> View {
    let top = el("div")
        .class("spread")
        .child(heading(text))
        .child(skip(text, answer));
    let (low, high) = (el("span").text(&ends.low), el("span").text(&ends.high));
    let under = el("div")
        .class("ends")
        .attr("aria-hidden", "true")
        .child(low)
        .child(high);
    el("div")
        .class("card")
        .child(top)
        .child(scale(text, ends, answer))
        .child(under)
        .maybe(more)
}

fn skip(text: &str, answer: &Signal<Option<Five>>) -> View {
    let skipped = answer.clone();
    el("button")
        .attr("type", "button")
        .class("chip")
        .attr("aria-label", &format!("{}: {text}", words().act.skip))
        .text(words().act.skip)
        .tap(move || skipped.set(None))
}

fn scale(text: &str, ends: &Ends, answer: &Signal<Option<Five>>) -> View {
    let group = el("div")
        .class("five")
        .attr("role", "radiogroup")
        .attr("aria-label", text);
    let (keyed, node) = (answer.clone(), group.clone());
    let steps = Five::ALL
        .into_iter()
        .map(|place| step(place, ends, answer))
        .collect();
    group.children(steps).on("keydown", move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        let now = keyed.get().map_or(0, Five::place);
        let next = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => now.saturating_add(1).min(5),
            "ArrowLeft" | "ArrowDown" => now.saturating_sub(1).max(1),
            "Backspace" | "Delete" => return keyed.set(None),
            _ => return,
        };
        event.prevent_default();
        keyed.set(Five::new(next).ok());
        focus_checked(&node);
    })
}

fn step(place: Five, ends: &Ends, answer: &Signal<Option<Five>>) -> View {
    let (shown, tapped) = (answer.clone(), answer.clone());
    let name = match place.place() {
        1 => format!("1 {}, {}", words().act.of_five, ends.low),
        5 => format!("5 {}, {}", words().act.of_five, ends.high),
        middle => format!("{middle} {}", words().act.of_five),
    };
    el("button")
        .attr("type", "button")
        .attr("role", "radio")
        .attr("aria-label", &name)
        .text(&place.place().to_string())
        .live(answer, move |view| {
            let now = shown.get();
            view.set("aria-checked", on_off(now == Some(place)));
            let first = now.is_none() && place == Five::LOWEST;
            view.set(
                "tabindex",
                if now == Some(place) || first {
                    "0"
                } else {
                    "-1"
                },
            );
        })
        .tap(move || tapped.set(Some(place)))
}

fn focus_checked(group: &View) {
    let checked = group
        .element()
        .query_selector("[aria-checked=true]")
        .ok()
        .flatten();
    if let Some(node) = checked.and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _focused = node.focus();
    }
}

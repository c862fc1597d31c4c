//! The frame around every screen: the place, the body, the pinned acts, the five places.
//! Invariant: Hide and Hold never move and never wait for anything; the title of the page is fixed.

use wasm_bindgen::JsCast;

use crate::icon::Icon;
use crate::ui::{View, document, el, window};
use crate::words::words;

/// What a page hands to the frame.
#[derive(Default)]
pub(crate) struct Screen {
    /// Where she is, in the top line.
    pub(crate) place: Option<View>,
    /// A way back within a place.
    pub(crate) back: Option<View>,
    /// What she reads, from the top.
    pub(crate) body: Vec<View>,
    /// The acts, pinned at the bottom.
    pub(crate) foot: Vec<View>,
    /// The node that takes the focus; the title when there is none.
    pub(crate) focus: Option<View>,
    /// Which of the five places is marked.
    pub(crate) mark: Option<&'static str>,
    /// Whether the page wants the wide desk.
    pub(crate) width: Width,
}

/// How wide a page is.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Width {
    /// A phone, or a column.
    #[default]
    Phone,
    /// The therapist's desk.
    Desk,
}

impl Screen {
    /// A screen with a place and a body.
    pub(crate) fn new(place: &str, body: Vec<View>) -> Self {
        let place = Some(el("span").text(place));
        Self {
            place,
            body,
            ..Self::default()
        }
    }

    /// Adds a way back.
    pub(crate) fn back(mut self, go: impl Fn() + 'static) -> Self {
        let button = el("button").attr("type", "button").class("back");
        self.back = Some(
            button
                .child(Icon::Back.view())
                .text(words().act.back)
                .tap(go),
        );
        self
    }

    /// Adds the acts at the bottom.
    pub(crate) fn foot(mut self, acts: Vec<View>) -> Self {
        self.foot = acts;
        self
    }

    /// Marks one of the five places.
    pub(crate) fn mark(mut self, place: &'static str) -> Self {
        self.mark = Some(place);
        self
    }

    /// Puts the screen into the frame that stands in the page since before the first byte of WASM.
    pub(crate) fn show(self) {
        let Some([place, main, foot, nav]) = frame() else {
            return;
        };
        place.replace(self.back.into_iter().chain(self.place).collect());
        let title = self
            .body
            .iter()
            .find(|view| view.element().tag_name() == "H1")
            .cloned();
        main.replace(self.body);
        foot.toggle("hidden", self.foot.is_empty());
        foot.replace(self.foot);
        mark(&nav, self.mark);
        widen(self.width);
        main.element().set_scroll_top(0);
        window().scroll_to_with_x_and_y(0.0, 0.0);
        match (self.focus, title) {
            (Some(node), _) => node.focus(),
            (None, Some(title)) => title.attr("tabindex", "-1").focus(),
            (None, None) => main.focus(),
        }
    }
}

/// Says in which stage the app is, for the style sheet.
pub(crate) fn stage(name: &str) {
    if let Some(root) = document().document_element() {
        let _set = root.set_attribute("data-stage", name);
    }
}

fn frame() -> Option<[View; 4]> {
    Some([
        View::find("place")?,
        View::find("main")?,
        View::find("foot")?,
        View::find("nav")?,
    ])
}

fn mark(nav: &View, place: Option<&'static str>) {
    let Ok(places) = nav.element().query_selector_all("[data-go]") else {
        return;
    };
    for at in 0..places.length() {
        let node = places
            .get(at)
            .and_then(|node| node.dyn_into::<web_sys::Element>().ok());
        let Some(node) = node else { continue };
        if place.is_some() && node.get_attribute("data-go").as_deref() == place {
            let _set = node.set_attribute("aria-current", "page");
        } else {
            let _removed = node.remove_attribute("aria-current");
        }
    }
}

fn widen(width: Width) {
    if let Some(root) = document().document_element() {
        let _toggled = root
            .class_list()
            .toggle_with_force("desk", width == Width::Desk);
    }
}

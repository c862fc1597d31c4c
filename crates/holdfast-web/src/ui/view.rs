//! A node of the page, built by naming what it is.
//! Invariant: no markup is ever parsed here; every text becomes a text node.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, Element, Event, HtmlElement, Window};

use super::scope::{Scope, keep};
use super::signal::Watch;

/// A node of the page. Cheap to clone: clones are the same node.
#[derive(Clone)]
pub(crate) struct View(Element);

/// A new HTML element.
pub(crate) fn el(tag: &str) -> View {
    View(make(document().create_element(tag)))
}

/// A new SVG element.
pub(crate) fn svg(tag: &str) -> View {
    View(make(
        document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag),
    ))
}

/// A box whose children are built anew whenever one of `sources` changes.
pub(crate) fn region(sources: &[&dyn Watch], render: impl Fn() -> Vec<View> + 'static) -> View {
    region_boxed(sources, Box::new(render))
}

fn region_boxed(sources: &[&dyn Watch], render: Box<dyn Fn() -> Vec<View>>) -> View {
    let outer = el("div").class("stack");
    let place = outer.clone();
    let life = RefCell::new(Scope::default());
    let draw: Rc<dyn Fn()> = Rc::new(move || {
        let scope = Scope::default();
        let children = scope.run(&render);
        place.replace(children);
        let _ended = life.replace(scope);
    });
    draw();
    for source in sources {
        source.watch(&draw);
    }
    keep(Box::new(draw));
    outer
}

impl View {
    /// The node that is in the page already, by its id.
    pub(crate) fn find(id: &str) -> Option<Self> {
        document().get_element_by_id(id).map(Self)
    }

    /// The element behind it.
    pub(crate) fn element(&self) -> &Element {
        &self.0
    }

    /// Adds words to the list of classes.
    pub(crate) fn class(self, names: &str) -> Self {
        let all = match self.0.class_name() {
            before if before.is_empty() => names.to_owned(),
            before => format!("{before} {names}"),
        };
        self.attr("class", &all)
    }

    /// Sets an attribute.
    pub(crate) fn attr(self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    /// Appends a text.
    pub(crate) fn text(self, text: &str) -> Self {
        let _appended = self.0.append_child(&document().create_text_node(text));
        self
    }

    /// Appends a child.
    pub(crate) fn child(self, child: View) -> Self {
        let _appended = self.0.append_child(&child.0);
        self
    }

    /// Appends children.
    pub(crate) fn children(self, children: Vec<View>) -> Self {
        children.into_iter().fold(self, View::child)
    }

    /// Appends a child when there is one.
    pub(crate) fn maybe(self, child: Option<View>) -> Self {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    /// Calls `heard` at each event of this kind, as long as the current scope lives.
    pub(crate) fn on(self, kind: &str, heard: impl Fn(Event) + 'static) -> Self {
        listen_boxed(&self.0, kind, Box::new(heard));
        self
    }

    /// Calls `heard` at each tap.
    pub(crate) fn tap(self, heard: impl Fn() + 'static) -> Self {
        self.on("click", move |_| heard())
    }

    /// Runs `show` now and whenever `source` changes.
    pub(crate) fn live(self, source: &impl Watch, show: impl Fn(&View) + 'static) -> Self {
        let view = self.clone();
        show(&view);
        source.watch_here(move || show(&view));
        self
    }

    /// Replaces everything inside.
    pub(crate) fn replace(&self, children: Vec<View>) {
        self.0.set_text_content(None);
        for child in children {
            let _appended = self.0.append_child(&child.0);
        }
    }

    /// Replaces everything inside by a text.
    pub(crate) fn say(&self, text: &str) {
        self.0.set_text_content(Some(text));
    }

    /// Sets an attribute of a node that is already shown.
    pub(crate) fn set(&self, name: &str, value: &str) {
        let _set = self.0.set_attribute(name, value);
    }

    /// Sets or removes an attribute that has no value.
    pub(crate) fn toggle(&self, name: &str, on: bool) {
        let _toggled = self.0.toggle_attribute_with_force(name, on);
    }

    /// Gives it the focus.
    pub(crate) fn focus(&self) {
        if let Some(node) = self.0.dyn_ref::<HtmlElement>() {
            let _focused = node.focus();
        }
    }

    /// Puts the focus on the first button inside.
    pub(crate) fn focus_first(&self) {
        if let Ok(Some(first)) = self.0.query_selector("button") {
            Self(first).focus();
        }
    }

    /// What is in a field.
    pub(crate) fn value(&self) -> String {
        js_sys::Reflect::get(&self.0, &"value".into())
            .ok()
            .and_then(|value| value.as_string())
            .unwrap_or_default()
    }

    /// Puts a text into a field.
    pub(crate) fn set_value(&self, value: &str) {
        let _set = js_sys::Reflect::set(&self.0, &"value".into(), &value.into());
    }
}

/// Calls `heard` at each event of this kind on any target, as long as the current scope lives.
pub(crate) fn listen(target: &web_sys::EventTarget, kind: &str, heard: impl Fn(Event) + 'static) {
    listen_boxed(target, kind, Box::new(heard));
}

/// What hears an event. A trait of ours, because `dyn Fn` carries the body of each closure twice:
/// once for being called, once for being called and consumed.
trait Ear {
    fn hear(&self, event: Event);
}

impl<F: Fn(Event)> Ear for F {
    fn hear(&self, event: Event) {
        self(event);
    }
}

/// One copy of the glue for all listeners: each kind of closure would cost half a kilobyte of its
/// own.
fn listen_boxed(target: &web_sys::EventTarget, kind: &str, heard: Box<dyn Ear>) {
    let closure: Closure<dyn Fn(Event)> = Closure::new(move |event| heard.hear(event));
    let _added = target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
    keep(Box::new(Listening {
        target: target.clone(),
        kind: kind.to_owned(),
        closure,
    }));
}

/// A listener that is taken off when its scope ends.
struct Listening {
    target: web_sys::EventTarget,
    kind: String,
    closure: Closure<dyn Fn(Event)>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let _removed = self
            .target
            .remove_event_listener_with_callback(&self.kind, callback);
    }
}

/// The window. The app never runs without one.
pub(crate) fn window() -> Window {
    js_sys::global().unchecked_into()
}

/// The page.
pub(crate) fn document() -> Document {
    js_sys::Reflect::get(&window(), &"document".into())
        .unwrap_or_default()
        .unchecked_into()
}

fn make(made: Result<Element, wasm_bindgen::JsValue>) -> Element {
    // Only a name that is no XML name can be refused, and all our names are literals.
    made.unwrap_or_else(|refused| refused.unchecked_into())
}

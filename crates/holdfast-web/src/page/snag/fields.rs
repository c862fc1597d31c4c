//! The fields of one view of a snag: words, what was needed, where it lies. No scale, ever.
//! Invariant: every field may stay empty; what is typed changes nothing until it is recorded.

use holdfast_order::Set;

use holdfast_model::rupture::{Lies, RuptureView};
use holdfast_model::text::Words;

use crate::app::App;
use crate::page::typed;
use crate::part::act::chip;
use crate::part::block::{heading, quiet, stack, wrap};
use crate::part::{copy, field};
use crate::ui::{Signal, View};
use crate::words::words;

/// What is typed and tapped. Cheap to clone: clones are the same fields.
#[derive(Clone)]
pub(super) struct Fields {
    words: Signal<String>,
    needed: Signal<String>,
    lies: [(Lies, Signal<bool>); 5],
    /// What was last recorded of it, so that it is not recorded twice.
    rested: Signal<Option<Said>>,
}

/// Everything that the fields hold.
type Said = (String, String, Set<Lies>);

impl Default for Fields {
    fn default() -> Self {
        let off = |lies| (lies, Signal::new(false));
        Self {
            words: Signal::new(String::new()),
            needed: Signal::new(String::new()),
            lies: ALL.map(off),
            rested: Signal::new(None),
        }
    }
}

impl Fields {
    /// The fields with what a view says already.
    pub(super) fn of(view: Option<&RuptureView>) -> Self {
        let fields = Self::default();
        let Some(view) = view else { return fields };
        let text = |words: &Option<Words>| words.as_ref().map(|w| w.as_str().to_owned());
        fields
            .words
            .set_quietly(text(&view.words).unwrap_or_default());
        fields
            .needed
            .set_quietly(text(&view.needed).unwrap_or_default());
        for (lies, on) in &fields.lies {
            on.set_quietly(view.lies.contains(lies));
        }
        fields.rest();
        fields
    }

    /// The field for what happened.
    pub(super) fn happened(&self, label: &str) -> View {
        field::words(label, &self.words)
    }

    /// The field for what was needed.
    pub(super) fn needed(&self) -> View {
        field::words(words().snag.needed, &self.needed)
    }

    /// Where it lies; many are allowed, and not being sure stands beside the rest.
    pub(super) fn lies(&self, name: &str) -> View {
        let chips = self
            .lies
            .iter()
            .map(|(lies, on)| chip(&copy::lies_word(*lies, name), on));
        let head = heading(words().snag.lies);
        stack(vec![
            head,
            quiet(words().notice.many),
            wrap(chips.collect()),
        ])
    }

    /// What happened, as far as it is typed.
    pub(super) fn text(&self) -> String {
        self.words.get()
    }

    /// Whether there is nothing new in them.
    pub(super) fn is_empty(&self) -> bool {
        let now = self.said();
        let nothing = now.0.trim().is_empty() && now.1.trim().is_empty() && now.2.is_empty();
        nothing || self.rested.with(|last| last.as_ref() == Some(&now))
    }

    /// What they hold now is recorded.
    pub(super) fn rest(&self) {
        self.rested.set_quietly(Some(self.said()));
    }

    /// Puts them into a view; `None` after she was told what does not fit.
    pub(super) fn put(&self, app: &App, view: RuptureView) -> Option<RuptureView> {
        let (happened, needed, lies) = self.said();
        Some(RuptureView {
            words: typed::words(app, &happened)?,
            needed: typed::words(app, &needed)?,
            lies,
            ..view
        })
    }

    fn said(&self) -> Said {
        let lies = self
            .lies
            .iter()
            .filter(|(_, on)| on.get())
            .map(|(lies, _)| *lies);
        (self.words.get(), self.needed.get(), lies.collect())
    }
}

const ALL: [Lies; 5] = [
    Lies::Between,
    Lies::Mine,
    Lies::Yours,
    Lies::Outside,
    Lies::NotSure,
];

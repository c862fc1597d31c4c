//! Both views of a snag, each in its own words, and other words for one's own.
//! Invariant: each says who has it; what she keeps for herself stays apart from what she showed.

use holdfast_model::What;
use holdfast_model::rupture::{RuptureState, RuptureView};

use super::fields::Fields;
use super::{Snag, show, stand};
use crate::app::App;
use crate::part::act::{Act, button, pair};
use crate::part::block::{card, fold, heading, quiet};
use crate::part::{copy, undo};
use crate::ui::{Signal, View, region};
use crate::words::{fill, words};

/// Both views; hers first.
pub(super) fn both(snag: &Snag) -> Vec<View> {
    let words = &words().mend;
    let mut views = Vec::new();
    if let Some(kept) = &snag.private {
        // What she keeps may say the same as what she showed; then once is enough.
        let differs = snag
            .mine
            .as_ref()
            .is_none_or(|mine| !says_same(&mine.view, &kept.view));
        if differs {
            // A copy that was handed over is not merely kept.
            let is_kept = snag.mine.is_none() && snag.copy.is_none();
            let state = is_kept.then_some(kept.state);
            views.push(one(
                &snag.name,
                words.mine,
                &kept.view,
                state,
                snag.copy.as_deref().unwrap_or(words.only_you),
            ));
        }
    }
    if let Some(mine) = &snag.mine {
        let has = fill(words.has, &[&snag.name]);
        views.push(one(
            &snag.name,
            words.mine,
            &mine.view,
            Some(mine.state),
            &has,
        ));
    }
    let head = fill(words.theirs, &[&snag.name]);
    match &snag.theirs {
        Some(theirs) => views.push(one(words.you, &head, &theirs.view, Some(theirs.state), "")),
        None => views.push(quiet(&fill(words.theirs_none, &[&snag.name]))),
    }
    views
}

fn one(whom: &str, head: &str, view: &RuptureView, state: Option<RuptureState>, has: &str) -> View {
    let mut parts = vec![heading(head)];
    let silent = view.words.is_none() && view.needed.is_none();
    parts.extend(silent.then(|| quiet(words().mend.no_words)));
    parts.extend(copy::view(view, whom));
    parts.extend(state.map(|state| quiet(stand::state(state))));
    parts.extend((!has.is_empty()).then(|| quiet(has)));
    card(parts)
}

fn says_same(one: &RuptureView, other: &RuptureView) -> bool {
    (&one.words, &one.needed, &one.lies) == (&other.words, &other.needed, &other.lies)
}

/// Saying it in other words: for herself, or shown after seeing exactly what goes.
pub(super) fn other_words(app: &App, snag: &Snag) -> View {
    let fields = Fields::of(snag.own_words());
    let showing = Signal::new(false);
    let acts = acts(app, snag, &fields, &showing);
    let words = &words().mend;
    let inside = vec![
        fields.happened(crate::words::words().snag.what),
        fields.needed(),
        fields.lies(&snag.name),
        acts,
    ];
    fold(words.say, inside)
}

fn acts(app: &App, snag: &Snag, fields: &Fields, showing: &Signal<bool>) -> View {
    let (app, id, fields) = (app.clone(), snag.rupture, fields.clone());
    let shown = showing.clone();
    region(&[showing], move || {
        // Read at each tap: the other may have moved on since this page was drawn.
        let Some(snag) = Snag::read(&app, id) else {
            return Vec::new();
        };
        if shown.get() {
            let view = fields.put(&app, snag.at(stand::to_show(&snag)));
            let back = shown.clone();
            return view
                .map(|view| show::ask(&app, &view, &snag.name, move || back.set(false)))
                .into_iter()
                .collect();
        }
        let (keeper, kept) = (app.clone(), fields.clone());
        let keep = button(Act::Primary, words().mend.say_keep, move || {
            keep(&keeper, id, &kept)
        });
        let look = shown.clone();
        let label = fill(words().notice.say, &[&snag.name]);
        vec![pair(
            keep,
            button(Act::Plain, &label, move || look.set(true)),
        )]
    })
}

/// Keeps the words in her own space; where it stands does not change by that.
fn keep(app: &App, id: holdfast_model::id::RuptureId, fields: &Fields) {
    let Some(snag) = Snag::read(app, id) else {
        return;
    };
    let state = snag
        .private
        .as_ref()
        .map_or(RuptureState::KeptPrivate, |side| side.state);
    let Some(view) = fields.put(app, snag.at(state)) else {
        return;
    };
    app.record(What::RuptureSeen(view), |_, _| {
        undo::tell(words().mend.said)
    });
}

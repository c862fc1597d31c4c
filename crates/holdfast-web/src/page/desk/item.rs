//! One thing that was handed over, as it lies on the desk.
//! Invariant: it opens only by a tap, because what was opened is known, and being known has weight.

use holdfast_model::What;
use holdfast_model::bag::Wish;
use holdfast_model::handover::{ItemRef, ItemState};
use holdfast_model::id::RelationshipId;
use holdfast_model::ledger::ItemSeen;
use holdfast_model::snapshot::{Content, Snapshot, Sort};
use holdfast_model::time::Instant;

use super::people::is_for_next;
use crate::app::{App, spawn};
use crate::icon::Icon;
use crate::part::act::{Act, button};
use crate::part::block::{self, heading, note, quiet, soft, stack};
use crate::part::copy;
use crate::ui::{Signal, View, region};
use crate::when;
use crate::words::{fill, words};

/// What the desk may know of an item.
#[derive(Clone, Copy)]
pub(super) struct Known {
    of: ItemRef,
    at: Instant,
    sort: Option<Sort>,
    readable: bool,
    state: ItemState,
    asked: bool,
    /// How it is to be taken.
    pub(super) wish: Option<Wish>,
    /// Whether it belongs to the session that comes.
    pub(super) is_new: bool,
}

impl PartialEq for Known {
    /// Whether it is drawn the same. Being opened changes nothing: it lies open already.
    fn eq(&self, other: &Self) -> bool {
        let over = |known: &Self| matches!(known.state, ItemState::LetGo | ItemState::Expired);
        self.of == other.of
            && self.readable == other.readable
            && self.asked == other.asked
            && self.is_new == other.is_new
            && over(self) == over(other)
    }
}

impl Known {
    /// What came with a handover of `at`; the last session was over at `last_ms`.
    pub(super) fn of(item: &ItemSeen<'_>, at: Instant, last_ms: u64) -> Self {
        let (sort, readable) = match item.content {
            Some(Content::Open(snapshot)) => (Some(snapshot.sort()), true),
            Some(Content::Exists(sort)) => (Some(*sort), false),
            Some(Content::Sealed(_)) => (None, item.key.is_some()),
            None => (None, false),
        };
        Self {
            of: item.of,
            at,
            sort,
            readable,
            state: item.state,
            asked: item.asked_to_let_go,
            wish: item.wish,
            is_new: is_for_next(at, item.state, last_ms),
        }
    }
}

/// The card of one item.
pub(super) fn card(app: &App, with: RelationshipId, known: &Known) -> View {
    let words = &words().desk;
    let came = fill(words.came, &[&when::lately(known.at, app.now())]);
    let mut parts: Vec<View> = known
        .sort
        .map(|sort| heading(copy::sort(sort)))
        .into_iter()
        .collect();
    parts.push(quiet(&came));
    if known.asked {
        parts.push(note(words.asks));
    }
    match known.state {
        ItemState::LetGo => parts.push(quiet(words.gone)),
        ItemState::Expired => parts.push(quiet(words.expired)),
        _ if known.readable => parts.push(reading(app, known)),
        _ if known.sort.is_none() => parts.push(soft(Icon::Lock, words.sealed)),
        _ => parts.push(quiet(words.exists_says)),
    }
    if known.asked && known.state != ItemState::LetGo {
        parts.push(let_go(app, with, known.of));
    }
    block::card(parts)
}

/// A tap away; what was opened before lies open again.
fn reading(app: &App, known: &Known) -> View {
    let shown: Signal<Option<Snapshot>> = Signal::new(None);
    let of = known.of;
    let opened = match known.state {
        ItemState::Opened(at) => Some(at),
        _ => None,
    };
    if opened.is_some() {
        open(app, of, &shown, |_| {});
    }
    let place = stack(Vec::new()).attr("tabindex", "-1");
    let (app, drawn, focus) = (app.clone(), shown.clone(), place.clone());
    let inside = region(&[&shown], move || match drawn.get() {
        Some(snapshot) => {
            let mut views = copy::copy(&snapshot);
            let opened = opened.map(|at| when::lately(at, app.now()));
            views.extend(opened.map(|at| quiet(&fill(words().desk.opened, &[&at]))));
            views
        }
        None => {
            let (app, shown, focus) = (app.clone(), drawn.clone(), focus.clone());
            let tap = button(Act::Small, words().desk.open, move || {
                let focus = focus.clone();
                open(&app, of, &shown, move |_| focus.focus());
            });
            vec![tap]
        }
    });
    place.child(inside)
}

fn open(
    app: &App,
    of: ItemRef,
    shown: &Signal<Option<Snapshot>>,
    then: impl FnOnce(&App) + 'static,
) {
    let (app, shown) = (app.clone(), shown.clone());
    spawn(async move {
        match app.client().open_item(of).await {
            Ok(snapshot) => {
                shown.set(snapshot);
                then(&app);
            }
            Err(error) => app.tell(&error),
        }
    });
}

fn let_go(app: &App, with: RelationshipId, of: ItemRef) -> View {
    let app = app.clone();
    button(Act::Small, words().desk.let_go, move || {
        let client = app.client().clone();
        app.attempt(async move { client.record_shared(with, What::LetGo(of)).await.map(drop) });
    })
}

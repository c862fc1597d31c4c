//! One thing that was handed over, as it lies on the desk.
//! Invariant: it opens only by a tap, because what was opened is known, and being known has weight.

use holdfast_model::What;
use holdfast_model::handover::{ItemRef, ItemState};
use holdfast_model::id::RelationshipId;
use holdfast_model::ledger::ItemSeen;
use holdfast_model::snapshot::{Content, Sort};
use holdfast_model::time::Instant;

use crate::app::{App, spawn};
use crate::icon::Icon;
use crate::part::act::{Act, button};
use crate::part::block::{self, heading, note, quiet, soft, stack};
use crate::part::copy;
use crate::ui::{Signal, View, region};
use crate::when;
use crate::words::{fill, words};

/// What the desk may know of an item.
#[derive(Clone, Copy, Default)]
struct Known {
    sort: Option<Sort>,
    readable: bool,
    opened: Option<Instant>,
    state: Option<ItemState>,
    asked: bool,
}

impl Known {
    fn of(item: &ItemSeen<'_>) -> Self {
        let sort = match item.content {
            Some(Content::Open(snapshot)) => Some(snapshot.sort()),
            Some(Content::Exists(sort)) => Some(*sort),
            Some(Content::Sealed(_)) | None => None,
        };
        let readable = match item.content {
            Some(Content::Open(_)) => true,
            Some(Content::Sealed(_)) => item.key.is_some(),
            Some(Content::Exists(_)) | None => false,
        };
        let opened = match item.state {
            ItemState::Opened(at) => Some(at),
            _ => None,
        };
        Self {
            sort,
            readable,
            opened,
            state: Some(item.state),
            asked: item.asked_to_let_go,
        }
    }
}

/// The card of one item.
pub(super) fn card(app: &App, with: RelationshipId, of: ItemRef) -> View {
    let now = app.now();
    let known = app.read(|ledger| {
        let items = ledger.received(with, now);
        items
            .iter()
            .find(|item| item.of == of)
            .map(Known::of)
            .unwrap_or_default()
    });
    let words = &words().desk;
    let mut parts = Vec::new();
    parts.extend(known.sort.map(|sort| heading(copy::sort(sort))));
    if known.asked {
        parts.push(note(words.asks));
    }
    match known.state {
        Some(ItemState::LetGo) => parts.push(quiet(words.gone)),
        Some(ItemState::Expired) => parts.push(quiet(words.expired)),
        _ if known.readable => parts.push(reading(app, of, known)),
        _ if known.sort.is_none() => parts.push(soft(Icon::Lock, words.sealed)),
        _ => {}
    }
    if known.asked && known.state != Some(ItemState::LetGo) {
        parts.push(let_go(app, with, of));
    }
    block::card(parts)
}

/// A tap away; what was opened before lies open again.
fn reading(app: &App, of: ItemRef, known: Known) -> View {
    let shown: Signal<Option<holdfast_model::snapshot::Snapshot>> = Signal::new(None);
    if known.opened.is_some() {
        open(app, of, &shown);
    }
    let (app, drawn) = (app.clone(), shown.clone());
    region(&[&shown], move || match drawn.get() {
        Some(snapshot) => {
            let mut views = copy::copy(&snapshot);
            let opened = known.opened.map(|at| when::date_and_clock(at, app.now()));
            views.extend(opened.map(|at| quiet(&fill(words().desk.opened, &[&at]))));
            vec![stack(views)]
        }
        None => {
            let (app, shown) = (app.clone(), drawn.clone());
            let tap = button(Act::Small, words().desk.open, move || {
                open(&app, of, &shown)
            });
            vec![quiet(words().desk.open_says), tap]
        }
    })
}

fn open(app: &App, of: ItemRef, shown: &Signal<Option<holdfast_model::snapshot::Snapshot>>) {
    let (app, shown) = (app.clone(), shown.clone());
    spawn(async move {
        match app.client().open_item(of).await {
            Ok(snapshot) => shown.set(snapshot),
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

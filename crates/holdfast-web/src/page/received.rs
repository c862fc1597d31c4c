//! What one person has received: everything that left, when, and where it stands now.
//! Invariant: it is read from what was really sent; nothing that left is missing here.

use holdfast_model::Ledger;
use holdfast_model::handover::ItemState;
use holdfast_model::id::{HandoverId, RelationshipId};
use holdfast_model::ledger::{Giver, HandoverSeen};
use holdfast_model::snapshot::{Content, Snapshot, Sort};
use holdfast_model::time::Instant;

use crate::app::App;
use crate::page::bag::{sent, wish_word};
use crate::page::person;
use crate::part::act::{Act, button};
use crate::part::block::{card, fold, heading, lead, quiet, title};
use crate::part::copy;
use crate::part::shell::Screen;
use crate::route::Route;
use crate::ui::View;
use crate::when;
use crate::words::{fill, words};

/// The screen.
pub(crate) fn screen(app: &App, id: RelationshipId) -> Screen {
    let words = &words().left;
    let name = person::name(app, id);
    let now = app.now();
    let (handed, notes, snags) = app.read(|ledger| {
        let seen = ledger.handovers(id, now).into_iter().rev();
        let left = seen.filter(|seen| seen.giver == Giver::Me && seen.left);
        let handed: Vec<Gone> = left.map(|seen| Gone::of(&seen)).collect();
        (handed, notes(ledger, id, now), snags(ledger, id, now))
    });
    let is_empty = handed.is_empty() && notes.is_empty() && snags.is_empty();
    let says = if is_empty { words.none } else { words.lead };
    let head = fill(crate::words::words().more.received, &[&name]);
    let mut body = vec![title(&head), lead(&fill(says, &[&name]))];
    body.extend(handed.iter().map(|gone| gone.card(app, &name, now)));
    for (head, cards) in [(words.notes, notes), (words.snags, snags)] {
        if !cards.is_empty() {
            body.push(heading(head));
            body.extend(cards);
        }
    }
    body.push(quiet(&fill(words.both, &[&name])));
    Screen::new("", body).back(app.to(Route::Tie(id)))
}

/// A handover that left.
struct Gone {
    handover: HandoverId,
    at: Instant,
    items: Vec<Item>,
}

/// One item of it.
struct Item {
    sort: Option<Sort>,
    wish: &'static str,
    state: ItemState,
    copy: Option<Snapshot>,
}

impl Gone {
    fn of(seen: &HandoverSeen<'_>) -> Self {
        let mut items = Vec::new();
        for item in &seen.items {
            let (sort, copy) = match item.content {
                Some(Content::Open(snapshot)) => (Some(snapshot.sort()), Some(snapshot.clone())),
                Some(Content::Exists(sort)) => (Some(*sort), None),
                Some(Content::Sealed(_)) | None => (None, None),
            };
            items.push(Item {
                sort,
                wish: item.wish.map_or("", wish_word),
                state: item.state,
                copy,
            });
        }
        Self {
            handover: seen.handover,
            at: seen.at,
            items,
        }
    }

    fn card(&self, app: &App, name: &str, now: Instant) -> View {
        let when = when::date_and_clock(self.at, now);
        let mut parts = vec![heading(&format!("{}, {when}", words().left.handed))];
        parts.extend(self.items.iter().flat_map(|item| item.views(name)));
        let with_them =
            |item: &Item| matches!(item.state, ItemState::OnTheWay | ItemState::Delivered);
        if self.items.iter().any(with_them) {
            let (app, handover) = (app.clone(), self.handover);
            let word = words().bag.take_back;
            parts.push(button(Act::Plain, word, move || {
                sent::take_back(&app, handover)
            }));
        }
        card(parts)
    }
}

impl Item {
    fn views(&self, name: &str) -> Vec<View> {
        let words = &words().left;
        let what = match self.sort {
            Some(sort) => format!("{}. {}", copy::sort(sort), self.wish),
            None => self.wish.to_owned(),
        };
        let state = sent::state_word(self.state, name);
        let mut views = vec![quiet(&format!("{what}: {state}."))];
        views.push(match (&self.copy, self.sort) {
            (Some(snapshot), _) => fold(words.see, copy::copy(snapshot)),
            (None, Some(_)) => quiet(words.exists),
            (None, None) => quiet(words.sealed),
        });
        views
    }
}

fn notes(ledger: &Ledger, id: RelationshipId, now: Instant) -> Vec<View> {
    let mut cards = Vec::new();
    for session in ledger.sessions(id).into_iter().rev() {
        let at = when::date_and_clock(session.session.starts, now);
        for note in ledger.notes(session.session.session).shown {
            cards.push(fold(&at, copy::note(note.what)));
        }
    }
    cards
}

fn snags(ledger: &Ledger, id: RelationshipId, now: Instant) -> Vec<View> {
    let mut cards = Vec::new();
    for episode in ledger.ruptures(id).into_iter().rev() {
        if let Some(mine) = &episode.mine {
            let day = when::date(episode.noticed.day(), now);
            let view = Snapshot::Rupture(mine.told.what.clone());
            cards.push(fold(&day, copy::copy(&view)));
        }
    }
    cards
}

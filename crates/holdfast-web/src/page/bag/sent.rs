//! What was handed over, and taking it back. Invariant: each state is exact, never guessed.

use holdfast_client::ClientError;
use holdfast_model::bag::Picked;
use holdfast_model::handover::ItemState;
use holdfast_model::id::{HandoverId, RelationshipId};
use holdfast_model::ledger::{Giver, HandoverSeen};
use holdfast_model::snapshot::Content;
use holdfast_model::thing::Thing;
use holdfast_model::time::Instant;

use super::wish_word;
use crate::app::{App, spawn};
use crate::page::person;
use crate::part::act::{Act, button};
use crate::part::block::{card, heading, quiet, say, title};
use crate::part::shell::Screen;
use crate::part::{copy, undo};
use crate::route::Route;
use crate::ui::{View, el, region};
use crate::when;
use crate::words::{fill, words};

/// The list, the newest first.
pub(crate) fn screen(app: &App, to: RelationshipId) -> Screen {
    let words = &words().bag;
    let name = person::name(app, to);
    let (drawn, called) = (app.clone(), name.clone());
    let list = region(&[app.news()], move || {
        let given = given(&drawn, to);
        match given.is_empty() {
            true => vec![quiet(words.sent_none)],
            false => given.iter().map(|one| one.card(&drawn, &called)).collect(),
        }
    });
    Screen::new(&name, vec![title(words.sent), list]).back(app.to(Route::Between(to)))
}

fn given(app: &App, to: RelationshipId) -> Vec<Given> {
    let now = app.now();
    app.read(|ledger| {
        let seen = ledger.handovers(to, now).into_iter().rev();
        seen.filter(|seen| seen.giver == Giver::Me)
            .map(|seen| Given::of(&seen))
            .collect()
    })
}

/// Who has a thing besides herself, as far as she knows; `None` when it never left.
pub(crate) fn who_has(app: &App, thing: Thing) -> Option<String> {
    let (now, picked) = (app.now(), Picked::Thing(thing));
    let of = |to: RelationshipId, name: &str| {
        app.read(|ledger| {
            if ledger.bag(to).iter().any(|item| item.picked == picked) {
                return Some(words().bag.in_bag.to_owned());
            }
            let is_it = |item: &&holdfast_model::ledger::ItemSeen<'_>| {
                let put = ledger.bag_item(item.of.item);
                put.is_some_and(|put| put.picked == picked)
            };
            let all = ledger.handovers(to, now);
            let mine = all.iter().rev().filter(|seen| seen.giver == Giver::Me);
            let found = mine.flat_map(|seen| &seen.items).find(is_it)?;
            Some(state_word(found.state, name))
        })
    };
    person::people(app)
        .into_iter()
        .find_map(|(to, name)| of(to, &name))
}

/// One handover, as the list shows it.
struct Given {
    handover: HandoverId,
    at: Instant,
    left: bool,
    items: Vec<(&'static str, &'static str, ItemState)>,
    sealed: bool,
}

impl Given {
    fn of(seen: &HandoverSeen<'_>) -> Self {
        let line = |content: Option<&Content>, wish: Option<holdfast_model::bag::Wish>| {
            let what = match content {
                Some(Content::Open(snapshot)) => copy::sort(snapshot.sort()),
                Some(Content::Exists(sort)) => copy::sort(*sort),
                Some(Content::Sealed(_)) | None => "",
            };
            (what, wish.map_or("", wish_word))
        };
        let items = seen.items.iter();
        let holds = |item: &&holdfast_model::ledger::ItemSeen<'_>| {
            matches!(item.content, Some(Content::Sealed(_))) && item.key.is_none()
        };
        Self {
            handover: seen.handover,
            at: seen.at,
            left: seen.left,
            sealed: seen.left
                && seen
                    .items
                    .iter()
                    .any(|item| holds(&item) && is_with_them(item.state)),
            items: items
                .map(|item| {
                    let (what, wish) = line(item.content, item.wish);
                    (what, wish, item.state)
                })
                .collect(),
        }
    }

    fn card(&self, app: &App, name: &str) -> View {
        let words = &words().bag;
        let mut inside = vec![heading(&when::date_and_clock(self.at, app.now()))];
        for (what, wish, state) in &self.items {
            let under = quiet(&format!("{wish}. {}", state_word(*state, name)));
            inside.push(el("div").child(say(what)).child(under));
        }
        let handover = self.handover;
        if !self.left && self.is_open() {
            let say = app.clone();
            inside.push(button(Act::Plain, words.say_now, move || {
                say_now(&say, handover)
            }));
        }
        if self.sealed {
            let room = app.clone();
            inside.push(button(Act::Plain, words.release, move || {
                release(&room, handover)
            }));
        }
        if self.is_open() {
            let opened = self
                .items
                .iter()
                .any(|(_, _, state)| matches!(state, ItemState::Opened(_)));
            let word = if opened {
                words.let_go
            } else {
                words.take_back
            };
            let back = app.clone();
            inside.push(button(Act::Plain, word, move || take_back(&back, handover)));
        }
        card(inside)
    }

    fn is_open(&self) -> bool {
        self.items.iter().any(|(_, _, state)| is_with_them(*state))
    }
}

/// Takes a handover back; after it was opened, asks to let it go.
pub(crate) fn take_back(app: &App, handover: HandoverId) {
    let asked = app.clone();
    spawn(async move {
        let taken = asked.client().take_back(handover).await;
        done(&asked, taken, words().bag.taken);
    });
}

fn say_now(app: &App, handover: HandoverId) {
    let asked = app.clone();
    spawn(async move {
        let said = asked.client().say_now(handover).await;
        done(&asked, said, words().bag.now_gone);
    });
}

fn release(app: &App, handover: HandoverId) {
    let asked = app.clone();
    spawn(async move {
        let released = asked.client().release_in_room(handover).await;
        done(&asked, released, words().bag.released);
    });
}

fn done(app: &App, outcome: Result<(), ClientError>, said: &'static str) {
    match outcome {
        Ok(()) => {
            app.draw();
            undo::tell(said);
            app.sync();
        }
        Err(error) => app.tell(&error),
    }
}

/// Whether it can still be taken back, or asked for.
const fn is_with_them(state: ItemState) -> bool {
    matches!(
        state,
        ItemState::Waiting(_) | ItemState::OnTheWay | ItemState::Delivered | ItemState::Opened(_)
    )
}

/// Where an item stands, in words.
pub(crate) fn state_word(state: ItemState, name: &str) -> String {
    let words = &words().bag;
    let plain = match state {
        ItemState::InBag => words.in_bag,
        ItemState::Waiting(_) => words.waits,
        ItemState::OnTheWay => words.way,
        ItemState::Delivered => words.delivered,
        ItemState::Opened(_) => words.opened,
        ItemState::TakenBack => words.taken_back,
        ItemState::Expired => words.expired,
        ItemState::LetGo => words.let_gone,
    };
    fill(plain, &[name])
}

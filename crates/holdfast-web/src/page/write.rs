//! Write: words at night. Each batch of keystrokes is on the disk before the line says "Kept".
//! Invariant: leaving, locking, hiding or losing the power never costs an older sentence.

mod pad;
pub(crate) mod pages;

use holdfast_model::What;
use holdfast_model::id::{RelationshipId, WritingId};
use holdfast_model::part::Voice;
use holdfast_model::text::Words;
use holdfast_model::thing::{Links, Thing};
use holdfast_model::time::Instant;
use holdfast_model::writing::Writing;

use crate::app::App;
use crate::page::bag::{self, put};
use crate::page::parts;
use crate::part::act::{Act, button, pair};
use crate::part::block::{card, note, own, quiet, stack, wrap};
use crate::part::kept::kept_line;
use crate::part::shell::Screen;
use crate::part::{picker, undo};
use crate::route::Route;
use crate::ui::{View, Watch, el};
use crate::when;
use crate::words::{fill, words};
use pad::Pad;

pub(crate) use pad::recover;

/// A new page, with what was typed before the app was ready.
pub(crate) fn new(app: &App) -> Screen {
    match app.id(WritingId::new) {
        Some(id) => screen(
            app,
            Pad::new(
                app,
                id,
                Page {
                    text: app.take_early(),
                    ..Page::default()
                },
            ),
        ),
        None => crate::page::today::screen(app),
    }
}

/// A page that is there.
pub(crate) fn page(app: &App, id: WritingId) -> Screen {
    let page = app.read(|ledger| ledger.writing(id).map(|versions| Page::of(&versions)));
    screen(app, Pad::new(app, id, page.unwrap_or_default()))
}

/// The one private note about a relationship: a writing in her own space that links to it.
pub(crate) fn about(app: &App, with: RelationshipId) -> Screen {
    let link = Thing::Relationship(with);
    let found = app.read(|ledger| {
        let all = ledger.writings();
        all.into_iter()
            .find(|(_, one)| one.current().what.about.contains(&link))
            .map(|(id, _)| id)
    });
    if let Some(id) = found {
        return page(app, id);
    }
    let Some(id) = app.id(WritingId::new) else {
        return crate::page::today::screen(app);
    };
    let about = Links::new(vec![link]).unwrap_or_default();
    screen(
        app,
        Pad::new(
            app,
            id,
            Page {
                about,
                ..Page::default()
            },
        ),
    )
}

/// A page as it stands in the ledger.
#[derive(Default)]
struct Page {
    text: String,
    voice: Voice,
    about: Links,
    at: Option<Instant>,
    versions: usize,
    others: Vec<(Instant, String)>,
}

impl Page {
    fn of(versions: &holdfast_model::ledger::Versions<'_, Writing>) -> Self {
        let current = versions.current();
        let others = versions
            .others()
            .iter()
            .map(|other| (other.at, text_of(other.what)));
        Self {
            text: text_of(current.what),
            voice: current.what.voice.clone(),
            about: current.what.about.clone(),
            at: Some(current.at),
            versions: versions.history().len(),
            others: others.collect(),
        }
    }
}

fn screen(app: &App, pad: Pad) -> Screen {
    let words = &words().write;
    let field = pad.field();
    let mut body = vec![el("h1").class("sr").text(words.label)];
    let at = when::day_and_clock(pad.at.unwrap_or_else(|| app.now()));
    body.push(quiet(format!("{at} {}", pad.versions).trim_end()));
    body.extend(other_versions(&pad));
    body.push(field.clone());
    body.push(stems(&pad));
    let parts = parts::offered(app);
    if !parts.is_empty() {
        body.push(picker::voices(words.part_title, &parts, &pad.voice));
        let changed = pad.clone();
        pad.voice.watch_here(move || changed.touched());
    }
    let remove = pad.clone();
    if pad.at.is_some() {
        body.push(button(Act::Quiet, words.remove, move || {
            remove_page(&remove)
        }));
    }
    let foot = foot(app, &pad);
    let screen = Screen {
        place: Some(kept_line(
            &pad.keeping,
            bag::sent::who_has(app, Thing::Writing(pad.id)),
        )),
        ..Screen::default()
    };
    Screen {
        body,
        focus: Some(field),
        ..screen
    }
    .foot(vec![foot])
}

/// The ways on. A private note of the desk is never brought to anyone: it only leads back.
fn foot(app: &App, pad: &Pad) -> View {
    let word = crate::words::words().act.done;
    let whom = pad.about.iter().find_map(|thing| match thing {
        Thing::Relationship(id) => Some(*id),
        _ => None,
    });
    if let Some(with) = whom {
        return button(Act::Primary, word, app.to(Route::Between(with)));
    }
    let finish = button(Act::Primary, word, app.to(Route::Pages));
    let second = put::bag_button(app, Thing::Writing(pad.id))
        .unwrap_or_else(|| button(Act::Plain, words().write.all, app.to(Route::Pages)));
    pair(second, finish)
}

fn stems(pad: &Pad) -> View {
    let words = &words().write;
    let chips = [words.stem_1, words.stem_2, words.stem_3].map(|stem| {
        let pad = pad.clone();
        let chip = el("button")
            .attr("type", "button")
            .class("chip")
            .text(stem.trim());
        chip.tap(move || pad.begin_with(stem))
    });
    el("details")
        .child(el("summary").text(words.stems))
        .child(wrap(chips.into()))
}

fn other_versions(pad: &Pad) -> Option<View> {
    if pad.others.is_empty() {
        return None;
    }
    let words = &words().write;
    let cards = pad.others.iter().map(|(at, text)| {
        let (pad, text) = (pad.clone(), text.clone());
        let shown = own(&text);
        let take = button(Act::Small, words.version_this, move || pad.replace(&text));
        card(vec![quiet(&when::day_and_clock(*at)), shown, take])
    });
    let cards = stack(cards.collect());
    Some(stack(vec![note(words.versions_two), cards]))
}

fn remove_page(pad: &Pad) {
    let thing = Thing::Writing(pad.id);
    let app = pad.app.clone();
    app.record(What::Removed(thing), move |app, _| {
        app.go(Route::Pages);
        let again = app.clone();
        undo::offer(words().write.deleted, move || {
            again.record(What::Restored(thing), |app, _| app.draw());
        });
    });
}

/// The words of a version; empty for one that she cleared.
fn text_of(writing: &Writing) -> String {
    writing
        .words
        .as_ref()
        .map(Words::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// "3 versions", when there are several.
fn versions_line(count: usize) -> String {
    if count < 2 {
        String::new()
    } else {
        fill(words().write.versions, &[&count.to_string()])
    }
}

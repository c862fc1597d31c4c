//! The bag: what she may bring, each with a wish; then exactly what leaves; then hand over.
//! Invariant: nothing leaves from here without a preview, and the bag itself never leaves.

mod check_ins;
pub(crate) mod put;
pub(crate) mod sent;

use holdfast_client::{HandoverDraft, Preview, PreviewItem, Shows};
use holdfast_model::What;
use holdfast_model::bag::{BagItem, Wish};
use holdfast_model::handover::Moment;
use holdfast_model::id::RelationshipId;
use holdfast_model::snapshot::Snapshot;

use crate::app::{App, spawn};
use crate::icon::Icon;
use crate::page::person;
use crate::part::act::{Act, button, button_with, choice};
use crate::part::block::{card, heading, note, quiet, soft, stack, title};
use crate::part::copy;
use crate::part::shell::Screen;
use crate::part::undo;
use crate::route::Route;
use crate::ui::{Signal, View, Watch};
use crate::words::{fill, words};

/// What is in the bag.
pub(crate) fn screen(app: &App, to: RelationshipId) -> Screen {
    let words = &words().bag;
    let name = person::name(app, to);
    let items = items(app, to);
    let mut body = vec![
        title(words.title),
        soft(Icon::Lock, &fill(words.still, &[&name])),
    ];
    if items.is_empty() {
        body.push(quiet(words.empty_lead));
    }
    body.extend(items.iter().map(|item| item_card(app, item)));
    body.extend(check_ins::card_of(app, to));
    body.push(person::hours(app, to));
    body.push(quiet(words.not_live));
    let back = app.clone();
    let screen = Screen::new(&name, body).back(move || back.go(Route::Between(to)));
    if items.is_empty() {
        return screen;
    }
    screen.foot(vec![button_with(
        Act::Primary,
        Icon::Send,
        words.look,
        app.to(Route::Preview(to)),
    )])
}

/// Exactly what the other will see, and when.
pub(crate) fn preview(app: &App, to: RelationshipId) -> Screen {
    let words = &words().bag;
    let name = person::name(app, to);
    let moment = Signal::new(Moment::Now);
    // What is handed over is what is drawn here, not what the bag holds at the tap.
    let shown = previewed(app, to);
    let cards = shown.iter().flat_map(|shown| shown.items.iter().map(shows));
    let body = vec![
        title(&fill(words.preview, &[&name])),
        stack(cards.collect()),
        heading(words.moment),
        choice(words.moment, &moments(app, to), &moment),
        person::hours(app, to),
        note(words.not_live),
        quiet(words.back_until),
    ];
    let back = app.clone();
    let screen = Screen::new(&name, body).back(move || back.go(Route::Bag(to)));
    let Some(shown) = shown else { return screen };
    let go = app.clone();
    screen.foot(vec![button_with(
        Act::Primary,
        Icon::Send,
        words.go,
        move || hand_over(&go, shown.clone(), moment.get()),
    )])
}

fn items(app: &App, to: RelationshipId) -> Vec<BagItem> {
    app.read(|ledger| ledger.bag(to).into_iter().cloned().collect())
}

fn item_card(app: &App, item: &BagItem) -> View {
    let words = &words().bag;
    let snapshot = app.read(|ledger| ledger.copy(item));
    let head = snapshot.as_ref().map_or("", |copy| copy::sort(copy.sort()));
    let wish = Signal::new(item.wish);
    let (keep, now, put) = (app.clone(), wish.clone(), item.clone());
    wish.watch_here(move || {
        let wish = now.get();
        keep.record(
            What::BagPut(BagItem {
                wish,
                ..put.clone()
            }),
            |_, _| {},
        );
    });
    let (out, gone) = (app.clone(), item.clone());
    let mut inside = vec![heading(head)];
    inside.extend(snapshot.as_ref().map(|copy| quiet(&beginning(copy))));
    inside.push(choice(words.wish, &wishes(), &wish));
    inside.push(button(Act::Quiet, words.out, move || {
        take_out(&out, gone.clone());
    }));
    card(inside)
}

fn wishes() -> [(Wish, &'static str); 4] {
    let words = &words().bag;
    [
        (Wish::ReadWithMe, words.with_me),
        (Wish::ReadBefore, words.before),
        (Wish::OnlyKnowItExists, words.exists),
        (Wish::DoNotRaise, words.not_raise),
    ]
}

/// The word for a wish.
pub(crate) fn wish_word(wish: Wish) -> &'static str {
    let named = wishes().into_iter().find(|(known, _)| *known == wish);
    named.map_or("", |(_, word)| word)
}

/// The first words of a copy, or how many check-ins it holds.
fn beginning(snapshot: &Snapshot) -> String {
    match snapshot {
        Snapshot::Writing { words, .. } => copy::beginning(words.as_str()),
        Snapshot::Rupture(view) => {
            let words = view.words.as_ref().map(|words| words.as_str());
            copy::beginning(words.unwrap_or_default())
        }
        Snapshot::CheckIns(copies) => {
            fill(words().bag.check_ins_count, &[&copies.len().to_string()])
        }
        _ => String::new(),
    }
}

fn take_out(app: &App, item: BagItem) {
    app.record(What::BagTakenOut(item.item), move |app, _| {
        app.draw();
        let again = app.clone();
        undo::offer(words().bag.taken_out, move || {
            again.record(What::BagPut(item.clone()), |app, _| app.draw());
        });
    });
}

fn previewed(app: &App, to: RelationshipId) -> Option<Preview> {
    let draft = HandoverDraft {
        to,
        items: items(app, to).iter().map(|item| item.item).collect(),
        moment: Moment::Now,
        expires: None,
    };
    let preview = app.client().preview(&draft);
    preview.map_err(|error| app.tell(&error)).ok()
}

fn shows(item: &PreviewItem) -> View {
    let words = &words().bag;
    let mut inside = vec![heading(wish_word(item.wish))];
    match &item.shows {
        Shows::Whole(snapshot) => inside.extend(copy::copy(snapshot)),
        Shows::InTheRoom(snapshot) => {
            inside.push(quiet(words.in_room));
            inside.push(stack(copy::copy(snapshot)));
        }
        Shows::OnlyItsSort(sort) => inside.push(quiet(copy::sort(*sort))),
    }
    card(inside)
}

fn moments(app: &App, to: RelationshipId) -> Vec<(Moment, &'static str)> {
    let words = &words().bag;
    let now = app.now();
    let next = app.read(|ledger| {
        let next = ledger.next_session(now)?;
        (next.relationship == to).then_some(next.session.session)
    });
    let mut moments = vec![(Moment::Now, words.moment_now)];
    moments.extend(next.map(|session| (Moment::AtSession(session), words.moment_session)));
    moments.push((Moment::WhenISaySo, words.moment_say));
    moments
}

/// Hands over what was shown. If any of it is another by now, she sees it anew and nothing leaves.
fn hand_over(app: &App, mut shown: Preview, moment: Moment) {
    let (app, to) = (app.clone(), shown.draft.to);
    shown.draft.moment = moment;
    spawn(async move {
        match app.client().hand_over(shown).await {
            Ok(handover) => {
                app.turn(Route::Sent(to));
                let back = app.clone();
                let said = fill(words().bag.gone, &[&person::name(&app, to)]);
                undo::offer(&said, move || sent::take_back(&back, handover));
                app.sync();
            }
            Err(error) => {
                app.draw();
                app.tell(&error);
            }
        }
    });
}

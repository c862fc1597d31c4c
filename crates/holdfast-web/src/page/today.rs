//! Today: a check-in that takes a minute, or one tap, or nothing.
//! Invariant: every question can be skipped; any answer but "no" to the one switch shows Hold at
//! once, to her alone; what was typed stays until it is kept.

pub(crate) mod form;

use holdfast_model::What;
use holdfast_model::id::ChangeId;
use holdfast_model::thing::Thing;

use crate::app::App;
use crate::icon::Icon;
use crate::page::{bag::put, parts};
use crate::part::act::{Act, button, link, pair};
use crate::part::block::{card, note, quiet, stack, title};
use crate::part::field;
use crate::part::five::question;
use crate::part::shell::Screen;
use crate::part::{picker, undo};
use crate::route::Route;
use crate::ui::{Signal, View, el, region};
use crate::when;
use crate::words::{fill, words};
use form::{Asked, Form};

/// The check-in.
pub(crate) fn screen(app: &App) -> Screen {
    let form = Form::of(app);
    let kept = Signal::new(None);
    let (page, asked) = (app.clone(), form.clone());
    let body = region(&[&kept], {
        let kept = kept.clone();
        move || match kept.get() {
            Some(outcome) => after(&page, outcome),
            None => questions(&page, &asked),
        }
    });
    let save = button(Act::Primary, words().today.save, keeper(app, &form, &kept));
    let shown = kept.clone();
    let foot = el("div").live(&kept, move |view| {
        view.toggle("hidden", shown.get().is_some())
    });
    Screen::new(
        &when::part_of_week(app.now()),
        vec![title(words().today.title), body],
    )
    .foot(vec![foot.child(save)])
}

/// What became of a check-in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Nothing was answered. That is fine.
    Empty,
    /// It is kept, under this id.
    Kept(ChangeId),
}

fn keeper(app: &App, form: &Form, kept: &Signal<Option<Outcome>>) -> impl Fn() + 'static {
    let (app, form, kept) = (app.clone(), form.clone(), kept.clone());
    move || {
        let Some(check_in) = form.check_in(&app) else {
            return;
        };
        if check_in.is_empty() {
            return kept.set(Some(Outcome::Empty));
        }
        let (form, kept) = (form.clone(), kept.clone());
        app.record(What::CheckedIn(check_in), move |app, record| {
            form.clear();
            kept.set(Some(Outcome::Kept(record.id)));
            let (app, kept) = (app.clone(), kept.clone());
            undo::offer(words().today.saved, move || {
                let kept = kept.clone();
                let gone = What::Removed(Thing::CheckIn(record.id));
                app.record(gone, move |_, _| kept.set(None));
            });
        });
    }
}

fn questions(app: &App, form: &Form) -> Vec<View> {
    let today = &words().today;
    let (few, more): (Vec<_>, Vec<_>) = form.asked.iter().partition(|asked| asked.first);
    let mut body = vec![quiet(today.lead)];
    body.extend(next_session(app));
    body.extend(few.into_iter().map(ask));
    if form.asks_to_live {
        body.push(to_live(app, form));
    }
    let rest = el("div")
        .class("stack")
        .children(more.into_iter().map(ask).collect());
    let rest = rest
        .child(field::words(today.line, &form.words))
        .child(picker::voices(today.who, &parts::offered(app), &form.voice));
    body.push(
        el("details")
            .child(el("summary").text(today.more))
            .child(rest),
    );
    body.push(button(Act::Quiet, today.choose, app.to(Route::Questions)));
    body
}

fn ask(asked: &Asked) -> View {
    question(&asked.text, &asked.ends, &asked.answer, None)
}

/// The one switch. It is off at first; where it is on, it can be put away with one tap.
fn to_live(app: &App, form: &Form) -> View {
    let today = &words().today;
    let answers = [today.live_yes, today.live_unsure, today.live_no];
    let chips = form.live_chips(&answers);
    let shown = form.live.clone();
    let hold = region(&[&form.live], move || {
        let offers = shown
            .get()
            .is_some_and(|answer| answer != holdfast_model::check_in::Answer::No);
        if offers { vec![hold_now()] } else { Vec::new() }
    });
    let (gone, put_away) = (form.live.clone(), app.clone());
    let worse = button(Act::Quiet, today.live_worse, move || {
        gone.set(None);
        form::put_away(&put_away);
    });
    card(vec![
        crate::part::block::heading(today.live),
        chips,
        hold,
        worse,
    ])
}

fn hold_now() -> View {
    let said = note(words().today.live_hold);
    stack(vec![
        said,
        link(Act::Plain, words().today.live_go, "/hold.html").class("hb"),
    ])
}

fn next_session(app: &App) -> Option<View> {
    let now = app.now();
    let (starts, in_bag) = app.read(|ledger| {
        let next = ledger.next_session(now)?;
        Some((next.session.starts, ledger.bag(next.relationship).len()))
    })?;
    let head = fill(words().today.session, &[&when::date_and_clock(starts, now)]);
    let under = match in_bag {
        0 => words().today.bag_none.to_owned(),
        some => fill(words().today.bag_some, &[&some.to_string()]),
    };
    Some(crate::part::block::point(Icon::Clock, &head, &under))
}

fn after(app: &App, outcome: Outcome) -> Vec<View> {
    let today = &words().today;
    let said = match outcome {
        Outcome::Empty => today.empty,
        Outcome::Kept(_) => today.saved,
    };
    let again = app.clone();
    let write = button(Act::Plain, today.write, app.to(Route::Write));
    let again = button(Act::Plain, today.again, move || again.draw());
    let mut shown = vec![
        el("p").class("lead").attr("role", "status").text(said),
        pair(write, again),
    ];
    if let Outcome::Kept(id) = outcome {
        shown.extend(put::bag_button(app, Thing::CheckIn(id)));
    }
    shown
}

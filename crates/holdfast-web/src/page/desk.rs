//! The therapist's desk: who is coming, what was handed over, the line, and the repair work.
//! Invariant: it shows what was given on purpose; of what was not, there is no trace and no gap.

mod brief;
pub(crate) mod hours;
mod item;
mod mending;
mod people;

use holdfast_model::id::RelationshipId;

use crate::app::App;
use crate::part::act::choice;
use crate::part::block::{lead, title};
use crate::part::shell::{Screen, Width};
use crate::route::Route;
use crate::ui::{Signal, View, Watch, el, region};
use crate::when;
use crate::words::words;

/// What a phone shows of the desk; a wide window shows all columns beside each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// What was handed over, and the line.
    Brief,
    /// Repair work, notes, times.
    Work,
}

/// The desk, with one person in the middle or nobody chosen yet.
pub(crate) fn screen(app: &App, chosen: Option<RelationshipId>) -> Screen {
    let head = match chosen {
        Some(id) => title(&brief::before(app, id)).class("noprint"),
        None => title(words().desk.title),
    };
    let head = head.attr("tabindex", "-1");
    let columns = el("div").class("cols").child(head.clone());
    let screen = match chosen {
        Some(id) => {
            let body = vec![with(app, id, columns)];
            Screen::new(words().desk.title, body).back(app.to(Route::Us))
        }
        None => Screen::new("", vec![nobody(app, columns)]),
    };
    Screen {
        width: Width::Desk,
        focus: Some(head),
        ..screen
    }
}

fn nobody(app: &App, columns: View) -> View {
    let today = when::date(app.now().day(), app.now());
    let says = el("section").class("stack of-brief wide");
    let says = says.child(lead(&today)).child(lead(words().desk.pick));
    let people = people::column(app, None).class("of-people");
    columns.child(people).child(says)
}

fn with(app: &App, id: RelationshipId, columns: View) -> View {
    let words = &words().desk;
    let step = Signal::new(Step::Brief);
    let steps = [(Step::Brief, words.handed_over), (Step::Work, words.work)];
    let chips = choice(words.title, &steps, &step).class("steps");
    let shown = step.clone();
    let columns = columns.live(&step, move |view| {
        let on = match shown.get() {
            Step::Brief => "brief",
            Step::Work => "work",
        };
        view.set("data-step", on);
    });
    columns
        .child(el("p").class("onlyprint lead").text(words.printed))
        .child(chips)
        .child(people::column(app, Some(id)).class("of-people"))
        .child(brief::column(app, id).class("of-brief"))
        .child(mending::column(app, id).class("of-work"))
}

/// A box that follows the ledger and is drawn anew only when what it shows has changed: what she
/// has under her finger stays there.
fn follow<T: PartialEq + 'static>(
    app: &App,
    look: impl Fn(&App) -> T + 'static,
    draw: impl Fn(&App, &T) -> Vec<View> + 'static,
) -> View {
    let seen = Signal::new(look(app));
    let (looked, known) = (app.clone(), seen.clone());
    app.news().watch_here(move || {
        let now = look(&looked);
        if known.with(|before| *before != now) {
            known.set(now);
        }
    });
    let (app, shown) = (app.clone(), seen.clone());
    region(&[&seen], move || shown.with(|seen| draw(&app, seen)))
}

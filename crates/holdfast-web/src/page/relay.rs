//! The relay: whether everything has gone out, and what she should know of it.
//! Invariant: one notice at a time, in whole sentences: what happened, and what she can do.

use holdfast_client::Notice;

use crate::app::{App, spawn};
use crate::page::person;
use crate::part::act::{Act, button};
use crate::part::block::{card, fold, heading, lead, quiet, say, title};
use crate::part::shell::Screen;
use crate::route::Route;
use crate::trouble;
use crate::ui::{Signal, View, el, region};
use crate::when;
use crate::words::{fill, words};

/// The screen.
pub(crate) fn screen(app: &App) -> Screen {
    let words = &words().more;
    let said = Signal::new(String::new());
    let shown = said.clone();
    let line = el("p")
        .attr("role", "status")
        .live(&said, move |view| view.say(&shown.get()));
    let told = app.clone();
    let notices = region(&[app.news()], move || notices(&told));
    let asked = app.clone();
    let go = button(Act::Plain, words.relay_try, move || ask(&asked, &said));
    let body = vec![title(words.relay), lead(words.relay_lead), notices, line];
    Screen::new("", body)
        .back(app.to(Route::More))
        .foot(vec![go])
}

/// The second line of its row in More.
pub(crate) fn under(app: &App) -> &'static str {
    let words = &words().more;
    if app.client().alarms().is_empty() {
        words.relay_lead
    } else {
        words.relay_told
    }
}

fn ask(app: &App, said: &Signal<String>) {
    let (app, said) = (app.clone(), said.clone());
    spawn(async move {
        let words = &words().more;
        said.set(match app.client().sync().await {
            Ok(report) if report.is_complete() => words.relay_ok.to_owned(),
            Ok(report) => {
                let waiting = fill(words.relay_state, &[&report.waiting.to_string()]);
                format!("{} {waiting}", crate::words::words().trouble.offline)
            }
            Err(error) => trouble::sentence(&error),
        });
    });
}

/// The newest lies open; the others are folded.
fn notices(app: &App) -> Vec<View> {
    let mut told = app.client().alarms();
    let Some(newest) = told.pop() else {
        return vec![quiet(words().more.relay_quiet)];
    };
    let mut views = vec![notice(app, &newest)];
    if !told.is_empty() {
        let earlier = told.iter().rev().map(|one| notice(app, one)).collect();
        views.push(fold(words().desk.earlier, earlier));
    }
    views
}

fn notice(app: &App, notice: &Notice) -> View {
    let name = notice.relationship.map(|id| person::name(app, id));
    let about = name.map(|name| quiet(&fill(words().more.relay_about, &[&name])));
    let day = when::date(notice.noticed.day(), app.now());
    let mut parts = vec![heading(notice.what_happened), say(notice.what_you_can_do)];
    parts.push(quiet(&day));
    parts.extend(about);
    card(parts)
}

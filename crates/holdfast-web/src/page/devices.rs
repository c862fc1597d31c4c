//! Other devices, the relay, and taking everything away. Invariant: what waits is said exactly.

use crate::app::{App, spawn};
use crate::part::act::{Act, button};
use crate::part::block::{lead, quiet, title};
use crate::part::field;
use crate::part::shell::Screen;
use crate::route::Route;
use crate::trouble;
use crate::ui::{Signal, download, el};
use crate::words::{fill, words};

/// How another phone gets everything.
pub(crate) fn screen(app: &App) -> Screen {
    let words = &words().more;
    let back = app.clone();
    Screen::new("", vec![title(words.devices), lead(words.devices_lead)])
        .back(move || back.go(Route::More))
        .foot(vec![button(Act::Plain, words.sheet, app.to(Route::Sheet))])
}

/// The relay: whether it was reached, and a way to try.
pub(crate) fn relay(app: &App) -> Screen {
    let words = &words().more;
    let said = Signal::new(String::new());
    let shown = said.clone();
    let line = el("p")
        .attr("role", "status")
        .live(&said, move |view| view.say(&shown.get()));
    let (back, asked) = (app.clone(), app.clone());
    let body = vec![title(words.relay), lead(words.relay_lead), line];
    Screen::new("", body)
        .back(move || back.go(Route::More))
        .foot(vec![button(Act::Plain, words.relay_try, move || {
            let (app, said) = (asked.clone(), said.clone());
            spawn(async move {
                match app.client().sync().await {
                    Ok(report) if report.is_complete() => said.set(words.relay_ok.to_owned()),
                    Ok(report) => said.set(format!(
                        "{} {}",
                        crate::words::words().trouble.offline,
                        fill(words.relay_state, &[&report.waiting.to_string()])
                    )),
                    Err(error) => said.set(trouble::sentence(&error)),
                }
            });
        })])
}

/// Everything in one file.
pub(crate) fn take(app: &App) -> Screen {
    let words = &words().more;
    let phrase = Signal::new(String::new());
    let (back, asked, secret) = (app.clone(), app.clone(), phrase.clone());
    let body = vec![
        title(words.take),
        lead(words.take_lead),
        field::secret(
            words.take_phrase,
            crate::words::words().act.show,
            &phrase,
            "new-password",
        ),
        quiet(words.take_sealed),
    ];
    Screen::new("", body)
        .back(move || back.go(Route::More))
        .foot(vec![button(Act::Primary, words.take_go, move || {
            let (app, phrase) = (asked.clone(), secret.get());
            spawn(async move {
                crate::ui::painted().await;
                match crate::take::everything(&app, &phrase).await {
                    Ok(file) => download(crate::take::FILE_NAME, &file),
                    Err(error) => app.tell(&error),
                }
            });
        })])
}

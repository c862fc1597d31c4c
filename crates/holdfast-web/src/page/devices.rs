//! Other devices, and taking everything away. Invariant: it is said who can read the file.

use crate::app::{App, spawn};
use crate::part::act::{Act, button};
use crate::part::block::{lead, quiet, title};
use crate::part::field;
use crate::part::shell::Screen;
use crate::route::Route;
use crate::ui::{Signal, download};
use crate::words::words;

/// How another phone gets everything.
pub(crate) fn screen(app: &App) -> Screen {
    let words = &words().more;
    let back = app.clone();
    Screen::new("", vec![title(words.devices), lead(words.devices_lead)])
        .back(move || back.go(Route::More))
        .foot(vec![button(Act::Plain, words.sheet, app.to(Route::Sheet))])
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

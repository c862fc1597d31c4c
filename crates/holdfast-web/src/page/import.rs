//! Bringing in a file that "Take everything with me" has made.
//! Invariant: nothing here is lost or written over by a file; what could not be read is said.

use holdfast_client::{ClientError, ImportReport};
use holdfast_store::StoreError;

use crate::app::{App, spawn};
use crate::part::act::{Act, button};
use crate::part::block::{lead, quiet, title};
use crate::part::field;
use crate::part::shell::Screen;
use crate::route::Route;
use crate::trouble;
use crate::ui::{Signal, View, chosen_file, el, painted};
use crate::words::{fill, words};

/// The screen.
pub(crate) fn screen(app: &App) -> Screen {
    let words = &words().import;
    let file = el("input").attr("type", "file");
    let phrase = Signal::new(String::new());
    let said = Signal::new(String::new());
    let shown = said.clone();
    let line = el("p").attr("role", "status").attr("id", "brought");
    let line = line.live(&said, move |view| view.say(&shown.get()));
    let body = vec![
        title(words.title),
        lead(words.lead),
        field::labelled(words.file, file.clone()),
        field::secret(
            words.phrase,
            crate::words::words().act.show,
            &phrase,
            "current-password",
        ),
        quiet(words.phrase_more),
        line,
    ];
    let asked = app.clone();
    let go = button(Act::Primary, words.go, move || {
        take_in(&asked, &file, &phrase.get(), &said);
    });
    Screen::new("", body)
        .back(app.to(Route::More))
        .foot(vec![go])
}

fn take_in(app: &App, file: &View, phrase: &str, said: &Signal<String>) {
    let (app, file) = (app.clone(), file.clone());
    let (phrase, said) = (phrase.to_owned(), said.clone());
    said.set(words().import.busy.to_owned());
    spawn(async move {
        painted().await;
        let Some(bytes) = chosen_file(&file).await else {
            return said.set(words().import.none.to_owned());
        };
        let phrase = Some(phrase.as_str()).filter(|phrase| !phrase.is_empty());
        said.set(match app.client().import(&bytes, phrase).await {
            Ok(report) => sentence(report),
            Err(ClientError::ExportRefused) => words().import.refused.to_owned(),
            Err(ClientError::ExportTooLarge) => words().import.large.to_owned(),
            Err(ClientError::Store(StoreError::Full)) => words().import.full.to_owned(),
            Err(error) => trouble::sentence(&error),
        });
    });
}

/// What came in, what was here, and what could not be read.
fn sentence(report: ImportReport) -> String {
    let words = &words().import;
    let counted = |sentence: &str, count: usize| fill(sentence, &[&count.to_string()]);
    if report.damaged > 0 && report.new + report.known == 0 {
        return words.all_damaged.to_owned();
    }
    let mut said = match report.new {
        0 => words.nothing_new.to_owned(),
        new => counted(words.new, new),
    };
    if report.known > 0 {
        said = format!("{said} {}", counted(words.known, report.known));
    }
    if report.damaged > 0 {
        said = format!("{said} {}", counted(words.damaged, report.damaged));
    }
    said
}

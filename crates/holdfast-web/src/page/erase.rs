//! Erasing: the one act that cannot be undone, and so the one that asks twice.
//! Invariant: it says what stays elsewhere before it begins.

use std::rc::Rc;

use holdfast_client::{Erased, Presence};

use crate::app::{App, spawn};
use crate::page::again;
use crate::part::act::{Act, button};
use crate::part::block::{lead, note, title};
use crate::part::field;
use crate::part::shell::Screen;
use crate::part::undo;
use crate::ports::safe::Safe;
use crate::route::Route;
use crate::ui::{Signal, Watch, forget_all};
use crate::words::words;

/// What goes, what stays, and a word to type.
pub(crate) fn screen(app: &App, proven: &Rc<Presence>) -> Screen {
    let words = &words().erase;
    let typed = Signal::new(String::new());
    let (back, gone, said, by) = (app.clone(), app.clone(), typed.clone(), Rc::clone(proven));
    let mut body = vec![title(words.title), lead(words.lead), note(words.theirs)];
    body.extend(again::without(app, proven));
    body.push(field::line(words.hold, &typed));
    let act = button(Act::Plain, words.go, move || {
        if said.get().trim() == words.word {
            erase(&gone, &by);
        }
    });
    act.toggle("disabled", true);
    let (shown, now) = (act.clone(), typed.clone());
    typed.watch_here(move || shown.toggle("disabled", now.get().trim() != words.word));
    Screen::new("", body)
        .back(move || back.go(Route::More))
        .foot(vec![act])
}

fn erase(app: &App, by: &Rc<Presence>) {
    let (app, by) = (app.clone(), Rc::clone(by));
    spawn(async move {
        match app.client().erase(&by).await {
            Ok(erased) => {
                let _gone = Safe::HOLD.destroy().await;
                forget_all();
                app.turn(Route::Today);
                undo::tell(sentence(erased));
            }
            Err(error) => app.tell(&error),
        }
    });
}

/// What is gone, and what is not.
const fn sentence(erased: Erased) -> &'static str {
    let words = &words().erase;
    match erased {
        Erased::OnlyHere => words.gone_here,
        Erased::HereAndAtTheRelay => words.gone,
        Erased::HereAndOthersGoOn => words.gone_alone,
    }
}

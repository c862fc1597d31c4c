//! Before a session, the night before or in the waiting room: what matters, what is hard to say.
//! Invariant: it is private; what is to be brought is put in the bag by her, and looked at before.

use std::rc::Rc;

use holdfast_model::What;
use holdfast_model::bag::Picked;
use holdfast_model::id::{RelationshipId, SessionId};
use holdfast_model::session::Preparation;
use holdfast_model::text::{Line, Words};
use holdfast_model::thing::Thing;

use crate::app::App;
use crate::icon::Icon;
use crate::page::{bag::put, person, us};
use crate::part::act::{Act, button, button_with, pair};
use crate::part::block::{lead, quiet, soft, title};
use crate::part::shell::Screen;
use crate::part::{field, undo};
use crate::route::Route;
use crate::ui::Signal;
use crate::when;
use crate::words::{fill, words};

/// What is being prepared. Cheap to clone: clones are the same.
#[derive(Clone)]
struct Form {
    session: SessionId,
    with: RelationshipId,
    matters: Signal<String>,
    afraid: Signal<String>,
    kept: Rc<std::cell::RefCell<Preparation>>,
}

/// The screen.
pub(crate) fn screen(app: &App, id: SessionId) -> Screen {
    let found = app.read(|ledger| {
        let now = ledger.session(id)?;
        let bag = ledger.bag(now.relationship).len();
        Some((
            now.relationship,
            now.session.starts,
            now.preparation.cloned(),
            bag,
        ))
    });
    let Some((with, starts, kept, bag)) = found else {
        return us::screen(app);
    };
    let form = Form::new(id, with, kept);
    form.keep_on_leaving(app);
    let words = &words().prepare;
    let name = person::name(app, with);
    let in_bag = match bag {
        0 => fill(words.bag_none, &[&name]),
        some => fill(words.bag, &[&some.to_string(), &name]),
    };
    let body = vec![
        title(words.title),
        quiet(&when::date_and_clock(starts, app.now())),
        lead(words.enough),
        field::line(words.matters, &form.matters),
        field::words(words.afraid, &form.afraid),
        quiet(words.private),
        soft(Icon::Bag, &in_bag),
        button(Act::Quiet, words.look, app.to(Route::Bag(with))),
    ];
    let (bring, keep) = (app.clone(), app.clone());
    let (brought, done) = (form.clone(), form);
    let bring = button_with(
        Act::Plain,
        Icon::Bag,
        crate::words::words().act.bag,
        move || {
            brought.bring(&bring);
        },
    );
    let keep = button(Act::Primary, crate::words::words().act.keep, move || {
        let app = keep.clone();
        keep.settled(move || app.go(Route::Session(done.session)));
    });
    Screen::new("", body)
        .back(app.to(Route::Session(id)))
        .foot(vec![pair(bring, keep)])
}

impl Form {
    fn new(session: SessionId, with: RelationshipId, kept: Option<Preparation>) -> Self {
        let kept = kept.unwrap_or(Preparation {
            session,
            matters: None,
            afraid: None,
        });
        let matters = kept.matters.as_ref().map_or("", Line::as_str).to_owned();
        let afraid = kept.afraid.as_ref().map_or("", Words::as_str).to_owned();
        Self {
            session,
            with,
            matters: Signal::new(matters),
            afraid: Signal::new(afraid),
            kept: Rc::new(std::cell::RefCell::new(kept)),
        }
    }

    fn stands(&self) -> Preparation {
        Preparation {
            session: self.session,
            matters: Line::parse(&self.matters.get()).ok(),
            afraid: Words::parse(&self.afraid.get()).ok(),
        }
    }

    /// Leaving, locking, hiding: what was typed is kept, for her alone.
    fn keep_on_leaving(&self, app: &App) {
        let (form, leaving) = (self.clone(), app.clone());
        app.on_leave(Rc::new(move || {
            let (form, app) = (form.clone(), leaving.clone());
            Box::pin(async move {
                let now = form.stands();
                if *form.kept.borrow() == now {
                    return true;
                }
                match app
                    .client()
                    .record(What::SessionPrepared(now.clone()))
                    .await
                {
                    Ok(_) => {
                        *form.kept.borrow_mut() = now;
                        true
                    }
                    Err(error) => {
                        app.tell(&error);
                        false
                    }
                }
            })
        }));
    }

    fn bring(&self, app: &App) {
        let now = self.stands();
        if now.matters.is_none() && now.afraid.is_none() {
            return undo::tell(words().prepare.empty);
        }
        put::put_in_bag(
            app,
            self.with,
            Picked::Thing(Thing::Preparation(self.session)),
        );
    }
}

//! "Something felt off": what happened, what was needed, where it lies, and what to do with it.
//! Invariant: nothing is sent unless she chooses to show it, after seeing exactly what goes; what
//! was typed is kept for her alone when she leaves in any other way.

use std::rc::Rc;

use holdfast_model::What;
use holdfast_model::bag::Picked;
use holdfast_model::id::{RelationshipId, RuptureId};
use holdfast_model::relationship::Role;
use holdfast_model::rupture::{RuptureState, RuptureView};
use holdfast_model::thing::Thing;

use super::fields::Fields;
use super::{breach, role, show};
use crate::app::App;
use crate::page::{bag::put, person, us};
use crate::part::act::{Act, button, pair};
use crate::part::block::{heading, lead, quiet, title};
use crate::part::shell::Screen;
use crate::part::undo;
use crate::route::Route;
use crate::ui::{Signal, View, region};
use crate::words::{fill, words};

/// A snag that is being told. Cheap to clone: clones are the same one.
#[derive(Clone)]
struct Telling {
    app: App,
    rupture: RuptureId,
    with: RelationshipId,
    name: String,
    fields: Fields,
    /// Whether she looks at what would be shown.
    showing: Signal<bool>,
}

/// The screen.
pub(crate) fn screen(app: &App, with: RelationshipId) -> Screen {
    let Some(rupture) = app.id(RuptureId::new) else {
        return us::screen(app);
    };
    let name = person::name(app, with);
    let fields = Fields::default();
    let telling = Telling {
        app: app.clone(),
        rupture,
        with,
        name,
        fields,
        showing: Signal::new(false),
    };
    telling.keep_on_leaving();
    Screen::new("", body(&telling)).back(app.to(Route::Between(with)))
}

fn body(telling: &Telling) -> Vec<View> {
    let role = role(&telling.app, telling.with);
    let head = match role {
        Role::Therapist => words().notice.title_desk,
        Role::Person | Role::Supporter => words().snag.title,
    };
    let mut body = vec![title(head), lead(words().snag.lead)];
    body.push(person::hours(&telling.app, telling.with));
    body.push(telling.fields.happened(words().snag.what));
    body.push(telling.fields.needed());
    body.push(telling.fields.lies(&telling.name));
    body.push(wants(telling));
    if role == Role::Person {
        let of = (telling.with, telling.rupture);
        body.push(breach::offer(&telling.app, of, &telling.fields));
    }
    body
}

fn wants(telling: &Telling) -> View {
    let (here, shown) = (telling.clone(), telling.showing.clone());
    region(&[&telling.showing], move || {
        if !shown.get() {
            return choices(&here);
        }
        let Some(view) = here.view(RuptureState::Offered) else {
            return choices(&here);
        };
        let back = shown.clone();
        vec![show::ask(&here.app, &view, &here.name, move || {
            back.set(false)
        })]
    })
}

fn choices(telling: &Telling) -> Vec<View> {
    let (keep, bring) = (telling.clone(), telling.clone());
    let (say, later) = (telling.clone(), telling.clone());
    let keep = button(Act::Primary, words().snag.keep, move || {
        keep.keep(RuptureState::KeptPrivate, words().snag.kept);
    });
    let bring = button(Act::Plain, words().snag.bring, move || bring.bring());
    let say = button(
        Act::Plain,
        &fill(words().notice.say, &[&telling.name]),
        move || say.look(),
    );
    let later = button(Act::Plain, words().notice.not_now, move || later.leave());
    let mut acts = vec![heading(words().notice.want)];
    if person::is_mine(&telling.app, telling.with) {
        // The therapist has no bag: what is not kept is said.
        acts.extend([pair(keep, say), later]);
    } else {
        acts.extend([pair(keep, bring), pair(say, later)]);
    }
    acts.push(quiet(words().snag.lead));
    acts
}

impl Telling {
    /// What she says so far; `None` after she was told what does not fit.
    fn view(&self, state: RuptureState) -> Option<RuptureView> {
        let view = RuptureView {
            state,
            ..RuptureView::noticed(self.rupture, self.with)
        };
        self.fields.put(&self.app, view)
    }

    fn keep(&self, state: RuptureState, said: &'static str) {
        let Some(view) = self.view(state) else { return };
        let with = self.with;
        self.app.record(What::RuptureSeen(view), move |app, _| {
            app.nothing_to_keep();
            app.turn(Route::Between(with));
            undo::tell(said);
        });
    }

    /// Not now: what is typed stays hers, and nothing is decided.
    fn leave(&self) {
        if self.fields.is_empty() {
            return self.app.go(Route::Between(self.with));
        }
        self.keep(RuptureState::Noticed, words().notice.noticed);
    }

    fn bring(&self) {
        let Some(view) = self.view(RuptureState::KeptPrivate) else {
            return;
        };
        let (telling, thing) = (self.clone(), Thing::Rupture(self.rupture));
        self.app.record(What::RuptureSeen(view), move |app, _| {
            app.nothing_to_keep();
            app.turn(Route::Snag(telling.rupture));
            put::put_in_bag(app, telling.with, Picked::Thing(thing));
        });
    }

    fn look(&self) {
        if self.fields.is_empty() {
            return undo::tell(words().notice.empty);
        }
        self.showing.set(true);
    }

    fn keep_on_leaving(&self) {
        let leaving = self.clone();
        self.app.on_leave(Rc::new(move || {
            let telling = leaving.clone();
            Box::pin(async move { telling.settle().await })
        }));
    }

    /// Leaving, locking, hiding: what was typed becomes a snag that was noticed, for her alone.
    async fn settle(&self) -> bool {
        if self.fields.is_empty() {
            return true;
        }
        let Some(view) = self.view(RuptureState::Noticed) else {
            return false;
        };
        let kept = self.app.client().record(What::RuptureSeen(view)).await;
        match &kept {
            Ok(_) => self.fields.rest(),
            Err(error) => self.app.tell(error),
        }
        kept.is_ok()
    }
}

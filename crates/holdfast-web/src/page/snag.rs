//! One snag: both views in their own words, where it stands for each, what was done and agreed.
//! Invariant: a view moves by legal steps only, and "mended" stands here only when both say so.

mod breach;
mod fields;
pub(crate) mod new;
mod repair;
mod show;
mod stand;
mod view;

use holdfast_model::bag::Picked;
use holdfast_model::id::{RelationshipId, RuptureId};
use holdfast_model::ledger::Episode;
use holdfast_model::relationship::Role;
use holdfast_model::repair::Openness;
use holdfast_model::rupture::{RuptureState, RuptureView, Together};
use holdfast_model::thing::Thing;
use holdfast_model::time::Instant;

use crate::app::App;
use crate::page::bag::sent::who_has;
use crate::page::{agree, bag::put};
use crate::part::act::{Act, button};
use crate::part::block::{quiet, title};
use crate::part::shell::Screen;
use crate::route::Route;
use crate::ui::{View, region};
use crate::when;
use crate::words::{fill, words};

/// A snag as one of the two may see it.
struct Snag {
    rupture: RuptureId,
    with: RelationshipId,
    /// What she calls the other.
    name: String,
    noticed: Instant,
    private: Option<Side>,
    mine: Option<Side>,
    theirs: Option<Side>,
    together: Together,
    openness: Openness,
    /// Where a copy of what she keeps for herself is, when it was put into the bag.
    copy: Option<String>,
}

/// One view, and the state that it reached by legal steps.
struct Side {
    view: RuptureView,
    state: RuptureState,
}

impl Side {
    fn of(view: &holdfast_model::ledger::View<'_>) -> Self {
        Self {
            view: view.told.what.clone(),
            state: view.state,
        }
    }
}

impl Snag {
    /// As it stands; `None` when it was removed.
    fn read(app: &App, id: RuptureId) -> Option<Self> {
        let copy = who_has(app, Thing::Rupture(id));
        app.read(|ledger| {
            let episode: Episode<'_> = ledger.rupture(id)?;
            let with = ledger.relationship(episode.relationship)?;
            Some(Self {
                rupture: id,
                copy,
                with: episode.relationship,
                name: with.kept().name.as_str().to_owned(),
                noticed: episode.noticed,
                together: episode.together(),
                openness: episode.openness(),
                private: episode.private.as_ref().map(Side::of),
                mine: episode.mine.as_ref().map(Side::of),
                theirs: episode.theirs.as_ref().map(Side::of),
            })
        })
    }

    /// Her own view: as she shows it, or else as she keeps it.
    fn own(&self) -> Option<&Side> {
        self.mine.as_ref().or(self.private.as_ref())
    }

    /// Whether both know of it.
    const fn is_shown(&self) -> bool {
        self.mine.is_some() || self.theirs.is_some()
    }

    /// Her own words; the ones that she keeps for herself may say more.
    fn own_words(&self) -> Option<&RuptureView> {
        self.private
            .as_ref()
            .or(self.mine.as_ref())
            .map(|side| &side.view)
    }

    /// A view of hers that says this state, to begin with or to go on from.
    fn at(&self, state: RuptureState) -> RuptureView {
        let noticed = || RuptureView::noticed(self.rupture, self.with);
        let view = self.own().map_or_else(noticed, |side| side.view.clone());
        RuptureView {
            state,
            relationship: self.with,
            ..view
        }
    }
}

/// The screen.
pub(crate) fn screen(app: &App, id: RuptureId) -> Screen {
    let Some(snag) = Snag::read(app, id) else {
        let body = vec![title(words().mend.title), quiet(words().mend.gone)];
        return Screen::new("", body).back(app.to(Route::Us));
    };
    let head = match role(app, snag.with) {
        Role::Therapist => words().mend.title_desk,
        Role::Person | Role::Supporter => words().mend.title,
    };
    let noticed = fill(
        words().mend.noticed,
        &[&when::date(snag.noticed.day(), app.now())],
    );
    let both = Snag::read_anew(app, id, |app, snag| {
        let mut parts = vec![stand::together(snag)];
        parts.extend(view::both(snag));
        parts.push(stand::moves(app, snag));
        parts
    });
    let mut body = vec![title(head), quiet(&noticed), both];
    body.push(view::other_words(app, &snag));
    // Steps and agreements stand in the shared space; for what she keeps there are none.
    if snag.is_shown() {
        body.push(repair::offered(app, &snag));
        body.push(Snag::read_anew(app, id, repair::done));
        let about = agree::About {
            with: snag.with,
            snag: Some(id),
        };
        body.extend(agree::parts(app, about));
    }
    let with = snag.with;
    let screen = Screen::new("", body).back(app.to(Route::Between(snag.with)));
    // The therapist has no bag: what she shows, she shows.
    // What is in a bag already, or was handed over, says so in its card.
    if role(app, with) == Role::Therapist || snag.copy.is_some() {
        screen
    } else {
        screen.foot(vec![to_bag(app, &snag)])
    }
}

fn to_bag(app: &App, snag: &Snag) -> View {
    let (app, with, thing) = (app.clone(), snag.with, Thing::Rupture(snag.rupture));
    button(Act::Plain, words().mend.to_bag, move || {
        put::put_in_bag(&app, with, Picked::Thing(thing));
    })
}

impl Snag {
    /// A piece of the page that follows the ledger.
    fn read_anew(
        app: &App,
        id: RuptureId,
        draw: impl Fn(&App, &Self) -> Vec<View> + 'static,
    ) -> View {
        let drawn = app.clone();
        region(&[app.news()], move || {
            Self::read(&drawn, id)
                .map(|snag| draw(&drawn, &snag))
                .unwrap_or_default()
        })
    }
}

/// Her own role in a relationship.
fn role(app: &App, with: RelationshipId) -> Role {
    app.read(|ledger| ledger.relationship(with).map(|now| now.kept().my_role))
        .unwrap_or(Role::Person)
}

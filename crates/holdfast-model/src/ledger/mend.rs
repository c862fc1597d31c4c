//! What two people mend: ruptures with both views, agreements, and calls for company.
//! Invariant: each side's words stay that side's, and a view moves by legal steps only.

use holdfast_order::sort_by_key;

use super::fold::{Dated, Ledger, pick};
use super::topic::Topic;
use super::versions::Versions;
use crate::circle::{CompanyAnswer, CompanyCall};
use crate::id::{AgreementId, RelationshipId, RuptureId};
use crate::repair::{Agreement, Openness, RepairStep};
use crate::rupture::{RuptureState, RuptureView, Together};
use crate::thing::Thing;
use crate::time::Instant;

impl Ledger {
    /// The ruptures of one relationship, in the order in which they were first noticed.
    #[must_use]
    pub fn ruptures(&self, relationship: RelationshipId) -> Vec<Episode<'_>> {
        let mut episodes: Vec<_> = self
            .ids::<RuptureId>()
            .filter_map(|id| self.rupture(id))
            .filter(|episode| episode.relationship == relationship)
            .collect();
        sort_by_key(&mut episodes, |episode| (episode.noticed, episode.rupture));
        episodes
    }

    /// One rupture, with both views, unless she removed it.
    #[must_use]
    pub fn rupture(&self, id: RuptureId) -> Option<Episode<'_>> {
        let views: Vec<_> = pick!(self.told(Topic::Rupture(id)), RuptureSeen).collect();
        let first = views.iter().min_by_key(|view| (view.at, view.id))?;
        let relationship = views
            .iter()
            .find_map(|view| view.origin.relationship())
            .unwrap_or(first.what.relationship);
        let read = |mine: bool, by_me: bool| {
            let views = views
                .iter()
                .filter(|view| view.origin.relationship().is_none() == mine);
            View::of(views.filter(|view| (view.author == self.me()) == by_me))
        };
        let episode = Episode {
            rupture: id,
            relationship,
            noticed: first.at,
            private: read(true, true),
            mine: read(false, true),
            theirs: read(false, false),
            steps: pick!(self.told(Topic::Rupture(id)), RepairStepDone)
                .filter(|step| self.removed_at(Thing::RepairStep(step.id)).is_none())
                .collect(),
        };
        self.removed_at(Thing::Rupture(id))
            .is_none()
            .then_some(episode)
    }

    /// What was agreed in one relationship, the last first.
    #[must_use]
    pub fn agreements(&self, with: RelationshipId) -> Vec<(AgreementId, Versions<'_, Agreement>)> {
        let mut agreements: Vec<_> = self
            .ids::<AgreementId>()
            .filter_map(|id| {
                let told = pick!(self.told(Topic::Agreement(id)), AgreementRevised);
                Some((id, Versions::of(told.collect())?))
            })
            .filter(|(id, _)| self.removed_at(Thing::Agreement(*id)).is_none())
            .filter(|(_, versions)| {
                let current = versions.current();
                current
                    .origin
                    .relationship()
                    .unwrap_or(current.what.relationship)
                    == with
            })
            .collect();
        sort_by_key(&mut agreements, |(id, versions)| {
            std::cmp::Reverse((versions.current().at, *id))
        });
        agreements
    }

    /// Calls for company in one relationship, with their answers, oldest first.
    #[must_use]
    pub fn company(
        &self,
        with: RelationshipId,
    ) -> Vec<(Dated<'_, CompanyCall>, Vec<&CompanyAnswer>)> {
        let told = || self.told(Topic::Relationship(with));
        let answers: Vec<_> = pick!(told(), CompanyAnswered).collect();
        let answered = |call: Dated<'_, CompanyCall>| {
            let mine = answers.iter().filter(|answer| answer.author != call.author);
            mine.map(|answer| answer.what)
                .filter(|answer| answer.call == call.id)
                .collect()
        };
        pick!(told(), CompanyCalled)
            .map(|call| (call, answered(call)))
            .collect()
    }
}

/// A rupture, as far as she can see it.
#[derive(Debug, Clone)]
pub struct Episode<'l> {
    /// Which.
    pub rupture: RuptureId,
    /// Between whom.
    pub relationship: RelationshipId,
    /// When it was first noticed.
    pub noticed: Instant,
    /// Her view, as she keeps it for herself.
    pub private: Option<View<'l>>,
    /// Her view, as the other sees it.
    pub mine: Option<View<'l>>,
    /// The other's view, as they showed it.
    pub theirs: Option<View<'l>>,
    /// What was done.
    pub steps: Vec<Dated<'l, RepairStep>>,
}

impl Episode<'_> {
    /// Where it stands for her: as she shows it, or else as she keeps it.
    #[must_use]
    pub fn my_state(&self) -> Option<RuptureState> {
        self.mine
            .as_ref()
            .or(self.private.as_ref())
            .map(|view| view.state)
    }

    /// What both say together.
    #[must_use]
    pub fn together(&self) -> Together {
        Together::of(self.my_state(), self.theirs.as_ref().map(|view| view.state))
    }

    /// Whether it is still open for at least one, as far as she can see.
    #[must_use]
    pub fn openness(&self) -> Openness {
        let states = [self.my_state(), self.theirs.as_ref().map(|view| view.state)];
        let open = states.into_iter().flatten().any(RuptureState::is_open);
        if open {
            Openness::Open
        } else {
            Openness::Closed
        }
    }
}

/// A view of a rupture as it stands.
#[derive(Debug, Clone, Copy)]
pub struct View<'l> {
    /// The last view told. Read the state from `state`: this one may claim a step that is none.
    pub told: Dated<'l, RuptureView>,
    /// The state reached by legal steps only.
    pub state: RuptureState,
}

impl<'l> View<'l> {
    fn of<'v>(views: impl Iterator<Item = &'v Dated<'l, RuptureView>>) -> Option<Self>
    where
        'l: 'v,
    {
        views.fold(None, |view: Option<Self>, told| {
            let claimed = told.what.state;
            let state = match view {
                Some(view) if view.state.may_become(claimed) => claimed,
                Some(view) => view.state,
                None if claimed.may_begin() => claimed,
                None => RuptureState::Noticed,
            };
            Some(Self { told: *told, state })
        })
    }
}

//! Where a snag stands: for each of the two, for both, and where one may go from there.
//! Invariant: only legal steps are offered, and none is marked as the next or the right one.

use holdfast_model::What;
use holdfast_model::rupture::{RuptureState, RuptureView, Together};

use super::{Side, Snag, show};
use crate::app::App;
use crate::part::act::{Act, button};
use crate::part::block::{heading, lead, quiet, wrap};
use crate::ui::{Signal, View, region};
use crate::words::{fill, words};

/// What both say together.
pub(super) fn together(snag: &Snag) -> View {
    let words = &words().mend;
    let said = match snag.together {
        Together::Both(RuptureState::Mended) => words.both_mended.to_owned(),
        Together::Both(RuptureState::PartlyMended) => words.both_partly.to_owned(),
        Together::Both(end) => fill(words.both, &[state(end)]),
        Together::OneSays(RuptureState::Mended) => words.one_mended.to_owned(),
        Together::OneSays(RuptureState::PartlyMended) => words.one_partly.to_owned(),
        Together::OneSays(end) => fill(words.one, &[state(end)]),
        Together::Differ => words.differ.to_owned(),
        Together::Open => words.open.to_owned(),
    };
    lead(&said).attr("role", "status")
}

/// Where she may go from where she stands.
pub(super) fn moves(app: &App, snag: &Snag) -> View {
    let (app, id) = (app.clone(), snag.rupture);
    let showing = Signal::new(false);
    let shown = showing.clone();
    region(&[&showing], move || {
        let Some(snag) = Snag::read(&app, id) else {
            return Vec::new();
        };
        if shown.get() {
            let back = shown.clone();
            let view = snag.at(to_show(&snag));
            return vec![show::ask(&app, &view, &snag.name, move || back.set(false))];
        }
        let next = next(&snag);
        if next.is_empty() {
            return Vec::new();
        }
        let buttons = next
            .into_iter()
            .map(|next| step(&app, &snag, next, &shown))
            .collect();
        vec![
            heading(words().mend.may),
            quiet(words().mend.may_lead),
            wrap(buttons),
        ]
    })
}

/// One step. What leaves for the first time with words in it is looked at before.
fn step(app: &App, snag: &Snag, next: RuptureState, showing: &Signal<bool>) -> View {
    let label = fill(label(next), &[&snag.name]);
    let asks = snag.mine.is_none() && next == RuptureState::Offered;
    let (app, id, showing) = (app.clone(), snag.rupture, showing.clone());
    button(Act::Small, &label, move || {
        if asks {
            return showing.set(true);
        }
        if let Some(snag) = Snag::read(&app, id) {
            go(&app, &snag, next);
        }
    })
}

fn go(app: &App, snag: &Snag, next: RuptureState) {
    if snag.mine.is_none() && stays(next) {
        return app.record(What::RuptureSeen(snag.at(next)), |_, _| {});
    }
    let view = match &snag.mine {
        Some(_) => snag.at(next),
        // The words that she keeps for herself do not go along with a mere step.
        None => RuptureView {
            state: next,
            ..RuptureView::noticed(snag.rupture, snag.with)
        },
    };
    let (again, with) = (app.clone(), snag.with);
    app.attempt(async move {
        again
            .client()
            .record_shared(with, What::RuptureSeen(view))
            .await?;
        again.sync();
        Ok(())
    });
}

/// The steps that are legal from where she stands.
fn next(snag: &Snag) -> Vec<RuptureState> {
    let others = |from: RuptureState| {
        RuptureState::ALL
            .into_iter()
            .filter(move |to| from != *to && from.may_become(*to))
    };
    match (&snag.mine, &snag.private) {
        (Some(Side { state, .. }), _) => others(*state).collect(),
        (None, private) => {
            // Nothing of hers is shown: she may keep it, let it go, or take the first step out.
            let first = to_show(snag);
            let own = private
                .iter()
                .flat_map(|side| others(side.state))
                .filter(|to| stays(*to));
            let closed = private.as_ref().is_some_and(|side| side.state.is_end());
            own.chain((!closed).then_some(first)).collect()
        }
    }
}

/// The state in which her words are shown: where she stands, or the first step out.
pub(super) fn to_show(snag: &Snag) -> RuptureState {
    match (&snag.mine, &snag.theirs) {
        (Some(mine), _) => mine.state,
        (None, Some(_)) => RuptureState::Named,
        (None, None) => RuptureState::Offered,
    }
}

/// Whether a step of a view that was never shown stays in her own space.
const fn stays(next: RuptureState) -> bool {
    matches!(
        next,
        RuptureState::KeptPrivate | RuptureState::LetGo | RuptureState::Reopened
    )
}

/// Where it stands for one of the two, in plain words.
pub(super) const fn state(state: RuptureState) -> &'static str {
    let words = &words().mend;
    match state {
        RuptureState::Noticed => words.state_noticed,
        RuptureState::KeptPrivate => words.state_kept,
        RuptureState::Offered => words.state_offered,
        RuptureState::Named => words.state_named,
        RuptureState::Exploring => words.state_exploring,
        RuptureState::Mended => words.state_mended,
        RuptureState::PartlyMended => words.state_partly,
        RuptureState::AgreedToDiffer => words.state_differ,
        RuptureState::LetGo => words.state_let_go,
        RuptureState::NotMended => words.state_not,
        RuptureState::Reopened => words.state_reopened,
    }
}

const fn label(next: RuptureState) -> &'static str {
    let words = &words().mend;
    match next {
        RuptureState::Noticed | RuptureState::KeptPrivate => words.to_kept,
        RuptureState::Offered => words.to_offered,
        RuptureState::Named => words.to_named,
        RuptureState::Exploring => words.to_exploring,
        RuptureState::Mended => words.to_mended,
        RuptureState::PartlyMended => words.to_partly,
        RuptureState::AgreedToDiffer => words.to_differ,
        RuptureState::LetGo => words.to_let_go,
        RuptureState::NotMended => words.to_not,
        RuptureState::Reopened => words.to_reopened,
    }
}

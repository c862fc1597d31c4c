//! What helps to mend, in two families, and what was done.
//! Invariant: states to visit, never a wizard; patterns are offered only when it is no longer open.

use holdfast_model::What;
use holdfast_model::ledger::Dated;
use holdfast_model::repair::{Family, RepairKind, RepairStep};
use holdfast_model::text::Words;

use super::{Snag, role};
use crate::app::App;
use crate::page::typed;
use crate::part::act::{Act, button};
use crate::part::block::{card, fold, heading, own, quiet, wrap};
use crate::part::field;
use crate::ui::{Signal, View};
use crate::when;
use crate::words::{fill, words};

/// The steps that may be noted now; what is tapped is shared at once.
pub(super) fn offered(app: &App, snag: &Snag) -> View {
    let words = &words().repair;
    let few = Signal::new(String::new());
    let typed = few.clone();
    let steps = Snag::read_anew(app, snag.rupture, move |app, snag| {
        [Family::Restore, Family::Explore]
            .into_iter()
            .flat_map(|family| family_of(app, snag, family, &typed))
            .collect()
    });
    let lead = quiet(&fill(words.lead, &[&snag.name]));
    fold(
        words.title,
        vec![lead, field::words(words.few, &few), steps],
    )
}

fn family_of(app: &App, snag: &Snag, family: Family, few: &Signal<String>) -> [View; 2] {
    let words = &words().repair;
    let head = match family {
        Family::Restore => words.restore,
        Family::Explore => words.explore,
    };
    let kinds = RepairKind::offered(snag.openness).filter(|kind| kind.family() == family);
    let buttons = kinds.map(|kind| {
        let (app, few, rupture) = (app.clone(), few.clone(), snag.rupture);
        button(Act::Small, word(kind), move || {
            if let Some(snag) = Snag::read(&app, rupture) {
                note(&app, &snag, kind, &few);
            }
        })
    });
    [heading(head), wrap(buttons.collect())]
}

/// Notes a step in the shared space; the few words are emptied only when it is kept.
fn note(app: &App, snag: &Snag, kind: RepairKind, few: &Signal<String>) {
    let Some(words) = typed::words(app, &few.get()) else {
        return;
    };
    let by = role(app, snag.with);
    let step = RepairStep {
        rupture: snag.rupture,
        kind,
        by,
        session: None,
        words,
    };
    let (again, with, few) = (app.clone(), snag.with, few.clone());
    app.attempt(async move {
        again
            .client()
            .record_shared(with, What::RepairStepDone(step))
            .await?;
        few.set(String::new());
        again.sync();
        Ok(())
    });
}

/// What was done, by whom and when.
pub(super) fn done(app: &App, snag: &Snag) -> Vec<View> {
    let sentences = &words().repair;
    let (now, name) = (app.now(), snag.name.clone());
    let cards = app.read(|ledger| {
        let Some(episode) = ledger.rupture(snag.rupture) else {
            return Vec::new();
        };
        let one = |step: &Dated<'_, RepairStep>| {
            let day = when::date(step.at.day(), now);
            let who = if step.author == ledger.me() {
                fill(sentences.by_me, &[&day])
            } else {
                fill(sentences.by_them, &[&name, &day])
            };
            let said = step
                .what
                .words
                .as_ref()
                .map(Words::as_str)
                .map(str::to_owned);
            (step.what.kind, who, said)
        };
        episode.steps.iter().map(one).collect()
    });
    let mut views = vec![heading(sentences.done)];
    if cards.is_empty() {
        views.push(quiet(sentences.done_none));
    }
    views.extend(cards.into_iter().map(|(kind, who, said)| {
        let mut parts = vec![heading(word(kind))];
        parts.extend(said.as_deref().map(own));
        parts.push(quiet(&who));
        card(parts)
    }));
    views
}

const fn word(kind: RepairKind) -> &'static str {
    let words = &words().repair;
    match kind {
        RepairKind::ExplainReason => words.explain,
        RepairKind::ChangeTaskOrGoal => words.change,
        RepairKind::ClearUp => words.clear_up,
        RepairKind::Invite => words.invite,
        RepairKind::OwnPart => words.own_part,
        RepairKind::SayMine => words.say_mine,
        RepairKind::LinkBetweenUs => words.between,
        RepairKind::LinkElsewhere => words.elsewhere,
    }
}

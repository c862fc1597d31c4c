//! Her plan and her people, as Hold shows them. Invariant: her words only, in one order.

mod people;

use std::collections::BTreeMap;

use holdfast_model::What;
use holdfast_model::plan::{PlanLine, STEP_LINES_MAX, SafetyPlan, Step};
use holdfast_model::scale::Few;
use holdfast_model::settings::{HoldWhenLocked, Setting};
use holdfast_model::text::Words;
use holdfast_model::thing::Revised;
use holdfast_model::ModelError;

use crate::app::{App, spawn};
use crate::hold_record;
use crate::part::act::{Act, button, link, switch};
use crate::part::block::{card, lead, note, quiet, title};
use crate::part::field;
use crate::part::shell::Screen;
use crate::part::undo;
use crate::ports::safe::Safe;
use crate::route::Route;
use crate::ui::{Signal, View, Watch};
use crate::words::words;

/// The editor.
pub(crate) fn screen(app: &App) -> Screen {
    let words = &words().plan;
    let (plan, two) = app.read(|ledger| {
        let versions = ledger.plan()?;
        Some((versions.current().what.clone(), !versions.others().is_empty()))
    }).unwrap_or_default();
    let form = Form::of(&plan);
    let mut body = vec![title(words.title), lead(words.lead)];
    if two {
        body.push(note(words.two));
    }
    body.extend(form.fields());
    body.push(people::card_of(app));
    body.push(without_unlocking(app));
    body.push(link(Act::Plain, words.look, "/hold.html"));
    let (back, keep) = (app.clone(), app.clone());
    Screen::new("", body)
        .back(move || back.go(Route::More))
        .foot(vec![button(Act::Primary, words.keep, move || form.keep(&keep))])
}

struct Form {
    steps: Vec<(Step, Signal<String>)>,
    on: Signal<String>,
}

impl Form {
    fn of(plan: &SafetyPlan) -> Self {
        let steps = Step::ALL.map(|step| {
            let lines: &[PlanLine] = plan.steps.get(&step).map(|lines| &**lines).unwrap_or_default();
            (step, joined(lines.iter().map(|line| line.words.as_str())))
        });
        Self { steps: steps.into(), on: joined(plan.hold_on.iter().map(Words::as_str)) }
    }

    fn fields(&self) -> Vec<View> {
        let fields = self.steps.iter().map(|(step, text)| field::words(label(*step), text));
        fields.chain([field::words(words().plan.on, &self.on)]).collect()
    }

    fn plan(&self) -> Result<SafetyPlan, ModelError> {
        let mut steps = BTreeMap::new();
        for (step, text) in &self.steps {
            let line = |words| PlanLine { words, contact: None };
            let lines: Vec<PlanLine> = parsed(&text.get())?.into_iter().map(line).collect();
            if !lines.is_empty() {
                let few: Few<PlanLine, STEP_LINES_MAX> = Few::new(lines)?;
                steps.insert(*step, few);
            }
        }
        Ok(SafetyPlan { steps, hold_on: Few::new(parsed(&self.on.get())?)?, review: None })
    }

    fn keep(&self, app: &App) {
        let content = match self.plan() {
            Ok(plan) => plan,
            Err(error) => return app.tell(&error.into()),
        };
        let heads = app.read(|ledger| ledger.plan().map(|plan| plan.heads())).unwrap_or_default();
        let Ok(builds_on) = Few::new(heads) else { return };
        let revised = Revised { id: (), builds_on, content };
        app.record(What::PlanRevised(revised), |app, _| {
            refresh_hold(app);
            undo::tell(words().plan.kept);
        });
    }
}

fn without_unlocking(app: &App) -> View {
    let words = &words().plan;
    let on = app.read(|ledger| ledger.settings().hold_when_locked == HoldWhenLocked::Open);
    let on = Signal::new(on);
    let (app, now) = (app.clone(), on.clone());
    let states = [crate::words::words().today.off, crate::words::words().today.on];
    let row = switch(words.open, &on, states);
    on.watch_here(move || {
        let hold = if now.get() { HoldWhenLocked::Open } else { HoldWhenLocked::Closed };
        app.record(What::SettingSet(Setting::HoldWhenLocked(hold)), |app, _| refresh_hold(app));
    });
    card(vec![row, quiet(words.open_more)])
}

/// Makes what Hold shows without unlocking agree with the plan, or destroys it.
pub(crate) fn refresh_hold(app: &App) {
    let record = app.read(hold_record::record);
    spawn(async move {
        match record {
            Some(record) => {
                if let Some(closed) = Safe::HOLD.close(record.as_bytes()).await {
                    let _kept = Safe::HOLD.put(&closed).await;
                }
            }
            None => drop(Safe::HOLD.destroy().await),
        }
    });
}

fn label(step: Step) -> &'static str {
    let words = &words().plan;
    match step {
        Step::NoticeFirst => words.notice,
        Step::SteadiesMe => words.steadies,
        Step::BeNear => words.near,
        Step::CanTell => words.tell,
        Step::Professionals => words.pros,
        Step::SaferRoom => words.safer,
    }
}

fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> Signal<String> {
    Signal::new(lines.collect::<Vec<_>>().join("\n"))
}

fn parsed(text: &str) -> Result<Vec<Words>, ModelError> {
    text.lines().filter(|line| !line.trim().is_empty()).map(Words::parse).collect()
}

//! Her plan and her people, as Hold shows them. Invariant: her words only, in one order.

mod people;

use holdfast_order::Map;

use holdfast_model::ModelError;
use holdfast_model::What;
use holdfast_model::plan::{PlanLine, STEP_LINES_MAX, SafetyPlan, Step};
use holdfast_model::scale::Few;
use holdfast_model::settings::{Ask, HoldPart, HoldWhenLocked, Setting};
use holdfast_model::text::{Line, Words};
use holdfast_model::thing::Revised;

use crate::app::{App, spawn};
use crate::hold_record;
use crate::part::act::{Act, button, link, switch};
use crate::part::block::{card, lead, note, quiet, stack, title};
use crate::part::copy;
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
    let (plan, two) = app
        .read(|ledger| {
            let versions = ledger.plan()?;
            Some((
                versions.current().what.clone(),
                !versions.others().is_empty(),
            ))
        })
        .unwrap_or_default();
    let form = Form::of(&plan);
    let mut body = vec![title(words.title), lead(words.lead)];
    if two {
        body.push(note(words.two));
    }
    body.extend(form.fields());
    body.push(people::card_of(app));
    body.push(country(app));
    body.push(without_unlocking(app));
    body.push(link(Act::Plain, words.look, "/hold.html"));
    let (back, keep) = (app.clone(), app.clone());
    Screen::new("", body)
        .back(move || back.go(Route::More))
        .foot(vec![button(Act::Primary, words.keep, move || {
            form.keep(&keep)
        })])
}

struct Form {
    steps: Vec<(Step, Signal<String>)>,
    on: Signal<String>,
}

impl Form {
    fn of(plan: &SafetyPlan) -> Self {
        let steps = Step::ALL.map(|step| {
            let lines: &[PlanLine] = plan
                .steps
                .get(&step)
                .map(|lines| &**lines)
                .unwrap_or_default();
            (step, joined(lines.iter().map(|line| line.words.as_str())))
        });
        Self {
            steps: steps.into(),
            on: joined(plan.hold_on.iter().map(Words::as_str)),
        }
    }

    fn fields(&self) -> Vec<View> {
        let fields = self
            .steps
            .iter()
            .map(|(step, text)| field::words(copy::step(*step), text));
        fields
            .chain([field::words(words().plan.on, &self.on)])
            .collect()
    }

    fn plan(&self) -> Result<SafetyPlan, ModelError> {
        let mut steps = Map::new();
        for (step, text) in &self.steps {
            let line = |words| PlanLine {
                words,
                contact: None,
            };
            let lines: Vec<PlanLine> = parsed(&text.get())?.into_iter().map(line).collect();
            if !lines.is_empty() {
                let few: Few<PlanLine, STEP_LINES_MAX> = Few::new(lines)?;
                steps.insert(*step, few);
            }
        }
        Ok(SafetyPlan {
            steps,
            hold_on: Few::new(parsed(&self.on.get())?)?,
            review: None,
        })
    }

    fn keep(&self, app: &App) {
        let content = match self.plan() {
            Ok(plan) => plan,
            Err(error) => return app.tell(&error.into()),
        };
        let heads = app
            .read(|ledger| ledger.plan().map(|plan| plan.heads()))
            .unwrap_or_default();
        let Ok(builds_on) = Few::new(heads) else {
            return;
        };
        let revised = Revised {
            id: (),
            builds_on,
            content,
        };
        app.record(What::PlanRevised(revised), |app, _| {
            refresh_hold(app);
            undo::tell(words().plan.kept);
        });
    }
}

fn without_unlocking(app: &App) -> View {
    let words = &words().plan;
    let settings = app
        .read(|ledger| Some(ledger.settings()))
        .unwrap_or_default();
    let on = Signal::new(settings.hold_when_locked == HoldWhenLocked::Open);
    let steps = Step::ALL.map(|step| (HoldPart::Step(step), copy::step(step)));
    let more = [
        (HoldPart::HoldOn, words.on),
        (HoldPart::People, words.people),
    ];
    let ticks = steps.into_iter().chain(more).map(|(part, label)| {
        let ticked = Signal::new(settings.hold_shows.contains(&part));
        set_by(app, &ticked, move |on| {
            Setting::HoldShows(part, if on { Ask::On } else { Ask::Off })
        });
        switch(label, &ticked, states())
    });
    let ticks = stack(ticks.collect());
    set_by(app, &on, |on| {
        Setting::HoldWhenLocked(if on {
            HoldWhenLocked::Open
        } else {
            HoldWhenLocked::Closed
        })
    });
    let shown = on.clone();
    let ticks = ticks.live(&on, move |view| view.toggle("hidden", !shown.get()));
    card(vec![
        switch(words.open, &on, states()),
        quiet(words.open_more),
        ticks,
    ])
}

/// Which country's lines Hold lists.
fn country(app: &App) -> View {
    let words = &words().plan;
    let now = app.read(|ledger| {
        ledger
            .settings()
            .country
            .map(|country| country.as_str().to_owned())
    });
    let chosen = Signal::new(now.unwrap_or_default());
    let named = COUNTRIES
        .iter()
        .map(|(code, name)| ((*code).to_owned(), (*name).to_owned()));
    let options = [(String::new(), words.country_auto.to_owned())]
        .into_iter()
        .chain(named);
    let (app, value) = (app.clone(), chosen.clone());
    chosen.watch_here(move || {
        if let Ok(country) = Line::parse(&value.get()) {
            app.record(What::SettingSet(Setting::Country(country)), |app, _| {
                refresh_hold(app)
            });
        }
    });
    field::select(words.country, &options.collect::<Vec<_>>(), &chosen)
}

fn set_by(app: &App, on: &Signal<bool>, setting: impl Fn(bool) -> Setting + 'static) {
    let (app, now) = (app.clone(), on.clone());
    on.watch_here(move || {
        app.record(What::SettingSet(setting(now.get())), |app, _| {
            refresh_hold(app)
        });
    });
}

fn states() -> [&'static str; 2] {
    [words().today.off, words().today.on]
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

fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> Signal<String> {
    Signal::new(lines.collect::<Vec<_>>().join("\n"))
}

fn parsed(text: &str) -> Result<Vec<Words>, ModelError> {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(Words::parse)
        .collect()
}

/// The countries of static/hold/lines.json.
const COUNTRIES: [(&str, &str); 11] = [
    ("AT", "Austria"),
    ("AU", "Australia"),
    ("CA", "Canada"),
    ("CH", "Switzerland"),
    ("DE", "Germany"),
    ("FR", "France"),
    ("GB", "United Kingdom"),
    ("IE", "Ireland"),
    ("NL", "Netherlands"),
    ("NZ", "New Zealand"),
    ("US", "United States"),
];

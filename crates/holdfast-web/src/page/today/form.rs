//! What the check-in asks, and the answers as they stand. Invariant: no answer is lost by leaving.

use std::cell::RefCell;

use holdfast_model::check_in::{Answer, Body, CheckIn, Field, Trust};
use holdfast_model::id::AuthorId;
use holdfast_model::part::Voice;
use holdfast_model::scale::{Five, Marks};
use holdfast_model::settings::{Ask, Setting, Settings};
use holdfast_model::text::Words;
use holdfast_model::{Ledger, What};

use crate::app::App;
use crate::part::five::Ends;
use crate::part::undo;
use crate::ui::{Signal, View, el};
use crate::words::{fill, words};

/// The answers as they stand. Cheap to clone: clones are the same form.
#[derive(Clone)]
pub(super) struct Form {
    pub(super) asked: Vec<Asked>,
    pub(super) asks_to_live: bool,
    pub(super) live: Signal<Option<Answer>>,
    pub(super) words: Signal<String>,
    pub(super) voice: Signal<Voice>,
}

/// One question with its answer.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) field: Field,
    pub(super) text: String,
    pub(super) ends: Ends,
    pub(super) answer: Signal<Option<Five>>,
    /// Whether it stands among the first, without opening "more".
    pub(super) first: bool,
}

impl Form {
    /// The questions that she turned on, with the answers that she gave before she went elsewhere.
    pub(super) fn of(app: &App) -> Self {
        let form = app.read(|ledger| Some(Self::new(ledger)));
        let form = form.unwrap_or_else(|| Self::new(&Ledger::new(AuthorId::new([0; 16]))));
        if let Some(before) = UNFINISHED.with(RefCell::take) {
            form.take_over(&before);
        }
        UNFINISHED.with(|place| place.replace(Some(form.clone())));
        form
    }

    fn new(ledger: &Ledger) -> Self {
        let settings = ledger.settings();
        let fields = settings.asked.iter().copied();
        let asked = fields
            .filter_map(|field| Asked::new(field, &settings, ledger))
            .collect();
        Self {
            asked,
            asks_to_live: settings.asks(Field::NotWantingToLive),
            live: Signal::new(None),
            words: Signal::new(String::new()),
            voice: Signal::new(Voice::NoOne),
        }
    }

    fn take_over(&self, before: &Self) {
        for asked in &self.asked {
            let same = before
                .asked
                .iter()
                .find(|earlier| earlier.field == asked.field);
            asked
                .answer
                .set_quietly(same.and_then(|earlier| earlier.answer.get()));
        }
        self.live.set_quietly(before.live.get());
        self.words.set_quietly(before.words.get());
        self.voice.set_quietly(before.voice.get());
    }

    /// Forgets the answers: they are kept now.
    pub(super) fn clear(&self) {
        UNFINISHED.with(|place| place.replace(None));
        for asked in &self.asked {
            asked.answer.set_quietly(None);
        }
        self.live.set_quietly(None);
        self.words.set_quietly(String::new());
    }

    /// The answers as a check-in; `None` after she was told what does not fit.
    pub(super) fn check_in(&self, app: &App) -> Option<CheckIn> {
        let text = self.words.get();
        let said = if text.trim().is_empty() {
            None
        } else {
            Some(Words::parse(&text))
        };
        let said = match said.transpose() {
            Ok(said) => said,
            Err(error) => {
                app.tell(&error.into());
                return None;
            }
        };
        Some(CheckIn {
            voice: self.voice.get(),
            body: self.answer(Field::Body).map(body),
            far_away: self.answer(Field::FarAway),
            safe_enough: self.answer(Field::SafeEnough),
            trust: self.marks(|field| match field {
                Field::Trust(address) => Some(address),
                _ => None,
            }),
            closeness: self.marks(|field| match field {
                Field::Closeness(whom) => Some(whom),
                _ => None,
            }),
            pulls: self.marks(|field| match field {
                Field::Pull(pull) => Some(pull),
                _ => None,
            }),
            own: self.marks(|field| match field {
                Field::Own(question) => Some(question),
                _ => None,
            }),
            not_wanting_to_live: self.live.get(),
            words: said,
        })
    }

    /// The three answers to the one switch, as chips; a second tap takes an answer back.
    pub(super) fn live_chips(&self, labels: &[&str; 3]) -> View {
        let group = el("div").class("wrap").attr("role", "group");
        let group = group.attr("aria-label", words().today.live);
        let answers = [Answer::Yes, Answer::NotSure, Answer::No];
        answers
            .into_iter()
            .zip(labels)
            .fold(group, |group, (answer, label)| {
                let (shown, tapped) = (self.live.clone(), self.live.clone());
                let chip = el("button")
                    .attr("type", "button")
                    .class("chip")
                    .text(label);
                let chip = chip.live(&self.live, move |view| {
                    view.set(
                        "aria-pressed",
                        crate::part::act::on_off(shown.get() == Some(answer)),
                    );
                });
                group.child(chip.tap(move || {
                    let now = tapped.get();
                    tapped.set(if now == Some(answer) {
                        None
                    } else {
                        Some(answer)
                    });
                }))
            })
    }

    fn answer(&self, field: Field) -> Option<Five> {
        self.asked
            .iter()
            .find(|asked| asked.field == field)?
            .answer
            .get()
    }

    fn marks<K: Ord>(&self, pick: impl Fn(Field) -> Option<K>) -> Marks<K> {
        let answered = self
            .asked
            .iter()
            .filter_map(|asked| Some((pick(asked.field)?, asked.answer.get()?)));
        Marks::new(answered).unwrap_or_default()
    }
}

impl Asked {
    fn new(field: Field, settings: &Settings, ledger: &Ledger) -> Option<Self> {
        let (text, ends) = asks(field, settings, ledger)?;
        let first = matches!(
            field,
            Field::Body | Field::SafeEnough | Field::Pull(_) | Field::Own(_)
        );
        Some(Self {
            field,
            text,
            ends,
            answer: Signal::new(None),
            first,
        })
    }
}

/// What a field asks, and the two ends of its scale; `None` for what is no scale.
pub(crate) fn asks(field: Field, settings: &Settings, ledger: &Ledger) -> Option<(String, Ends)> {
    let today = &words().today;
    let trust = |text: &str| {
        Some((
            text.to_owned(),
            Ends::new(today.trust_low, today.trust_high),
        ))
    };
    let name = |id| {
        ledger
            .relationship(id)
            .map(|now| now.kept().name.as_str().to_owned())
    };
    let own = |id| {
        let question = settings.own.get(id)?;
        let end = |end: &Option<holdfast_model::text::Line>| {
            end.as_ref()
                .map(|end| end.as_str().to_owned())
                .unwrap_or_default()
        };
        Some((
            question.asks.as_str().to_owned(),
            Ends::new(&end(&question.low), &end(&question.high)),
        ))
    };
    match field {
        Field::Body => Some((
            today.body.into(),
            Ends::new(today.body_low, today.body_high),
        )),
        Field::FarAway => Some((today.far.into(), Ends::new(today.far_low, today.far_high))),
        Field::SafeEnough => Some((
            today.safe.into(),
            Ends::new(today.safe_low, today.safe_high),
        )),
        Field::Trust(Trust::Room) => trust(today.trust_room),
        Field::Trust(Trust::World) => trust(today.trust_world),
        Field::Trust(Trust::Myself) => trust(today.trust_self),
        Field::Trust(Trust::Someone(id)) => trust(&fill(today.trust_in, &[&name(id)?])),
        Field::Trust(Trust::Own(id)) => trust(&own(&id)?.0),
        Field::Closeness(id) => {
            let ends = Ends::new(today.close_low, today.close_high);
            Some((fill(today.close_to, &[&name(id)?]), ends))
        }
        Field::Pull(id) => {
            let pull = settings.pulls.get(&id)?.as_str().to_owned();
            Some((pull, Ends::new(today.pull_low, today.pull_high)))
        }
        Field::Own(id) => own(&id),
        Field::NotWantingToLive | Field::Words => None,
    }
}

/// "This makes it worse": the question is gone at once.
pub(super) fn put_away(app: &App) {
    let setting = |ask| What::SettingSet(Setting::Question(Field::NotWantingToLive, ask));
    app.record(setting(Ask::Off), move |app, _| {
        app.draw();
        let again = app.clone();
        undo::offer(words().today.worse_done, move || {
            again.record(setting(Ask::On), |app, _| app.draw());
        });
    });
}

fn body(place: Five) -> Body {
    match place.place() {
        1 => Body::ShutDown,
        2 => Body::Low,
        3 => Body::Steady,
        4 => Body::Tense,
        _ => Body::KeyedUp,
    }
}

/// Forgets answers that were not kept: the keys go, and so do they.
pub(crate) fn forget() {
    UNFINISHED.with(|place| place.replace(None));
}

thread_local! {
    /// Answers that wait while she is on another page.
    static UNFINISHED: RefCell<Option<Form>> = const { RefCell::new(None) };
}

//! A note at the start or the end of a session: six questions, two more at the end, one line.
//! Invariant: every question can be skipped, one answer is a whole note, and she says who sees it.

use holdfast_model::id::SessionId;
use holdfast_model::instrument::{Instrument, Phase, session_note};
use holdfast_model::note::{SessionNote, Showing};
use holdfast_model::part::Voice;
use holdfast_model::scale::Five;
use holdfast_model::text::Line;
use holdfast_model::{ModelError, What};

use crate::app::App;
use crate::page::{person, question, us};
use crate::part::act::{Act, button, choice};
use crate::part::block::{card, heading, lead, title};
use crate::part::five::{Ends, question as five};
use crate::part::shell::Screen;
use crate::part::{copy, field, undo};
use crate::route::Route;
use crate::ui::{Signal, View};
use crate::when;
use crate::words::{fill, words};

/// The answers as they stand. Cheap to clone: clones are the same form.
#[derive(Clone)]
struct Form {
    session: SessionId,
    phase: Phase,
    fives: Vec<(u16, Signal<Option<Five>>)>,
    threes: Vec<(u16, Signal<Option<u16>>)>,
    keep: Signal<String>,
    showing: Signal<Showing>,
}

/// The screen.
pub(crate) fn screen(app: &App, id: SessionId, phase: Phase) -> Screen {
    let Some((with, starts)) = app.read(|ledger| {
        ledger
            .session(id)
            .map(|now| (now.session.relationship, now.session.starts))
    }) else {
        return us::screen(app);
    };
    let words = &words().session;
    let form = Form::new(id, phase);
    let (head, under) = match phase {
        Phase::Start => (words.before, words.before_lead),
        Phase::End => (words.after, words.after_lead),
    };
    let place = when::day_and_clock(starts);
    let mut body = vec![title(head), lead(under)];
    body.extend(form.views(&person::name(app, with)));
    body.push(question::place(app, with));
    let kept = app.clone();
    let keep = button(Act::Primary, words.keep, move || form.record(&kept, with));
    let felt = button(
        Act::Plain,
        crate::words::words().us.felt_off_short,
        app.to(Route::SnagNew(with)),
    );
    Screen::new(&place, body)
        .back(app.to(Route::Session(id)))
        .foot(vec![crate::part::act::pair(felt, keep)])
}

impl Form {
    fn new(session: SessionId, phase: Phase) -> Self {
        let more: &[u16] = match phase {
            Phase::Start => &[],
            Phase::End => &[session_note::TENSION, session_note::RESOLVED],
        };
        let scored = session_note::SCORED.iter();
        Self {
            session,
            phase,
            fives: scored.map(|item| (*item, Signal::new(None))).collect(),
            threes: more.iter().map(|item| (*item, Signal::new(None))).collect(),
            keep: Signal::new(String::new()),
            showing: Signal::new(Showing::Keep),
        }
    }

    fn views(&self, name: &str) -> Vec<View> {
        let (note, session) = (&words().note, &words().session);
        let ends = Ends::new(note.low, note.high);
        let mut views = Vec::new();
        for (item, answer) in &self.fives {
            views.extend(copy::item(*item).map(|text| five(text, &ends, answer, None)));
        }
        for (item, answer) in &self.threes {
            views.push(three(*item, answer));
        }
        views.push(field::line(session.words, &self.keep));
        let show = fill(session.show, &[name]);
        let options = [
            (Showing::Keep, session.only_me),
            (Showing::Show, show.as_str()),
            (Showing::WhenBothHaveRated, session.show_both),
        ];
        let who = choice(session.who, &options, &self.showing);
        views.push(card(vec![heading(session.who), who]));
        views
    }

    fn record(&self, app: &App, with: holdfast_model::id::RelationshipId) {
        let fives = self
            .fives
            .iter()
            .filter_map(|(item, answer)| answer.get().map(|five| (*item, u16::from(five.place()))));
        let threes = self
            .threes
            .iter()
            .filter_map(|(item, answer)| Some((*item, answer.get()?)));
        let answers: Vec<(u16, u16)> = fives.chain(threes).collect();
        let keep = Line::parse(&self.keep.get()).ok();
        if answers.is_empty() && keep.is_none() {
            app.go(Route::Session(self.session));
            undo::tell(words().note.nothing);
            return;
        }
        match self.note(with, answers, keep) {
            Ok(note) => {
                let session = self.session;
                app.record(What::NoteRecorded(note), move |app, _| {
                    app.go(Route::Session(session))
                });
            }
            Err(error) => app.tell(&error.into()),
        }
    }

    fn note(
        &self,
        relationship: holdfast_model::id::RelationshipId,
        answers: Vec<(u16, u16)>,
        keep: Option<Line>,
    ) -> Result<SessionNote, ModelError> {
        let instrument = Instrument::session_note();
        Ok(SessionNote {
            session: self.session,
            relationship,
            phase: self.phase,
            voice: Voice::NoOne,
            form: instrument.form()?,
            answers: instrument.answers(self.phase, answers)?,
            keep,
            words: None,
            showing: self.showing.get(),
        })
    }
}

/// Tension, and whether it is resolved: three words each, and skipping.
fn three(item: u16, answer: &Signal<Option<u16>>) -> View {
    let session = &words().session;
    let (head, states) = if item == session_note::TENSION {
        let states = [
            session.tension_none,
            session.tension_some,
            session.tension_strong,
        ];
        (session.tension, states)
    } else {
        let states = [
            session.resolved_not,
            session.resolved_partly,
            session.resolved_fully,
        ];
        (session.resolved, states)
    };
    let mut options: Vec<(Option<u16>, &str)> = (0..).map(Some).zip(states).collect();
    options.push((None, words().act.skip));
    card(vec![heading(head), choice(head, &options, answer)])
}

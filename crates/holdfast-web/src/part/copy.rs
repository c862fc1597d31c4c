//! A copy as it is read: the same in her preview and on the other side.
//! Invariant: it draws what is in the snapshot and nothing else, and her words are text.

use holdfast_model::check_in::Answer;
use holdfast_model::instrument::{Phase, session_note};
use holdfast_model::note::SessionNote;
use holdfast_model::outside::After;
use holdfast_model::plan::Step;
use holdfast_model::rupture::{Lies, RuptureView};
use holdfast_model::snapshot::{CheckInCopy, Label, Snapshot, Sort};
use holdfast_model::text::Line;

use crate::part::block::{heading, own, quiet};
use crate::ui::View;
use crate::when;
use crate::words::{fill, words};

/// The words for a sort of thing.
pub(crate) const fn sort(sort: Sort) -> &'static str {
    let words = &words().copy;
    match sort {
        Sort::Writing => words.writing,
        Sort::CheckIns => words.check_ins,
        Sort::Note => words.note,
        Sort::Preparation => words.preparation,
        Sort::Outside => words.outside,
        Sort::CopingTry => words.coping,
        Sort::Part => words.part,
        Sort::Plan => words.plan,
        Sort::Rupture => words.rupture,
    }
}

/// The whole copy, piece by piece.
pub(crate) fn copy(snapshot: &Snapshot) -> Vec<View> {
    let words = &words().copy;
    match snapshot {
        Snapshot::Writing { at, by, words } => {
            let mut views = vec![quiet(&when::day_and_clock(*at))];
            views.extend(speaker(by.as_ref()));
            views.push(own(words.as_str()));
            views
        }
        Snapshot::CheckIns(copies) => copies.iter().flat_map(check_in).collect(),
        Snapshot::Note(note) => self::note(note),
        Snapshot::Preparation(preparation) => {
            let matters = preparation.matters.as_ref().map(Line::as_str);
            let afraid = preparation.afraid.as_ref().map(|words| words.as_str());
            [said(words.matters, matters), said(words.afraid, afraid)].concat()
        }
        Snapshot::Outside { day, words, .. } => {
            let day = day.map(|day| quiet(&when::short(day)));
            day.into_iter()
                .chain(words.as_ref().map(|words| own(words.as_str())))
                .collect()
        }
        Snapshot::CopingTry { tried, after } => {
            vec![own(tried.as_str()), quiet(after_word(*after))]
        }
        Snapshot::Part { name, wants_known } => {
            let known = wants_known.as_ref().map(|words| words.as_str());
            let mut views = vec![own(name.as_str())];
            views.extend(said(words.known, known));
            views
        }
        Snapshot::Plan(steps) => steps
            .iter()
            .flat_map(|(step, lines)| plan(*step, lines))
            .collect(),
        // The one who is shown it reads it, so "yours" is said to them.
        Snapshot::Rupture(view) => self::view(view, crate::words::words().mend.you),
    }
}

/// One view of a snag; `whom` is the other, as the one who reads it calls them.
pub(crate) fn view(view: &RuptureView, whom: &str) -> Vec<View> {
    let needed = view.needed.as_ref().map(|words| words.as_str());
    let happened = view.words.as_ref().map(|words| own(words.as_str()));
    let said = said(words().copy.needed, needed);
    let lies = lies_line(view, whom);
    happened.into_iter().chain(said).chain(lies).collect()
}

/// The word for where it lies, said by the one whose view it is.
pub(crate) fn lies_word(lies: Lies, name: &str) -> String {
    let words = &words().snag;
    match lies {
        Lies::Between => words.between.to_owned(),
        Lies::Mine => words.mine.to_owned(),
        Lies::Yours => fill(words.yours, &[name]),
        Lies::Outside => words.outside.to_owned(),
        Lies::NotSure => words.unsure.to_owned(),
    }
}

/// "Where it lies: ...", in the words of the one whose view it is.
fn lies_line(view: &RuptureView, name: &str) -> Option<View> {
    let lies: Vec<_> = view
        .lies
        .iter()
        .map(|lies| lies_word(*lies, name))
        .collect();
    (!lies.is_empty()).then(|| quiet(&fill(words().mend.lies, &[&lies.join(", ")])))
}

fn speaker(by: Option<&Line>) -> Option<View> {
    by.map(|name| quiet(&fill(words().copy.by, &[name.as_str()])))
}

fn said(head: &str, what: Option<&str>) -> Vec<View> {
    what.map(|what| vec![heading(head), own(what)])
        .unwrap_or_default()
}

fn check_in(copy: &CheckInCopy) -> Vec<View> {
    let sentences = &words().copy;
    let mut views = vec![heading(&when::day_and_clock(copy.at))];
    views.extend(speaker(copy.by.as_ref()));
    for (label, five) in copy.marks.iter() {
        let value = five.place().to_string();
        views.push(quiet(&fill(
            sentences.of_five,
            &[&self::label(label), &value],
        )));
    }
    if let Some(answer) = copy.not_wanting_to_live {
        views.push(quiet(&fill(sentences.alive, &[answer_word(answer)])));
    }
    views.extend(copy.words.as_ref().map(|words| own(words.as_str())));
    views
}

fn label(label: &Label) -> String {
    let words = &words().copy;
    match label {
        Label::Body => words.body.to_owned(),
        Label::FarAway => words.far.to_owned(),
        Label::SafeEnough => words.safe.to_owned(),
        Label::TrustInYou => words.trust_you.to_owned(),
        Label::TrustInRoom => words.trust_room.to_owned(),
        Label::TrustInWorld => words.trust_world.to_owned(),
        Label::TrustInMyself => words.trust_me.to_owned(),
        Label::TrustIn(name) => fill(words.trust_in, &[name.as_str()]),
        Label::ClosenessToYou => words.close.to_owned(),
        Label::Pull(own) | Label::Own(own) => own.as_str().to_owned(),
    }
}

/// A session note, answer by answer.
pub(crate) fn note(note: &SessionNote) -> Vec<View> {
    let session = &words().session;
    let head = if note.phase == Phase::Start {
        session.start
    } else {
        session.end
    };
    let mut views = vec![quiet(head)];
    for (item, value) in note.answers.iter() {
        views.extend(answer(item, value).map(|line| quiet(&line)));
    }
    views.extend(note.keep.as_ref().map(|line| own(line.as_str())));
    views.extend(note.words.as_ref().map(|words| own(words.as_str())));
    views
}

/// One answer of the session note, in words.
pub(crate) fn answer(item: u16, value: u16) -> Option<String> {
    let copy = &words().copy;
    let session = &words().session;
    let three = |head: &str, states: [&str; 3]| {
        states
            .get(usize::from(value))
            .map(|state| format!("{head} {state}"))
    };
    match item {
        session_note::TENSION => {
            let states = [
                session.tension_none,
                session.tension_some,
                session.tension_strong,
            ];
            three(session.tension, states)
        }
        session_note::RESOLVED => {
            let states = [
                session.resolved_not,
                session.resolved_partly,
                session.resolved_fully,
            ];
            three(session.resolved, states)
        }
        _ => Some(fill(copy.of_five, &[self::item(item)?, &value.to_string()])),
    }
}

/// What an item of the session note asks, for those that are rated from 1 to 5.
pub(crate) const fn item(item: u16) -> Option<&'static str> {
    let copy = &words().copy;
    Some(match item {
        session_note::BOND => copy.bond,
        session_note::TASKS => copy.tasks,
        session_note::GOALS => copy.goals,
        session_note::VOICE => copy.voice,
        session_note::SAFE_ENOUGH => copy.note_safe,
        session_note::CLOSENESS => copy.note_close,
        _ => return None,
    })
}

fn plan(step: Step, lines: &[holdfast_model::plan::PlanLine]) -> Vec<View> {
    let head = heading(self::step(step));
    std::iter::once(head)
        .chain(lines.iter().map(|line| own(line.words.as_str())))
        .collect()
}

/// The name of a step of the plan.
pub(crate) const fn step(step: Step) -> &'static str {
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

const fn answer_word(answer: Answer) -> &'static str {
    let words = &words().copy;
    match answer {
        Answer::Yes => words.yes,
        Answer::No => words.no,
        Answer::NotSure => words.not_sure,
    }
}

const fn after_word(after: After) -> &'static str {
    let words = &words().copy;
    match after {
        After::ALittleEasier => words.easier,
        After::Same => words.same,
        After::Harder => words.harder,
        After::DoNotAsk => words.unasked,
    }
}

/// The first words of a text, on one line.
pub(crate) fn beginning(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN_CHARS {
        return line;
    }
    let cut: String = line.chars().take(SHOWN_CHARS).collect();
    format!("{}...", cut.trim_end())
}

/// How much of a text a row shows, in characters.
const SHOWN_CHARS: usize = 60;

//! What the numbers ask: one question, its numbers beside it, and three answers of equal size.
//! Invariant: it asks and never tells; her answer counts more than any number, and stays hers.

use holdfast_client::{Question, Side};
use holdfast_model::What;
use holdfast_model::finding::{FindingAnswer, Says};
use holdfast_model::id::RelationshipId;
use holdfast_model::scale::tenths;

use crate::app::App;
use crate::page::person;
use crate::part::act::{Act, button};
use crate::part::block::{self, fold, heading, quiet, say, wrap};
use crate::part::{copy, undo};
use crate::route::Route;
use crate::ui::{View, region};
use crate::when;
use crate::words::{fill, words};

/// The question when there is one, else that nothing is in the numbers; it follows the ledger.
pub(crate) fn place(app: &App, with: RelationshipId) -> View {
    let drawn = app.clone();
    region(&[app.news()], move || {
        vec![card(&drawn, with).unwrap_or_else(|| quiet(words().question.nothing))]
    })
}

/// The question that is open now; folded after "not now".
pub(crate) fn card(app: &App, with: RelationshipId) -> Option<View> {
    let question = app.client().question(with).ok().flatten()?;
    let words = &words().question;
    let mut asks = vec![
        say(&question.sentence),
        quiet(words.lead),
        answers(app, &question),
    ];
    asks.push(fold(words.numbers, numbers(app, &question)));
    let put_off = question.answer == Some(Says::NotNow);
    Some(block::card(if put_off {
        vec![fold(words.title, asks)]
    } else {
        std::iter::once(heading(words.title)).chain(asks).collect()
    }))
}

fn answers(app: &App, question: &Question) -> View {
    let words = &words().question;
    let answer = |word, says| {
        let (app, finding) = (app.clone(), question.key);
        button(Act::Small, word, move || {
            record(&app, FindingAnswer { finding, says })
        })
    };
    wrap(vec![
        answer(words.yes, Says::Something(None)),
        answer(words.no, Says::No),
        answer(words.not_now, Says::NotNow),
    ])
}

fn record(app: &App, answer: FindingAnswer) {
    let with = answer.finding.relationship;
    app.record(What::FindingAnswered(answer), move |app, _| {
        match answer.says {
            Says::Something(_) => app.go(Route::SnagNew(with)),
            Says::No => {
                let again = app.clone();
                undo::offer(words().question.answered, move || {
                    let open = FindingAnswer {
                        says: Says::NotNow,
                        ..answer
                    };
                    again.record(What::FindingAnswered(open), |_, _| {});
                });
            }
            Says::NotNow => {}
        }
    });
}

/// Everything that led to the question, in sentences.
fn numbers(app: &App, question: &Question) -> Vec<View> {
    let words = &words().question;
    let mut lines = Vec::new();
    lines.extend(since(app, question));
    lines.extend(means(question));
    lines.push(side(app, question));
    lines.extend(question.items.iter().filter_map(|(item, before, since)| {
        Some(fill(
            words.item,
            &[copy::item(*item)?, &tenths(*before), &tenths(*since)],
        ))
    }));
    lines.push(match percent(question.p) {
        0 => words.chance_less.to_owned(),
        many => fill(words.chance, &[&many.to_string()]),
    });
    lines.push(if question.evidence < EVEN {
        words.evidence_even.to_owned()
    } else {
        fill(
            words.evidence,
            &[&((question.evidence + 0.5) as u64).to_string()],
        )
    });
    lines.push(fill(
        words.wrong,
        &[&percent(question.false_alarms).to_string()],
    ));
    lines.push(words.limit.to_owned());
    lines.iter().map(|line| quiet(line)).collect()
}

fn since(app: &App, question: &Question) -> Option<String> {
    let starts = app.read(|ledger| Some(ledger.session(question.since)?.session.starts))?;
    Some(fill(
        words().question.since,
        &[&when::date(starts.day(), app.now())],
    ))
}

fn means(question: &Question) -> Option<String> {
    let words = &words().question;
    let sessions = match question.sessions {
        1 => words.session_one.to_owned(),
        many => fill(words.sessions, &[&many.to_string()]),
    };
    Some(fill(
        words.means,
        &[
            &tenths(question.before?),
            &tenths(question.after?),
            &sessions,
        ],
    ))
}

fn side(app: &App, question: &Question) -> String {
    let words = &words().question;
    match question.side {
        Side::Both => fill(
            words.side_both,
            &[&person::name(app, question.key.relationship)],
        ),
        // A finding about one side is shown to that side only.
        Side::Client | Side::Therapist => words.side_mine.to_owned(),
    }
}

/// A share as whole hundredths, rounded.
fn percent(share: f64) -> u32 {
    (0..=100)
        .rfind(|hundredths| f64::from(*hundredths) <= share * 100.0 + 0.5)
        .unwrap_or_default()
}

/// Below this, evidence is no more than an even bet.
const EVEN: f64 = 1.5;

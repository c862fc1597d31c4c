//! Insight: the line of one relationship through the detector, and a finding as a question.
//! It speaks only to the one whose ratings moved, and never says more than the numbers do.

use std::sync::Arc;

use holdfast_detect as detect;
use holdfast_detect::{Episode, Model, Population, Reading, Review, Scale};
use holdfast_model::finding::Says;
use holdfast_model::id::{RelationshipId, SessionId};
use holdfast_model::instrument::{Instrument, Phase};
use holdfast_model::ledger::{Point, SeriesOf, Side};
use holdfast_model::part::Voice;
use holdfast_model::relationship::{Mode, Role};
use holdfast_model::scale::tenths;
use holdfast_model::thing::FindingKey;
use holdfast_model::{Ledger, ModelError};
use holdfast_order::sort_by;

use crate::error::ClientError;
use crate::inner::Inner;
use crate::ports::Ports;

/// What the detector asks, with the numbers that led to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Names the question; an answer is recorded as `What::FindingAnswered` with this key.
    pub key: FindingKey,
    /// One sentence, and it is a question.
    pub sentence: String,
    /// The session in which the line most probably broke.
    pub since: SessionId,
    /// How many of her rated sessions lie since then, that one included.
    pub sessions: usize,
    /// Mean of her scores before it, in the units of the instrument; `None` without any.
    pub before: Option<f64>,
    /// Mean of her scores since then.
    pub after: Option<f64>,
    /// Whose numbers moved.
    pub side: detect::Side,
    /// The share of rupture-free therapies of 30 sessions in which such a question is asked.
    pub false_alarms: f64,
    /// How often chance alone is as striking in such a session: 0 to 1.
    pub p: f64,
    /// Evidence as a bet against chance: 20 means 20 to 1.
    pub evidence: f64,
    /// Which items moved most, as (item number, mean before, mean since), the deepest fall first.
    pub items: Vec<(u16, f64, f64)>,
    /// What she has answered, if she has.
    pub answer: Option<Says>,
}

impl<P: Ports> Inner<P> {
    pub(crate) fn question(&self, with: RelationshipId) -> Result<Option<Question>, ClientError> {
        let model = self.detector.get_or_init(|| {
            Arc::new(Model::new(
                Scale::session_note(),
                &Population::session_note(),
            ))
        });
        Ok(self.with(|open| question(&open.ledger, model, with))??)
    }
}

/// The question that is open now, if one is.
fn question(
    ledger: &Ledger,
    model: &Arc<Model>,
    with: RelationshipId,
) -> Result<Option<Question>, ModelError> {
    let Some(line) = Line::of(ledger, with)? else {
        return Ok(None);
    };
    let Review { readings, episodes } = detect::review(model, &line.series());
    let open = episodes.last().filter(|episode| episode.repaired.is_none());
    let found = open
        .filter(|episode| line.concerns_me(episode))
        .and_then(|episode| {
            let reading = readings
                .iter()
                .find(|reading| reading.number == episode.noticed)?;
            line.ask(ledger, episode, reading)
        });
    Ok(found.filter(|question| !matches!(question.answer, Some(Says::No | Says::Something(_)))))
}

/// The points of one relationship, seen from one side.
struct Line {
    with: RelationshipId,
    me: Side,
    points: Vec<Point>,
}

impl Line {
    /// `None` where nobody wants to be asked, or nothing was rated.
    fn of(ledger: &Ledger, with: RelationshipId) -> Result<Option<Self>, ModelError> {
        let form = Instrument::session_note().form()?;
        let of = SeriesOf {
            relationship: with,
            form: &form,
            phase: Phase::End,
            voice: &Voice::NoOne,
        };
        let Some(now) = ledger.relationship(with) else {
            return Ok(None);
        };
        if now.kept().mode == Mode::Off {
            return Ok(None);
        }
        let me = match now.kept().my_role {
            Role::Therapist => Side::Therapist,
            Role::Person | Role::Supporter => Side::Client,
        };
        Ok(ledger.series(&of).map(|series| Self {
            with,
            me,
            points: series.points,
        }))
    }

    /// The same as the detector wants it: numbered from 1.
    fn series(&self) -> detect::Series {
        let scale = Scale::session_note();
        let mut series = detect::Series::new(scale);
        for (point, number) in self.points.iter().zip(1..) {
            let rate = |score: Option<holdfast_model::instrument::Score>| {
                detect::Rating::from(score.and_then(|score| scale.score(score.value).ok()))
            };
            let session = detect::Session::new(number, point.gap_weeks)
                .with_client(rate(point.client))
                .with_therapist(rate(point.therapist));
            // Numbers count up and gaps are checked by the model, so nothing is refused.
            if series.push(session).is_err() {
                break;
            }
        }
        series
    }

    /// A finding is shown to the one who rated, and to nobody about somebody else.
    fn concerns_me(&self, episode: &Episode) -> bool {
        match episode.side {
            detect::Side::Both => true,
            detect::Side::Client => self.me == Side::Client,
            detect::Side::Therapist => self.me == Side::Therapist,
        }
    }

    fn mine(&self, point: &Point) -> Option<f64> {
        let score = match self.me {
            Side::Client => point.client,
            Side::Therapist => point.therapist,
        };
        score.map(|score| score.value)
    }

    fn ask(&self, ledger: &Ledger, episode: &Episode, reading: &Reading) -> Option<Question> {
        let at = |number: u32| usize::try_from(number).ok()?.checked_sub(1);
        let (before, since) = self.points.split_at_checked(at(episode.onset)?)?;
        let noticed = self.points.get(at(episode.noticed)?)?.session;
        let key = FindingKey {
            relationship: self.with,
            session: noticed,
        };
        let mean_of = |points: &[Point]| mean(points.iter().filter_map(|point| self.mine(point)));
        let sessions = since
            .iter()
            .filter(|point| self.mine(point).is_some())
            .count();
        let (was, is) = (mean_of(before), mean_of(since));
        Some(Question {
            key,
            sentence: sentence(sessions, was, is),
            since: since.first()?.session,
            sessions,
            before: was,
            after: is,
            side: episode.side,
            false_alarms: detect::Alpha::default().rate(),
            p: reading.p,
            evidence: reading.e_value,
            items: self.items(ledger, before, since),
            answer: ledger.finding_answer(key).map(|answer| answer.what.says),
        })
    }

    /// Which items moved, the deepest fall first.
    fn items(&self, ledger: &Ledger, before: &[Point], since: &[Point]) -> Vec<(u16, f64, f64)> {
        let mean_of = |points: &[Point], item: u16| {
            let ratings = points
                .iter()
                .flat_map(|point| ledger.ratings(point.session));
            let mine = ratings.filter(|rating| {
                (rating.side, rating.phase, rating.voice) == (self.me, Phase::End, &Voice::NoOne)
            });
            mean(
                mine.filter_map(|rating| rating.answers.get(item))
                    .map(f64::from),
            )
        };
        let scored = Instrument::session_note().items.iter();
        let scored =
            scored.filter(|item| item.counts == holdfast_model::instrument::Counts::InScore);
        let mut items: Vec<_> = scored
            .filter_map(|item| {
                let number = item.number;
                Some((number, mean_of(before, number)?, mean_of(since, number)?))
            })
            .collect();
        sort_by(&mut items, |a, b| (a.2 - a.1).total_cmp(&(b.2 - b.1)));
        items
    }
}

fn sentence(sessions: usize, before: Option<f64>, after: Option<f64>) -> String {
    let since = match sessions {
        1 => "After the last session".to_owned(),
        n => format!("After the last {n} sessions"),
    };
    match (before, after) {
        (Some(before), Some(after)) => {
            let (before, after) = (tenths(before), tenths(after));
            format!(
                "{since} you rated {after}; before, it was about {before}. Did something feel off?"
            )
        }
        _ => format!("{since} the ratings lie lower than before. Did something feel off?"),
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}

//! The online detector: one session in, one reading out, in constant time and memory.
//! The same sessions give the same readings, bit for bit, on every machine.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::bank::{LAGS, Moment};
use crate::calibration::{Calibration, LENGTH};
use crate::dyad::{Dyad, Expectation, Joint, Nulls};
use crate::evidence::Evidence;
use crate::finding::{Alpha, Episode, Side, State};
use crate::population::Population;
use crate::repair::Repair;
use crate::scale::Scale;
use crate::series::Session;

/// What a detector needs to know before the first session; made once, shared by many detectors.
#[derive(Clone, Debug)]
pub struct Model {
    scale: Scale,
    population_scale: Scale,
    nulls: Nulls,
    calibration: Calibration,
    alpha: Alpha,
    limits: Limits,
}

/// The p-values that alarm, for each way of rating and each of [`Alpha::ALL`].
#[derive(Clone, Copy, Debug)]
struct Limits {
    both: [f64; 3],
    client: [f64; 3],
    therapist: [f64; 3],
}

impl Limits {
    fn new(calibration: &Calibration, length: u16) -> Self {
        let of = |side| Alpha::ALL.map(|alpha| calibration.table(side).threshold(length, alpha));
        Self {
            both: of(Side::Both),
            client: of(Side::Client),
            therapist: of(Side::Therapist),
        }
    }

    fn at(&self, side: Side, alpha: Alpha) -> f64 {
        let [five, ten, twenty] = match side {
            Side::Both => self.both,
            Side::Client => self.client,
            Side::Therapist => self.therapist,
        };
        match alpha {
            Alpha::Five => five,
            Alpha::Ten => ten,
            Alpha::Twenty => twenty,
        }
    }
}

impl Model {
    /// The null model of `population` for scores on `scale`, with 5 % false alarms per therapy of
    /// 30 sessions.
    #[must_use]
    pub fn new(scale: Scale, population: &Population) -> Self {
        let calibration = match &population.calibration {
            Some(calibration) => calibration.clone(),
            None => Calibration::shipped(&population.scale),
        };
        Self {
            scale,
            population_scale: population.scale,
            nulls: Nulls::new(population, Expectation::SHIPPED),
            limits: Limits::new(&calibration, LENGTH),
            calibration,
            alpha: Alpha::default(),
        }
    }

    /// The scale of the scores that it takes.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// The same model, opening an episode at another false-alarm rate.
    #[must_use]
    pub fn with_alpha(self, alpha: Alpha) -> Self {
        Self { alpha, ..self }
    }

    /// The same model with its rates stated for a therapy of `length` sessions.
    #[must_use]
    pub fn with_length(self, length: u16) -> Self {
        Self {
            limits: Limits::new(&self.calibration, length),
            ..self
        }
    }
}

/// What one session says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The number of the session in the input.
    pub number: u32,
    /// What the numbers say, at 5 and at 20 %.
    pub state: State,
    /// How often chance alone is as striking in this session of a rupture-free therapy.
    pub p: f64,
    /// Evidence so far, as an e-value: a bet against chance; 20 means 1 in 20 at any time.
    pub e_value: f64,
    /// The log Bayes factor of a recent onset; `None` when nobody rated.
    pub bank: Option<f64>,
    /// How many standard deviations this one rating lies below its prediction.
    pub dip: Option<f64>,
    /// Log odds that the open episode is repaired; `None` when none is open.
    pub repair: Option<f64>,
    /// The episode that is open after this session, or that this session closes.
    pub episode: Option<Episode>,
}

/// The state of a detector between two sessions: what has to be kept to go on later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    sessions: u32,
    client_rated: Rated,
    therapist_rated: Rated,
    numbers: [u32; LAGS],
    dyad: Dyad,
    evidence: Evidence,
    open: Option<Open>,
}

/// Whether a side has rated any session so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Rated {
    Never,
    Before,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Open {
    episode: Episode,
    repair: Repair,
}

/// Follows one therapy, session by session.
#[derive(Clone, Debug)]
pub struct Detector {
    model: Arc<Model>,
    memory: Memory,
}

impl Detector {
    /// A detector before the first session, with the default rates; see [`Model`] for others.
    #[must_use]
    pub fn new(scale: Scale, population: &Population) -> Self {
        Self::of(Arc::new(Model::new(scale, population)))
    }

    /// A detector before the first session, on a model that many may share.
    #[must_use]
    pub fn of(model: Arc<Model>) -> Self {
        let memory = Memory {
            sessions: 0,
            client_rated: Rated::Never,
            therapist_rated: Rated::Never,
            numbers: [0; LAGS],
            dyad: Dyad::new(&model.nulls),
            evidence: Evidence::default(),
            open: None,
        };
        Self { model, memory }
    }

    /// Goes on from a state that was kept; `model` must be the one that it was kept with.
    #[must_use]
    pub fn resume(model: Arc<Model>, memory: Memory) -> Self {
        Self { model, memory }
    }

    /// The state to keep.
    #[must_use]
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Takes in the next session and says what it shows. Constant time and memory.
    pub fn observe(&mut self, session: &Session) -> Reading {
        let model = &self.model;
        let score = |rating: &crate::series::Rating| {
            rating
                .score
                .map(|s| model.scale.convert(s.value(), &model.population_scale))
        };
        let (client, therapist) = (score(&session.client), score(&session.therapist));
        let memory = &mut self.memory;
        let at = Moment::new(memory.sessions, session.weeks);
        memory.note(session.number, client.is_some(), therapist.is_some());
        let joint = memory.dyad.observe(&model.nulls, at, client, therapist);
        let e_value = memory.evidence.observe(at.index, &joint.factors);
        let (bank, dip) = (joint.score(), memory.dip(&joint));
        let verdict = memory.judge(model, bank, dip);
        let (repair, episode) = memory.follow(model, session.number, &joint, verdict.alarm);
        Reading {
            number: session.number,
            state: verdict.state,
            p: verdict.p,
            e_value,
            bank,
            dip,
            repair,
            episode,
        }
    }
}

/// What the calibrated p-values say.
#[derive(Clone, Copy, Debug)]
struct Verdict {
    state: State,
    p: f64,
    alarm: Option<Alarm>,
}

/// A session beyond the threshold of the model's own rate.
#[derive(Clone, Copy, Debug)]
struct Alarm;

impl Memory {
    fn note(&mut self, number: u32, client: bool, therapist: bool) {
        let [newest, second, third, _] = self.numbers;
        self.numbers = [number, newest, second, third];
        self.sessions = self.sessions.saturating_add(1);
        if client {
            self.client_rated = Rated::Before;
        }
        if therapist {
            self.therapist_rated = Rated::Before;
        }
    }

    /// The sides that have rated so far decide which table speaks.
    fn sides(&self) -> Side {
        match (self.client_rated, self.therapist_rated) {
            (Rated::Before, Rated::Before) => Side::Both,
            (Rated::Never, Rated::Before) => Side::Therapist,
            _ => Side::Client,
        }
    }

    fn dip(&self, joint: &Joint) -> Option<f64> {
        let heard = match self.sides() {
            Side::Therapist => &joint.therapist,
            Side::Both | Side::Client => &joint.client,
        };
        heard.innovation.map(|z| -z)
    }

    fn judge(&self, model: &Model, bank: Option<f64>, dip: Option<f64>) -> Verdict {
        let side = self.sides();
        let tails = model
            .calibration
            .table(side)
            .tails(self.sessions, bank, dip);
        let beyond = |alpha| tails.p(alpha) <= model.limits.at(side, alpha);
        let state = if beyond(Alpha::Five) {
            State::Likely
        } else if beyond(Alpha::Twenty) {
            State::Watch
        } else {
            State::Quiet
        };
        Verdict {
            state,
            p: tails.p(model.alpha),
            alarm: beyond(model.alpha).then_some(Alarm),
        }
    }

    /// Carries an open episode on, closes it, or opens one.
    fn follow(
        &mut self,
        model: &Model,
        number: u32,
        joint: &Joint,
        alarm: Option<Alarm>,
    ) -> (Option<f64>, Option<Episode>) {
        let sides = self.sides();
        if let Some(open) = &mut self.open {
            let odds = open.repair.observe(number, joint, sides);
            if odds.log >= model.calibration.table(sides).repair_threshold() {
                let episode = Episode {
                    repaired: Some(odds.returned),
                    ..open.episode
                };
                self.open = None;
                return (Some(odds.log), Some(episode));
            }
            return (Some(odds.log), Some(open.episode));
        }
        if alarm.is_none() {
            return (None, None);
        }
        let lag = joint.lag();
        let [newest, second, third, fourth] = self.numbers;
        let onset = match lag {
            0 => newest,
            1 => second,
            2 => third,
            _ => fourth,
        };
        let side = joint.side();
        let episode = Episode {
            onset,
            noticed: number,
            side,
            repaired: None,
        };
        self.open = Some(Open {
            episode,
            repair: Repair::new(&self.dyad, lag),
        });
        (None, Some(episode))
    }
}

#[cfg(test)]
mod tests;

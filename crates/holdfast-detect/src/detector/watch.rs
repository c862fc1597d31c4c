//! From what a session says to a reading: the state, and the episode that is open.
//! What is kept between sessions is of constant size.

use serde::{Deserialize, Serialize};

use super::model::Model;
use crate::bank::LAGS;
use crate::calibration::Table;
use crate::dyad::Joint;
use crate::finding::{Episode, Side, State};
use crate::repair::{Repair, Tracks};
use crate::verdict::{Bars, Verdict};

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

/// What is kept of a therapy beside the banks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Watch {
    sessions: u32,
    raters: Raters,
    numbers: [u32; LAGS],
    /// Seldom there, and large.
    pub(super) open: Option<Box<Open>>,
}

/// The sides that have rated any session so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Raters {
    client: Rated,
    therapist: Rated,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Rated {
    #[default]
    Never,
    Before,
}

impl Raters {
    /// Takes note of who rated a session.
    #[inline]
    pub(super) fn note(&mut self, client: Option<f64>, therapist: Option<f64>) {
        if client.is_some() {
            self.client = Rated::Before;
        }
        if therapist.is_some() {
            self.therapist = Rated::Before;
        }
    }

    /// Those who have rated decide which table speaks.
    #[inline]
    pub(super) fn sides(self) -> Side {
        match (self.client, self.therapist) {
            (Rated::Before, Rated::Before) => Side::Both,
            (Rated::Never, Rated::Before) => Side::Therapist,
            _ => Side::Client,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Open {
    episode: Episode,
    repair: Repair,
}

/// The numbers of one session.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    pub(super) bank: Option<f64>,
    pub(super) dip: Option<f64>,
    pub(super) verdict: Verdict,
    pub(super) e_value: f64,
}

impl Watch {
    /// How many sessions there have been.
    pub(super) fn sessions(&self) -> u32 {
        self.sessions
    }

    /// Takes note of a session and of how it was rated; what it says is read afterwards.
    #[inline]
    pub(super) fn note(&mut self, number: u32, client: Option<f64>, therapist: Option<f64>) {
        let [newest, second, third, _] = self.numbers;
        self.numbers = [number, newest, second, third];
        self.sessions = self.sessions.saturating_add(1);
        self.raters.note(client, therapist);
    }

    #[inline]
    pub(super) fn sides(&self) -> Side {
        self.raters.sides()
    }

    /// The table that speaks.
    pub(super) fn table<'a>(&self, model: &'a Model) -> &'a Table {
        model.table(self.sides())
    }

    /// The p-values that alarm.
    pub(super) fn bars<'a>(&self, model: &'a Model) -> &'a Bars {
        let [both, client, therapist] = model.bars();
        match self.sides() {
            Side::Both => both,
            Side::Client => client,
            Side::Therapist => therapist,
        }
    }

    /// How far the rating of the side that is looked at lies below its prediction.
    pub(super) fn dip(&self, joint: &Joint) -> Option<f64> {
        let heard = match self.sides() {
            Side::Therapist => &joint.therapist,
            Side::Both | Side::Client => &joint.client,
        };
        heard.innovation.map(|z| -z)
    }

    /// Reads the session that was noted last. `joint` and `steps` are asked for only where an
    /// episode is open or opens.
    #[inline]
    pub(super) fn read(
        &mut self,
        model: &Model,
        said: &Said,
        joint: impl FnOnce() -> Joint,
        steps: impl FnOnce(usize) -> [Tracks; 2],
    ) -> Reading {
        let [number, ..] = self.numbers;
        let verdict = &said.verdict;
        let mut reading = Reading {
            number,
            state: verdict.state(),
            p: verdict.p,
            e_value: said.e_value,
            bank: said.bank,
            dip: said.dip,
            repair: None,
            episode: None,
        };
        if self.open.is_some() {
            (reading.repair, reading.episode) = self.follow(model, number, &joint());
        } else if verdict.alarms() {
            reading.episode = Some(self.opened(number, &joint(), steps));
        }
        reading
    }

    /// Carries the open episode on, or closes it.
    fn follow(
        &mut self,
        model: &Model,
        number: u32,
        joint: &Joint,
    ) -> (Option<f64>, Option<Episode>) {
        let (sides, limit) = (self.sides(), self.table(model).repair_threshold());
        let Some(open) = &mut self.open else {
            return (None, None);
        };
        let odds = open.repair.observe(number, joint, sides);
        let mut episode = open.episode;
        if odds.log >= limit {
            episode.repaired = Some(odds.returned);
            self.open = None;
        }
        (Some(odds.log), Some(episode))
    }

    fn opened(
        &mut self,
        number: u32,
        joint: &Joint,
        steps: impl FnOnce(usize) -> [Tracks; 2],
    ) -> Episode {
        let lag = joint.lag();
        let [newest, second, third, fourth] = self.numbers;
        let onset = match lag {
            0 => newest,
            1 => second,
            2 => third,
            _ => fourth,
        };
        let episode = Episode {
            onset,
            noticed: number,
            side: joint.side(),
            repaired: None,
        };
        self.open = Some(Box::new(Open {
            episode,
            repair: Repair::new(steps(lag)),
        }));
        episode
    }
}

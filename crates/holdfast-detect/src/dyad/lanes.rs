//! Both sides of several therapies, a lane each: all arithmetic of a session in one piece.
//! Each lane does what `Dyad`, `Evidence` and `Rows` do with its therapy alone, to the last bit.

#![expect(
    clippy::indexing_slicing,
    reason = "lanes < LANES, the length of every array"
)]

use super::{Joint, Nulls, score_of};
use crate::bank::GRID;
use crate::bank::{BankLanes, HeardLanes, LANES, Lane, Moment, Ratings, SIGNATURES, Signatures};
use crate::calibration::{Rows, Tails, tail};
use crate::evidence::{Evidence, Stakes};
use crate::numeric::{Work, vectorised};

/// The running state of both sides of each therapy, and what the last session said.
#[derive(Clone, Debug)]
pub(crate) struct DyadLanes {
    client: BankLanes,
    therapist: BankLanes,
    settled: Lane,
    heard: [HeardLanes; 2],
    score: Lane,
    e_value: Lane,
    bank: Lane,
    dip: Lane,
}

/// One session of each therapy.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) client: Ratings,
    pub(crate) therapist: Ratings,
    /// For each of the tables (both sides, client, therapist): 1 for the therapies that it speaks
    /// for, and its rows, unless it speaks for none.
    pub(crate) speaks: [Lane; 3],
    pub(crate) rows: [Option<Rows>; 3],
}

impl DyadLanes {
    pub(crate) fn new(nulls: &Nulls) -> Self {
        Self {
            client: BankLanes::new(&nulls.client),
            therapist: BankLanes::new(&nulls.therapist),
            settled: Lane::default(),
            heard: Default::default(),
            score: Lane::default(),
            e_value: Lane::default(),
            bank: Lane::default(),
            dip: Lane::default(),
        }
    }

    /// The share of the state of each side that is left after `at.weeks`.
    #[inline]
    pub(crate) fn keep(nulls: &Nulls, at: Moment) -> [f64; 2] {
        [nulls.client.keep(at), nulls.therapist.keep(at)]
    }

    /// Takes in session `at.index` of each therapy.
    pub(crate) fn observe(&mut self, nulls: &Nulls, at: Moment, asked: &Asked) {
        vectorised(Listen {
            lanes: self,
            nulls,
            at,
            stakes: Stakes::at(at.index),
            asked,
        });
    }

    /// The score of a therapy in which somebody rated.
    pub(crate) fn score(&self, lane: usize) -> f64 {
        self.score.0[lane]
    }

    pub(crate) fn e_value(&self, lane: usize) -> f64 {
        self.e_value.0[lane]
    }

    pub(crate) fn tails(&self, lane: usize) -> Tails {
        Tails {
            bank: self.bank.0[lane],
            dip: self.dip.0[lane],
        }
    }

    /// How far the client's and the therapist's rating lie from their predictions, where they are.
    #[inline]
    pub(crate) fn innovations(&self, lane: usize) -> [Option<f64>; 2] {
        self.heard.each_ref().map(|side| side.innovation(lane))
    }

    /// All that was said about one therapy.
    pub(crate) fn joint(&self, nulls: &Nulls, lane: usize) -> Joint {
        let [client, therapist] = &self.heard;
        Joint::of(nulls, client.one(lane), therapist.one(lane))
    }

    /// As `Dyad::pick_steps`, for the therapy of one lane.
    pub(crate) fn pick_steps<const N: usize>(
        &self,
        lane: usize,
        lag: usize,
    ) -> [[Signatures<N>; GRID.len()]; 2] {
        let mut courses: [[Signatures<N>; GRID.len()]; 2] = Default::default();
        let [client, therapist] = &mut courses;
        self.client.pick_step(lane, lag, client);
        self.therapist.pick_step(lane, lag, therapist);
        courses
    }
}

/// All lanes take in one session.
struct Listen<'a> {
    lanes: &'a mut DyadLanes,
    nulls: &'a Nulls,
    at: Moment,
    stakes: Stakes,
    asked: &'a Asked,
}

impl Work for Listen<'_> {
    type Answer = ();

    #[inline(always)]
    fn run(self) {
        let Self {
            lanes,
            nulls,
            at,
            stakes,
            asked,
        } = self;
        let session = (at.index, at.slope);
        let [client, therapist] = &mut lanes.heard;
        let (own, other) = (&mut lanes.client, &mut lanes.therapist);
        own.observe(&nulls.client, session, &asked.client, client);
        other.observe(&nulls.therapist, session, &asked.therapist, therapist);
        lanes.join(nulls, &stakes);
        lanes.place(asked);
    }
}

impl DyadLanes {
    #[inline(always)]
    fn join(&mut self, nulls: &Nulls, stakes: &Stakes) {
        // Copies that nothing else can point to, so that the compiler may use vectors.
        let [client, therapist] = &self.heard;
        let (client, therapist) = (client.factors, therapist.factors);
        let (expectation, mut settled) = (nulls.expectation, self.settled);
        let (mut score, mut e_value) = (Lane::default(), Lane::default());
        for lane in 0..LANES {
            let mut factors = [0.0; SIGNATURES];
            let mut weighed = [0.0; SIGNATURES];
            for i in 0..SIGNATURES {
                factors[i] = expectation.joint(client[i].0[lane], therapist[i].0[lane]);
                weighed[i] = factors[i] * expectation.weights[i];
            }
            score.0[lane] = score_of(&weighed);
            let mut evidence = Evidence {
                settled: settled.0[lane],
            };
            e_value.0[lane] = evidence.observe(stakes, &factors);
            settled.0[lane] = evidence.settled;
        }
        (self.score, self.e_value, self.settled) = (score, e_value, settled);
    }

    /// How rare both statistics are, by the table that speaks for each therapy.
    #[inline(always)]
    fn place(&mut self, asked: &Asked) {
        let [client, therapist] = &self.heard;
        let (own, other, score) = (client.innovation, therapist.innovation, self.score);
        let (own_rated, other_rated) = (asked.client.rated, asked.therapist.rated);
        let [_, _, alone] = asked.speaks;
        let (mut bank, mut dip) = (self.bank, self.dip);
        for (rows, speaks) in asked.rows.iter().zip(asked.speaks) {
            let Some(rows) = *rows else { continue };
            for lane in 0..LANES {
                let alone = alone.0[lane] > 0.0;
                let fall = -if alone { other.0[lane] } else { own.0[lane] };
                let (own, other) = (own_rated.0[lane], other_rated.0[lane]);
                let fell = if alone { other } else { own };
                let score_tail = tail(&rows.bank, score.0[lane]);
                let score_tail = if own + other > 0.0 { score_tail } else { 1.0 };
                let dip_tail = tail(&rows.dip, fall);
                let dip_tail = if fell > 0.0 { dip_tail } else { 1.0 };
                let speaks = speaks.0[lane] > 0.0;
                bank.0[lane] = if speaks { score_tail } else { bank.0[lane] };
                dip.0[lane] = if speaks { dip_tail } else { dip.0[lane] };
            }
        }
        (self.bank, self.dip) = (bank, dip);
    }
}

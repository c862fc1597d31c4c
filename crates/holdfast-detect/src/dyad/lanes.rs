//! Both sides of several therapies, a lane each: all arithmetic of a session in one piece.
//! Each lane does what `Dyad`, `Evidence` and `Rows` do with its therapy alone, to the last bit.

#![expect(
    clippy::indexing_slicing,
    reason = "lanes < LANES, the length of every array"
)]

use super::{Joint, Nulls, score_of};
use crate::bank::GRID;
use crate::bank::{BankLanes, HeardLanes, LANES, Lane, Moment, Ratings, SIGNATURES, Signatures};
use crate::calibration::{Lines, Tails};
use crate::evidence::{Evidence, Stakes};
use crate::numeric::{Work, vectorised};
use crate::verdict::{Bars, Verdict};

/// The running state of both sides of each therapy, and what the last session said.
#[derive(Clone, Debug)]
pub(crate) struct DyadLanes {
    client: BankLanes,
    therapist: BankLanes,
    settled: Lane,
    heard: [HeardLanes; 2],
    score: Lane,
    e_value: Lane,
    p: Lane,
    level: Lane,
    alarm: Lane,
}

/// What the sessions of one number have in common.
#[derive(Clone, Debug)]
pub(crate) struct Hour {
    /// Its gap is not in common.
    pub(crate) at: Moment,
    pub(crate) stakes: Stakes,
    /// Of each table: both sides, client, therapist.
    pub(crate) lines: [Lines; 3],
}

/// One session of each therapy.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) client: Ratings,
    pub(crate) therapist: Ratings,
    /// For each of the tables: 1 for the therapies that it speaks for.
    pub(crate) speaks: [Lane; 3],
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
            p: Lane::default(),
            level: Lane::default(),
            alarm: Lane::default(),
        }
    }

    /// Back to before the first session.
    pub(crate) fn begin(&mut self, nulls: &Nulls) {
        self.client.begin(&nulls.client);
        self.therapist.begin(&nulls.therapist);
        self.settled = Lane::default();
        self.heard = Default::default();
    }

    /// The share of the state of each side that is left after `weeks`.
    #[inline]
    pub(crate) fn keep(nulls: &Nulls, weeks: f64) -> [f64; 2] {
        [nulls.client.keep(weeks), nulls.therapist.keep(weeks)]
    }

    /// Takes in one session of each therapy; a bar for each table.
    pub(crate) fn observe(
        &mut self,
        (nulls, bars): (&Nulls, &[Bars; 3]),
        hour: &Hour,
        asked: &Asked,
    ) {
        vectorised(Listen {
            lanes: self,
            nulls,
            bars,
            hour,
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

    pub(crate) fn verdict(&self, lane: usize) -> Verdict {
        Verdict {
            p: self.p.0[lane],
            level: self.level.0[lane],
            alarm: self.alarm.0[lane],
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
    bars: &'a [Bars; 3],
    hour: &'a Hour,
    asked: &'a Asked,
}

impl Work for Listen<'_> {
    type Answer = ();

    #[inline(always)]
    fn run(self) {
        let Self {
            lanes,
            nulls,
            bars,
            hour,
            asked,
        } = self;
        let session = (hour.at.index, hour.at.slope);
        let [client, therapist] = &mut lanes.heard;
        let (own, other) = (&mut lanes.client, &mut lanes.therapist);
        own.observe(&nulls.client, session, &asked.client, client);
        other.observe(&nulls.therapist, session, &asked.therapist, therapist);
        lanes.join(nulls, &hour.stakes);
        lanes.place(bars, hour, asked);
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

    /// How rare both statistics are, by the table that speaks for each therapy, and what that says.
    #[inline(always)]
    fn place(&mut self, bars: &[Bars; 3], hour: &Hour, asked: &Asked) {
        let [client, therapist] = &self.heard;
        let (own, other, score) = (client.innovation, therapist.innovation, self.score);
        let (own_rated, other_rated) = (asked.client.rated, asked.therapist.rated);
        let [_, _, alone] = asked.speaks;
        let (mut p, mut level, mut alarm) = (self.p, self.level, self.alarm);
        for ((lines, bars), speaks) in hour.lines.iter().zip(bars).zip(asked.speaks) {
            if speaks.0 == [0.0; LANES] {
                continue;
            }
            // Copies that nothing else can point to, so that the compiler may use vectors.
            let (lines, bars) = (*lines, *bars);
            for lane in 0..LANES {
                let alone = alone.0[lane] > 0.0;
                let fall = -if alone { other.0[lane] } else { own.0[lane] };
                let (own, other) = (own_rated.0[lane], other_rated.0[lane]);
                let fell = if alone { other } else { own };
                let bank = lines.bank.tail(score.0[lane]);
                let dip = lines.dip.tail(fall);
                let verdict = bars.judge(Tails {
                    bank: if own + other > 0.0 { bank } else { 1.0 },
                    dip: if fell > 0.0 { dip } else { 1.0 },
                });
                let speaks = speaks.0[lane] > 0.0;
                p.0[lane] = if speaks { verdict.p } else { p.0[lane] };
                level.0[lane] = if speaks { verdict.level } else { level.0[lane] };
                alarm.0[lane] = if speaks { verdict.alarm } else { alarm.0[lane] };
            }
        }
        (self.p, self.level, self.alarm) = (p, level, alarm);
    }
}

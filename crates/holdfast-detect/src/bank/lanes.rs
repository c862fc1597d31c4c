//! The bank of one side for several therapies, a lane each, so that one instruction serves all.
//! Each lane does what `Bank` does with its therapy alone, in the same order, to the last bit.

#![expect(
    clippy::indexing_slicing,
    reason = "lanes < LANES, guesses < GRID, lags < LAGS: all arrays have these lengths"
)]

use super::filter::{Filter, Gain, reweighed};
use super::signatures::{DepthPrior, Match, Signature, Signatures, audible, learn, older, slides};
use super::{GRID, Guess, Heard, KEPT, LAGS, Null, SIGNATURES};
use crate::numeric::Few;

/// One register of eight numbers with AVX-512, two of four with AVX2.
pub(crate) const LANES: usize = 8;

/// One number per therapy. Aligned, so that no load touches two lines of the cache.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
pub(crate) struct Lane(pub(crate) [f64; LANES]);

/// What one side gave at one session.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ratings {
    /// Anything where there is none.
    pub(crate) scores: Lane,
    /// 1 where there is a score, else 0.
    pub(crate) rated: Lane,
    /// Weeks since the session before, as the share of the state that is left.
    pub(crate) keep: Lane,
}

impl Ratings {
    #[inline]
    pub(crate) fn set(&mut self, lane: usize, score: Option<f64>, keep: f64) {
        self.scores.0[lane] = score.unwrap_or_default();
        self.rated.0[lane] = if score.is_some() { 1.0 } else { 0.0 };
        self.keep.0[lane] = keep;
    }
}

/// The running state of one side of each therapy.
#[derive(Clone, Debug)]
pub(crate) struct BankLanes {
    /// 1 from the first rating on.
    started: Lane,
    weights: PerGuess,
    mean: [PerGuess; 3],
    covariance: [PerGuess; 6],
    tracks: [TrackLanes; GRID.len()],
}

/// The signatures under one guess.
#[derive(Clone, Debug, Default)]
struct TrackLanes {
    steps: KeptLanes,
    slides: KeptLanes,
    /// Level, growth and state of the steps, by lag.
    learnt: [[Lane; KEPT]; 3],
}

/// The numbers of a [`Match`], by lag.
#[derive(Clone, Copy, Debug, Default)]
struct KeptLanes {
    energy: [Lane; KEPT],
    agreement: [Lane; KEPT],
}

/// What one session says about one side of each therapy.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeardLanes {
    /// Bayes factors, as in [`Heard`].
    pub(crate) factors: [Lane; SIGNATURES],
    /// As in [`Heard`]; meaningless where there was no rating.
    pub(crate) innovation: Lane,
    rated: Lane,
    keep: Lane,
    slope: f64,
    /// As in [`Gain`], under each guess.
    gain: [PerGuess; 3],
    precision: PerGuess,
    clipped: PerGuess,
    weights: PerGuess,
    depths: [DepthPrior; GRID.len()],
}

/// A lane for each guess of the person's own variation.
type PerGuess = [Lane; GRID.len()];

impl BankLanes {
    pub(crate) fn new(null: &Null) -> Self {
        let mut lanes = Self {
            started: Lane::default(),
            weights: PerGuess::default(),
            mean: Default::default(),
            covariance: Default::default(),
            tracks: Default::default(),
        };
        lanes.begin(null);
        lanes
    }

    /// Back to before the first session.
    pub(crate) fn begin(&mut self, null: &Null) {
        let all = |number: f64| Lane([number; LANES]);
        self.started = Lane::default();
        for (k, (track, sigma)) in self.tracks.iter_mut().zip(&null.sigmas).enumerate() {
            let filter = null.filter(sigma);
            self.weights[k] = all(sigma.weight);
            for (row, mean) in self.mean.iter_mut().zip(filter.mean) {
                row[k] = all(mean.only());
            }
            for (row, covariance) in self.covariance.iter_mut().zip(filter.covariance) {
                row[k] = all(covariance.only());
            }
            *track = TrackLanes::default();
        }
    }

    /// Takes in session `index` (0 for the first) with g(s) = `slope`.
    #[inline(always)]
    pub(crate) fn observe(
        &mut self,
        null: &Null,
        (index, slope): (u32, f64),
        ratings: &Ratings,
        heard: &mut HeardLanes,
    ) {
        let born = (index as usize + 1).min(LAGS);
        (heard.rated, heard.slope) = (ratings.rated, slope);
        let mut speaking = 0.0;
        for lane in 0..LANES {
            let started = self.started.0[lane].max(ratings.rated.0[lane]);
            self.started.0[lane] = started;
            speaking += started;
            let carried = started > 0.0 && index > 0;
            heard.keep.0[lane] = if carried { ratings.keep.0[lane] } else { 1.0 };
        }
        heard.factors = Default::default();
        heard.weights = self.weights;
        heard.depths = null.sigmas.map(|sigma| sigma.depth);
        if speaking > 0.0 {
            self.filter(null, ratings, heard);
            for (k, track) in self.tracks.iter_mut().enumerate() {
                track.follow(k, heard);
            }
        }
        self.say_nothing_where_silent(born, &mut heard.factors);
    }

    /// The filters of all guesses take in one session.
    #[inline(always)]
    fn filter(&mut self, null: &Null, ratings: &Ratings, heard: &mut HeardLanes) {
        // Copies that nothing else can point to, so that the compiler may use vectors.
        let (keep, slope, ratings) = (heard.keep, heard.slope, *ratings);
        let (states, noises) = (Few(null.states), Few(null.noises));
        let (mut mean, mut covariance, mut weights) = (self.mean, self.covariance, self.weights);
        let mut gain = [PerGuess::default(); 3];
        let [mut precision, mut clipped] = [PerGuess::default(); 2];
        let mut innovation = Lane::default();
        for lane in 0..LANES {
            let mut filter = Filter {
                mean: [of(&mean[0], lane), of(&mean[1], lane), of(&mean[2], lane)],
                covariance: [
                    of(&covariance[0], lane),
                    of(&covariance[1], lane),
                    of(&covariance[2], lane),
                    of(&covariance[3], lane),
                    of(&covariance[4], lane),
                    of(&covariance[5], lane),
                ],
            };
            let rating = (ratings.scores.0[lane], ratings.rated.0[lane]);
            filter.predict(keep.0[lane], states);
            let gains = filter.correct(slope, noises, rating);
            let before = of(&weights, lane);
            let after = reweighed(before, gains.precision, gains.raw);
            let rated = rating.1 > 0.0;
            let mut now = before;
            let mut sum = 0.0;
            for k in 0..GRID.len() {
                now.0[k] = if rated { after.0[k] } else { before.0[k] };
                sum += now.0[k] * gains.raw.0[k];
            }
            innovation.0[lane] = sum;
            put(&mut weights, lane, now);
            put(&mut precision, lane, gains.precision);
            put(&mut clipped, lane, gains.innovation);
            for (row, numbers) in gain.iter_mut().zip(gains.gain) {
                put(row, lane, numbers);
            }
            for (row, numbers) in mean.iter_mut().zip(filter.mean) {
                put(row, lane, numbers);
            }
            for (row, numbers) in covariance.iter_mut().zip(filter.covariance) {
                put(row, lane, numbers);
            }
        }
        (self.mean, self.covariance, self.weights) = (mean, covariance, weights);
        (heard.gain, heard.precision, heard.clipped) = (gain, precision, clipped);
        (heard.weights, heard.innovation) = (weights, innovation);
    }

    /// Before its first rating a side says neither yes nor no; an onset before the first session is
    /// no onset.
    #[inline(always)]
    fn say_nothing_where_silent(&self, born: usize, factors: &mut [Lane; SIGNATURES]) {
        for (i, factor) in factors.iter_mut().enumerate() {
            if i % LAGS >= born {
                *factor = Lane::default();
                continue;
            }
            for lane in 0..LANES {
                let speaks = self.started.0[lane] > 0.0;
                factor.0[lane] = if speaks { factor.0[lane] } else { 1.0 };
            }
        }
    }

    /// As `Bank::pick_step`, for the therapy of one lane.
    pub(crate) fn pick_step<const N: usize>(
        &self,
        lane: usize,
        lag: usize,
        courses: &mut [Signatures<N>; GRID.len()],
    ) {
        for (courses, track) in courses.iter_mut().zip(&self.tracks) {
            courses.put(0, track.step(lane, lag));
        }
    }
}

/// The numbers of one therapy, by guess.
#[inline(always)]
fn of(row: &PerGuess, lane: usize) -> Few<{ GRID.len() }> {
    let [a, b, c, d, e] = row;
    Few([a.0[lane], b.0[lane], c.0[lane], d.0[lane], e.0[lane]])
}

/// Puts the numbers of one therapy into their row.
#[inline(always)]
fn put(row: &mut PerGuess, lane: usize, numbers: Few<{ GRID.len() }>) {
    let [a, b, c, d, e] = row;
    [a.0[lane], b.0[lane], c.0[lane], d.0[lane], e.0[lane]] = numbers.0;
}

impl TrackLanes {
    /// Takes one session in and adds the Bayes factors of this guess.
    #[inline(always)]
    fn follow(&mut self, k: usize, heard: &mut HeardLanes) {
        // Copies that nothing else can point to, so that the compiler may use vectors.
        let (keep, slope, depth, weight) =
            (heard.keep, heard.slope, heard.depths[k], heard.weights[k]);
        let (gain, precision) = (heard.gain.each_ref().map(|row| row[k]), heard.precision[k]);
        let innovation = heard.clipped[k];
        let (mut steps, mut slid, mut learnt) = (self.steps, self.slides, self.learnt);
        let [a, b, c, d, e, f, g, h] = heard.factors;
        let (mut early, mut late) = ([a, b, c, d], [e, f, g, h]);
        for lane in 0..LANES {
            let gain = Gain {
                keep: keep.0[lane],
                slope,
                gain: [gain[0].0[lane], gain[1].0[lane], gain[2].0[lane]],
                precision: precision.0[lane],
                innovation: innovation.0[lane],
            };
            let before = [
                aged(&learnt[0], lane),
                aged(&learnt[1], lane),
                aged(&learnt[2], lane),
            ];
            let (now, whites) = learn(before, &gain, Few::all(1.0));
            keep_young(&mut learnt[0], lane, now[0]);
            keep_young(&mut learnt[1], lane, now[1]);
            keep_young(&mut learnt[2], lane, now[2]);
            let weight = audible(weight.0[lane]);
            let matched = steps.with(lane, whites, gain.innovation);
            add_factors(&mut early, lane, matched, (&depth, weight));
            let matched = slid.with(lane, slides(whites), gain.innovation);
            add_factors(&mut late, lane, matched, (&depth, weight));
        }
        (self.steps, self.slides, self.learnt) = (steps, slid, learnt);
        let ([a, b, c, d], [e, f, g, h]) = (early, late);
        heard.factors = [a, b, c, d, e, f, g, h];
    }

    fn step(&self, lane: usize, lag: usize) -> Signature {
        let lag = lag.min(KEPT - 1);
        Signature {
            energy: self.steps.energy[lag].0[lane],
            agreement: self.steps.agreement[lag].0[lane],
            learnt: self.learnt.each_ref().map(|row| row[lag].0[lane]),
        }
    }
}

/// What one therapy has in rows by lag, one session later.
#[inline(always)]
fn aged([a, b, c]: &[Lane; KEPT], lane: usize) -> Few<LAGS> {
    older([a.0[lane], b.0[lane], c.0[lane]])
}

/// Puts numbers by lag into their rows, all but the oldest.
#[inline(always)]
fn keep_young(rows: &mut [Lane; KEPT], lane: usize, Few([a, b, c, _]): Few<LAGS>) {
    let [first, second, third] = rows;
    (first.0[lane], second.0[lane], third.0[lane]) = (a, b, c);
}

/// Adds the Bayes factors of the signatures of one shape, by lag, for the therapy of one lane.
#[inline(always)]
fn add_factors(
    sums: &mut [Lane; LAGS],
    lane: usize,
    matched: Match<LAGS>,
    (depth, weight): (&DepthPrior, f64),
) {
    let (scales, bits) = depth.factors(matched, weight);
    let Few([a, b, c, d]) = scales * bits.exp2_short();
    let [first, second, third, fourth] = sums;
    first.0[lane] += a;
    second.0[lane] += b;
    third.0[lane] += c;
    fourth.0[lane] += d;
}

impl KeptLanes {
    /// One session later, for the therapy of one lane.
    #[inline(always)]
    fn with(&mut self, lane: usize, whites: Few<LAGS>, innovation: f64) -> Match<LAGS> {
        let before = Match {
            energy: aged(&self.energy, lane),
            agreement: aged(&self.agreement, lane),
        };
        let now = before.with(whites, innovation);
        keep_young(&mut self.energy, lane, now.energy);
        keep_young(&mut self.agreement, lane, now.agreement);
        now
    }
}

impl HeardLanes {
    /// As in [`Heard`], for the therapy of one lane.
    #[inline]
    pub(crate) fn innovation(&self, lane: usize) -> Option<f64> {
        (self.rated.0[lane] > 0.0).then(|| self.innovation.0[lane])
    }

    /// What was said about the therapy of one lane.
    pub(crate) fn one(&self, lane: usize) -> Heard {
        Heard {
            factors: core::array::from_fn(|i| self.factors[i].0[lane]),
            innovation: self.innovation(lane),
            guesses: core::array::from_fn(|k| Guess {
                gain: Gain {
                    keep: self.keep.0[lane],
                    slope: self.slope,
                    gain: self.gain.each_ref().map(|row| row[k].0[lane]),
                    precision: self.precision[k].0[lane],
                    innovation: self.clipped[k].0[lane],
                },
                weight: self.weights[k].0[lane],
                depth: self.depths[k],
            }),
        }
    }
}

//! The bank of one side for several therapies, a lane each, so that one instruction serves all.
//! Each lane does what `Bank` does with its therapy alone, in the same order, to the last bit.

#![expect(
    clippy::indexing_slicing,
    reason = "lanes < LANES, guesses < GRID, lags < LAGS: all arrays have these lengths"
)]

use super::filter::{Filter, Gain, reweighed};
use super::signatures::{DepthPrior, Match, Signature, Signatures, heard, learn, slides};
use super::{GRID, Guess, Heard, KEPT, LAGS, Null, SIGNATURES};
use crate::numeric::exp2_inside;

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
    tracks: [TrackLanes; GRID.len()],
}

#[derive(Clone, Debug, Default)]
struct TrackLanes {
    weight: Lane,
    mean: [Lane; 3],
    covariance: [Lane; 6],
    steps: [MatchLanes; KEPT],
    slides: [MatchLanes; KEPT],
    learnt: [[Lane; 3]; KEPT],
}

/// A [`Match`] per therapy.
#[derive(Clone, Copy, Debug, Default)]
struct MatchLanes {
    energy: Lane,
    agreement: Lane,
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
    guesses: [GuessLanes; GRID.len()],
}

#[derive(Clone, Debug, Default)]
struct GuessLanes {
    gain: [Lane; 3],
    precision: Lane,
    innovation: Lane,
    raw: Lane,
    weight: Lane,
    depth: DepthPrior,
}

/// A lane for each guess of the person's own variation.
type PerGuess = [Lane; GRID.len()];

impl BankLanes {
    pub(crate) fn new(null: &Null) -> Self {
        let all = |number: f64| Lane([number; LANES]);
        Self {
            started: Lane::default(),
            tracks: null.sigmas.map(|sigma| {
                let filter = null.filter(&sigma);
                TrackLanes {
                    weight: all(sigma.weight),
                    mean: filter.mean.map(all),
                    covariance: filter.covariance.map(all),
                    ..TrackLanes::default()
                }
            }),
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
        for (k, guess) in heard.guesses.iter_mut().enumerate() {
            (guess.depth, guess.weight) = (null.sigmas[k].depth, self.tracks[k].weight);
        }
        if speaking > 0.0 {
            self.filter(null, ratings, heard);
            for (track, guess) in self.tracks.iter_mut().zip(&heard.guesses) {
                let session = (&heard.keep, slope, born);
                track.follow(session, guess, &mut heard.factors);
            }
        }
        self.say_nothing_where_silent(born, &mut heard.factors);
    }

    #[inline(always)]
    fn filter(&mut self, null: &Null, ratings: &Ratings, heard: &mut HeardLanes) {
        for (k, (track, guess)) in self.tracks.iter_mut().zip(&mut heard.guesses).enumerate() {
            let (state, noise) = (null.sigmas[k].state, null.sigmas[k].noise);
            track.filter((&heard.keep, heard.slope), (state, noise), ratings, guess);
        }
        let rated = ratings.rated;
        let [mut weights, mut precisions, mut raw] = [PerGuess::default(); 3];
        for (k, guess) in heard.guesses.iter().enumerate() {
            (weights[k], precisions[k], raw[k]) = (guess.weight, guess.precision, guess.raw);
        }
        let mut innovation = Lane::default();
        for lane in 0..LANES {
            let of = |all: &PerGuess| {
                let [a, b, c, d, e] = all;
                [a.0[lane], b.0[lane], c.0[lane], d.0[lane], e.0[lane]]
            };
            let (before, raw) = (of(&weights), of(&raw));
            let after = reweighed(before, of(&precisions), raw);
            let rated = rated.0[lane] > 0.0;
            let mut sum = 0.0;
            for k in 0..GRID.len() {
                let weight = if rated { after[k] } else { before[k] };
                weights[k].0[lane] = weight;
                sum += weight * raw[k];
            }
            innovation.0[lane] = sum;
        }
        heard.innovation = innovation;
        for (guess, weight) in heard.guesses.iter_mut().zip(weights) {
            guess.weight = weight;
        }
        for (track, guess) in self.tracks.iter_mut().zip(&heard.guesses) {
            track.weight = guess.weight;
        }
    }

    /// Before its first rating a side says neither yes nor no.
    #[inline(always)]
    fn say_nothing_where_silent(&self, born: usize, factors: &mut [Lane; SIGNATURES]) {
        for (i, factor) in factors.iter_mut().enumerate() {
            if i % LAGS >= born {
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

impl TrackLanes {
    #[inline(always)]
    fn filter(
        &mut self,
        (keep, slope): (&Lane, f64),
        (state, noise): (f64, f64),
        ratings: &Ratings,
        guess: &mut GuessLanes,
    ) {
        // Copies that nothing else can point to, so that the compiler may use vectors.
        let (keep, ratings) = (*keep, *ratings);
        let (mut mean, mut covariance) = (self.mean, self.covariance);
        let (mut raw, mut precision, mut innovation) =
            (Lane::default(), Lane::default(), Lane::default());
        let mut gains = [Lane::default(); 3];
        for lane in 0..LANES {
            let mut filter = Filter {
                mean: [mean[0].0[lane], mean[1].0[lane], mean[2].0[lane]],
                covariance: [
                    covariance[0].0[lane],
                    covariance[1].0[lane],
                    covariance[2].0[lane],
                    covariance[3].0[lane],
                    covariance[4].0[lane],
                    covariance[5].0[lane],
                ],
            };
            let mut gain = Gain {
                slope,
                ..Gain::default()
            };
            filter.predict(keep.0[lane], state);
            let (score, rated) = (ratings.scores.0[lane], ratings.rated.0[lane]);
            raw.0[lane] = filter.correct(&mut gain, noise, score, rated);
            precision.0[lane] = gain.precision;
            innovation.0[lane] = gain.innovation;
            for (row, number) in gains.iter_mut().zip(gain.gain) {
                row.0[lane] = number;
            }
            for (row, number) in mean.iter_mut().zip(filter.mean) {
                row.0[lane] = number;
            }
            for (row, number) in covariance.iter_mut().zip(filter.covariance) {
                row.0[lane] = number;
            }
        }
        (self.mean, self.covariance) = (mean, covariance);
        (guess.raw, guess.precision, guess.innovation) = (raw, precision, innovation);
        guess.gain = gains;
    }

    /// Takes one session in and adds the Bayes factors of this guess. In passes over all
    /// signatures, because each has to wait long for itself and not at all for the others.
    #[inline(always)]
    fn follow(
        &mut self,
        (keep, slope, born): (&Lane, f64, usize),
        guess: &GuessLanes,
        factors: &mut [Lane; SIGNATURES],
    ) {
        let whites = self.learn((keep, slope, born), guess);
        let innovation = guess.innovation;
        let mut matches = [MatchLanes::default(); SIGNATURES];
        let (steps, slides) = matches.split_at_mut(LAGS);
        advance(&mut self.steps, &whites.0, &innovation, &mut steps[..born]);
        advance(
            &mut self.slides,
            &whites.1,
            &innovation,
            &mut slides[..born],
        );
        let (weight, depth) = (guess.weight, guess.depth);
        let mut scales = [Lane::default(); SIGNATURES];
        let mut bits = [Lane::default(); SIGNATURES];
        let places = || (0..LAGS).take(born).chain((LAGS..SIGNATURES).take(born));
        for i in places() {
            for lane in 0..LANES {
                let matched = matches[i].one(lane);
                let (scale, power) = depth.factor(matched, heard(weight.0[lane]));
                (scales[i].0[lane], bits[i].0[lane]) = (scale, power);
            }
        }
        for i in places() {
            let mut factor = factors[i];
            for lane in 0..LANES {
                factor.0[lane] += scales[i].0[lane] * exp2_inside(bits[i].0[lane]);
            }
            factors[i] = factor;
        }
    }

    /// What is learnt of each step, oldest first, so that each takes the place of the next; returns
    /// the whitened steps and slides of the session.
    #[inline(always)]
    fn learn(
        &mut self,
        (keep, slope, born): (&Lane, f64, usize),
        guess: &GuessLanes,
    ) -> ([Lane; LAGS], [Lane; LAGS]) {
        // Copies that nothing else can point to, so that the compiler may use vectors.
        let (keep, gain, precision) = (*keep, guess.gain, guess.precision);
        let mut steps = [Lane::default(); LAGS];
        for lag in (0..born).rev() {
            let before = match lag.checked_sub(1) {
                Some(younger) => self.learnt[younger],
                None => Default::default(),
            };
            let (mut now, mut whites) = (before, Lane::default());
            for lane in 0..LANES {
                let gain = Gain {
                    keep: keep.0[lane],
                    slope,
                    gain: [gain[0].0[lane], gain[1].0[lane], gain[2].0[lane]],
                    precision: precision.0[lane],
                    innovation: 0.0,
                };
                let learnt = [before[0].0[lane], before[1].0[lane], before[2].0[lane]];
                let (learnt, white) = learn(learnt, &gain, 1.0);
                (now[0].0[lane], now[1].0[lane], now[2].0[lane]) =
                    (learnt[0], learnt[1], learnt[2]);
                whites.0[lane] = white;
            }
            steps[lag] = whites;
            if lag < KEPT {
                self.learnt[lag] = now;
            }
        }
        let mut slid = [Lane::default(); LAGS];
        for lane in 0..LANES {
            let [a, b, c, d] = &steps;
            let of = slides([a.0[lane], b.0[lane], c.0[lane], d.0[lane]]);
            for (slid, of) in slid.iter_mut().zip(of) {
                slid.0[lane] = of;
            }
        }
        (steps, slid)
    }

    fn step(&self, lane: usize, lag: usize) -> Signature {
        let lag = lag.min(KEPT - 1);
        let [level, growth, state] = &self.learnt[lag];
        Signature {
            matched: self.steps[lag].one(lane),
            learnt: [level.0[lane], growth.0[lane], state.0[lane]],
        }
    }
}

/// Matches of one shape one session older, oldest first, so that each takes the place of the next.
#[inline(always)]
fn advance(
    kept: &mut [MatchLanes; KEPT],
    whites: &[Lane; LAGS],
    innovation: &Lane,
    matches: &mut [MatchLanes],
) {
    let innovation = *innovation;
    for (lag, matched) in matches.iter_mut().enumerate().rev() {
        let before = match lag.checked_sub(1) {
            Some(younger) => kept[younger],
            None => MatchLanes::default(),
        };
        let (white, mut now) = (whites[lag], before);
        for lane in 0..LANES {
            let one = before.one(lane).with(white.0[lane], innovation.0[lane]);
            (now.energy.0[lane], now.agreement.0[lane]) = (one.energy, one.agreement);
        }
        *matched = now;
        if lag < KEPT {
            kept[lag] = now;
        }
    }
}

impl MatchLanes {
    #[inline(always)]
    fn one(&self, lane: usize) -> Match {
        Match {
            energy: self.energy.0[lane],
            agreement: self.agreement.0[lane],
        }
    }
}

impl GuessLanes {
    #[inline(always)]
    fn gain(&self, lane: usize, keep: f64, slope: f64) -> Gain {
        Gain {
            keep,
            slope,
            gain: [
                self.gain[0].0[lane],
                self.gain[1].0[lane],
                self.gain[2].0[lane],
            ],
            precision: self.precision.0[lane],
            innovation: self.innovation.0[lane],
        }
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
                gain: self.guesses[k].gain(lane, self.keep.0[lane], self.slope),
                weight: self.guesses[k].weight.0[lane],
                depth: self.guesses[k].depth,
            }),
        }
    }
}

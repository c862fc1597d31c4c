//! The Bayes-factor bank of one side: a Kalman filter of the null model on five guesses of the
//! person's own variation, and eight signatures of a rupture seen through the same filter.
//! Time and memory per session are constant; a missing rating only predicts.
//!
//! The filter is that of a linear mixed model with an autoregressive state (Jones 1993,
//! Longitudinal Data with Serial Correlation); a signature through the same gains is the
//! intervention filter of Willsky and Jones (1976, a generalized likelihood ratio approach).

#![expect(
    clippy::indexing_slicing,
    reason = "constant indices into arrays of constant length"
)]

use serde::{Deserialize, Serialize};

use crate::numeric::{Few, ln};
use crate::population::Course;

mod filter;
mod lanes;
mod signatures;

pub(crate) use filter::Gain;
use filter::{Filter, reweighed};
pub(crate) use lanes::{BankLanes, HeardLanes, LANES, Lane, Ratings};
pub(crate) use signatures::{DepthPrior, Signatures};
use signatures::{Match, Onsets, audible};

/// Guesses of the within-person standard deviation, as multiples of the population's median.
pub(crate) const GRID: [f64; 5] = [0.45, 0.65, 0.9, 1.2, 1.7];
/// A rupture may have begun in this session or in one of the three before.
pub(crate) const LAGS: usize = 4;
/// Signatures: a step for each lag, then a slide for each lag.
pub(crate) const SIGNATURES: usize = 2 * LAGS;
/// Lags that are kept between sessions: the oldest has had its say.
const KEPT: usize = LAGS - 1;
/// Gaps of 0 to 8 weeks need no logarithm.
const WHOLE_WEEKS: usize = 9;
/// Keeps a variance above zero.
const VARIANCE_MIN: f64 = 1e-9;

/// How deep a rupture is expected to be on one side, in within-person standard deviations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Depth {
    pub(crate) mean: f64,
    pub(crate) sd: f64,
}

/// How many times wider than in the population the person's own variation is taken to spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Caution(pub(crate) f64);

/// The null model of one side, prepared once per population.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Null {
    mean: [f64; 2],
    covariance: [f64; 3],
    phi: f64,
    /// Its powers, for gaps of whole weeks, which are nearly all.
    powers: [f64; WHOLE_WEEKS],
    sigmas: [Sigma; GRID.len()],
    /// The variances of the state and of the noise under each guess, once more, in a row each.
    states: PerGuess,
    noises: PerGuess,
    /// The prior of the depth for each signature under each guess.
    depths: [DepthPrior; GRID.len() * SIGNATURES],
}

/// One guess of the person's own variation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sigma {
    weight: f64,
    state: f64,
    noise: f64,
    depth: DepthPrior,
}

impl Null {
    pub(crate) fn new(course: &Course, depth: Depth, Caution(wider): Caution) -> Self {
        let mut sigmas = [Sigma::default(); GRID.len()];
        let mut total = 0.0;
        for (sigma, guess) in sigmas.iter_mut().zip(GRID) {
            let sd = libm::exp(course.ln_sigma) * guess;
            let off = ln(guess) / (wider * course.ln_sigma_sd);
            sigma.weight = libm::exp(-0.5 * off * off);
            total += sigma.weight;
            sigma.state = course.share * sd * sd;
            sigma.noise = (1.0 - course.share) * sd * sd + VARIANCE_MIN;
            sigma.depth = DepthPrior::new(depth.mean * sd, depth.sd * sd);
        }
        for sigma in &mut sigmas {
            sigma.weight /= total;
        }
        let (a, b) = (course.level_sd, course.growth_sd);
        Self {
            mean: [course.level, course.growth],
            covariance: [a * a, course.correlation * a * b, b * b],
            phi: course.phi,
            powers: core::array::from_fn(|weeks| libm::pow(course.phi, weeks as f64)),
            sigmas,
            states: sigmas.map(|sigma| sigma.state),
            noises: sigmas.map(|sigma| sigma.noise),
            depths: core::array::from_fn(|i| sigmas[i / SIGNATURES].depth),
        }
    }

    /// The filter before the first session.
    fn filter(&self, sigma: &Sigma) -> Filter<1> {
        let [level, cross, growth] = self.covariance;
        Filter {
            mean: [self.mean[0], self.mean[1], 0.0].map(Few::all),
            covariance: [level, cross, 0.0, growth, 0.0, sigma.state].map(Few::all),
        }
    }

    /// The share of the state that is left after `weeks`.
    #[inline(always)]
    pub(crate) fn keep(&self, weeks: f64) -> f64 {
        let whole = weeks as usize;
        match self.powers.get(whole) {
            Some(power) if whole as f64 == weeks => *power,
            _ => libm::pow(self.phi, weeks),
        }
    }
}

/// One number for each guess of the person's own variation.
pub(crate) type PerGuess = [f64; GRID.len()];

/// The running state of one side: a filter and signatures under each guess of the person's own
/// variation. The filters lie in rows of guesses, so that one instruction serves several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Bank {
    ratings: u32,
    weights: PerGuess,
    mean: [PerGuess; 3],
    covariance: [PerGuess; 6],
    onsets: [Onsets; GRID.len()],
}

/// One guess after a session: all that a further signature needs to follow it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Guess {
    pub(crate) gain: Gain,
    /// Its posterior weight.
    pub(crate) weight: f64,
    pub(crate) depth: DepthPrior,
}

/// When a session took place, as the null model sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moment {
    /// 0 for the first session.
    pub(crate) index: u32,
    /// g(s): 0 at the first session, 1 at the thirtieth.
    pub(crate) slope: f64,
    /// Weeks since the session before.
    pub(crate) weeks: f64,
}

impl Moment {
    pub(crate) fn new(index: u32, weeks: f64) -> Self {
        /// 1 / ln 30.
        const SCALE: f64 = 0.294_014_103_795_206_04;
        Self {
            index,
            slope: ln(f64::from(index) + 1.0) * SCALE,
            weeks,
        }
    }
}

/// What one session says about one side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heard {
    /// Bayes factor of each signature against the null course; 0 before the first session.
    pub(crate) factors: [f64; SIGNATURES],
    /// How far the rating lies from its prediction, in standard deviations; negative is lower.
    pub(crate) innovation: Option<f64>,
    pub(crate) guesses: [Guess; GRID.len()],
}

impl Bank {
    pub(crate) fn new(null: &Null) -> Self {
        let filters = null.sigmas.map(|sigma| null.filter(&sigma));
        Self {
            ratings: 0,
            weights: null.sigmas.map(|sigma| sigma.weight),
            mean: core::array::from_fn(|i| filters.map(|filter| filter.mean[i].only())),
            covariance: core::array::from_fn(|i| filters.map(|filter| filter.covariance[i].only())),
            onsets: Default::default(),
        }
    }

    /// Takes in one session; without a score the state is only carried on.
    #[inline(always)]
    pub(crate) fn observe(&mut self, null: &Null, at: Moment, score: Option<f64>) -> Heard {
        if self.ratings == 0 && score.is_none() {
            return self.silent(null, at);
        }
        self.ratings = self.ratings.saturating_add(u32::from(score.is_some()));
        self.advance(null, at, score)
    }

    /// Before the first rating nothing is known and nothing changes.
    fn silent(&self, null: &Null, at: Moment) -> Heard {
        let mut factors = [1.0; SIGNATURES];
        forget_unborn(&mut factors, at.index);
        Heard {
            factors,
            innovation: None,
            guesses: core::array::from_fn(|k| Guess {
                weight: self.weights[k],
                depth: null.sigmas[k].depth,
                ..Guess::default()
            }),
        }
    }

    #[inline(always)]
    fn advance(&mut self, null: &Null, at: Moment, score: Option<f64>) -> Heard {
        let keep = if at.index == 0 {
            1.0
        } else {
            null.keep(at.weeks)
        };
        let filtered = self.filter(null, (keep, at.slope), score);
        if score.is_some() {
            self.weights = reweighed(
                Few(self.weights),
                Few(filtered.precision),
                Few(filtered.raw),
            )
            .0;
        }
        let mut guesses = [Guess::default(); GRID.len()];
        for (k, guess) in guesses.iter_mut().enumerate() {
            let [level, growth, state] = filtered.gain;
            guess.gain = Gain {
                keep,
                slope: at.slope,
                gain: [level[k], growth[k], state[k]],
                precision: filtered.precision[k],
                innovation: filtered.innovation[k],
            };
            (guess.weight, guess.depth) = (self.weights[k], null.sigmas[k].depth);
        }
        // In three passes over all signatures of all guesses, because each has to wait long for
        // itself and not at all for the others.
        let mut energies = [0.0; GRID.len() * SIGNATURES];
        let mut agreements = energies;
        let rows = energies.chunks_mut(SIGNATURES);
        let rows = rows.zip(agreements.chunks_mut(SIGNATURES));
        for ((onsets, guess), (energy, agreement)) in self.onsets.iter_mut().zip(&guesses).zip(rows)
        {
            let now = onsets.advance(&guess.gain);
            energy.copy_from_slice(&now.0);
            agreement.copy_from_slice(&now.1);
        }
        let factors = factors(null, &self.weights, (&energies, &agreements), at.index);
        let mut innovation = 0.0;
        for (weight, raw) in self.weights.iter().zip(filtered.raw) {
            innovation += weight * raw;
        }
        Heard {
            factors,
            innovation: score.map(|_| innovation),
            guesses,
        }
    }

    /// The filters of all guesses take in one session.
    #[inline(always)]
    fn filter(&mut self, null: &Null, (keep, slope): (f64, f64), score: Option<f64>) -> Filtered {
        let (score, rated) = score.map_or((0.0, 0.0), |score| (score, 1.0));
        // Copies that nothing else can point to, so that the compiler may use vectors.
        let (mut mean, mut covariance) = (self.mean, self.covariance);
        let (states, noises) = (null.states, null.noises);
        let mut filtered = Filtered::default();
        for k in 0..GRID.len() {
            let mut filter = Filter {
                mean: mean.map(|row| Few([row[k]])),
                covariance: covariance.map(|row| Few([row[k]])),
            };
            filter.predict(keep, Few([states[k]]));
            let gains = filter.correct(slope, Few([noises[k]]), (score, rated));
            (filtered.raw[k], filtered.precision[k]) = (gains.raw.only(), gains.precision.only());
            filtered.innovation[k] = gains.innovation.only();
            for (row, number) in filtered.gain.iter_mut().zip(gains.gain) {
                row[k] = number.only();
            }
            for (row, number) in mean.iter_mut().zip(filter.mean) {
                row[k] = number.only();
            }
            for (row, number) in covariance.iter_mut().zip(filter.covariance) {
                row[k] = number.only();
            }
        }
        (self.mean, self.covariance) = (mean, covariance);
        filtered
    }

    /// Puts the step that began `lag` sessions ago in the place of the first of `courses`, one per
    /// guess. The oldest is not kept: a step of one session less stands for it.
    pub(crate) fn pick_step<const N: usize>(
        &self,
        lag: usize,
        courses: &mut [Signatures<N>; GRID.len()],
    ) {
        for (courses, onsets) in courses.iter_mut().zip(&self.onsets) {
            courses.put(0, onsets.step(lag));
        }
    }
}

/// What a session did to the filters of all guesses, as in [`Gain`].
#[derive(Clone, Copy, Default)]
struct Filtered {
    gain: [PerGuess; 3],
    precision: PerGuess,
    innovation: PerGuess,
    /// The innovation before clipping.
    raw: PerGuess,
}

/// A number for each signature under each guess, those of one guess together.
type PerPair = [f64; GRID.len() * SIGNATURES];

/// The Bayes factor of each signature, over all guesses. Flat rows and two loops, because a loop in
/// a loop is not made of vectors.
#[inline(always)]
fn factors(
    null: &Null,
    weights: &PerGuess,
    (energies, agreements): (&PerPair, &PerPair),
    index: u32,
) -> [f64; SIGNATURES] {
    let mut heavy = [0.0; GRID.len() * SIGNATURES];
    for (row, weight) in heavy.chunks_mut(SIGNATURES).zip(weights) {
        row.fill(audible(*weight));
    }
    let (mut scales, mut bits) = (heavy, heavy);
    for (i, depth) in null.depths.iter().enumerate() {
        let matched = Match {
            energy: Few([energies[i]]),
            agreement: Few([agreements[i]]),
        };
        let (scale, power) = depth.factors(matched, heavy[i]);
        (scales[i], bits[i]) = (scale.only(), power.only());
    }
    for (scale, bits) in scales.iter_mut().zip(bits) {
        *scale *= Few([bits]).exp2_short().only();
    }
    let mut factors = [0.0; SIGNATURES];
    for row in scales.chunks(SIGNATURES) {
        for (factor, row) in factors.iter_mut().zip(row) {
            *factor += row;
        }
    }
    forget_unborn(&mut factors, index);
    factors
}

/// An onset before the first session is no onset.
#[inline(always)]
fn forget_unborn(factors: &mut [f64; SIGNATURES], index: u32) {
    for (i, factor) in factors.iter_mut().enumerate() {
        if i % LAGS > index as usize {
            *factor = 0.0;
        }
    }
}

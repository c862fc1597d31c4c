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

use crate::numeric::{decay, exp, ln};
use crate::population::Course;

mod signatures;

pub(crate) use signatures::Signatures;

/// Guesses of the within-person standard deviation, as multiples of the population's median.
pub(crate) const GRID: [f64; 5] = [0.45, 0.65, 0.9, 1.2, 1.7];
/// A rupture may have begun in this session or in one of the three before.
pub(crate) const LAGS: usize = 4;
/// Signatures: a step for each lag, then a slide for each lag.
pub(crate) const SIGNATURES: usize = 2 * LAGS;
/// Signatures that are kept between sessions: the oldest of each shape has had its say.
pub(crate) const STORED: usize = 2 * (LAGS - 1);
/// Innovations are clipped at this many standard deviations.
const CLIP: f64 = 3.0;
/// Keeps a variance above zero.
const VARIANCE_MIN: f64 = 1e-9;
/// How much of a step, or of a slide over five sessions, has happened, by lag.
pub(crate) const SHAPES: [f64; SIGNATURES] = [1.0, 1.0, 1.0, 1.0, 0.2, 0.4, 0.6, 0.8];

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
    sigmas: [Sigma; GRID.len()],
}

/// One guess of the person's own variation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sigma {
    weight: f64,
    state: f64,
    noise: f64,
    depth: DepthPrior,
}

/// The prior of a rupture's depth in score units, in the form the Bayes factor wants it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct DepthPrior {
    pub(crate) variance: f64,
    pub(crate) precise_mean: f64,
    pub(crate) constant: f64,
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
            sigma.depth = DepthPrior::new(depth, sd);
        }
        for sigma in &mut sigmas {
            sigma.weight /= total;
        }
        let (a, b) = (course.level_sd, course.growth_sd);
        Self {
            mean: [course.level, course.growth],
            covariance: [a * a, course.correlation * a * b, b * b],
            phi: course.phi,
            sigmas,
        }
    }
}

impl DepthPrior {
    fn new(depth: Depth, sd: f64) -> Self {
        let (mean, variance) = (depth.mean * sd, depth.sd * sd * depth.sd * sd);
        Self {
            variance,
            precise_mean: mean / variance,
            constant: mean * mean / variance,
        }
    }
}

/// The running state of one side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Bank {
    ratings: u32,
    tracks: [Track; GRID.len()],
}

/// The filter and the signatures under one guess of the person's own variation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Track {
    weight: f64,
    mean: [f64; 3],
    /// Upper triangle of the covariance: 00, 01, 02, 11, 12, 22.
    covariance: [f64; 6],
    /// Those that can still grow older: lags 0 to 2 of the step, then of the slide.
    signatures: Signatures<STORED>,
}

/// What one session did to one track: all that a further signature needs to follow it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Gain {
    pub(crate) keep: f64,
    pub(crate) slope: f64,
    pub(crate) gain: [f64; 3],
    /// One over the standard deviation of the prediction; 0 when there was no rating.
    pub(crate) precision: f64,
    /// How far the rating lies from its prediction, in standard deviations, clipped.
    pub(crate) innovation: f64,
    /// Posterior weight of the track after the session.
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
    pub(crate) gains: [Gain; GRID.len()],
}

impl Bank {
    pub(crate) fn new(null: &Null) -> Self {
        let [level, cross, growth] = null.covariance;
        Self {
            ratings: 0,
            tracks: null.sigmas.map(|sigma| Track {
                weight: sigma.weight,
                mean: [null.mean[0], null.mean[1], 0.0],
                covariance: [level, cross, 0.0, growth, 0.0, sigma.state],
                signatures: Signatures::default(),
            }),
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
        let gain = |k: usize| Gain {
            weight: self.tracks[k].weight,
            depth: null.sigmas[k].depth,
            ..Gain::default()
        };
        let mut factors = [1.0; SIGNATURES];
        forget_unborn(&mut factors, at.index);
        Heard {
            factors,
            innovation: None,
            gains: core::array::from_fn(gain),
        }
    }

    #[inline(always)]
    fn advance(&mut self, null: &Null, at: Moment, score: Option<f64>) -> Heard {
        let keep = if at.index == 0 {
            1.0
        } else {
            decay(null.phi, at.weeks)
        };
        let mut gains = [Gain::default(); GRID.len()];
        let mut raw = [0.0; GRID.len()];
        for (k, track) in self.tracks.iter_mut().enumerate() {
            let sigma = &null.sigmas[k];
            if at.index > 0 {
                track.predict(keep, sigma.state);
            }
            let mut gain = Gain {
                keep,
                slope: at.slope,
                depth: sigma.depth,
                ..Gain::default()
            };
            if let Some(score) = score {
                raw[k] = track.correct(&mut gain, sigma.noise, score);
            }
            gains[k] = gain;
        }
        if score.is_some() {
            self.reweigh(&raw, &gains);
        }
        for (gain, track) in gains.iter_mut().zip(&self.tracks) {
            gain.weight = track.weight;
        }
        let mut factors = [0.0; SIGNATURES];
        for (track, gain) in self.tracks.iter_mut().zip(&gains) {
            let mut signatures = track.signatures.older();
            signatures.advance(gain, &SHAPES);
            signatures.add_factors(gain, &mut factors);
            track.signatures = signatures.kept();
        }
        forget_unborn(&mut factors, at.index);
        let innovation = score.map(|_| gains.iter().zip(raw).map(|(g, w)| g.weight * w).sum());
        Heard {
            factors,
            innovation,
            gains,
        }
    }

    /// The signatures of the step that began `lag` sessions ago, one per track. The oldest is not
    /// kept: a step of one session less stands for it.
    pub(crate) fn step(&self, lag: usize) -> [Signatures<1>; GRID.len()] {
        core::array::from_fn(|k| self.tracks[k].signatures.pick(lag.min(LAGS - 2)))
    }

    /// Posterior weights of the guesses: likelihood ratios against the best, so that none is lost.
    #[inline(always)]
    fn reweigh(&mut self, raw: &[f64; GRID.len()], gains: &[Gain; GRID.len()]) {
        const WEIGHT_MIN: f64 = 1e-250;
        let least = raw.iter().fold(f64::INFINITY, |least, w| least.min(w * w));
        let mut weights = [0.0; GRID.len()];
        for (weight, w) in weights.iter_mut().zip(raw) {
            *weight = exp(0.5 * (least - w * w));
        }
        let mut total = 0.0;
        for ((track, gain), weight) in self.tracks.iter_mut().zip(gains.iter()).zip(weights) {
            track.weight = (track.weight * gain.precision * weight).max(WEIGHT_MIN);
            total += track.weight;
        }
        let share = 1.0 / total;
        for track in &mut self.tracks {
            track.weight *= share;
        }
    }
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

impl Track {
    #[inline(always)]
    fn predict(&mut self, keep: f64, state: f64) {
        self.mean[2] *= keep;
        self.covariance[2] *= keep;
        self.covariance[4] *= keep;
        self.covariance[5] = self.covariance[5] * keep * keep + (1.0 - keep * keep) * state;
    }

    /// Takes in a rating; fills in `gain` and returns the innovation before clipping.
    #[inline(always)]
    fn correct(&mut self, gain: &mut Gain, noise: f64, score: f64) -> f64 {
        let g = gain.slope;
        let [p00, p01, p02, p11, p12, p22] = self.covariance;
        let ph = [
            p00 + g * p01 + p02,
            p01 + g * p11 + p12,
            p02 + g * p12 + p22,
        ];
        let variance = ph[0] + g * ph[1] + ph[2] + noise;
        let inverse = 1.0 / variance;
        gain.precision = inverse.sqrt();
        let raw = (score - (self.mean[0] + g * self.mean[1] + self.mean[2])) * gain.precision;
        gain.innovation = raw.clamp(-CLIP, CLIP);
        gain.gain = [ph[0] * inverse, ph[1] * inverse, ph[2] * inverse];
        let shift = gain.innovation * (variance * gain.precision);
        for (mean, k) in self.mean.iter_mut().zip(gain.gain) {
            *mean += k * shift;
        }
        let [k0, k1, k2] = gain.gain;
        let update = [
            k0 * ph[0],
            k0 * ph[1],
            k0 * ph[2],
            k1 * ph[1],
            k1 * ph[2],
            k2 * ph[2],
        ];
        for (p, u) in self.covariance.iter_mut().zip(update) {
            *p -= u;
        }
        raw
    }
}

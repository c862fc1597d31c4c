//! The filter of the null model under one guess of the person's own variation: all its arithmetic.
//! It holds no loop over therapies or guesses, so that one therapy and eight side by side share it,
//! bit for bit.

#![expect(
    clippy::indexing_slicing,
    reason = "guesses < GRID.len(), the length of the arrays"
)]

use super::{GRID, PerGuess};
use crate::numeric::{exp2, inverse_root};

/// Innovations are clipped at this many standard deviations.
const CLIP: f64 = 3.0;
/// No guess ever weighs less, so that none is lost for good.
const WEIGHT_MIN: f64 = 1e-250;

/// What is known of level, growth and state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filter {
    pub(super) mean: [f64; 3],
    /// Upper triangle: 00, 01, 02, 11, 12, 22.
    pub(super) covariance: [f64; 6],
}

/// What one session did to the filter: all that a signature needs to follow it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Gain {
    pub(crate) keep: f64,
    pub(crate) slope: f64,
    pub(crate) gain: [f64; 3],
    /// One over the standard deviation of the prediction; 0 when there was no rating.
    pub(crate) precision: f64,
    /// How far the rating lies from its prediction, in standard deviations, clipped.
    pub(crate) innovation: f64,
}

impl Filter {
    /// The session after one of which the share `keep` of the state is left.
    #[inline(always)]
    pub(super) fn predict(&mut self, keep: f64, state: f64) {
        self.mean[2] *= keep;
        self.covariance[2] *= keep;
        self.covariance[4] *= keep;
        self.covariance[5] = self.covariance[5] * keep * keep + (1.0 - keep * keep) * state;
    }

    /// Takes in a rating; fills in `gain` and returns the innovation before clipping.
    ///
    /// `rated` is 1 when there is one; with 0 nothing changes, whatever `score` is.
    #[inline(always)]
    pub(super) fn correct(&mut self, gain: &mut Gain, noise: f64, score: f64, rated: f64) -> f64 {
        let g = gain.slope;
        let [p00, p01, p02, p11, p12, p22] = self.covariance;
        let p0 = p00 + g * p01 + p02;
        let p1 = p01 + g * p11 + p12;
        let p2 = p02 + g * p12 + p22;
        let variance = p0 + g * p1 + p2 + noise;
        gain.precision = rated * inverse_root(variance);
        let inverse = gain.precision * gain.precision;
        let [m0, m1, m2] = self.mean;
        let raw = (score - (m0 + g * m1 + m2)) * gain.precision;
        gain.innovation = clipped(raw);
        let (k0, k1, k2) = (p0 * inverse, p1 * inverse, p2 * inverse);
        gain.gain = [k0, k1, k2];
        let shift = gain.innovation * (variance * gain.precision);
        self.mean = [m0 + k0 * shift, m1 + k1 * shift, m2 + k2 * shift];
        self.covariance = [
            p00 - k0 * p0,
            p01 - k0 * p1,
            p02 - k0 * p2,
            p11 - k1 * p1,
            p12 - k1 * p2,
            p22 - k2 * p2,
        ];
        raw
    }
}

#[inline(always)]
fn clipped(raw: f64) -> f64 {
    let raw = if raw > CLIP { CLIP } else { raw };
    if raw < -CLIP { -CLIP } else { raw }
}

/// Posterior weights of the guesses after innovations `raw`: likelihood ratios against the best,
/// so that none is lost.
#[inline(always)]
pub(super) fn reweighed(weights: PerGuess, precisions: PerGuess, raw: PerGuess) -> PerGuess {
    const HALF: f64 = 0.5 * core::f64::consts::LOG2_E;
    let mut least = f64::INFINITY;
    for w in raw {
        least = if w * w < least { w * w } else { least };
    }
    let mut posterior = weights;
    let mut total = 0.0;
    for k in 0..GRID.len() {
        let now = weights[k] * precisions[k] * exp2(HALF * (least - raw[k] * raw[k]));
        posterior[k] = if now > WEIGHT_MIN { now } else { WEIGHT_MIN };
        total += posterior[k];
    }
    let share = 1.0 / total;
    for weight in &mut posterior {
        *weight *= share;
    }
    posterior
}

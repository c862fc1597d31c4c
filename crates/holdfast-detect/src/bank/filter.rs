//! The filter of the null model under one guess of the person's own variation: all its arithmetic.
//! It holds no loop over therapies or guesses, so that one therapy and eight side by side share it,
//! bit for bit.

use super::GRID;
use crate::numeric::Few;

/// Innovations are clipped at this many standard deviations.
const CLIP: f64 = 3.0;
/// No guess ever weighs less, so that none is lost for good.
const WEIGHT_MIN: f64 = 1e-250;

/// What is known of level, growth and state, under `N` guesses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filter<const N: usize> {
    pub(super) mean: [Few<N>; 3],
    /// Upper triangle: 00, 01, 02, 11, 12, 22.
    pub(super) covariance: [Few<N>; 6],
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

/// The same under `N` guesses, and the innovations before clipping.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gains<const N: usize> {
    pub(super) gain: [Few<N>; 3],
    pub(super) precision: Few<N>,
    pub(super) innovation: Few<N>,
    pub(super) raw: Few<N>,
}

impl<const N: usize> Filter<N> {
    /// The session after one of which the share `keep` of the state is left.
    #[inline(always)]
    pub(super) fn predict(&mut self, keep: f64, state: Few<N>) {
        self.mean[2] = self.mean[2] * keep;
        self.covariance[2] = self.covariance[2] * keep;
        self.covariance[4] = self.covariance[4] * keep;
        self.covariance[5] = self.covariance[5] * keep * keep + state * (1.0 - keep * keep);
    }

    /// Takes in a rating at g(s) = `slope`.
    ///
    /// `rated` is 1 when there is one; with 0 nothing changes, whatever `score` is.
    #[inline(always)]
    pub(super) fn correct(
        &mut self,
        slope: f64,
        noise: Few<N>,
        (score, rated): (f64, f64),
    ) -> Gains<N> {
        let [p00, p01, p02, p11, p12, p22] = self.covariance;
        let p0 = p00 + p01 * slope + p02;
        let p1 = p01 + p11 * slope + p12;
        let p2 = p02 + p12 * slope + p22;
        let variance = p0 + p1 * slope + p2 + noise;
        let precision = variance.inverse_root() * rated;
        let inverse = precision * precision;
        let [m0, m1, m2] = self.mean;
        let raw = (Few::all(score) - (m0 + m1 * slope + m2)) * precision;
        let innovation = raw.each(clipped);
        let (k0, k1, k2) = (p0 * inverse, p1 * inverse, p2 * inverse);
        let shift = innovation * (variance * precision);
        self.mean = [m0 + k0 * shift, m1 + k1 * shift, m2 + k2 * shift];
        self.covariance = [
            p00 - k0 * p0,
            p01 - k0 * p1,
            p02 - k0 * p2,
            p11 - k1 * p1,
            p12 - k1 * p2,
            p22 - k2 * p2,
        ];
        Gains {
            gain: [k0, k1, k2],
            precision,
            innovation,
            raw,
        }
    }
}

#[inline(always)]
fn clipped(raw: f64) -> f64 {
    let raw = if raw > CLIP { CLIP } else { raw };
    if raw < -CLIP { -CLIP } else { raw }
}

/// A number for each guess.
type OfGuesses = Few<{ GRID.len() }>;

/// Posterior weights of the guesses after innovations `raw`: likelihood ratios against the best,
/// so that none is lost.
#[inline(always)]
pub(super) fn reweighed(weights: OfGuesses, precisions: OfGuesses, raw: OfGuesses) -> OfGuesses {
    const HALF: f64 = 0.5 * core::f64::consts::LOG2_E;
    let squares = raw * raw;
    let mut least = f64::INFINITY;
    for square in squares.0 {
        least = if square < least { square } else { least };
    }
    let likelihoods = ((OfGuesses::all(least) - squares) * HALF).exp2();
    let posterior = weights * precisions * likelihoods;
    let posterior = posterior.each(|now| if now > WEIGHT_MIN { now } else { WEIGHT_MIN });
    let mut total = 0.0;
    for weight in posterior.0 {
        total += weight;
    }
    posterior * (1.0 / total)
}

//! Signatures of a change, seen through the gains of a filter: what each would have done to the
//! innovations so far, and how well they agree with it.
//! What is written here is all their arithmetic; one therapy alone and many side by side share it,
//! bit for bit.

#![expect(
    clippy::indexing_slicing,
    reason = "places below the constant lengths N, LAGS and KEPT"
)]

use serde::{Deserialize, Serialize};

use super::filter::Gain;
use super::{KEPT, LAGS, SIGNATURES};
use crate::numeric::{exp2, inverse_root};

/// How deep a change is, before it is seen: the prior of a depth in score units, in the form that
/// the Bayes factor wants.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct DepthPrior {
    variance: f64,
    /// The mean, by its variance.
    precise_mean: f64,
    /// Half the variance, and half of mean squared by variance, in bits (as powers of two).
    variance_bits: f64,
    constant_bits: f64,
}

impl DepthPrior {
    pub(super) fn new(mean: f64, sd: f64) -> Self {
        const HALF: f64 = 0.5 * core::f64::consts::LOG2_E;
        let variance = sd * sd;
        Self {
            variance,
            precise_mean: mean / variance,
            variance_bits: HALF * variance,
            constant_bits: HALF * (mean * mean / variance),
        }
    }

    /// The Bayes factor against no change, the depth integrated out, times `weight`: a scale, and
    /// the power of two that it has to be multiplied by.
    #[inline(always)]
    pub(super) fn factor(&self, matched: Match, weight: f64) -> (f64, f64) {
        let root = inverse_root(1.0 + self.variance * matched.energy);
        let pull = (matched.agreement + self.precise_mean) * root;
        (
            weight * root,
            pull * pull * self.variance_bits - self.constant_bits,
        )
    }
}

/// How well a change of depth one, whitened, agrees with the innovations so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Match {
    /// Sum of squares of the whitened signature.
    pub(super) energy: f64,
    /// Minus the sum of the whitened signature times the innovations: a fall counts as positive.
    pub(super) agreement: f64,
}

impl Match {
    /// One session later, in which the whitened signature is `white`.
    #[inline(always)]
    pub(super) fn with(self, white: f64, innovation: f64) -> Self {
        Self {
            energy: self.energy + white * white,
            agreement: self.agreement - white * innovation,
        }
    }
}

/// What a filter has learnt of a change of depth one: level, growth, state.
pub(super) type Learnt = [f64; 3];

/// One session later, at which a change has reached `shape`: what is learnt of it then, and the
/// whitened signature of the session.
#[inline(always)]
pub(super) fn learn([level, growth, state]: Learnt, gain: &Gain, shape: f64) -> (Learnt, f64) {
    let state = state * gain.keep;
    let rest = shape - (level + gain.slope * growth + state);
    let [k0, k1, k2] = gain.gain;
    let learnt = [level + k0 * rest, growth + k1 * rest, state + k2 * rest];
    (learnt, rest * gain.precision)
}

/// The whitened slides of a session, by lag: a slide is a fifth of a step in each of its sessions.
#[inline(always)]
pub(super) fn slides(steps: [f64; LAGS]) -> [f64; LAGS] {
    const FIFTH: f64 = 0.2;
    let [a, b, c, d] = steps;
    let (ab, abc) = (a + b, a + b + c);
    [FIFTH * a, FIFTH * ab, FIFTH * abc, FIFTH * (abc + d)]
}

/// A guess of less posterior weight adds nothing that shows in the sum.
#[inline(always)]
pub(super) fn heard(weight: f64) -> f64 {
    const WEIGHT_HEARD: f64 = 1e-10;
    if weight < WEIGHT_HEARD { 0.0 } else { weight }
}

/// `N` changes that are followed at once in one therapy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(
    serialize = "[f64; N]: Serialize",
    deserialize = "[f64; N]: Deserialize<'de>"
))]
pub(crate) struct Signatures<const N: usize> {
    energy: [f64; N],
    agreement: [f64; N],
    learnt: [[f64; N]; 3],
}

impl<const N: usize> Default for Signatures<N> {
    fn default() -> Self {
        Self {
            energy: [0.0; N],
            agreement: [0.0; N],
            learnt: [[0.0; N]; 3],
        }
    }
}

impl<const N: usize> Signatures<N> {
    /// Takes one session in, at which change `i` has reached `shape[i]` of its depth.
    pub(crate) fn advance(&mut self, gain: &Gain, shape: &[f64; N]) {
        for (i, shape) in shape.iter().enumerate() {
            let before = self.one(i);
            let (learnt, white) = learn(before.learnt, gain, *shape);
            let matched = before.matched.with(white, gain.innovation);
            self.put(i, Signature { matched, learnt });
        }
    }

    /// Adds the Bayes factors of this guess, by its weight, their depths integrated out.
    pub(crate) fn add_factors(&self, depth: &DepthPrior, weight: f64, factors: &mut [f64; N]) {
        let weight = heard(weight);
        if weight > 0.0 {
            for (i, factor) in factors.iter_mut().enumerate() {
                let (scale, bits) = depth.factor(self.one(i).matched, weight);
                *factor += scale * exp2(bits);
            }
        }
    }

    fn one(&self, i: usize) -> Signature {
        Signature {
            matched: Match {
                energy: self.energy[i],
                agreement: self.agreement[i],
            },
            learnt: [self.learnt[0][i], self.learnt[1][i], self.learnt[2][i]],
        }
    }

    /// Puts a change in place `i`.
    pub(super) fn put(&mut self, i: usize, one: Signature) {
        (self.energy[i], self.agreement[i]) = (one.matched.energy, one.matched.agreement);
        [self.learnt[0][i], self.learnt[1][i], self.learnt[2][i]] = one.learnt;
    }

    /// Puts what is in place `from` in place `i` too.
    pub(crate) fn copy(&mut self, from: usize, i: usize) {
        self.put(i, self.one(from));
    }
}

/// One change under one guess of the person's own variation.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Signature {
    pub(super) matched: Match,
    pub(super) learnt: Learnt,
}

/// A number per signature: steps by lag, then slides.
pub(super) type PerSignature = [f64; SIGNATURES];

/// The signatures of one therapy that can still grow older: steps by lag, then slides.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Onsets {
    energy: [f64; 2 * KEPT],
    agreement: [f64; 2 * KEPT],
    /// Level, growth and state of the steps; what is learnt of a slide is never needed.
    learnt: [[f64; KEPT]; 3],
}

impl Onsets {
    /// Takes one session in and returns energy and agreement of all signatures.
    #[inline(always)]
    pub(super) fn advance(&mut self, gain: &Gain) -> (PerSignature, PerSignature) {
        let mut learnt = self.learnt.map(|[a, b, c]| [0.0, a, b, c]);
        let mut whites = [0.0; LAGS];
        for i in 0..LAGS {
            let before = [learnt[0][i], learnt[1][i], learnt[2][i]];
            let now;
            (now, whites[i]) = learn(before, gain, 1.0);
            [learnt[0][i], learnt[1][i], learnt[2][i]] = now;
        }
        let ([a, b, c, d], [e, f, g, h]) = (whites, slides(whites));
        let whites = [a, b, c, d, e, f, g, h];
        let older = |[a, b, c, d, e, f]: [f64; 2 * KEPT]| [0.0, a, b, c, 0.0, d, e, f];
        let (mut energy, mut agreement) = (older(self.energy), older(self.agreement));
        for i in 0..SIGNATURES {
            let before = Match {
                energy: energy[i],
                agreement: agreement[i],
            };
            let now = before.with(whites[i], gain.innovation);
            (energy[i], agreement[i]) = (now.energy, now.agreement);
        }
        let kept = |[a, b, c, _, d, e, f, _]: PerSignature| [a, b, c, d, e, f];
        (self.energy, self.agreement) = (kept(energy), kept(agreement));
        self.learnt = learnt.map(|[a, b, c, _]| [a, b, c]);
        (energy, agreement)
    }

    /// The step of a lag; the oldest is not kept: a step of one session less stands for it.
    pub(super) fn step(&self, lag: usize) -> Signature {
        let lag = lag.min(KEPT - 1);
        Signature {
            matched: Match {
                energy: self.energy[lag],
                agreement: self.agreement[lag],
            },
            learnt: self.learnt.map(|row| row[lag]),
        }
    }
}

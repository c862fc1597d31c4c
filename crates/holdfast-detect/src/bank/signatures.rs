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
use crate::numeric::Few;

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

    /// The Bayes factors against no change, the depth integrated out, times `weight`: a scale for
    /// each, and the power of two that it has to be multiplied by.
    #[inline(always)]
    pub(super) fn factors<const N: usize>(
        &self,
        matched: Match<N>,
        weight: f64,
    ) -> (Few<N>, Few<N>) {
        let root = (matched.energy * self.variance + 1.0).inverse_root();
        let pull = (matched.agreement + self.precise_mean) * root;
        (
            root * weight,
            pull * pull * self.variance_bits - self.constant_bits,
        )
    }
}

/// How well changes of depth one, whitened, agree with the innovations so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match<const N: usize> {
    /// Sum of squares of the whitened signature.
    pub(super) energy: Few<N>,
    /// Minus the sum of the whitened signature times the innovations: a fall counts as positive.
    pub(super) agreement: Few<N>,
}

impl<const N: usize> Match<N> {
    /// One session later, in which the whitened signatures are `white`.
    #[inline(always)]
    pub(super) fn with(self, white: Few<N>, innovation: f64) -> Self {
        Self {
            energy: self.energy + white * white,
            agreement: self.agreement - white * innovation,
        }
    }
}

/// What a filter has learnt of changes of depth one: level, growth, state.
pub(super) type Learnt<const N: usize> = [Few<N>; 3];

/// One session later, at which the changes have reached `shape`: what is learnt of them then, and
/// the whitened signatures of the session.
#[inline(always)]
pub(super) fn learn<const N: usize>(
    [level, growth, state]: Learnt<N>,
    gain: &Gain,
    shape: Few<N>,
) -> (Learnt<N>, Few<N>) {
    let state = state * gain.keep;
    let rest = shape - (level + growth * gain.slope + state);
    let [k0, k1, k2] = gain.gain;
    let learnt = [level + rest * k0, growth + rest * k1, state + rest * k2];
    (learnt, rest * gain.precision)
}

/// The whitened slides of a session, by lag: a slide is a fifth of a step in each of its sessions.
#[inline(always)]
pub(super) fn slides(Few([a, b, c, d]): Few<LAGS>) -> Few<LAGS> {
    const FIFTH: f64 = 0.2;
    let (ab, abc) = (a + b, a + b + c);
    Few([a, ab, abc, abc + d]) * FIFTH
}

/// Numbers by lag, one session later: the newest begins with nothing.
#[inline(always)]
pub(super) fn older([a, b, c]: [f64; KEPT]) -> Few<LAGS> {
    Few([0.0, a, b, c])
}

/// A guess of less posterior weight adds nothing that shows in the sum.
#[inline(always)]
pub(super) fn audible(weight: f64) -> f64 {
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
    #[inline(always)]
    pub(crate) fn advance(&mut self, gain: &Gain, shape: &[f64; N]) {
        let (learnt, white) = learn(self.learnt.map(Few), gain, Few(*shape));
        let matched = self.matched().with(white, gain.innovation);
        self.learnt = learnt.map(|row| row.0);
        (self.energy, self.agreement) = (matched.energy.0, matched.agreement.0);
    }

    /// Adds the Bayes factors of this guess, by its weight, their depths integrated out.
    #[inline(always)]
    pub(crate) fn add_factors(&self, depth: &DepthPrior, weight: f64, factors: &mut [f64; N]) {
        let weight = audible(weight);
        if weight > 0.0 {
            let (scales, bits) = depth.factors(self.matched(), weight);
            let now = scales * bits.exp2();
            for (factor, now) in factors.iter_mut().zip(now.0) {
                *factor += now;
            }
        }
    }

    #[inline(always)]
    fn matched(&self) -> Match<N> {
        Match {
            energy: Few(self.energy),
            agreement: Few(self.agreement),
        }
    }

    /// Puts a change in place `i`.
    pub(super) fn put(&mut self, i: usize, one: Signature) {
        (self.energy[i], self.agreement[i]) = (one.energy, one.agreement);
        [self.learnt[0][i], self.learnt[1][i], self.learnt[2][i]] = one.learnt;
    }

    /// Puts what is in place `from` in place `i` too.
    pub(crate) fn copy(&mut self, from: usize, i: usize) {
        let one = Signature {
            energy: self.energy[from],
            agreement: self.agreement[from],
            learnt: self.learnt.map(|row| row[from]),
        };
        self.put(i, one);
    }
}

/// One change under one guess of the person's own variation, its numbers as in [`Match`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Signature {
    pub(super) energy: f64,
    pub(super) agreement: f64,
    /// Level, growth, state.
    pub(super) learnt: [f64; 3],
}

/// A number per signature: steps by lag, then slides.
pub(super) type PerSignature = [f64; SIGNATURES];

/// The signatures of one therapy that can still grow older, by lag.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Onsets {
    steps: Kept,
    slides: Kept,
    /// Level, growth and state of the steps; what is learnt of a slide is never needed.
    learnt: [[f64; KEPT]; 3],
}

/// The numbers of a [`Match`], by lag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Kept {
    energy: [f64; KEPT],
    agreement: [f64; KEPT],
}

impl Kept {
    /// One session later.
    #[inline(always)]
    fn with(&mut self, white: Few<LAGS>, innovation: f64) -> Match<LAGS> {
        let before = Match {
            energy: older(self.energy),
            agreement: older(self.agreement),
        };
        let now = before.with(white, innovation);
        let kept = |Few([a, b, c, _]): Few<LAGS>| [a, b, c];
        (self.energy, self.agreement) = (kept(now.energy), kept(now.agreement));
        now
    }
}

impl Onsets {
    /// Takes one session in and returns energy and agreement of all signatures.
    #[inline(always)]
    pub(super) fn advance(&mut self, gain: &Gain) -> (PerSignature, PerSignature) {
        let (learnt, whites) = learn(self.learnt.map(older), gain, Few::all(1.0));
        self.learnt = learnt.map(|Few([a, b, c, _])| [a, b, c]);
        let steps = self.steps.with(whites, gain.innovation);
        let slides = self.slides.with(slides(whites), gain.innovation);
        let both =
            |Few([a, b, c, d]): Few<LAGS>, Few([e, f, g, h]): Few<LAGS>| [a, b, c, d, e, f, g, h];
        (
            both(steps.energy, slides.energy),
            both(steps.agreement, slides.agreement),
        )
    }

    /// The step of a lag; the oldest is not kept: a step of one session less stands for it.
    pub(super) fn step(&self, lag: usize) -> Signature {
        let lag = lag.min(KEPT - 1);
        Signature {
            energy: self.steps.energy[lag],
            agreement: self.steps.agreement[lag],
            learnt: self.learnt.map(|row| row[lag]),
        }
    }
}

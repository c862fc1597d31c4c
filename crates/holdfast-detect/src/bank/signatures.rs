//! Signatures of a change, seen through the gains of a filter: what each would have done to the
//! innovations so far, and how well they agree with it.
//! `N` signatures run side by side in arrays, so that their arithmetic vectorises.

#![expect(
    clippy::indexing_slicing,
    reason = "loop indices below the constant length N"
)]

use serde::{Deserialize, Serialize};

use super::{Gain, SIGNATURES, STORED};
use crate::numeric::exp;

/// The running sums of `N` signatures under one guess of the person's own variation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(
    serialize = "[f64; N]: Serialize",
    deserialize = "[f64; N]: Deserialize<'de>"
))]
pub(crate) struct Signatures<const N: usize> {
    /// Sum of squares of the whitened signature.
    energy: [f64; N],
    /// Minus the sum of the whitened signature times the innovations: a fall counts as positive.
    agreement: [f64; N],
    /// What the filter has already learnt of the change: level, growth, state.
    learnt: [[f64; N]; 3],
}

/// A track of less posterior weight adds nothing that shows in the sum.
const WEIGHT_HEARD: f64 = 1e-10;

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
    /// Takes one session in, at which signature `i` has fallen by `shape[i]` of its depth.
    #[inline(always)]
    pub(crate) fn advance(&mut self, gain: &Gain, shape: &[f64; N]) {
        let [level, growth, state] = &mut self.learnt;
        for i in 0..N {
            state[i] *= gain.keep;
            let rest = shape[i] - (level[i] + gain.slope * growth[i] + state[i]);
            let white = rest * gain.precision;
            self.energy[i] += white * white;
            self.agreement[i] -= white * gain.innovation;
            level[i] += gain.gain[0] * rest;
            growth[i] += gain.gain[1] * rest;
            state[i] += gain.gain[2] * rest;
        }
    }

    /// Adds the Bayes factors of this track, by its weight, their depths integrated out.
    #[inline(always)]
    pub(crate) fn add_factors(&self, gain: &Gain, factors: &mut [f64; N]) {
        if gain.weight < WEIGHT_HEARD {
            return;
        }
        let depth = &gain.depth;
        for ((factor, a), b) in factors.iter_mut().zip(self.energy).zip(self.agreement) {
            let shrink = 1.0 / (1.0 + depth.variance * a);
            let pull = b + depth.precise_mean;
            let power = 0.5 * (pull * pull * depth.variance * shrink - depth.constant);
            *factor += gain.weight * shrink.sqrt() * exp(power);
        }
    }

    /// A copy of one signature.
    pub(crate) fn pick(&self, i: usize) -> Signatures<1> {
        Signatures {
            energy: [self.energy[i]],
            agreement: [self.agreement[i]],
            learnt: [
                [self.learnt[0][i]],
                [self.learnt[1][i]],
                [self.learnt[2][i]],
            ],
        }
    }

    /// Puts `one` in the place of signature `i`.
    pub(crate) fn put(&mut self, i: usize, one: &Signatures<1>) {
        self.energy[i] = one.energy[0];
        self.agreement[i] = one.agreement[0];
        for (row, learnt) in self.learnt.iter_mut().zip(&one.learnt) {
            row[i] = learnt[0];
        }
    }
}

impl Signatures<STORED> {
    /// Each signature one session older; the youngest step and slide begin anew.
    #[inline(always)]
    pub(crate) fn older(&self) -> Signatures<SIGNATURES> {
        let older = |[a, b, c, d, e, f]: [f64; STORED]| [0.0, a, b, c, 0.0, d, e, f];
        Signatures {
            energy: older(self.energy),
            agreement: older(self.agreement),
            learnt: [
                older(self.learnt[0]),
                older(self.learnt[1]),
                older(self.learnt[2]),
            ],
        }
    }
}

impl Signatures<SIGNATURES> {
    /// What the next session needs: all but the oldest step and slide.
    #[inline(always)]
    pub(crate) fn kept(&self) -> Signatures<STORED> {
        let kept = |[a, b, c, _, d, e, f, _]: [f64; SIGNATURES]| [a, b, c, d, e, f];
        Signatures {
            energy: kept(self.energy),
            agreement: kept(self.agreement),
            learnt: [
                kept(self.learnt[0]),
                kept(self.learnt[1]),
                kept(self.learnt[2]),
            ],
        }
    }
}

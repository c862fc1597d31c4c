//! Both sides of a therapy together: one onset, two banks.
//! A side that did not rate counts as one that says nothing, never as one that says no.

use serde::{Deserialize, Serialize};

use crate::bank::{Bank, Caution, Depth, GRID, Heard, LAGS, Moment, Null, SIGNATURES, Signatures};
use crate::finding::Side;
use crate::numeric::{Work, ln_of_normal, vectorised};
use crate::population::Population;

mod lanes;

pub(crate) use lanes::{Asked, DyadLanes, Hour};

/// A side drives a finding when its own Bayes factor is at least this.
const DRIVES: f64 = 2.0;

/// What a rupture is expected to look like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Expectation {
    client: Depth,
    therapist: Depth,
    /// The share of ruptures that the therapist's ratings show too.
    seen: f64,
    caution: Caution,
    /// How much each signature counts in the score.
    weights: [f64; SIGNATURES],
}

impl Expectation {
    /// What detects most on HOLDFAST-SIM v1 without costing robustness (docs/detection-tried.md): a
    /// fall in this very session counts less, because the dip statistic looks at it too.
    pub(crate) const SHIPPED: Self = Self {
        client: Depth { mean: 2.0, sd: 0.8 },
        therapist: Depth { mean: 1.0, sd: 0.6 },
        seen: 0.4,
        caution: Caution(1.3),
        weights: [0.3, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5],
    };
}

/// The null models of both sides, and what is looked for in them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Nulls {
    client: Null,
    therapist: Null,
    expectation: Expectation,
}

impl Nulls {
    pub(crate) fn new(population: &Population, expectation: Expectation) -> Self {
        Self {
            client: Null::new(&population.client, expectation.client, expectation.caution),
            therapist: Null::new(
                &population.therapist,
                expectation.therapist,
                expectation.caution,
            ),
            expectation,
        }
    }
}

/// The running state of both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Dyad {
    pub(crate) client: Bank,
    pub(crate) therapist: Bank,
}

/// What one session says, both sides together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Joint {
    /// Joint Bayes factor of each signature.
    pub(crate) factors: [f64; SIGNATURES],
    /// The same, by how much each counts.
    weighed: [f64; SIGNATURES],
    pub(crate) client: Heard,
    pub(crate) therapist: Heard,
}

impl Dyad {
    pub(crate) fn new(nulls: &Nulls) -> Self {
        Self {
            client: Bank::new(&nulls.client),
            therapist: Bank::new(&nulls.therapist),
        }
    }

    pub(crate) fn observe(
        &mut self,
        nulls: &Nulls,
        at: Moment,
        client: Option<f64>,
        therapist: Option<f64>,
    ) -> Joint {
        let (client, therapist) = vectorised(Listen {
            dyad: self,
            nulls,
            at,
            client,
            therapist,
        });
        Joint::of(nulls, client, therapist)
    }

    /// For each side the step that began `lag` sessions ago, as the first course of each guess.
    pub(crate) fn pick_steps<const N: usize>(
        &self,
        lag: usize,
    ) -> [[Signatures<N>; GRID.len()]; 2] {
        let mut courses: [[Signatures<N>; GRID.len()]; 2] = Default::default();
        let [client, therapist] = &mut courses;
        self.client.pick_step(lag, client);
        self.therapist.pick_step(lag, therapist);
        courses
    }
}

/// Both banks take in one session.
struct Listen<'a> {
    dyad: &'a mut Dyad,
    nulls: &'a Nulls,
    at: Moment,
    client: Option<f64>,
    therapist: Option<f64>,
}

impl Work for Listen<'_> {
    type Answer = (Heard, Heard);

    #[inline(always)]
    fn run(self) -> (Heard, Heard) {
        let client = self
            .dyad
            .client
            .observe(&self.nulls.client, self.at, self.client);
        let other = self
            .dyad
            .therapist
            .observe(&self.nulls.therapist, self.at, self.therapist);
        (client, other)
    }
}

impl Expectation {
    /// The joint Bayes factor of one signature: a rupture that she sees, or does not see.
    #[inline(always)]
    fn joint(&self, client: f64, therapist: f64) -> f64 {
        client * ((1.0 - self.seen) + self.seen * therapist)
    }
}

/// The score that is calibrated, from weighed Bayes factors.
#[inline(always)]
fn score_of(weighed: &[f64; SIGNATURES]) -> f64 {
    let mut sum = f64::MIN_POSITIVE;
    for factor in weighed {
        sum += factor;
    }
    ln_of_normal(sum)
}

impl Joint {
    /// What two sides say together.
    fn of(nulls: &Nulls, client: Heard, therapist: Heard) -> Self {
        let expectation = &nulls.expectation;
        let mut factors = client.factors;
        for (joint, other) in factors.iter_mut().zip(therapist.factors) {
            *joint = expectation.joint(*joint, other);
        }
        let mut weighed = factors;
        for (joint, weight) in weighed.iter_mut().zip(expectation.weights) {
            *joint *= weight;
        }
        Self {
            factors,
            weighed,
            client,
            therapist,
        }
    }

    /// The log of the summed Bayes factors: the score that is calibrated; `None` without a rating.
    pub(crate) fn score(&self) -> Option<f64> {
        let rated = self.client.innovation.is_some() || self.therapist.innovation.is_some();
        rated.then(|| score_of(&self.weighed))
    }

    /// How many sessions ago the rupture most probably began.
    pub(crate) fn lag(&self) -> usize {
        let mut best = (0, 0.0);
        for (i, factor) in self.weighed.iter().enumerate() {
            if *factor > best.1 {
                best = (i % LAGS, *factor);
            }
        }
        best.0
    }

    /// Which side's numbers moved.
    pub(crate) fn side(&self) -> Side {
        let strength = |heard: &Heard| heard.factors.iter().copied().fold(0.0, f64::max);
        let (client, therapist) = (strength(&self.client), strength(&self.therapist));
        match (client >= DRIVES, therapist >= DRIVES) {
            (true, true) => Side::Both,
            (true, false) => Side::Client,
            (false, true) => Side::Therapist,
            (false, false) if therapist > client => Side::Therapist,
            (false, false) => Side::Client,
        }
    }
}

#[cfg(test)]
mod tests;

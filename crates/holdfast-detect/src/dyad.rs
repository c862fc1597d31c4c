//! Both sides of a therapy together: one onset, two banks.
//! A side that did not rate counts as one that says nothing, never as one that says no.

use serde::{Deserialize, Serialize};

use crate::bank::{Bank, Depth, Heard, LAGS, Moment, Null, SIGNATURES};
use crate::finding::Side;
use crate::numeric::ln;
use crate::population::Population;

/// The share of ruptures that the therapist's ratings show too.
const SEEN: f64 = 0.6;
/// A side drives a finding when its own Bayes factor is at least this.
const DRIVES: f64 = 2.0;

/// The null models of both sides.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Nulls {
    pub(crate) client: Null,
    pub(crate) therapist: Null,
}

impl Nulls {
    pub(crate) fn new(population: &Population) -> Self {
        Self {
            client: Null::new(&population.client, Depth::CLIENT),
            therapist: Null::new(&population.therapist, Depth::THERAPIST),
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
        let client = self.client.observe(&nulls.client, at, client);
        let therapist = self.therapist.observe(&nulls.therapist, at, therapist);
        let mut factors = client.factors;
        for (joint, other) in factors.iter_mut().zip(therapist.factors) {
            *joint *= (1.0 - SEEN) + SEEN * other;
        }
        Joint {
            factors,
            client,
            therapist,
        }
    }
}

impl Joint {
    /// The log of the summed Bayes factors: the score that is calibrated; `None` without a rating.
    pub(crate) fn score(&self) -> Option<f64> {
        let rated = self.client.innovation.is_some() || self.therapist.innovation.is_some();
        rated.then(|| ln(self.factors.iter().sum::<f64>().max(f64::MIN_POSITIVE)))
    }

    /// How many sessions ago the rupture most probably began.
    pub(crate) fn lag(&self) -> usize {
        let mut best = (0, 0.0);
        for (i, factor) in self.factors.iter().enumerate() {
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

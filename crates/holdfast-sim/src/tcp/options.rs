//! What a world over TCP is made of, and what came out of it.
//! Invariant: two worlds with the same options are the same world.

use std::collections::BTreeSet;
use std::fmt;

use super::trouble::Trouble;
use crate::check::Broken;
use crate::dice::Dice;

/// What a world over TCP is made of, all from its seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Where all chance comes from.
    pub seed: u64,
    /// The steps of each device in the safety phase.
    pub steps: usize,
    /// What may go wrong.
    pub troubles: Vec<Trouble>,
}

impl Options {
    /// The options of a seed: one to four kinds of trouble.
    #[must_use]
    pub fn of(seed: u64, steps: usize) -> Self {
        let mut dice = Dice::new(seed, OPTIONS_STREAM);
        let kinds = 1 + dice.below(4);
        let troubles = (0..kinds).filter_map(|_| dice.pick(&Trouble::ALL).copied());
        let troubles: BTreeSet<Trouble> = troubles.collect();
        Self {
            seed,
            steps,
            troubles: troubles.into_iter().collect(),
        }
    }
}

impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            seed,
            steps,
            troubles,
        } = self;
        write!(
            f,
            "seed {seed} steps {steps} over TCP, troubles {troubles:?}"
        )
    }
}

/// How a world over TCP ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The promise that did not hold, if one did not.
    pub broken: Option<Broken>,
    /// Kinds of trouble that somebody felt: a request without an answer, an app that was closed.
    pub felt: BTreeSet<Trouble>,
    /// How often something went wrong.
    pub hits: usize,
    /// Changes that were kept, each counted once.
    pub kept: usize,
    /// Requests to the relay.
    pub requests: u64,
    /// The simulated time, in milliseconds.
    pub lasted_ms: u64,
    /// One line for each step and each trouble.
    pub trace: String,
}

const OPTIONS_STREAM: u64 = 2;

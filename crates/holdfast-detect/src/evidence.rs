//! Evidence that needs no calibration: a bet against "no rupture", kept fair at every session.
//! Under the null model it exceeds 1/alpha in at most a share alpha of therapies (Ville 1939);
//! the bet on each onset rests after four sessions, which keeps memory constant.

#![expect(
    clippy::indexing_slicing,
    reason = "lags < LAGS, half of the signatures"
)]

use serde::{Deserialize, Serialize};

use crate::bank::{LAGS, SIGNATURES};

/// Spreads the stake over onsets: those after session t hold SPREAD / (t + SPREAD) of it.
const SPREAD: f64 = 20.0;

/// The running e-value: the mean Bayes factor over all onsets, those to come counted as 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Evidence {
    pub(crate) settled: f64,
}

impl Evidence {
    /// Takes in a session and returns the e-value after it.
    #[inline(always)]
    pub(crate) fn observe(&mut self, stakes: &Stakes, factors: &[f64; SIGNATURES]) -> f64 {
        let mut running = 0.0;
        let mut oldest = 0.0;
        for (lag, stake) in stakes.recent.iter().enumerate() {
            oldest = stake * 0.5 * (factors[lag] + factors[LAGS + lag]);
            running += oldest;
        }
        let value = self.settled + running + stakes.to_come;
        self.settled += oldest;
        value
    }
}

/// What is staked at a session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stakes {
    /// On an onset in this session and in the three before; 0 where there was none.
    recent: [f64; LAGS],
    /// On all onsets to come.
    to_come: f64,
}

impl Stakes {
    /// Those of the session at `index`, 0 for the first.
    pub(crate) fn at(index: u32) -> Self {
        let mut recent = [0.0; LAGS];
        for (lag, recent) in (0..).zip(&mut recent) {
            *recent = index.checked_sub(lag).map_or(0.0, stake);
        }
        Self {
            recent,
            to_come: SPREAD / (f64::from(index) + 1.0 + SPREAD),
        }
    }
}

/// The share of the stake on an onset at `index`; all shares add up to 1.
fn stake(index: u32) -> f64 {
    let before = f64::from(index) + SPREAD;
    SPREAD / (before * (before + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_stake_is_kept_when_nothing_speaks() {
        let mut evidence = Evidence::default();
        for index in 0..200 {
            let mut factors = [1.0; SIGNATURES];
            for (i, factor) in factors.iter_mut().enumerate() {
                if i % LAGS > index as usize {
                    *factor = 0.0;
                }
            }
            let value = evidence.observe(&Stakes::at(index), &factors);
            assert!((value - 1.0).abs() < 1e-12, "session {index}: {value}");
        }
    }
}

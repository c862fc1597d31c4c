//! Evidence that needs no calibration: a bet against "no rupture", kept fair at every session.
//! Under the null model it exceeds 1/alpha in at most a share alpha of therapies (Ville 1939);
//! the bet on each onset rests after four sessions, which keeps memory constant.

use serde::{Deserialize, Serialize};

use crate::bank::{LAGS, SIGNATURES};

/// Spreads the stake over onsets: those after session t hold SPREAD / (t + SPREAD) of it.
const SPREAD: f64 = 20.0;

/// The running e-value: the mean Bayes factor over all onsets, those to come counted as 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Evidence {
    settled: f64,
}

impl Evidence {
    /// Takes in the session at `index` (0 for the first) and returns the e-value after it.
    pub(crate) fn observe(&mut self, index: u32, factors: &[f64; SIGNATURES]) -> f64 {
        let (steps, slides) = factors.split_at(LAGS);
        let mut running = 0.0;
        let mut oldest = 0.0;
        for (lag, (step, slide)) in (0_u32..).zip(steps.iter().zip(slides)) {
            let Some(onset) = index.checked_sub(lag) else {
                break;
            };
            oldest = stake(onset) * 0.5 * (step + slide);
            running += oldest;
        }
        let value = self.settled + running + SPREAD / (f64::from(index) + 1.0 + SPREAD);
        if index as usize + 1 >= LAGS {
            self.settled += oldest;
        }
        value
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
            let value = evidence.observe(index, &factors);
            assert!((value - 1.0).abs() < 1e-12, "session {index}: {value}");
        }
    }
}

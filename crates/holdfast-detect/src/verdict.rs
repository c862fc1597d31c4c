//! From how rare the numbers of a session are to what they say.
//! The bars keep the stated share of rupture-free therapies of the planned length free of alarms.

use crate::calibration::{Table, Tails, weights};
use crate::finding::{Alpha, State};

/// The p-values that alarm.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bars {
    five: f64,
    twenty: f64,
    own: f64,
    /// How both statistics are weighed at the model's own rate.
    weights: [f64; 2],
}

/// What the p-values of a session say, in numbers so that loops over therapies vectorise.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verdict {
    /// At the model's own rate.
    pub(crate) p: f64,
    /// 0 for a quiet session, 1 for one beyond 20 %, 2 for one beyond 5 %.
    pub(crate) level: f64,
    /// 1 where the model's own rate alarms.
    pub(crate) alarm: f64,
}

impl Bars {
    pub(crate) fn new(table: &Table, length: u16, alpha: Alpha) -> Self {
        let of = |alpha| table.threshold(length, alpha);
        Self {
            five: of(Alpha::Five),
            twenty: of(Alpha::Twenty),
            own: of(alpha),
            weights: weights(alpha),
        }
    }

    #[inline(always)]
    pub(crate) fn judge(&self, tails: Tails) -> Verdict {
        let beyond = |alpha, bar| tails.p_by(weights(alpha)) <= bar;
        let level = if beyond(Alpha::Twenty, self.twenty) {
            1.0
        } else {
            0.0
        };
        let p = tails.p_by(self.weights);
        Verdict {
            p,
            level: if beyond(Alpha::Five, self.five) {
                2.0
            } else {
                level
            },
            alarm: if p <= self.own { 1.0 } else { 0.0 },
        }
    }
}

impl Verdict {
    pub(crate) fn state(&self) -> State {
        if self.level > 1.0 {
            State::Likely
        } else if self.level > 0.0 {
            State::Watch
        } else {
            State::Quiet
        }
    }

    pub(crate) fn alarms(&self) -> bool {
        self.alarm > 0.0
    }
}

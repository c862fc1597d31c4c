//! From how rare the numbers of a session are to what they say.
//! The bars keep the stated share of rupture-free therapies of the planned length free of alarms.

use crate::calibration::{Table, Tails};
use crate::finding::{Alpha, State};

/// The p-values that alarm.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bars {
    five: f64,
    twenty: f64,
    own: f64,
}

/// What the p-values of a session say, in numbers so that loops over therapies vectorise.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verdict {
    /// Of both statistics together.
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
        }
    }

    #[inline(always)]
    pub(crate) fn judge(&self, tails: Tails) -> Verdict {
        let p = tails.p();
        let level = if p <= self.twenty { 1.0 } else { 0.0 };
        Verdict {
            p,
            level: if p <= self.five { 2.0 } else { level },
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

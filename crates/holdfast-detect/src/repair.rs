//! Open against closed: whether a rupture that was noticed has since returned to the line.
//! Memory is constant: the open course and the three most probable returns.

use serde::{Deserialize, Serialize};

use crate::bank::{GRID, Gain, Signatures};
use crate::numeric::ln;

/// Probability that an open rupture is repaired by the next session.
const HAZARD: f64 = 0.30;
/// The open course, and the returns that are followed.
const COURSES: usize = 4;
/// What has happened to each course at this session: the open one is down, the closed are back.
const SHAPES: [f64; COURSES] = [1.0, 0.0, 0.0, 0.0];

/// The running comparison for one open episode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Repair {
    tracks: [Signatures<COURSES>; GRID.len()],
    /// Prior probability of each course.
    priors: [f64; COURSES],
    /// The session with which each return begins.
    returns: [u32; COURSES],
    /// Posterior weight of each course, up to a common factor.
    weights: [f64; COURSES],
}

/// What a session says about repair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Odds {
    /// Log odds of repaired against open.
    pub(crate) log: f64,
    /// The session with which the most probable return begins.
    pub(crate) returned: u32,
}

impl Repair {
    /// Begins after the session in which a rupture was noticed, from its signature in each track.
    pub(crate) fn new(steps: &[Signatures<1>; GRID.len()]) -> Self {
        let mut tracks: [Signatures<COURSES>; GRID.len()] = Default::default();
        for (track, step) in tracks.iter_mut().zip(steps) {
            track.put(0, step);
        }
        Self {
            tracks,
            priors: SHAPES,
            returns: [0; COURSES],
            weights: SHAPES,
        }
    }

    /// Takes in the session `number` through the gains of the side that fell.
    pub(crate) fn observe(&mut self, number: u32, gains: &[Gain; GRID.len()]) -> Odds {
        self.branch(number);
        let mut factors = [0.0; COURSES];
        for (track, gain) in self.tracks.iter_mut().zip(gains) {
            track.advance(gain, &SHAPES);
            track.add_factors(gain, &mut factors);
        }
        for ((weight, prior), factor) in self.weights.iter_mut().zip(self.priors).zip(factors) {
            *weight = prior * factor;
        }
        self.odds()
    }

    /// A return that begins with this session takes the place of the least probable one.
    fn branch(&mut self, number: u32) {
        let mut place = 1;
        let mut least = f64::INFINITY;
        for (i, weight) in self.weights.iter().enumerate().skip(1) {
            if *weight < least {
                (place, least) = (i, *weight);
            }
        }
        for track in &mut self.tracks {
            let open = track.pick(0);
            track.put(place, &open);
        }
        let [open, ..] = &mut self.priors;
        let branched = *open * HAZARD;
        *open *= 1.0 - HAZARD;
        if let (Some(prior), Some(returned)) =
            (self.priors.get_mut(place), self.returns.get_mut(place))
        {
            (*prior, *returned) = (branched, number);
        }
    }

    fn odds(&self) -> Odds {
        let [open, ..] = self.weights;
        let closed = || self.weights.iter().zip(self.returns).skip(1);
        let total: f64 = closed().map(|(weight, _)| weight).sum();
        let best = closed().fold((0.0, 0), |best, (weight, returned)| {
            if *weight > best.0 {
                (*weight, returned)
            } else {
                best
            }
        });
        let log = ln(total.max(f64::MIN_POSITIVE)) - ln(open.max(f64::MIN_POSITIVE));
        Odds {
            log,
            returned: best.1,
        }
    }
}

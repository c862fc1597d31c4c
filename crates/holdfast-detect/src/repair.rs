//! Open against closed: whether a rupture that was noticed has since returned to the line.
//! Memory is constant: the open course and the three most probable returns.

use serde::{Deserialize, Serialize};

use crate::bank::{GRID, Guess, Signatures};
use crate::dyad::Joint;
use crate::finding::Side;
use crate::numeric::{Work, ln, vectorised};

/// Probability that an open rupture is repaired by the next session.
const HAZARD: f64 = 0.30;
/// The share of ruptures whose repair the therapist's ratings show too.
const SEEN: f64 = 0.5;
/// The open course, and the returns that are followed.
const COURSES: usize = 4;
/// What has happened to each course at this session: the open one is down, the closed are back.
const SHAPES: [f64; COURSES] = [1.0, 0.0, 0.0, 0.0];

/// The courses of one side.
pub(crate) type Tracks = [Signatures<COURSES>; GRID.len()];
/// What a session did to one side.
type Guesses = [Guess; GRID.len()];

/// The running comparison for one open episode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Repair {
    client: Tracks,
    therapist: Tracks,
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
    /// Begins after the session in which a rupture was noticed; the first course of each side is
    /// the step that the bank has followed since the onset.
    pub(crate) fn new([client, therapist]: [Tracks; 2]) -> Self {
        Self {
            client,
            therapist,
            priors: SHAPES,
            returns: [0; COURSES],
            weights: SHAPES,
        }
    }

    /// Takes in the session `number`; `sides` are those that have rated so far.
    pub(crate) fn observe(&mut self, number: u32, joint: &Joint, sides: Side) -> Odds {
        self.branch(number);
        let (mut factors, others) = vectorised(Advance {
            repair: self,
            joint,
            sides,
        });
        let seen = if sides == Side::Therapist { 1.0 } else { SEEN };
        for (factor, other) in factors.iter_mut().zip(others) {
            *factor *= (1.0 - seen) + seen * other;
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
        for track in self.client.iter_mut().chain(&mut self.therapist) {
            track.copy(0, place);
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

/// Both sides take one session in; the answer is the Bayes factors of each.
struct Advance<'a> {
    repair: &'a mut Repair,
    joint: &'a Joint,
    sides: Side,
}

impl Work for Advance<'_> {
    type Answer = ([f64; COURSES], [f64; COURSES]);

    #[inline(always)]
    fn run(self) -> Self::Answer {
        let Self {
            repair,
            joint,
            sides,
        } = self;
        let own = advance(&mut repair.client, &joint.client.guesses);
        // A side that never rated has learnt nothing, and says nothing.
        let other = if sides == Side::Client {
            [1.0; COURSES]
        } else {
            advance(&mut repair.therapist, &joint.therapist.guesses)
        };
        (own, other)
    }
}

/// Takes one session in and returns the Bayes factor of each course.
#[inline(always)]
fn advance(tracks: &mut Tracks, guesses: &Guesses) -> [f64; COURSES] {
    let mut factors = [0.0; COURSES];
    for (track, guess) in tracks.iter_mut().zip(guesses) {
        track.advance(&guess.gain, &SHAPES);
        track.add_factors(&guess.depth, guess.weight, &mut factors);
    }
    factors
}

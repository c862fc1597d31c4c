//! The online detector: one session in, one reading out, in constant time and memory.
//! The same sessions give the same readings, bit for bit, on every machine.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::bank::Moment;
use crate::dyad::Dyad;
use crate::evidence::{Evidence, Stakes};
use crate::population::Population;
use crate::scale::Scale;
use crate::series::Session;

mod batch;
mod model;
mod watch;

pub use batch::observe_batch;
pub use model::Model;
pub use watch::Reading;
use watch::{Said, Watch};

/// The state of a detector between two sessions: what has to be kept to go on later.
///
/// As bytes (postcard) a side takes 1,241, and both sides with an open episode 4,170; a test keeps
/// it below 2,500 per side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    watch: Watch,
    dyad: Dyad,
    evidence: Evidence,
}

/// Follows one therapy, session by session.
#[derive(Clone, Debug)]
pub struct Detector {
    model: Arc<Model>,
    memory: Memory,
}

impl Detector {
    /// A detector before the first session, with the default rates; see [`Model`] for others.
    #[must_use]
    pub fn new(scale: Scale, population: &Population) -> Self {
        Self::of(Arc::new(Model::new(scale, population)))
    }

    /// A detector before the first session, on a model that many may share.
    #[must_use]
    pub fn of(model: Arc<Model>) -> Self {
        let memory = Memory {
            watch: Watch::default(),
            dyad: Dyad::new(&model.nulls),
            evidence: Evidence::default(),
        };
        Self { model, memory }
    }

    /// Goes on from a state that was kept; `model` must be the one that it was kept with.
    #[must_use]
    pub fn resume(model: Arc<Model>, memory: Memory) -> Self {
        Self { model, memory }
    }

    /// The state to keep.
    #[must_use]
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Takes in the next session and says what it shows. Constant time and memory.
    pub fn observe(&mut self, session: &Session) -> Reading {
        let model = &self.model;
        let (client, therapist) = (
            model.score(&session.client),
            model.score(&session.therapist),
        );
        let Memory {
            watch,
            dyad,
            evidence,
        } = &mut self.memory;
        let at = Moment::new(watch.sessions(), session.weeks);
        watch.note(session.number, client, therapist);
        let joint = dyad.observe(&model.nulls, at, client, therapist);
        let (bank, dip) = (joint.score(), watch.dip(&joint));
        let tails = watch.table(model).tails(watch.sessions(), bank, dip);
        let said = Said {
            bank,
            dip,
            verdict: watch.bars(model).judge(tails),
            e_value: evidence.observe(&Stakes::at(at.index), &joint.factors),
        };
        watch.read(model, &said, || joint, |lag| dyad.pick_steps(lag))
    }
}

#[cfg(test)]
mod tests;

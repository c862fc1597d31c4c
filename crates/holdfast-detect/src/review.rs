//! A whole therapy at once: every reading, and the episodes that they add up to.
//! The readings are exactly those of the online detector; nothing is judged with hindsight.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::detector::{Detector, Model, Reading};
use crate::explain::Finding;
use crate::finding::Episode;
use crate::series::Series;

/// What the online detector said over a whole series.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// One per session, in order.
    pub readings: Vec<Reading>,
    /// In order of noticing.
    pub episodes: Vec<Episode>,
}

impl Review {
    /// The episodes with the numbers that led to them.
    #[must_use]
    pub fn findings(&self, series: &Series) -> Vec<Finding> {
        self.episodes
            .iter()
            .map(|episode| Finding::of(series, *episode))
            .collect()
    }
}

/// Runs the online detector over a whole series.
#[must_use]
pub fn review(model: &Arc<Model>, series: &Series) -> Review {
    let mut detector = Detector::of(Arc::clone(model));
    let mut review = Review::default();
    for session in series.sessions() {
        let reading = detector.observe(session);
        review.readings.push(reading);
        if let Some(episode) = reading.episode {
            match review.episodes.last_mut() {
                Some(last) if last.noticed == episode.noticed => *last = episode,
                _ => review.episodes.push(episode),
            }
        }
    }
    review
}

//! A whole therapy at once: every reading, and the episodes that they add up to.
//! The readings are exactly those of the online detector; nothing is judged with hindsight.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::detector::{Detector, Model, Reading, observe_batch};
use crate::explain::Finding;
use crate::finding::Episode;
use crate::series::{Series, Session};

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

impl Review {
    fn add(&mut self, reading: Reading) {
        self.readings.push(reading);
        if let Some(episode) = reading.episode {
            match self.episodes.last_mut() {
                Some(last) if last.noticed == episode.noticed => *last = episode,
                _ => self.episodes.push(episode),
            }
        }
    }
}

/// Runs the online detector over a whole series.
#[must_use]
pub fn review(model: &Arc<Model>, series: &Series) -> Review {
    let mut detector = Detector::of(Arc::clone(model));
    let mut review = Review::default();
    for session in series.sessions() {
        review.add(detector.observe(session));
    }
    review
}

/// [`review`] for each of `series`, in their order: the same answers, several times as fast.
#[must_use]
pub fn review_batch(model: &Model, series: &[&Series]) -> Vec<Review> {
    let mut by_length: Vec<(usize, &[Session])> = series
        .iter()
        .map(|one| one.sessions())
        .enumerate()
        .collect();
    by_length.sort_by_key(|(_, sessions)| sessions.len());
    let sessions: Vec<&[Session]> = by_length.iter().map(|(_, sessions)| *sessions).collect();
    let mut reviews = vec![Review::default(); series.len()];
    observe_batch(model, &sessions, |place, reading| {
        let review = by_length
            .get(place)
            .and_then(|(at, _)| reviews.get_mut(*at));
        if let Some(review) = review {
            review.add(*reading);
        }
    });
    reviews
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::Population;
    use crate::scale::Scale;

    #[test]
    fn reviews_stand_in_the_order_of_the_series_whatever_their_length() {
        let scale = Scale::seven_point();
        let model = Arc::new(Model::new(scale, &Population::seven_point()));
        let series = |length: u32| {
            let mut series = Series::new(scale);
            for number in 1..=length {
                let fall = f64::from(u8::from(number > 8));
                let score = scale.score(5.6 - 2.0 * fall).expect("on the scale");
                let session = Session::new(number, f64::from(u8::from(number > 1)));
                assert!(series.push(session.with_client(score)).is_ok());
            }
            series
        };
        let all: Vec<Series> = [12, 0, 30, 3, 12, 9, 1, 25, 10, 11].map(series).into();
        let alone: Vec<Review> = all.iter().map(|one| review(&model, one)).collect();
        let together = review_batch(&model, &all.iter().collect::<Vec<_>>());
        assert_eq!(alone, together);
        assert!(together.iter().any(|review| !review.episodes.is_empty()));
    }
}

//! Self-starting charts: each score is judged against all before it, no parameters known.
//! Under independent normal scores the Q statistic is nearly standard normal from the fourth on.

use super::chart::Past;

/// Exponentially weighted mean of Q, turned so that a fall is large, in its own SDs.
pub(super) fn ewma(scores: &[Option<f64>]) -> Vec<Option<f64>> {
    let (mut mean, mut variance) = (0.0, 0.0);
    q_statistics(scores)
        .into_iter()
        .map(|q| {
            let q = q?;
            mean = WEIGHT * q + (1.0 - WEIGHT) * mean;
            variance = WEIGHT * WEIGHT + (1.0 - WEIGHT) * (1.0 - WEIGHT) * variance;
            Some(-mean / variance.max(1e-9).sqrt())
        })
        .collect()
}

/// Lower cumulative sum of Q with an allowance.
pub(super) fn cusum(scores: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut sum: f64 = 0.0;
    q_statistics(scores)
        .into_iter()
        .map(|q| {
            sum = (sum - q? - ALLOWANCE).max(0.0);
            Some(sum)
        })
        .collect()
}

/// Hawkins' Q with Wallace's approximation of the normal quantile of Student's t.
fn q_statistics(scores: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut past = Past::default();
    let judge = |score: &Option<f64>| {
        let now = (*score)?;
        let q = (past.count >= PAST_MIN).then(|| {
            let unit = past.sd().max(SD_MIN);
            let t = (past.count / (past.count + 1.0)).sqrt() * (now - past.mean()) / unit;
            normal_of_t(t, past.count - 1.0)
        });
        past.add(now);
        q
    };
    scores.iter().map(judge).collect()
}

fn normal_of_t(t: f64, freedom: f64) -> f64 {
    let shrink = (8.0 * freedom + 1.0) / (8.0 * freedom + 3.0);
    let size = (freedom * libm::log1p(t * t / freedom)).sqrt();
    if t == 0.0 {
        0.0
    } else {
        t.signum() * shrink * size
    }
}

const WEIGHT: f64 = 0.4;
const ALLOWANCE: f64 = 0.75;
const PAST_MIN: f64 = 3.0;
/// About half a step of a mean of six items.
const SD_MIN: f64 = 0.08;

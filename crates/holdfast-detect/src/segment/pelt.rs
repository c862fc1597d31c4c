//! Optimal partitioning with inequality pruning (PELT), levels only, MBIC cost.
//! Exact: a start is dropped only when it can never again be the best, log lengths included.

use super::greedy::mbic_cost;
use super::sums::Sums;

/// Cuts a standardised series at `penalty` per segment.
#[expect(clippy::indexing_slicing, reason = "every start is below end <= n")]
pub(super) fn cuts(y: &[f64], penalty: f64) -> Vec<usize> {
    let n = y.len();
    let sums = Sums::of(y);
    let mut best = vec![-penalty];
    let mut last = vec![0];
    let mut starts = vec![0];
    let mut totals = Vec::new();
    for end in 1..=n {
        totals.clear();
        totals.extend(
            starts
                .iter()
                .map(|&first| best[first] + mbic_cost(&sums, first, end)),
        );
        let (mut lowest, mut from) = (f64::INFINITY, 0);
        for (&total, &first) in totals.iter().zip(&starts) {
            if total < lowest {
                (lowest, from) = (total, first);
            }
        }
        let lowest = lowest + penalty;
        let mut totals_left = totals.iter();
        starts.retain(|&first| {
            let total = totals_left.next().copied().unwrap_or(f64::NEG_INFINITY);
            total - split_loss_max(end - first, n - end) < lowest
        });
        starts.push(end);
        best.push(lowest);
        last.push(from);
    }
    let mut found = Vec::new();
    let mut end = last[n];
    while end > 0 {
        found.push(end);
        end = last[end];
    }
    found.reverse();
    found
}

/// The most by which the log lengths can make two segments dearer than one, if the first has
/// `before` values and the second at most `after`: with it the pruning stays exact.
fn split_loss_max(before: usize, after: usize) -> f64 {
    let (before, after) = (before as f64, after as f64);
    libm::log(before * after / (before + after))
}

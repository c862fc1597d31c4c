//! Segment neighbourhood search: the best partition for every number of segments.
//! Exact for each number; the number itself is chosen by the penalty.

use super::sums::Sums;

/// Cuts a standardised series into at most `segments_max` levels.
#[expect(
    clippy::indexing_slicing,
    reason = "rows < segments_max, columns <= n, by the loops"
)]
pub(super) fn cuts(y: &[f64], penalty: f64, segments_max: usize) -> Vec<usize> {
    let n = y.len();
    let sums = Sums::of(y);
    let rows = segments_max.min(n);
    let mut cost: Vec<f64> = (0..=n)
        .map(|end| {
            if end == 0 {
                0.0
            } else {
                sums.level_cost(0, end)
            }
        })
        .collect();
    let mut totals = vec![cost[n]];
    let mut origin = vec![vec![0; n + 1]];
    for row in 1..rows {
        let mut next = vec![f64::INFINITY; n + 1];
        let mut from = vec![0; n + 1];
        for end in row + 1..=n {
            for (cut, before) in cost.iter().enumerate().take(end).skip(row) {
                let total = before + sums.level_cost(cut, end);
                if total < next[end] {
                    (next[end], from[end]) = (total, cut);
                }
            }
        }
        totals.push(next[n] + row as f64 * penalty);
        origin.push(from);
        cost = next;
    }
    let chosen = (0..rows).fold(0, |best, row| {
        if totals[row] < totals[best] {
            row
        } else {
            best
        }
    });
    let mut found = Vec::with_capacity(chosen);
    let mut end = n;
    for row in (1..=chosen).rev() {
        end = origin[row][end];
        found.push(end);
    }
    found.reverse();
    found
}

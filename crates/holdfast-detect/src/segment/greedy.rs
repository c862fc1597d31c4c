//! Binary segmentation and its first step: the best single cut, again and again.
//! Greedy, hence not exact: a cut once made stays. Kept equal to the R package `changepoint` 2.2.

use super::sums::Sums;

/// Up to `cuts_max` cuts of a standardised series; a cut must lower the cost by `penalty`.
///
/// As in R, a segment's cost is its squared error plus the log of its length (MBIC), the first
/// two places and the last two are never tried, and gains are taken as never rising.
pub(super) fn cuts(y: &[f64], penalty: f64, cuts_max: usize) -> Vec<usize> {
    let sums = Sums::of(y);
    let mut bounds = vec![0, y.len()];
    let mut gain_min = f64::INFINITY;
    for _ in 0..cuts_max {
        let Some((cut, gain)) = best_cut(&sums, &bounds) else {
            break;
        };
        gain_min = gain_min.min(gain);
        if gain_min < penalty {
            break;
        }
        bounds.push(cut);
        bounds.sort_unstable();
    }
    bounds.pop();
    bounds.split_off(1)
}

fn best_cut(sums: &Sums, bounds: &[usize]) -> Option<(usize, f64)> {
    let n = sums.linear.len() - 1;
    let mut best: Option<(usize, f64)> = None;
    for (&first, &end) in bounds.iter().zip(bounds.iter().skip(1)) {
        let uncut = mbic_cost(sums, first, end);
        for cut in (first + 2).max(2)..end.min(n.saturating_sub(2)) {
            let gain = uncut - mbic_cost(sums, first, cut) - mbic_cost(sums, cut, end);
            if gain > best.map_or(0.0, |(_, gain)| gain) {
                best = Some((cut, gain));
            }
        }
    }
    best
}

/// At most one cut, tried at every place.
pub(super) fn single_cut(y: &[f64], penalty: f64) -> Vec<usize> {
    let sums = Sums::of(y);
    let n = y.len();
    let uncut = sums.level_cost(0, n);
    let gain = |cut: usize| {
        let lengths = libm::log(cut as f64) + libm::log((n - cut + 1) as f64);
        uncut - sums.level_cost(0, cut) - sums.level_cost(cut, n) - lengths
    };
    let best = (1..n).map(|cut| (cut, gain(cut))).max_by(|a, b| {
        let earlier_wins = b.0.cmp(&a.0);
        a.1.total_cmp(&b.1).then(earlier_wins)
    });
    best.filter(|(_, gain)| *gain >= penalty)
        .map(|(cut, _)| cut)
        .into_iter()
        .collect()
}

/// Squared error plus log length: the modified BIC of Zhang and Siegmund (2007).
pub(super) fn mbic_cost(sums: &Sums, first: usize, end: usize) -> f64 {
    sums.level_cost(first, end) + libm::log((end - first) as f64)
}

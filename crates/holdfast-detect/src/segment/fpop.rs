//! Optimal partitioning by functional pruning (Maidstone et al. 2017), levels only.
//! Exact: for every level it knows which start of the running segment is cheapest.

mod tiling;

use tiling::{Now, Tiling};

/// Cuts a scaled series at `price` per segment.
///
/// Memory is linear; time is linear in practice, because few starts stay best for any level.
pub(super) fn cuts(y: &[f64], price: f64) -> Vec<usize> {
    let mut last = Vec::with_capacity(y.len() + 1);
    last.push(0);
    let mut tiling = Tiling::over(y);
    let mut now = Now::default();
    for value in y {
        now.advance(*value);
        let (best, from) = tiling.best(&now);
        last.push(from);
        tiling.admit(best + price, &now);
    }
    let mut found = Vec::new();
    let mut end = last.last().copied().unwrap_or(0);
    while end > 0 {
        found.push(end);
        end = last.get(end).copied().unwrap_or(0);
    }
    found.reverse();
    found
}

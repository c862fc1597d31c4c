//! Exact optimal partitioning where a segment is a level or a line.
//! The result minimises squared error plus price over all partitions; pruning never changes it.

use super::lanes::per_line;
use super::{Form, LINE_VALUES_MIN, Piece};

/// Cuts a scaled series at `price` per segment and `line_price` more for each line.
///
/// Time is quadratic in the longest segment, not in the series: a start that is dearer than
/// another by more than a line costs can never win again (Killick et al. 2012).
pub(super) fn levels_or_lines(y: &[f64], price: f64, line_price: f64) -> Vec<Piece> {
    let mut table = Table::new(y.len(), line_price);
    for (i, value) in y.iter().enumerate() {
        table.extend(i + 1, *value, price);
    }
    table.pieces()
}

struct Table {
    /// The running sums.
    now: Sums,
    /// The last segment of the best partition of `0..i`.
    last: Vec<(usize, Form)>,
    starts: Vec<Start>,
    costs: Vec<f64>,
    line_price: f64,
    /// One over each length, and one over the squares of its times about their middle.
    weights: Vec<(f64, f64)>,
}

/// Sums of the values, and of the values times their place.
#[derive(Clone, Copy, Default)]
struct Sums {
    linear: f64,
    moment: f64,
}

/// A place where the running segment may have begun, unless retired before `until`.
#[derive(Clone, Copy)]
struct Start {
    at: usize,
    until: usize,
    before: Sums,
    /// Cost of the best partition before it, less the squares before it.
    best: f64,
}

#[expect(
    clippy::indexing_slicing,
    reason = "starts < end <= n; every table holds n + 1 entries"
)]
impl Table {
    fn new(count: usize, line_price: f64) -> Self {
        let weight = |length: usize| (1.0 / length as f64, per_line(length));
        Self {
            now: Sums::default(),
            last: vec![(0, Form::Level)],
            starts: vec![Start {
                at: 0,
                until: usize::MAX,
                before: Sums::default(),
                best: 0.0,
            }],
            costs: Vec::new(),
            line_price,
            weights: (0..=count).map(weight).collect(),
        }
    }

    fn extend(&mut self, end: usize, value: f64, price: f64) {
        self.now.linear += value;
        self.now.moment += (end - 1) as f64 * value;
        self.costs.clear();
        let (mut best, mut last) = (f64::INFINITY, (0, Form::Level));
        for start in &self.starts {
            let (cost, form) = self.cost(start, end);
            self.costs.push(cost);
            if cost < best {
                (best, last) = (cost, (start.at, form));
            }
        }
        let best = best + price;
        for (start, cost) in self.starts.iter_mut().zip(&self.costs) {
            // Two lines are never dearer than one by more than a line costs.
            let lost = end - start.at >= LINE_VALUES_MIN && cost - self.line_price >= best;
            if lost && start.until == usize::MAX {
                start.until = end + LINE_VALUES_MIN;
            }
        }
        self.starts.retain(|start| start.until > end + 1);
        self.starts.push(Start {
            at: end,
            until: usize::MAX,
            before: self.now,
            best,
        });
        self.last.push(last);
    }

    /// Cost of the best partition whose last segment is `start..end`, a level or a line, less all
    /// squares up to `end`. In the order of `lanes`, so that both give the same bits.
    fn cost(&self, start: &Start, end: usize) -> (f64, Form) {
        let (per_value, per_line) = self.weights[end - start.at];
        let middle = (start.at + end - 1) as f64 / 2.0;
        let sum = self.now.linear - start.before.linear;
        let product = self.now.moment - start.before.moment - middle * sum;
        let level = start.best - sum * sum * per_value;
        let saved = product * product * per_line - self.line_price;
        if saved > 0.0 {
            (level - saved, Form::Line)
        } else {
            (level, Form::Level)
        }
    }

    fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut end = self.last.len() - 1;
        while end > 0 {
            let (first, form) = self.last[end];
            pieces.push(Piece { first, end, form });
            end = first;
        }
        pieces.reverse();
        pieces
    }
}

//! Exact optimal partitioning where a segment is a level or a line.
//! The result minimises squared error plus price over all partitions; pruning never changes it.

use super::sums::running;
use super::{Form, LINE_VALUES_MIN, Piece};

/// Cuts a scaled series at `price` per segment and `line_price` more for each line.
///
/// Time is quadratic in the longest segment, not in the series: a start that is dearer than
/// another by more than a line costs can never win again (Killick et al. 2012).
pub(super) fn levels_or_lines(y: &[f64], price: f64, line_price: f64) -> Vec<Piece> {
    let mut table = Table::new(y, line_price);
    for end in 1..=y.len() {
        table.extend(end, price);
    }
    table.pieces()
}

struct Table {
    linear: Vec<f64>,
    square: Vec<f64>,
    moment: Vec<f64>,
    /// Cost of the best partition of `0..i`.
    best: Vec<f64>,
    /// The last segment of that partition.
    last: Vec<(usize, Form)>,
    starts: Vec<Start>,
    line_price: f64,
}

/// A place where the running segment may have begun, unless retired before `until`.
struct Start {
    at: usize,
    until: usize,
}

#[expect(
    clippy::indexing_slicing,
    reason = "starts < end <= n; every table holds n + 1 entries"
)]
impl Table {
    fn new(y: &[f64], line_price: f64) -> Self {
        Self {
            linear: running(y.iter().copied()),
            square: running(y.iter().map(|y| y * y)),
            moment: running(y.iter().enumerate().map(|(i, y)| i as f64 * y)),
            best: vec![0.0],
            last: vec![(0, Form::Level)],
            starts: vec![Start {
                at: 0,
                until: usize::MAX,
            }],
            line_price,
        }
    }

    fn extend(&mut self, end: usize, price: f64) {
        let (mut best, mut last) = (f64::INFINITY, (0, Form::Level));
        let mut costs = Vec::with_capacity(self.starts.len());
        for start in &self.starts {
            let (cost, form) = self.cost(start.at, end);
            let total = self.best[start.at] + cost;
            costs.push(total);
            if total < best {
                (best, last) = (total, (start.at, form));
            }
        }
        let best = best + price;
        for (start, total) in self.starts.iter_mut().zip(costs) {
            // Two lines are never dearer than one by more than a line costs.
            let lost = end - start.at >= LINE_VALUES_MIN && total - self.line_price >= best;
            if lost && start.until == usize::MAX {
                start.until = end + LINE_VALUES_MIN;
            }
        }
        self.starts.retain(|start| start.until > end + 1);
        self.starts.push(Start {
            at: end,
            until: usize::MAX,
        });
        self.best.push(best);
        self.last.push(last);
    }

    /// The cheaper of a level and a line over `first..end`.
    fn cost(&self, first: usize, end: usize) -> (f64, Form) {
        let n = (end - first) as f64;
        let sum = self.linear[end] - self.linear[first];
        let level = self.square[end] - self.square[first] - sum * sum / n;
        if end - first < LINE_VALUES_MIN {
            return (level, Form::Level);
        }
        let middle = (first + end - 1) as f64 / 2.0;
        let product = self.moment[end] - self.moment[first] - middle * sum;
        let line = level - product * product * 12.0 / (n * (n * n - 1.0)) + self.line_price;
        if line < level {
            (line, Form::Line)
        } else {
            (level, Form::Level)
        }
    }

    fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut end = self.best.len() - 1;
        while end > 0 {
            let (first, form) = self.last[end];
            pieces.push(Piece { first, end, form });
            end = first;
        }
        pieces.reverse();
        pieces
    }
}

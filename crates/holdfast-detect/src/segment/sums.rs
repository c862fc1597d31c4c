//! Running sums that price any stretch of a series in a few operations.
//! Prices are sums of squared residuals: never negative, zero for one value.

use super::{Form, Piece, Segment};

/// Sums of `y` and `y * y` over `0..i`, for each `i`.
pub(super) struct Sums {
    pub(super) linear: Vec<f64>,
    pub(super) square: Vec<f64>,
}

impl Sums {
    pub(super) fn of(values: &[f64]) -> Self {
        Self {
            linear: running(values.iter().copied()),
            square: running(values.iter().map(|y| y * y)),
        }
    }

    /// Squared error of `first..end` about its mean.
    #[expect(
        clippy::indexing_slicing,
        reason = "first < end <= n; both vectors hold n + 1 sums"
    )]
    pub(super) fn level_cost(&self, first: usize, end: usize) -> f64 {
        let sum = self.linear[end] - self.linear[first];
        self.square[end] - self.square[first] - sum * sum / (end - first) as f64
    }
}

pub(super) fn running(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sum = 0.0;
    let rest = values.map(move |y| {
        sum += y;
        sum
    });
    std::iter::once(0.0).chain(rest).collect()
}

/// Fits a level or a line to one stretch, in the unit of `values`.
pub(super) fn fitted(values: &[f64], piece: Piece) -> Segment {
    let part = values.get(piece.first..piece.end).unwrap_or_default();
    let n = part.len() as f64;
    let mean = part.iter().sum::<f64>() / n;
    let middle = (n - 1.0) / 2.0;
    let slope = match piece.form {
        Form::Level => 0.0,
        Form::Line => {
            let centred = |i: usize| i as f64 - middle;
            let product: f64 = part
                .iter()
                .enumerate()
                .map(|(i, y)| centred(i) * (y - mean))
                .sum();
            product / (n * (n * n - 1.0) / 12.0)
        }
    };
    Segment {
        first: piece.first,
        end: piece.end,
        level: mean - slope * middle,
        slope,
    }
}

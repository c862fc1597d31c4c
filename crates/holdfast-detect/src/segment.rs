//! Reads a finished series backwards: where did its level or its slope change?
//!
//! Every method here looks at the whole series at once, and answers the same for the same numbers.
//! The exact methods find the true minimum of their cost; the greedy one does not, and says so.

mod batch;
mod exact;
mod fpop;
mod greedy;
mod lanes;
mod neighbourhood;
mod pelt;
mod scale;
mod sums;

#[cfg(test)]
mod tests;

pub use batch::{Segmented, segment_batch};

use scale::Scaled;

/// How a series is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Exact optimal partitioning; a segment is a level or a line. The default.
    Exact,
    /// Exact, levels only, by functional pruning (Maidstone et al. 2017): for long series.
    Fpop,
    /// Greedy binary segmentation (Scott and Knott 1974), at most five changes.
    BinSeg,
    /// Exact for each number of segments up to five (Auger and Lawrence 1989), levels only.
    SegNeigh,
    /// At most one change.
    Amoc,
    /// Exact, levels only, by inequality pruning (Killick et al. 2012).
    Pelt,
}

impl Method {
    /// Every method, the default first.
    pub const ALL: [Self; 6] = [
        Self::Exact,
        Self::Fpop,
        Self::BinSeg,
        Self::SegNeigh,
        Self::Amoc,
        Self::Pelt,
    ];

    /// The name on the command line and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Fpop => "fpop",
            Self::BinSeg => "binseg",
            Self::SegNeigh => "segneigh",
            Self::Amoc => "amoc",
            Self::Pelt => "pelt",
        }
    }
}

/// A stretch `first..end` of a series that one level or one line describes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// Index of its first value.
    pub first: usize,
    /// One past the index of its last value.
    pub end: usize,
    /// Fitted value at `first`, in the unit of the series.
    pub level: f64,
    /// Fitted change per step; exactly zero for a level.
    pub slope: f64,
}

/// Cuts `values` (any unit, all finite) into segments that tile it in order.
///
/// `penalty` is the price of one more segment in units of the noise variance; `None` takes the
/// method's own: `2 ln n` (and `ln n` more for a line) on a noise scale that is robust to
/// autocorrelation for `Exact` and `Fpop`, and the defaults of the R package `changepoint` on
/// standardised values for the others (`3 ln n` as MBIC; `2 ln n` as BIC for `SegNeigh`), so that
/// published benchmarks (van den Burg and Williams 2020) are met to the last digit.
///
/// A series with a value that is not finite, or without spread, is one segment.
pub fn segment(values: &[f64], method: Method, penalty: Option<f64>) -> Vec<Segment> {
    let Some(scaled) = Scaled::for_method(values, method) else {
        return whole(values);
    };
    let y = &scaled.values;
    let log_n = scaled.log_n();
    let cuts = match method {
        Method::Exact => {
            let price = penalty.unwrap_or(2.0 * log_n);
            return exact::levels_or_lines(y, price, log_n)
                .into_iter()
                .map(|piece| sums::fitted(values, piece))
                .collect();
        }
        Method::Fpop => fpop::cuts(y, penalty.unwrap_or(2.0 * log_n)),
        Method::BinSeg => greedy::cuts(y, penalty.unwrap_or(3.0 * log_n), SEGMENTS_MAX),
        Method::SegNeigh => neighbourhood::cuts(y, penalty.unwrap_or(2.0 * log_n), SEGMENTS_MAX),
        Method::Amoc => greedy::single_cut(y, penalty.unwrap_or(3.0 * log_n)),
        Method::Pelt => pelt::cuts(y, penalty.unwrap_or(3.0 * log_n)),
    };
    pieces(&cuts, values.len())
        .map(|piece| sums::fitted(values, piece))
        .collect()
}

fn whole(values: &[f64]) -> Vec<Segment> {
    pieces(&[], values.len())
        .map(|piece| sums::fitted(values, piece))
        .collect()
}

/// The stretches between ascending inner cuts.
fn pieces(cuts: &[usize], n: usize) -> impl Iterator<Item = Piece> {
    let firsts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain(std::iter::once(n));
    firsts
        .zip(ends)
        .filter(|(first, end)| first < end)
        .map(|(first, end)| Piece {
            first,
            end,
            form: Form::Level,
        })
}

/// A stretch before its level and slope are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    first: usize,
    end: usize,
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Level,
    Line,
}

/// `Q` of the R package: five changes for `BinSeg`, five segments for `SegNeigh`.
const SEGMENTS_MAX: usize = 5;
/// A line needs three values to be more than a level.
const LINE_VALUES_MIN: usize = 3;

//! The exact programme for many short series of one length, a lane each, so that one instruction
//! serves several. Each lane's partition is the one that `exact` finds for its series alone.

#![expect(
    clippy::indexing_slicing,
    reason = "positions <= BATCH_VALUES_MAX, lanes < LANES"
)]

use super::scale::{Unit, to_noise};
use super::{Form, LINE_VALUES_MIN, Segment};
use crate::numeric::{Work, vectorised};

/// Two registers of four numbers with AVX2, one with AVX-512, four with what every x86-64 has.
pub(super) const LANES: usize = 8;
/// Above this length the tables leave the first cache, and pruning pays more than lanes.
pub(super) const BATCH_VALUES_MAX: usize = 64;

/// One number per series.
type Lane = [f64; LANES];

/// What a segment may be, and what it costs.
#[derive(Clone, Copy)]
pub(super) struct Prices {
    pub(super) segment: f64,
    /// More for a line; infinite where only levels are wanted.
    pub(super) line: f64,
}

/// The tables of `exact`, with a lane for each series.
pub(super) struct Lanes {
    length: usize,
    rows: Vec<Lane>,
    unit: Unit<LANES>,
    sums: Vec<Sums>,
    /// Start of the last segment of the best partition of `0..i`.
    last: Vec<Lane>,
    /// For a segment of each length: what its squared sums are divided by.
    weights: Vec<Weight>,
}

/// Sums over `0..i`, and the best cost of `0..i` less the squares in it.
#[derive(Clone, Copy, Default)]
struct Sums {
    linear: Lane,
    moment: Lane,
    best: Lane,
}

#[derive(Clone, Copy, Default)]
struct Weight {
    per_value: f64,
    per_line: f64,
}

impl Weight {
    fn of(length: usize) -> Self {
        let n = length as f64;
        Self {
            per_value: 1.0 / n,
            per_line: per_line(length),
        }
    }
}

/// One over the squares of `length` times about their middle; zero where a line is no more than a
/// level.
pub(super) fn per_line(length: usize) -> f64 {
    let n = length as f64;
    if length < LINE_VALUES_MIN {
        0.0
    } else {
        12.0 / (n * (n * n - 1.0))
    }
}

impl Lanes {
    pub(super) fn new() -> Self {
        let entries = BATCH_VALUES_MAX + 1;
        Self {
            length: 0,
            rows: vec![[0.0; LANES]; BATCH_VALUES_MAX],
            unit: Unit {
                mean: [0.0; LANES],
                size: [1.0; LANES],
                usable: [false; LANES],
            },
            sums: vec![Sums::default(); entries],
            last: vec![[0.0; LANES]; entries],
            weights: (0..entries).map(Weight::of).collect(),
        }
    }

    /// Cuts up to `LANES` series that all have `length` values; empty lanes repeat the last one.
    pub(super) fn cut<'a>(
        &mut self,
        length: usize,
        group: impl Iterator<Item = &'a [f64]>,
        prices: Prices,
    ) {
        self.length = length;
        let mut filled = 0;
        for (lane, values) in group.take(LANES).enumerate() {
            for (row, value) in self.rows.iter_mut().zip(values) {
                row[lane] = *value;
            }
            filled = lane + 1;
        }
        for row in &mut self.rows[..length] {
            for lane in filled..LANES {
                row[lane] = row[filled.saturating_sub(1)];
            }
        }
        if prices.line.is_finite() {
            vectorised(Cut::<true> {
                lanes: self,
                prices,
            });
        } else {
            vectorised(Cut::<false> {
                lanes: self,
                prices,
            });
        }
    }

    /// Appends the segments of one lane, first to last.
    pub(super) fn segments(&self, lane: usize, prices: Prices, found: &mut Vec<Segment>) {
        let begin = found.len();
        let mut end = self.length;
        while end > 0 {
            let first = if self.unit.usable[lane] {
                self.last[end][lane] as usize
            } else {
                0
            };
            found.push(self.fitted(lane, first, end, prices.line));
            end = first;
        }
        found[begin..].reverse();
    }

    fn fitted(&self, lane: usize, first: usize, end: usize, line_price: f64) -> Segment {
        let (mean, size) = (self.unit.mean[lane], self.unit.size[lane]);
        if !self.unit.usable[lane] {
            return Segment {
                first,
                end,
                level: mean,
                slope: 0.0,
            };
        }
        let Weight {
            per_value,
            per_line,
        } = self.weights[end - first];
        let sum = self.sums[end].linear[lane] - self.sums[first].linear[lane];
        let middle = (first + end - 1) as f64 / 2.0;
        let moment = self.sums[end].moment[lane] - self.sums[first].moment[lane];
        let product = moment - middle * sum;
        let form = if product * product * per_line > line_price {
            Form::Line
        } else {
            Form::Level
        };
        let slope = match form {
            Form::Line => product * per_line * size,
            Form::Level => 0.0,
        };
        Segment {
            first,
            end,
            level: mean + size * sum * per_value - slope * (middle - first as f64),
            slope,
        }
    }

    #[inline(always)]
    fn scale(&mut self) {
        let rows = &mut self.rows[..self.length];
        self.unit = to_noise(rows);
        let mut now = Sums::default();
        for (i, row) in rows.iter().enumerate() {
            let at = i as f64;
            for (lane, value) in row.iter().enumerate() {
                now.linear[lane] += value;
                now.moment[lane] += at * value;
            }
            self.sums[i + 1] = now;
        }
    }

    /// The best way to end a segment at `end`, over all starts; without `LINES` levels alone are
    /// priced, which is half the work.
    #[inline(always)]
    fn cheapest<const LINES: bool>(&self, end: usize, line_price: f64) -> (Lane, Lane) {
        let (mut best, mut from) = ([f64::INFINITY; LANES], [0.0; LANES]);
        let now = self.sums[end];
        let starts = self.sums[..end]
            .iter()
            .zip(self.weights[1..=end].iter().rev());
        let (mut at, mut middle) = (0.0, (end as f64 - 1.0) / 2.0);
        for (before, weight) in starts {
            for lane in 0..LANES {
                let sum = now.linear[lane] - before.linear[lane];
                let mut cost = before.best[lane] - sum * sum * weight.per_value;
                if LINES {
                    let product = now.moment[lane] - before.moment[lane] - middle * sum;
                    let saved = product * product * weight.per_line - line_price;
                    // Written as choices, not as branches, so that all lanes go in one instruction.
                    cost -= if saved > 0.0 { saved } else { 0.0 };
                }
                let is_better = cost < best[lane];
                best[lane] = if is_better { cost } else { best[lane] };
                from[lane] = if is_better { at } else { from[lane] };
            }
            at += 1.0;
            middle += 0.5;
        }
        (best, from)
    }
}

/// Scales the rows and fills the tables.
struct Cut<'a, const LINES: bool> {
    lanes: &'a mut Lanes,
    prices: Prices,
}

impl<const LINES: bool> Work for Cut<'_, LINES> {
    type Answer = ();

    #[inline(always)]
    fn run(self) {
        let Self { lanes, prices } = self;
        lanes.scale();
        for end in 1..=lanes.length {
            let (mut best, from) = lanes.cheapest::<LINES>(end, prices.line);
            for best in &mut best {
                *best += prices.segment;
            }
            lanes.sums[end].best = best;
            lanes.last[end] = from;
        }
    }
}

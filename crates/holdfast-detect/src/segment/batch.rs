//! Cuts many short series side by side, one lane each, so that one instruction serves several.
//! Each lane's answer is the one that `Method::Exact` gives for its series alone.

use super::scale::Scaled;
use super::{Form, LINE_VALUES_MIN, Method, Piece, Segment, segment, sums, whole};

/// `segment` with `Method::Exact` and its default penalty for each of `series`, in order.
///
/// Pays for series up to `BATCH_VALUES_MAX` values; longer ones are cut one by one.
pub fn segment_batch(series: &[&[f64]]) -> Vec<Vec<Segment>> {
    let mut lanes = Lanes::default();
    let mut found = Vec::with_capacity(series.len());
    for group in series.chunks(LANES) {
        if group.iter().any(|values| values.len() > BATCH_VALUES_MAX) {
            found.extend(
                group
                    .iter()
                    .map(|values| segment(values, Method::Exact, None)),
            );
            continue;
        }
        lanes.load(group);
        lanes.cut();
        found.extend(
            group
                .iter()
                .enumerate()
                .map(|(lane, values)| lanes.segments(lane, values)),
        );
    }
    found
}

/// One number per series.
type Lane = [f64; LANES];

/// The tables of `exact`, with a lane for each series.
struct Lanes {
    longest: usize,
    lengths: [usize; LANES],
    /// Zero for a series that is one segment by rule (not finite, no spread).
    usable: [bool; LANES],
    price: Lane,
    line_price: Lane,
    linear: Vec<Lane>,
    moment: Vec<Lane>,
    square: Vec<Lane>,
    /// Best cost of `0..i` less the squares in it.
    best: Vec<Lane>,
    /// Start of the last segment; the half says that it is a line.
    last: Vec<Lane>,
}

impl Default for Lanes {
    fn default() -> Self {
        let table = || vec![[0.0; LANES]; BATCH_VALUES_MAX + 1];
        Self {
            longest: 0,
            lengths: [0; LANES],
            usable: [false; LANES],
            price: [0.0; LANES],
            line_price: [0.0; LANES],
            linear: table(),
            moment: table(),
            square: table(),
            best: table(),
            last: table(),
        }
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "positions <= BATCH_VALUES_MAX, lanes < LANES"
)]
impl Lanes {
    fn load(&mut self, group: &[&[f64]]) {
        self.longest = group.iter().map(|values| values.len()).max().unwrap_or(0);
        for lane in 0..LANES {
            let values = group.get(lane).copied().unwrap_or_default();
            let scaled = Scaled::for_method(values, Method::Exact);
            self.lengths[lane] = values.len();
            self.usable[lane] = scaled.is_some();
            let y = scaled.map_or(Vec::new(), |scaled| scaled.values);
            let log_n = libm::log(values.len().max(1) as f64);
            self.line_price[lane] = log_n;
            self.price[lane] = 2.0 * log_n;
            let (mut linear, mut moment, mut square) = (0.0, 0.0, 0.0);
            for i in 0..self.longest {
                let value = y.get(i).copied().unwrap_or(0.0);
                linear += value;
                moment += i as f64 * value;
                square += value * value;
                self.linear[i + 1][lane] = linear;
                self.moment[i + 1][lane] = moment;
                self.square[i + 1][lane] = square;
            }
        }
    }

    fn cut(&mut self) {
        for end in 1..=self.longest {
            let (best, last) = self.cheapest(end);
            self.best[end] = std::array::from_fn(|lane| best[lane] + self.price[lane]);
            self.last[end] = last;
        }
    }

    /// The best way to end a segment at `end`, over all starts.
    #[inline(always)]
    fn cheapest(&self, end: usize) -> (Lane, Lane) {
        let (mut best, mut last) = ([f64::INFINITY; LANES], [0.0; LANES]);
        let (linear_end, moment_end) = (self.linear[end], self.moment[end]);
        let tables = self.linear[..end]
            .iter()
            .zip(&self.moment[..end])
            .zip(&self.best[..end]);
        for (first, ((linear, moment), before)) in tables.enumerate() {
            let n = (end - first) as f64;
            let middle = (first + end - 1) as f64 / 2.0;
            let per_value = 1.0 / n;
            let per_line = if end - first < LINE_VALUES_MIN {
                0.0
            } else {
                12.0 / (n * (n * n - 1.0))
            };
            let (at, at_line) = (first as f64, first as f64 + 0.5);
            for lane in 0..LANES {
                let sum = linear_end[lane] - linear[lane];
                let product = moment_end[lane] - moment[lane] - middle * sum;
                let level = before[lane] - sum * sum * per_value;
                let line = level - product * product * per_line + self.line_price[lane];
                // Written as choices, not as branches, so that all lanes go in one instruction.
                let is_line = line < level;
                let cost = if is_line { line } else { level };
                let from = if is_line { at_line } else { at };
                let is_better = cost < best[lane];
                best[lane] = if is_better { cost } else { best[lane] };
                last[lane] = if is_better { from } else { last[lane] };
            }
        }
        (best, last)
    }

    fn segments(&self, lane: usize, values: &[f64]) -> Vec<Segment> {
        if !self.usable[lane] {
            return whole(values);
        }
        let mut found = Vec::new();
        let mut end = self.lengths[lane];
        while end > 0 {
            let from = self.last[end][lane];
            let form = if from.fract() > 0.0 {
                Form::Line
            } else {
                Form::Level
            };
            let first = from as usize;
            found.push(sums::fitted(values, Piece { first, end, form }));
            end = first;
        }
        found.reverse();
        found
    }
}

/// Two registers of two numbers on every x86-64; more would not stay in registers there.
const LANES: usize = 4;
/// Above this length the tables leave the first cache, and pruning pays more than lanes.
pub(super) const BATCH_VALUES_MAX: usize = 64;

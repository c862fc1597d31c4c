//! Brings series to a scale on which one unit of squared error is one unit of noise.
//! Lanes never meet: each holds the bits that its series has alone. What cannot be scaled (a value
//! that is not finite, no spread) is marked here, once.

#![expect(
    clippy::indexing_slicing,
    reason = "lanes below the constant length L of every array"
)]

use super::Method;

/// A centred series in units of its noise.
pub(super) struct Scaled {
    pub(super) values: Vec<f64>,
}

impl Scaled {
    /// `None` if a value is not finite or if all are equal.
    pub(super) fn for_method(values: &[f64], method: Method) -> Option<Self> {
        let mut rows: Vec<[f64; 1]> = values.iter().map(|y| [*y]).collect();
        let unit = match method {
            Method::Exact | Method::Fpop => to_noise(&mut rows),
            Method::BinSeg | Method::SegNeigh | Method::Amoc | Method::Pelt => to_spread(&mut rows),
        };
        let [usable] = unit.usable;
        usable.then(|| Self {
            values: rows.into_flattened(),
        })
    }

    pub(super) fn log_n(&self) -> f64 {
        libm::log(self.values.len() as f64)
    }
}

/// How to come back from the scale: `mean + size * scaled`.
#[derive(Clone, Copy)]
pub(super) struct Unit<const L: usize> {
    pub(super) mean: [f64; L],
    pub(super) size: [f64; L],
    pub(super) usable: [bool; L],
}

/// Centres `L` series of one length, a column each, and divides them by the SD of their noise.
#[inline(always)]
pub(super) fn to_noise<const L: usize>(rows: &mut [[f64; L]]) -> Unit<L> {
    let spread = Spread::of(rows);
    let noise = noise_variance(rows, &spread);
    let mut unit = spread.unit();
    let mut factor = [0.0; L];
    for lane in 0..L {
        unit.size[lane] = noise[lane].sqrt();
        factor[lane] = 1.0 / unit.size[lane];
    }
    for row in rows {
        for (lane, value) in row.iter_mut().enumerate() {
            *value = (*value - unit.mean[lane]) * factor[lane];
        }
    }
    unit
}

/// The same with the SD of the values, as the R package has it.
fn to_spread<const L: usize>(rows: &mut [[f64; L]]) -> Unit<L> {
    let spread = Spread::of(rows);
    let mut unit = spread.unit();
    for lane in 0..L {
        unit.size[lane] = (spread.squares[lane] / (spread.count - 1.0)).sqrt();
    }
    for row in rows {
        for (lane, value) in row.iter_mut().enumerate() {
            *value = (*value - unit.mean[lane]) / unit.size[lane];
        }
    }
    unit
}

/// Variance of the noise that a change has to rise above.
///
/// Half the variance of the first differences, which a few steps hardly move; times
/// `(1 + r) / (1 - r)` if the residuals about one line have a lag-1 correlation `r` above .2,
/// because sums of correlated noise wander by that much more.
#[inline(always)]
fn noise_variance<const L: usize>(rows: &[[f64; L]], spread: &Spread<L>) -> [f64; L] {
    let (mut sum, mut squares) = ([0.0; L], [0.0; L]);
    for (before, after) in rows.iter().zip(rows.iter().skip(1)) {
        for lane in 0..L {
            let step = after[lane] - before[lane];
            sum[lane] += step;
            squares[lane] += step * step;
        }
    }
    let steps = (spread.count - 1.0).max(1.0);
    let correlation = lag_one_correlation(rows, spread);
    let mut variance = [0.0; L];
    for lane in 0..L {
        let mean = sum[lane] / steps;
        let white = (squares[lane] / steps - mean * mean) / 2.0;
        let floor = spread.squares[lane] / spread.count * NOISE_SHARE_MIN;
        variance[lane] = white.max(floor) * inflation(correlation[lane]);
    }
    variance
}

#[inline(always)]
fn inflation(r: f64) -> f64 {
    if r > CORRELATION_IGNORED {
        (1.0 + r) / (1.0 - r.min(CORRELATION_MAX))
    } else {
        1.0
    }
}

/// Lag-1 correlation of the residuals about the least-squares line.
#[inline(always)]
fn lag_one_correlation<const L: usize>(rows: &[[f64; L]], spread: &Spread<L>) -> [f64; L] {
    let middle = (spread.count - 1.0) / 2.0;
    let (mut time_squares, mut slope) = (0.0, [0.0; L]);
    for (i, row) in rows.iter().enumerate() {
        let t = i as f64 - middle;
        time_squares += t * t;
        for lane in 0..L {
            slope[lane] += t * (row[lane] - spread.mean[lane]);
        }
    }
    let per_square = if time_squares > 0.0 {
        1.0 / time_squares
    } else {
        0.0
    };
    for slope in &mut slope {
        *slope *= per_square;
    }
    let (mut squares, mut lagged, mut previous) = ([0.0; L], [0.0; L], [0.0; L]);
    for (i, row) in rows.iter().enumerate() {
        let t = i as f64 - middle;
        for lane in 0..L {
            let residual = row[lane] - spread.mean[lane] - slope[lane] * t;
            squares[lane] += residual * residual;
            lagged[lane] += residual * previous[lane];
            previous[lane] = residual;
        }
    }
    for lane in 0..L {
        // Without residuals both are zero, and so is the quotient.
        lagged[lane] /= squares[lane].max(f64::MIN_POSITIVE);
    }
    lagged
}

/// Mean and sum of squares about it.
struct Spread<const L: usize> {
    count: f64,
    mean: [f64; L],
    squares: [f64; L],
    largest: [f64; L],
}

impl<const L: usize> Spread<L> {
    #[inline(always)]
    fn of(rows: &[[f64; L]]) -> Self {
        let count = rows.len() as f64;
        let (mut mean, mut squares, mut largest) = ([0.0; L], [0.0; L], [0.0_f64; L]);
        for row in rows {
            for lane in 0..L {
                mean[lane] += row[lane];
                largest[lane] = largest[lane].max(row[lane].abs());
            }
        }
        for mean in &mut mean {
            *mean /= count;
        }
        for row in rows {
            for lane in 0..L {
                let off = row[lane] - mean[lane];
                squares[lane] += off * off;
            }
        }
        Self {
            count,
            mean,
            squares,
            largest,
        }
    }

    /// Its mean, and whether there is spread beyond rounding.
    #[inline(always)]
    fn unit(&self) -> Unit<L> {
        let mut usable = [false; L];
        for (lane, usable) in usable.iter_mut().enumerate() {
            let largest = self.largest[lane];
            let rounding = largest * largest * self.count * f64::EPSILON * f64::EPSILON;
            let squares = self.squares[lane];
            *usable = squares.is_finite() && squares > 16.0 * rounding;
        }
        Unit {
            mean: self.mean,
            size: [1.0; L],
            usable,
        }
    }
}

/// A series that is a line without noise still has this share of its variance as noise.
const NOISE_SHARE_MIN: f64 = 1e-9;
const CORRELATION_IGNORED: f64 = 0.2;
const CORRELATION_MAX: f64 = 0.999;

//! Brings a series to a scale on which one unit of squared error is one unit of noise.
//! A scaled series is finite and has spread; what has not is refused here, once.

use super::Method;

/// A centred series in units of its noise.
pub(super) struct Scaled {
    pub(super) values: Vec<f64>,
}

impl Scaled {
    /// `None` if a value is not finite or if all are equal.
    pub(super) fn for_method(values: &[f64], method: Method) -> Option<Self> {
        let spread = Spread::of(values)?;
        let unit = match method {
            Method::Exact | Method::Fpop => noise_variance(values, spread).sqrt(),
            Method::BinSeg | Method::SegNeigh | Method::Amoc | Method::Pelt => {
                (spread.squares / (values.len() as f64 - 1.0)).sqrt()
            }
        };
        Some(Self {
            values: values.iter().map(|y| (y - spread.mean) / unit).collect(),
        })
    }

    pub(super) fn log_n(&self) -> f64 {
        libm::log(self.values.len() as f64)
    }
}

/// Variance of the noise that a change has to rise above.
///
/// Half the variance of the first differences, which a few steps hardly move; times
/// `(1 + r) / (1 - r)` if the residuals about one line have a lag-1 correlation `r` above .2,
/// because sums of correlated noise wander by that much more.
pub(super) fn noise_variance(values: &[f64], spread: Spread) -> f64 {
    let n = values.len() as f64;
    let (mut sum, mut squares) = (0.0, 0.0);
    for d in values.iter().zip(values.iter().skip(1)).map(|(a, b)| b - a) {
        sum += d;
        squares += d * d;
    }
    let steps = (n - 1.0).max(1.0);
    let white = (squares / steps - (sum / steps) * (sum / steps)) / 2.0;
    let floor = spread.squares / n * NOISE_SHARE_MIN;
    white.max(floor) * inflation(lag_one_correlation(values, spread.mean))
}

fn inflation(r: f64) -> f64 {
    if r > CORRELATION_IGNORED {
        (1.0 + r) / (1.0 - r.min(CORRELATION_MAX))
    } else {
        1.0
    }
}

/// Lag-1 correlation of the residuals about the least-squares line.
fn lag_one_correlation(values: &[f64], mean: f64) -> f64 {
    let middle = (values.len() as f64 - 1.0) / 2.0;
    let (mut time_squares, mut product) = (0.0, 0.0);
    for (i, y) in values.iter().enumerate() {
        let t = i as f64 - middle;
        time_squares += t * t;
        product += t * (y - mean);
    }
    let slope = if time_squares > 0.0 {
        product / time_squares
    } else {
        0.0
    };
    let (mut squares, mut lagged, mut previous) = (0.0, 0.0, 0.0);
    for (i, y) in values.iter().enumerate() {
        let residual = y - mean - slope * (i as f64 - middle);
        squares += residual * residual;
        lagged += residual * previous;
        previous = residual;
    }
    if squares > 0.0 { lagged / squares } else { 0.0 }
}

/// Mean and sum of squares about it.
#[derive(Clone, Copy)]
pub(super) struct Spread {
    pub(super) mean: f64,
    pub(super) squares: f64,
}

impl Spread {
    /// `None` if the sum of squares is zero or not finite.
    pub(super) fn of(values: &[f64]) -> Option<Self> {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let squares = values.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>();
        let largest = values.iter().fold(0.0_f64, |top, y| top.max(y.abs()));
        let rounding = largest * largest * values.len() as f64 * f64::EPSILON * f64::EPSILON;
        (squares.is_finite() && squares > 16.0 * rounding).then_some(Self { mean, squares })
    }
}

/// A series that is a line without noise still has this share of its variance as noise.
const NOISE_SHARE_MIN: f64 = 1e-9;
const CORRELATION_IGNORED: f64 = 0.2;
const CORRELATION_MAX: f64 = 0.999;

//! Cuts many series at once; the short ones side by side, a lane each.
//! Every series is cut as it would be alone, and the answers stand in the order of the series.

use super::lanes::{BATCH_VALUES_MAX, LANES, Lanes, Prices};
use super::{Method, Segment, segment};

/// The segments of many series, in the order of the series.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Segmented {
    segments: Vec<Segment>,
    /// Where the segments of each series begin, and how many they are.
    places: Vec<(usize, usize)>,
}

impl Segmented {
    /// The segments of series `i`; `None` when there were not so many series.
    #[must_use]
    pub fn get(&self, i: usize) -> Option<&[Segment]> {
        let (begin, count) = *self.places.get(i)?;
        self.segments.get(begin..begin + count)
    }

    /// The segments of each series.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[Segment]> {
        (0..self.places.len()).map(|i| self.get(i).unwrap_or_default())
    }
}

/// `segment` for each of `series`, with the same method and penalty.
///
/// Several times as fast as one by one for `Exact` and `Fpop` and series of up to 64 values, best
/// when many have the same length. The cuts are the same; levels and slopes agree to about 1e-9
/// of the spread of the series.
#[must_use]
pub fn segment_batch(series: &[&[f64]], method: Method, penalty: Option<f64>) -> Segmented {
    let mut found = Segmented {
        segments: Vec::with_capacity(2 * series.len()),
        places: vec![(0, 0); series.len()],
    };
    let side_by_side = matches!(method, Method::Exact | Method::Fpop);
    let mut lanes = Lanes::new();
    for group in by_length(series).chunk_by(|a, b| a.length == b.length) {
        let length = group.first().map_or(0, |of| of.length);
        if !side_by_side || length == 0 || length > BATCH_VALUES_MAX {
            for of in group {
                let values = series.get(of.index).copied().unwrap_or_default();
                found.add(of.index, |all| {
                    all.extend(segment(values, method, penalty));
                });
            }
            continue;
        }
        let prices = prices(length, method, penalty);
        for group in group.chunks(LANES) {
            let values = group.iter().filter_map(|of| series.get(of.index).copied());
            lanes.cut(length, values, prices);
            for (lane, of) in group.iter().enumerate() {
                found.add(of.index, |all| lanes.segments(lane, prices, all));
            }
        }
    }
    found
}

impl Segmented {
    fn add(&mut self, index: usize, append: impl FnOnce(&mut Vec<Segment>)) {
        let begin = self.segments.len();
        append(&mut self.segments);
        if let Some(place) = self.places.get_mut(index) {
            *place = (begin, self.segments.len() - begin);
        }
    }
}

/// The penalties of [`segment`].
fn prices(length: usize, method: Method, penalty: Option<f64>) -> Prices {
    let log_n = libm::log(length as f64);
    Prices {
        segment: penalty.unwrap_or(2.0 * log_n),
        line: if method == Method::Exact {
            log_n
        } else {
            f64::INFINITY
        },
    }
}

/// One of the series, by where it stands and how long it is.
#[derive(Clone, Copy, Default)]
struct Of {
    length: usize,
    index: usize,
}

/// All series, those of one length together.
fn by_length(series: &[&[f64]]) -> Vec<Of> {
    let mut all: Vec<Of> = series
        .iter()
        .enumerate()
        .map(|(index, values)| Of {
            length: values.len(),
            index,
        })
        .collect();
    all.sort_by_key(|of| of.length);
    all
}

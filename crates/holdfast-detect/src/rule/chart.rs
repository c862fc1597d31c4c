//! Control charts: individuals (XmR), online and afterwards, and Tukey's fences.
//! Limits come from the past alone, except for the chart that is drawn afterwards.

/// Count, mean and SD of what was seen so far.
#[derive(Clone, Copy, Default)]
pub(super) struct Past {
    pub(super) count: f64,
    sum: f64,
    squares: f64,
}

impl Past {
    pub(super) fn add(&mut self, score: f64) {
        self.count += 1.0;
        self.sum += score;
        self.squares += score * score;
    }

    pub(super) fn mean(&self) -> f64 {
        self.sum / self.count.max(1.0)
    }

    pub(super) fn sd(&self) -> f64 {
        let mean = self.mean();
        let variance = (self.squares - self.count * mean * mean) / (self.count - 1.0).max(1.0);
        variance.max(VARIANCE_MIN).sqrt()
    }
}

/// Distance below the mean of the past in sigmas, from four past scores on.
pub(super) fn xmr(scores: &[Option<f64>]) -> Vec<Option<f64>> {
    let (mut past, mut ranges, mut last) = (Past::default(), Past::default(), None);
    let judge = |score: &Option<f64>| {
        let now = (*score)?;
        let distance = (past.count >= XMR_PAST_MIN).then(|| (past.mean() - now) / sigma(&ranges));
        if let Some(last) = last {
            ranges.add(f64::abs(now - last));
        }
        past.add(now);
        last = Some(now);
        distance
    };
    scores.iter().map(judge).collect()
}

/// The same with mean and moving range of the whole therapy.
pub(super) fn xmr_offline(scores: &[Option<f64>]) -> Vec<Option<f64>> {
    let (mut all, mut ranges, mut last) = (Past::default(), Past::default(), None);
    for now in scores.iter().flatten().copied() {
        if let Some(last) = last {
            ranges.add(f64::abs(now - last));
        }
        all.add(now);
        last = Some(now);
    }
    if ranges.count < 1.0 || ranges.mean() <= 0.0 {
        return vec![None; scores.len()];
    }
    let unit = ranges.mean() / RANGE_PER_SIGMA;
    scores
        .iter()
        .map(|score| score.map(|now| (all.mean() - now) / unit))
        .collect()
}

fn sigma(ranges: &Past) -> f64 {
    (ranges.mean() / RANGE_PER_SIGMA).max(SIGMA_MIN)
}

/// Distance below the lower quartile of the past in quartile distances, from session six on.
pub(super) fn tukey(scores: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut sorted: Vec<f64> = Vec::with_capacity(scores.len());
    let judge = |(session, score): (usize, &Option<f64>)| {
        let now = (*score)?;
        let enough = session >= TUKEY_PAST_MIN && sorted.len() >= TUKEY_PAST_MIN;
        let distance = enough.then(|| {
            let (lower, upper) = (quantile(&sorted, 0.25), quantile(&sorted, 0.75));
            (lower - now) / (upper - lower).max(QUARTILE_DISTANCE_MIN)
        });
        sorted.insert(sorted.partition_point(|past| *past < now), now);
        distance
    };
    scores.iter().enumerate().map(judge).collect()
}

/// Linear interpolation between order statistics, type 7 of Hyndman and Fan (1996).
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len().saturating_sub(1)) as f64;
    let at = |i: usize| sorted.get(i).or(sorted.last()).copied().unwrap_or(f64::NAN);
    let (low, high) = (at(place as usize), at(place as usize + 1));
    low + (high - low) * place.fract()
}

/// Mean range of two normal values in SDs (`d2` for two).
const RANGE_PER_SIGMA: f64 = 1.128;
const XMR_PAST_MIN: f64 = 4.0;
const TUKEY_PAST_MIN: usize = 5;
/// Half a step of a mean of six items: a flat past does not make every score an alarm.
const SIGMA_MIN: f64 = 1.0 / 12.0;
/// One step of a mean of six items.
const QUARTILE_DISTANCE_MIN: f64 = 1.0 / 6.0;
const VARIANCE_MIN: f64 = 1e-4;

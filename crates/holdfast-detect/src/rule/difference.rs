//! Rules that compare a score with one or a few others: drops, reliable change, sudden loss.
//! A missing score is never judged; the comparison reaches back to the last score there is.

/// Fall since the last score.
pub(super) fn drop(scores: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut last = None;
    let judge = |score: &Option<f64>| {
        let fall = score.and_then(|now| last.map(|before: f64| before - now));
        last = score.or(last);
        fall
    };
    scores.iter().map(judge).collect()
}

/// Fall below the mean of the last three scores (fewer at the beginning).
pub(super) fn drop_from_mean(scores: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut past: Vec<f64> = Vec::with_capacity(scores.len());
    let judge = |score: &Option<f64>| {
        let now = (*score)?;
        let recent = past.iter().rev().take(MEAN_OF);
        let count = recent.len();
        let fall = (count > 0).then(|| recent.rev().sum::<f64>() / count as f64 - now);
        past.push(now);
        fall
    };
    scores.iter().map(judge).collect()
}

/// Fall below the best score so far, in standard errors.
pub(super) fn drop_from_best(scores: &[Option<f64>], standard_error: f64) -> Vec<Option<f64>> {
    let mut best: Option<f64> = None;
    let judge = |score: &Option<f64>| {
        let now = (*score)?;
        let fall = best.map(|best| (best - now) / standard_error);
        best = Some(best.map_or(now, |best| best.max(now)));
        fall
    };
    scores.iter().map(judge).collect()
}

/// The least of the three criteria of a sudden loss, each as a multiple of what it asks for:
/// a fall of `reliable_drop`; a fall of a quarter of the score before; and a t of 2.776 between
/// the three scores before and the three after (at least two on either side).
pub(super) fn sudden_loss(scores: &[Option<f64>], reliable_drop: f64) -> Vec<Option<f64>> {
    let falls = drop(scores);
    let judge = |(at, fall): (usize, &Option<f64>)| {
        let fall = (*fall)?;
        let (past, rest) = scores.split_at_checked(at)?;
        let before: Vec<f64> = past.iter().rev().flatten().copied().take(SPAN).collect();
        let after: Vec<f64> = rest.iter().flatten().copied().take(SPAN).collect();
        let last = before.first().copied()?;
        let apart = t_between(&before, &after)? / T_ASKED;
        let share = if last > 0.0 {
            fall / (SHARE_ASKED * last)
        } else {
            fall / reliable_drop
        };
        Some((fall / reliable_drop).min(share).min(apart))
    };
    falls.iter().enumerate().map(judge).collect()
}

/// Student's t of `before` over `after` with pooled variance; `None` with fewer than two each.
fn t_between(before: &[f64], after: &[f64]) -> Option<f64> {
    if before.len() < 2 || after.len() < 2 {
        return None;
    }
    let stats = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        (
            mean,
            values.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>(),
        )
    };
    let ((mean_before, squares_before), (mean_after, squares_after)) =
        (stats(before), stats(after));
    let (n, m) = (before.len() as f64, after.len() as f64);
    let pooled = ((squares_before + squares_after) / (n + m - 2.0)).max(VARIANCE_MIN);
    Some((mean_before - mean_after) / (pooled * (1.0 / n + 1.0 / m)).sqrt())
}

const MEAN_OF: usize = 3;
const SPAN: usize = 3;
/// Two-sided 5 % point of Student's t with four degrees of freedom.
const T_ASKED: f64 = 2.776;
const SHARE_ASKED: f64 = 0.25;
const VARIANCE_MIN: f64 = 1e-4;

//! The regression rule, online: how far a score lies below the line through the past.
//! Distances are in standard errors of a new observation, so that an early line counts less.

/// Standardised residuals, larger = further below, from the sixth session on.
pub(super) fn residuals(scores: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut seen: Vec<(f64, f64)> = Vec::with_capacity(scores.len());
    let judge = |(session, score): (usize, &Option<f64>)| {
        let now = (*score)?;
        let x = session as f64;
        let enough = session >= PAST_MIN && seen.len() >= PAST_MIN;
        let residual = enough.then(|| below_line(&seen, x, now));
        seen.push((x, now));
        residual
    };
    scores.iter().enumerate().map(judge).collect()
}

fn below_line(seen: &[(f64, f64)], x: f64, now: f64) -> f64 {
    let count = seen.len() as f64;
    let x_mean = seen.iter().map(|(x, _)| x).sum::<f64>() / count;
    let y_mean = seen.iter().map(|(_, y)| y).sum::<f64>() / count;
    let x_squares = seen
        .iter()
        .map(|(x, _)| (x - x_mean) * (x - x_mean))
        .sum::<f64>()
        .max(1e-9);
    let product: f64 = seen.iter().map(|(x, y)| (x - x_mean) * (y - y_mean)).sum();
    let slope = product / x_squares;
    let residual = |(x, y): &(f64, f64)| y - y_mean - slope * (x - x_mean);
    let squares: f64 = seen
        .iter()
        .map(|point| residual(point) * residual(point))
        .sum();
    let variance = (squares / (count - 2.0).max(1.0)).max(SD_MIN * SD_MIN);
    let distance = x - x_mean;
    let spread = variance * (1.0 + 1.0 / count + distance * distance / x_squares);
    (y_mean + slope * distance - now) / spread.sqrt()
}

const PAST_MIN: usize = 5;
/// About one step of a mean of six items: a past on one line does not make every score an alarm.
const SD_MIN: f64 = 0.15;

//! Bayesian online change-point detection (Adams and MacKay 2007), normal-inverse-gamma.
//! Run lengths are a distribution at every session; the score asks only whether the level fell.

/// Normal-inverse-gamma prior of a run's level and variance.
#[derive(Clone, Copy)]
pub(super) struct Prior {
    level: f64,
    weight: f64,
    shape: f64,
    rate: f64,
}

impl Prior {
    /// Knows little: for scales from 1 to 7.
    pub(super) const FLAT: Self = Self {
        level: 5.0,
        weight: 0.05,
        shape: 1.0,
        rate: 0.1,
    };

    /// Around a population's mean curve.
    pub(super) fn population(level_variance: f64, within_sd: f64) -> Self {
        let variance = within_sd * within_sd;
        Self {
            level: 0.0,
            weight: variance / level_variance,
            shape: 3.0,
            rate: 2.0 * variance,
        }
    }
}

/// A run of one length: posterior of its level and variance, and the log of its probability.
#[derive(Clone, Copy)]
struct Run {
    prior: Prior,
    log_weight: f64,
}

/// Log odds that a run shorter than four sessions is on, at a lower level than before.
///
/// `trend` is (level, growth over thirty sessions), taken off first.
pub(super) fn log_odds(
    scores: &[Option<f64>],
    prior: Prior,
    trend: (f64, f64),
) -> Vec<Option<f64>> {
    let mut runs = vec![Run {
        prior,
        log_weight: 0.0,
    }];
    let judge = |(session, score): (usize, &Option<f64>)| {
        let growth = libm::log((session + 1) as f64) / libm::log(30.0);
        let value = (*score)? - trend.0 - trend.1 * growth;
        runs = advance(&runs, prior, value);
        (session >= SESSION_FIRST).then(|| odds_of_fall(&runs, prior))
    };
    scores.iter().enumerate().map(judge).collect()
}

/// All runs after one more value; the first is the run that begins with it.
fn advance(runs: &[Run], prior: Prior, value: f64) -> Vec<Run> {
    let begun = libm::log(HAZARD) + log_sum(runs.iter().map(|run| run.log_weight));
    let first = Run {
        prior,
        log_weight: begun,
    }
    .with(value);
    let survived = libm::log(1.0 - HAZARD);
    let longer = runs.iter().map(|run| {
        let on = Run {
            log_weight: run.log_weight + survived,
            ..*run
        };
        on.with(value)
    });
    let mut next: Vec<Run> = std::iter::once(first).chain(longer).collect();
    let total = log_sum(next.iter().map(|run| run.log_weight));
    for run in &mut next {
        run.log_weight -= total;
    }
    next
}

fn odds_of_fall(runs: &[Run], prior: Prior) -> f64 {
    let (recent, older) = runs.split_at(runs.len().min(RECENT));
    let weight: f64 = older.iter().map(|run| libm::exp(run.log_weight)).sum();
    let product: f64 = older
        .iter()
        .map(|run| libm::exp(run.log_weight) * run.prior.level)
        .sum();
    let before = if weight > 1e-12 {
        product / weight
    } else {
        prior.level
    };
    let fallen = recent.iter().filter(|run| run.prior.level < before);
    let share: f64 = fallen.map(|run| libm::exp(run.log_weight)).sum();
    libm::log(share + 1e-12) - libm::log1p(-share.min(1.0 - 1e-12))
}

impl Run {
    /// The same run one value longer: weighed by its predictive density, then updated.
    fn with(self, value: f64) -> Self {
        let Prior {
            level,
            weight,
            shape,
            rate,
        } = self.prior;
        let freedom = 2.0 * shape;
        let scale = rate * (weight + 1.0) / (shape * weight);
        let distance = value - level;
        let gammas = libm::lgamma(shape + 0.5) - libm::lgamma(shape);
        let density = gammas
            - 0.5 * libm::log(std::f64::consts::PI * freedom * scale)
            - (freedom + 1.0) / 2.0 * libm::log1p(distance * distance / (freedom * scale));
        let prior = Prior {
            level: (weight * level + value) / (weight + 1.0),
            weight: weight + 1.0,
            shape: shape + 0.5,
            rate: rate + weight * distance * distance / (2.0 * (weight + 1.0)),
        };
        Self {
            prior,
            log_weight: self.log_weight + density,
        }
    }
}

fn log_sum(logs: impl Iterator<Item = f64> + Clone) -> f64 {
    let top = logs.clone().fold(f64::NEG_INFINITY, f64::max);
    top + libm::log(logs.map(|log| libm::exp(log - top)).sum::<f64>())
}

/// A change once in thirty sessions.
const HAZARD: f64 = 1.0 / 30.0;
/// Runs that count as recent.
const RECENT: usize = 4;
const SESSION_FIRST: usize = 2;

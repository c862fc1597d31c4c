//! The numbers of a population, from the ratings of a cohort.
//! Ruptures in the cohort are not labelled and need not be: the moments are taken as they come.

use holdfast_detect::{Course, Population, Provenance, Scale, Uncertainty};

use crate::error::LabError;
use crate::simulate::Pace;

pub(crate) mod likeness;

/// A therapy needs this many ratings of a side to count.
pub const RATINGS_MIN: usize = 8;
/// A population needs this many therapies.
pub const THERAPIES_MIN: usize = 10;
/// Ratings closer than an hour, in weeks, count as an hour apart.
const GAP_MIN: f64 = 1.0 / 168.0;
/// Blocks of the jackknife behind the standard errors.
const BLOCKS: usize = 20;

/// Both sides' scores of one therapy, in session order, on the population's scale.
#[derive(Clone, Copy, Debug)]
pub struct Ratings<'a> {
    /// The person's scores.
    pub client: &'a [Option<f64>],
    /// The therapist's scores.
    pub therapist: &'a [Option<f64>],
}

impl Pace {
    /// The pace of a cohort: its own `gaps`, and how often each side left a session unrated among
    /// the therapies that it rated at all.
    #[must_use]
    pub fn of(cohort: &[Ratings<'_>], gaps: Vec<f64>) -> Self {
        let missing = |side: &dyn Fn(&Ratings<'_>) -> Vec<bool>| {
            let rated: Vec<Vec<bool>> = cohort.iter().map(side).collect();
            let all: Vec<bool> = rated
                .into_iter()
                .filter(|rated| rated.contains(&true))
                .flatten()
                .collect();
            let left_out = all.iter().filter(|rated| !**rated).count();
            match all.len() {
                0 => MISSING_ASSUMED,
                count => (left_out as f64 / count as f64).min(MISSING_MAX),
            }
        };
        let rated = |scores: &[Option<f64>]| scores.iter().map(Option::is_some).collect();
        Self {
            gaps,
            client_missing: missing(&|therapy| rated(therapy.client)),
            therapist_missing: missing(&|therapy| rated(therapy.therapist)),
        }
    }
}

/// Of a side that never rated.
const MISSING_ASSUMED: f64 = 0.15;
/// A side that rates less than this leaves too little to simulate.
const MISSING_MAX: f64 = 0.8;

/// Fits the population of a cohort by the method of moments.
///
/// A side that too few therapies rate keeps the shipped numbers of the scale.
///
/// # Errors
/// `HF-LAB-01` when neither side has enough therapies with enough ratings.
pub fn fit(scale: Scale, source: &str, cohort: &[Ratings<'_>]) -> Result<Population, LabError> {
    fit_at(scale, source, cohort, 1.0)
}

/// The same for sessions that are `gap` weeks apart in the middle: what a state keeps is measured
/// from rating to rating, and the engine wants it per week.
///
/// # Errors
/// As [`fit`].
pub fn fit_at(
    scale: Scale,
    source: &str,
    cohort: &[Ratings<'_>],
    gap: f64,
) -> Result<Population, LabError> {
    let client: Vec<_> = cohort.iter().map(|therapy| therapy.client).collect();
    let therapist: Vec<_> = cohort.iter().map(|therapy| therapy.therapist).collect();
    let (clients, therapists) = (Moments::of(&client), Moments::of(&therapist));
    let usable = clients.len().max(therapists.len());
    if usable < THERAPIES_MIN {
        return Err(LabError::TooFew {
            usable,
            ratings: RATINGS_MIN,
            needed: THERAPIES_MIN,
        });
    }
    let shipped = on_scale(&scale);
    let unit = (scale.max - scale.min) / 6.0;
    let fitted = |moments: &[Moments]| {
        let course = course(moments, unit);
        let phi = course.phi.powf(1.0 / gap.max(GAP_MIN));
        Course { phi, ..course }
    };
    let side = |moments: &[Moments], kept: Course| match moments.len() {
        0..THERAPIES_MIN => (kept, None),
        _ => (fitted(moments), Some(errors(moments, fitted))),
    };
    let (client_course, client_errors) = side(&clients, shipped.client);
    let (therapist_course, therapist_errors) = side(&therapists, shipped.therapist);
    let ratings = cohort
        .iter()
        .flat_map(|therapy| [therapy.client, therapy.therapist]);
    let population = Population {
        scale,
        client: client_course,
        therapist: therapist_course,
        provenance: Provenance {
            source: source.into(),
            method: "moments".into(),
            therapies: usable as u32,
            ratings: ratings.flatten().flatten().count() as u32,
        },
        uncertainty: client_errors.map(|client| Uncertainty {
            client,
            therapist: therapist_errors,
        }),
        calibration: None,
    };
    Ok(population.checked()?)
}

/// The shipped population, brought to `scale` end for end.
fn on_scale(scale: &Scale) -> Population {
    let shipped = Population::shipped(scale);
    let factor = (scale.max - scale.min) / (shipped.scale.max - shipped.scale.min);
    let offset = scale.min - factor * shipped.scale.min;
    Population {
        client: shipped.client.convert(offset, factor),
        therapist: shipped.therapist.convert(offset, factor),
        scale: *scale,
        ..shipped
    }
}

/// What one therapy tells about one side: a line along ln s, and the rest around it.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    count: f64,
    level: f64,
    growth: f64,
    variance: f64,
    /// Sampling covariance of level and growth: 00, 01, 11.
    sampling: [f64; 3],
    /// Products of residuals one and two ratings apart, over the variance.
    lag_one: f64,
    lag_two: f64,
}

impl Moments {
    fn of(rows: &[&[Option<f64>]]) -> Vec<Self> {
        rows.iter().filter_map(|row| Self::of_one(row)).collect()
    }

    fn of_one(row: &[Option<f64>]) -> Option<Self> {
        let points: Vec<(f64, f64)> = (1_u32..)
            .zip(row)
            .filter_map(|(s, y)| y.map(|y| (f64::from(s).ln() / 30.0_f64.ln(), y)))
            .collect();
        let count = points.len() as f64;
        if points.len() < RATINGS_MIN {
            return None;
        }
        let mean = |value: fn(&(f64, f64)) -> f64| points.iter().map(value).sum::<f64>() / count;
        let (x, y) = (mean(|p| p.0), mean(|p| p.1));
        let sxx: f64 = points.iter().map(|p| (p.0 - x) * (p.0 - x)).sum();
        let growth = points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum::<f64>() / sxx;
        let level = y - growth * x;
        let rest: Vec<f64> = points.iter().map(|p| p.1 - level - growth * p.0).collect();
        let variance = rest.iter().map(|r| r * r).sum::<f64>() / (count - 2.0);
        let apart = |lag: usize| {
            let products = rest.iter().zip(rest.iter().skip(lag)).map(|(a, b)| a * b);
            products.sum::<f64>() / (count - lag as f64) / variance.max(f64::MIN_POSITIVE)
        };
        Some(Self {
            count,
            level,
            growth,
            variance,
            sampling: [
                variance / count + x * x * variance / sxx,
                -x * variance / sxx,
                variance / sxx,
            ],
            lag_one: apart(1),
            lag_two: apart(2),
        })
    }
}

/// The course whose moments are those of the therapies; `unit` is a sixth of the scale.
fn course(all: &[Moments], unit: f64) -> Course {
    /// The state makes the line's own error larger than independent noise would.
    const INFLATION: f64 = 1.3;
    let [s00, s01, s11] = [0, 1, 2].map(|i: usize| {
        INFLATION * average(all, |m| m.sampling.get(i).copied().unwrap_or_default())
    });
    let (level, growth) = (average(all, |m| m.level), average(all, |m| m.growth));
    let spread =
        |f: &dyn Fn(&Moments) -> f64| average(all, f) * all.len() as f64 / (all.len() as f64 - 1.0);
    let levels = (spread(&|m| (m.level - level).powi(2)) - s00).max(0.05 * unit * unit);
    let growths = (spread(&|m| (m.growth - growth).powi(2)) - s11).max(0.02 * unit * unit);
    let cross = spread(&|m| (m.level - level) * (m.growth - growth)) - s01;
    let (ln_sigma, ln_sigma_sd) = sigma(all, unit);
    let (phi, share) = state(all);
    Course {
        level,
        level_sd: levels.sqrt(),
        growth,
        growth_sd: growths.sqrt(),
        correlation: (cross / (levels * growths).sqrt()).clamp(-0.95, 0.95),
        ln_sigma,
        ln_sigma_sd,
        phi,
        share,
    }
}

/// Mean and standard deviation of ln sigma, freed of the sampling error of each variance.
fn sigma(all: &[Moments], unit: f64) -> (f64, f64) {
    let free = average(all, |m| m.count) - 2.0;
    let log = |m: &Moments| (m.variance + 1e-3 * unit * unit).ln();
    let mean = average(all, log);
    let variance = average(all, |m| (log(m) - mean).powi(2)) - 2.0 / free;
    (mean / 2.0 + 0.5 / free, variance.max(0.02).sqrt() / 2.0)
}

/// What a state keeps per week and its share, from the correlations one and two ratings apart.
fn state(all: &[Moments]) -> (f64, f64) {
    let bias = 2.0 / average(all, |m| m.count);
    let (one, two) = (
        average(all, |m| m.lag_one) + bias,
        average(all, |m| m.lag_two) + bias,
    );
    let phi = if one > 0.02 {
        (two / one.max(1e-3)).clamp(0.1, 0.7)
    } else {
        0.1
    };
    (phi, (one / phi).clamp(0.2, 0.95))
}

fn average(all: &[Moments], value: impl Fn(&Moments) -> f64) -> f64 {
    all.iter().map(value).sum::<f64>() / all.len() as f64
}

/// Standard errors by leaving out a twentieth of the therapies at a time.
fn errors(all: &[Moments], fitted: impl Fn(&[Moments]) -> Course) -> Course {
    let blocks = BLOCKS.min(all.len());
    let without = |block: usize| {
        let kept = all.iter().enumerate().filter(|(i, _)| i % blocks != block);
        fitted(&kept.map(|(_, m)| *m).collect::<Vec<_>>())
    };
    let courses: Vec<Course> = (0..blocks).map(without).collect();
    let error = |number: fn(&Course) -> f64| {
        let mean = courses.iter().map(number).sum::<f64>() / blocks as f64;
        let squares: f64 = courses.iter().map(|c| (number(c) - mean).powi(2)).sum();
        (squares * (blocks as f64 - 1.0) / blocks as f64).sqrt()
    };
    Course {
        level: error(|c| c.level),
        level_sd: error(|c| c.level_sd),
        growth: error(|c| c.growth),
        growth_sd: error(|c| c.growth_sd),
        correlation: error(|c| c.correlation),
        ln_sigma: error(|c| c.ln_sigma),
        ln_sigma_sd: error(|c| c.ln_sigma_sd),
        phi: error(|c| c.phi),
        share: error(|c| c.share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::{Design, Nature};

    #[test]
    fn what_is_left_of_a_state_and_its_error_are_per_week_whatever_the_pace() {
        // A state that lasts, so that what is left of it is not at the least that is believed.
        let mut nature = Nature::v1();
        (nature.phi.mean, nature.phi_range) = (0.6, [0.3, 0.9]);
        let therapies = Design::null(nature).draw(200, 9);
        let cohort: Vec<Ratings<'_>> = therapies
            .iter()
            .map(|therapy| Ratings {
                client: &therapy.client,
                therapist: &therapy.therapist,
            })
            .collect();
        let phi = |gap| {
            let fitted = fit_at(Scale::seven_point(), "drawn", &cohort, gap).unwrap();
            (fitted.client.phi, fitted.uncertainty.unwrap().client.phi)
        };
        let ((weekly, weekly_error), (monthly, monthly_error)) = (phi(1.0), phi(4.0));
        assert!((monthly - weekly.powf(0.25)).abs() < 1e-12);
        // The delta method: an error grows with the slope of the fourth root.
        let expected = weekly_error * 0.25 * weekly.powf(-0.75);
        assert!(
            (monthly_error / expected - 1.0).abs() < 0.25,
            "{monthly_error}, expected {expected}"
        );
    }
}

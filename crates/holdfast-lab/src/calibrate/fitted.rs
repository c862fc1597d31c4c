//! Thresholds of a fitted population, from therapies drawn from its own numbers.
//! The same population and pace give the same thresholds.

use holdfast_detect::{Calibration, Population};

use super::calibrate;
use crate::simulate::{Cohort, Kind, Pace, Simulated};

/// Rupture-free therapies that the thresholds rest on: a rate of 5 % is known to a fifth of a
/// percent.
pub const FITTED_NULLS: usize = 10_000;
/// Their length in sessions; beyond it the rate is spread over the sessions to come.
const SESSIONS: usize = 60;
/// Ruptures that stay open, behind the thresholds of repair: so many of each depth.
const OPENS: usize = 2_000;
const OPEN_DEPTHS: [f64; 3] = [1.5, 2.0, 2.5];
const OPEN_SESSIONS: usize = 30;
/// The draws behind the thresholds, and others.
const SEED: u64 = 0x46_49_54;

/// The tables with which the stated rates hold for therapies like those of `population`.
#[must_use]
pub fn calibrate_fitted(population: &Population, pace: &Pace) -> Calibration {
    let opens: Vec<Simulated> = (1_u64..)
        .zip(OPEN_DEPTHS)
        .flat_map(|(place, depth)| {
            let cohort = Cohort {
                population,
                pace,
                sessions: OPEN_SESSIONS,
            };
            cohort.draw(Kind::Step, depth, OPENS, SEED + place)
        })
        .collect();
    calibrate(population, &nulls(population, pace, SESSIONS, SEED), &opens)
}

fn nulls(population: &Population, pace: &Pace, sessions: usize, seed: u64) -> Vec<Simulated> {
    let cohort = Cohort {
        population,
        pace,
        sessions,
    };
    cohort.draw(Kind::Null, 0.0, FITTED_NULLS, seed)
}

#[cfg(test)]
mod tests {
    use holdfast_detect::{Alpha, LENGTH, Side};
    use rayon::prelude::*;

    use super::super::all_seen;
    use super::*;

    /// A population far from the shipped one: low, falling, restless, with long memory, monthly.
    fn far_away() -> (Population, Pace) {
        let mut population = Population::seven_point();
        population.client.level = 3.2;
        population.client.growth = -0.4;
        population.client.ln_sigma = -0.2;
        population.client.phi = 0.85;
        population.client.share = 0.9;
        let pace = Pace {
            gaps: vec![4.0, 4.0, 5.0],
            client_missing: 0.05,
            therapist_missing: 0.5,
        };
        (population, pace)
    }

    /// Share of other rupture-free therapies with any alarm at 5 %.
    fn rate(population: &Population, pace: &Pace, side: Side) -> f64 {
        let checks = nulls(population, pace, usize::from(LENGTH), SEED + 99);
        let table = match &population.calibration {
            Some(calibration) => calibration.clone(),
            None => Calibration::seven_point(),
        };
        let table = table.table(side);
        let limit = table.threshold(LENGTH, Alpha::Five);
        let alarmed = all_seen(population, &checks, side)
            .par_iter()
            .filter(|seen| {
                (1_u32..)
                    .zip(seen.iter())
                    .any(|(s, seen)| table.tails(s, seen.bank, seen.dip).p() <= limit)
            })
            .count();
        alarmed as f64 / checks.len() as f64
    }

    #[test]
    fn a_fitted_population_keeps_its_stated_rate_where_the_shipped_thresholds_do_not() {
        let (mut population, pace) = far_away();
        let shipped = rate(&population, &pace, Side::Client);
        population.calibration = Some(calibrate_fitted(&population, &pace));
        for side in [Side::Client, Side::Both] {
            let own = rate(&population, &pace, side);
            assert!(
                (0.04..0.06).contains(&own),
                "{side:?}: {own}, shipped {shipped}"
            );
        }
        assert!(!(0.04..0.06).contains(&shipped), "{shipped}");
    }
}

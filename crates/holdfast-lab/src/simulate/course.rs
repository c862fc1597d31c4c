//! Therapies drawn from the numbers of a population itself: what its own null model expects, with
//! the heavier tails of real life. A fitted population is calibrated on them.

use holdfast_detect::{Course, Population};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::{Kind, Nature, Simulated, normal, shock};

/// When a cohort meets, and how often each side leaves a session unrated.
#[derive(Clone, Debug, PartialEq)]
pub struct Pace {
    /// Weeks between neighbouring sessions, as they came; any of them is as probable as another.
    pub gaps: Vec<f64>,
    /// Share of sessions that the person does not rate.
    pub client_missing: f64,
    /// Share of sessions that the therapist does not rate.
    pub therapist_missing: f64,
}

impl Pace {
    /// The gap in the middle; one week where there is none.
    #[must_use]
    pub fn median_gap(&self) -> f64 {
        let mut gaps = self.gaps.clone();
        gaps.sort_unstable_by(f64::total_cmp);
        gaps.get(gaps.len() / 2).copied().unwrap_or(1.0)
    }
}

/// A population and its pace.
#[derive(Clone, Copy, Debug)]
pub struct Cohort<'a> {
    /// The numbers that therapies are drawn from.
    pub population: &'a Population,
    /// When they meet.
    pub pace: &'a Pace,
    /// Sessions per therapy.
    pub sessions: usize,
}

impl Cohort<'_> {
    /// `count` therapies with a rupture of `kind` and of `depth` within-person standard deviations;
    /// the same `seed` gives the same therapies.
    #[must_use]
    pub fn draw(&self, kind: Kind, depth: f64, count: usize, seed: u64) -> Vec<Simulated> {
        (0..count)
            .into_par_iter()
            .map(|place| {
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                rng.set_stream(place as u64);
                self.draw_one(kind, depth, &mut rng)
            })
            .collect()
    }

    fn draw_one(&self, kind: Kind, depth: f64, rng: &mut ChaCha8Rng) -> Simulated {
        let weeks: Vec<f64> = (0..self.sessions).map(|s| self.gap(s, rng)).collect();
        let onset = match self.sessions {
            0..=10 => self.sessions / 2,
            long => rng.random_range(5..long - 5),
        };
        let openness = |s: usize| kind.openness(s as i64 - onset as i64);
        let shape: Vec<f64> = (0..self.sessions).map(openness).collect();
        let common = Nature::v1();
        let shows = rng.random::<f64>() < common.seen;
        let (client, therapist) = (&self.population.client, &self.population.therapist);
        let (level, other) = (normal(rng), normal(rng));
        let shared = common.level_correlation;
        let levels = [
            level,
            shared * level + (1.0 - shared * shared).sqrt() * other,
        ];
        let [own, other] = [client, therapist].map(|course| states(course, &weeks, rng));
        let shared = common.shared_state;
        let other: Vec<f64> = own
            .iter()
            .zip(&other)
            .map(|(own, other)| shared * own + (1.0 - shared * shared).sqrt() * other)
            .collect();
        let depths = [
            depth,
            if shows {
                depth * common.seen_depth
            } else {
                0.0
            },
        ];
        let [level, other_level] = levels;
        let [fall, other_fall] = depths;
        let falls = |depth: f64| shape.iter().map(|open| open * depth).collect::<Vec<f64>>();
        Simulated {
            client: self.rate(
                client,
                level,
                &own,
                &falls(fall),
                self.pace.client_missing,
                rng,
            ),
            therapist: self.rate(
                therapist,
                other_level,
                &other,
                &falls(other_fall),
                self.pace.therapist_missing,
                rng,
            ),
            weeks,
            shape,
            onset,
        }
    }

    fn gap(&self, session: usize, rng: &mut ChaCha8Rng) -> f64 {
        let gaps = &self.pace.gaps;
        if session == 0 || gaps.is_empty() {
            return f64::from(u8::from(session > 0));
        }
        gaps.get(rng.random_range(0..gaps.len()))
            .copied()
            .unwrap_or(1.0)
    }

    /// One side's scores; `level` is the person's place among the levels of the population.
    fn rate(
        &self,
        course: &Course,
        level: f64,
        states: &[f64],
        falls: &[f64],
        missing: f64,
        rng: &mut ChaCha8Rng,
    ) -> Vec<Option<f64>> {
        let r = course.correlation;
        let growth = r * level + (1.0 - r * r).sqrt() * normal(rng);
        let (level, growth) = (
            course.level + course.level_sd * level,
            course.growth + course.growth_sd * growth,
        );
        let sigma = (course.ln_sigma + course.ln_sigma_sd * normal(rng)).exp();
        let scale = &self.population.scale;
        let mut rate = |(s, (state, fall)): (usize, (&f64, &f64))| {
            let slope = (s as f64 + 1.0).ln() / 30.0_f64.ln();
            let noise = course.share.sqrt() * state + (1.0 - course.share).sqrt() * normal(rng);
            let score = level + growth * slope + sigma * (noise - fall);
            (rng.random::<f64>() >= missing).then(|| score.clamp(scale.min, scale.max))
        };
        states
            .iter()
            .zip(falls)
            .enumerate()
            .map(&mut rate)
            .collect()
    }
}

/// A standardised autoregressive series over the gaps.
fn states(course: &Course, weeks: &[f64], rng: &mut ChaCha8Rng) -> Vec<f64> {
    let degrees = Nature::v1().degrees;
    let mut state = 0.0;
    (0..)
        .zip(weeks)
        .map(|(s, gap): (usize, &f64)| {
            let keep = if s == 0 { 0.0 } else { course.phi.powf(*gap) };
            state = keep * state + (1.0 - keep * keep).sqrt() * shock(degrees, rng);
            state
        })
        .collect()
}

//! HOLDFAST-SIM v1: therapies as numbers, with ruptures at known places.
//! The same seed and place give the same therapy, whatever else is drawn and in whatever order.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal, StudentT};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

mod course;
mod nature;

pub use course::{Cohort, Pace};
pub use nature::{Kind, Nature, SideNature, Spread};

/// One simulated therapy; all vectors have one entry per session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Simulated {
    /// Weeks since the session before; 0 for the first.
    pub weeks: Vec<f64>,
    /// The person's scores.
    pub client: Vec<Option<f64>>,
    /// The therapist's scores.
    pub therapist: Vec<Option<f64>>,
    /// How far the rupture is open, from 0 to 1.
    pub shape: Vec<f64>,
    /// Place of the first session of the rupture, 0 for the first session of all.
    pub onset: usize,
}

/// When ruptures begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Onset {
    /// Anywhere but in the first and the last five sessions.
    #[default]
    Anywhere,
    /// In session 3, 4 or 5.
    Early,
}

/// What to simulate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Design {
    /// The population.
    pub nature: Nature,
    /// Sessions per therapy.
    pub sessions: usize,
    /// The kind of rupture.
    pub kind: Kind,
    /// Its depth, in within-person standard deviations.
    pub depth: f64,
    /// When it begins.
    pub onset: Onset,
}

impl Design {
    /// Therapies of 30 sessions without any rupture.
    #[must_use]
    pub fn null(nature: Nature) -> Self {
        Self {
            nature,
            sessions: 30,
            kind: Kind::Null,
            depth: 0.0,
            onset: Onset::Anywhere,
        }
    }

    /// The same therapies with one rupture each.
    #[must_use]
    pub fn with(self, kind: Kind, depth: f64) -> Self {
        Self {
            kind,
            depth,
            ..self
        }
    }

    /// `count` therapies, drawn on all cores; `seed` names the series of draws.
    #[must_use]
    pub fn draw(&self, count: usize, seed: u64) -> Vec<Simulated> {
        (0..count)
            .into_par_iter()
            .map(|place| self.draw_one(seed, place as u64))
            .collect()
    }

    /// The therapy at `place` of the series `seed`.
    #[must_use]
    pub fn draw_one(&self, seed: u64, place: u64) -> Simulated {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(place);
        let weeks = self.weeks(&mut rng);
        let onset = self.place_onset(&mut rng);
        let shape: Vec<f64> = (0..self.sessions)
            .map(|s| self.kind.openness(s as i64 - onset as i64))
            .collect();
        let (client, therapist) =
            Person::draw(&self.nature, &mut rng).rate(self, &weeks, &shape, &mut rng);
        Simulated {
            weeks,
            client,
            therapist,
            shape,
            onset,
        }
    }

    fn weeks(&self, rng: &mut ChaCha8Rng) -> Vec<f64> {
        (0..self.sessions)
            .map(|s| {
                if s == 0 {
                    0.0
                } else {
                    self.nature.gap(rng.random())
                }
            })
            .collect()
    }

    fn place_onset(&self, rng: &mut ChaCha8Rng) -> usize {
        match self.onset {
            Onset::Early => rng.random_range(2..5),
            Onset::Anywhere if self.sessions > 10 => rng.random_range(5..self.sessions - 5),
            Onset::Anywhere => self.sessions / 2,
        }
    }
}

/// One dyad's own parameters.
struct Person {
    level: [f64; 2],
    growth: [f64; 2],
    sigma: [f64; 2],
    phi: f64,
    sees: f64,
}

impl Person {
    fn draw(nature: &Nature, rng: &mut ChaCha8Rng) -> Self {
        let z: [f64; 6] = core::array::from_fn(|_| normal(rng));
        let [z0, z1, z2, z3, z4, z5] = z;
        let (c, t) = (&nature.client, &nature.therapist);
        let with = |r: f64, other: f64| r * z0 + (1.0 - r * r).sqrt() * other;
        Self {
            level: [
                c.level.at(z0),
                t.level.at(with(nature.level_correlation, z2)),
            ],
            growth: [
                c.growth.at(with(nature.growth_correlation, z1)),
                t.growth.at(z3),
            ],
            sigma: [c.ln_sigma.at(z4).exp(), t.ln_sigma.at(z5).exp()],
            phi: nature
                .phi
                .at(normal(rng))
                .clamp(nature.phi_range[0], nature.phi_range[1]),
            sees: if rng.random::<f64>() < nature.seen {
                nature.seen_depth
            } else {
                0.0
            },
        }
    }

    fn rate(
        &self,
        design: &Design,
        weeks: &[f64],
        shape: &[f64],
        rng: &mut ChaCha8Rng,
    ) -> (Vec<Option<f64>>, Vec<Option<f64>>) {
        let nature = &design.nature;
        let own = self.states(nature, weeks, rng);
        let other = self.states(nature, weeks, rng);
        let shared = nature.shared_state;
        let apart = (1.0 - shared * shared).sqrt();
        let mut client = Vec::with_capacity(weeks.len());
        let mut therapist = Vec::with_capacity(weeks.len());
        for (s, ((own, other), open)) in own.iter().zip(&other).zip(shape).enumerate() {
            let fall = design.depth * open;
            let state = [*own, shared * own + apart * other];
            let fall = [fall, fall * self.sees];
            let [c, t] = self.latent(nature, s, state, fall);
            client.push(nature.answer(c, nature.client.missing, rng));
            therapist.push(nature.answer(t, nature.therapist.missing, rng));
        }
        (client, therapist)
    }

    /// The latent values of both sides at session `s` (0 for the first).
    fn latent(&self, nature: &Nature, s: usize, state: [f64; 2], fall: [f64; 2]) -> [f64; 2] {
        let slope = (s as f64 + 1.0).ln() / 30.0_f64.ln();
        let [c, t] = [0, 1].map(|side: usize| {
            let at = |pair: &[f64; 2]| pair.get(side).copied().unwrap_or_default();
            let sigma = at(&self.sigma);
            let total = (sigma * sigma + nature.noise_variance()).sqrt();
            at(&self.level) + at(&self.growth) * slope + sigma * at(&state) - total * at(&fall)
        });
        [c, t]
    }

    /// A standardised autoregressive series over the gaps.
    fn states(&self, nature: &Nature, weeks: &[f64], rng: &mut ChaCha8Rng) -> Vec<f64> {
        let mut state = 0.0;
        let mut states = Vec::with_capacity(weeks.len());
        for (s, gap) in weeks.iter().enumerate() {
            let keep = if s == 0 { 0.0 } else { self.phi.powf(*gap) };
            state = keep * state + (1.0 - keep * keep).sqrt() * shock(nature.degrees, rng);
            states.push(state);
        }
        states
    }
}

impl Nature {
    /// The mean of the items that a latent value leads to, unless the rating is skipped.
    fn answer(&self, latent: f64, missing: f64, rng: &mut ChaCha8Rng) -> Option<f64> {
        let answer = |offset: &f64, rng: &mut ChaCha8Rng| {
            let felt = latent + offset + self.item_sd * normal(rng);
            felt.round_ties_even().clamp(self.scale.min, self.scale.max)
        };
        let total: f64 = self
            .item_offsets
            .iter()
            .map(|offset| answer(offset, rng))
            .sum();
        (rng.random::<f64>() >= missing).then(|| total / self.item_offsets.len() as f64)
    }
}

/// Student's t with `degrees` of freedom, brought to a variance of 1.
fn shock(degrees: f64, rng: &mut ChaCha8Rng) -> f64 {
    match StudentT::new(degrees) {
        Ok(student) => ((degrees - 2.0) / degrees).sqrt() * student.sample(rng),
        Err(_) => normal(rng),
    }
}

fn normal(rng: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(rng)
}

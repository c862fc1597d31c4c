//! Contestants of the benchmark: each turns a therapy into alarms at 5, 10 and 20 %.
//! All are calibrated on the same rupture-free therapies and judged on the same others.

use std::sync::Arc;

use holdfast_detect::rule::Rule;
use holdfast_detect::{Alpha, Calibration, Detector, LENGTH, Model, Population, Reading, Side};
use rayon::prelude::*;

use crate::calibrate::{observed, quantile};
use crate::simulate::Simulated;

/// Alarms per session at each of [`Alpha::ALL`].
pub(crate) type Alarms = [Vec<bool>; 3];

/// A calibrated detector.
pub(crate) trait Judge: Sync {
    fn name(&self) -> &str;
    /// One for each of `therapies`, in their order.
    fn alarms(&self, therapies: &[Simulated]) -> Vec<Alarms>;
}

/// The detector as it is shipped, with the tables of a calibration.
pub(crate) struct Holdfast {
    name: String,
    model: Model,
    calibration: Calibration,
    side: Side,
    length: u16,
}

impl Holdfast {
    /// `population` has to bring its own calibration.
    pub(crate) fn new(
        name: &str,
        population: &Population,
        calibration: Calibration,
        side: Side,
    ) -> Self {
        let model = Model::new(population.scale, population);
        Self {
            name: name.into(),
            model,
            calibration,
            side,
            length: LENGTH,
        }
    }

    pub(crate) fn with_length(self, length: u16) -> Self {
        Self { length, ..self }
    }
}

impl Judge for Holdfast {
    fn name(&self) -> &str {
        &self.name
    }

    fn alarms(&self, therapies: &[Simulated]) -> Vec<Alarms> {
        let table = self.calibration.table(self.side);
        let limits = Alpha::ALL.map(|alpha| table.threshold(self.length, alpha));
        let seen = |reading: &Reading| (reading.bank, reading.dip);
        let therapies = observed(&self.model, therapies, self.side, seen);
        let of_one = |seen: Vec<(Option<f64>, Option<f64>)>| {
            let mut alarms: Alarms = Default::default();
            for (s, (bank, dip)) in (1_u32..).zip(seen) {
                let p = table.tails(s, bank, dip).p();
                for (alarms, limit) in alarms.iter_mut().zip(limits) {
                    alarms.push(p <= limit);
                }
            }
            alarms
        };
        therapies.into_iter().map(of_one).collect()
    }
}

/// What gives each session a score that has no threshold of its own yet.
pub(crate) type Scorer = Box<dyn Fn(&Simulated) -> Vec<Option<f64>> + Sync + Send>;

/// A score with thresholds by rank: the rarest `alpha` of rupture-free therapies alarm.
pub(crate) struct Ranked {
    name: String,
    score: Scorer,
    /// Sorted null scores per session.
    reference: Vec<Vec<f64>>,
    limits: [f64; 3],
}

impl Ranked {
    pub(crate) fn new(name: &str, score: Scorer, nulls: &[Simulated]) -> Self {
        let scores: Vec<Vec<Option<f64>>> = nulls.par_iter().map(&score).collect();
        let sessions = scores.iter().map(Vec::len).max().unwrap_or_default();
        let reference = (0..sessions)
            .into_par_iter()
            .map(|s| sorted(&scores, s))
            .collect();
        let mut ranked = Self {
            name: name.into(),
            score,
            reference,
            limits: [0.0; 3],
        };
        let least = |scores: &Vec<Option<f64>>| ranked.ps(scores).into_iter().fold(1.0, f64::min);
        let mut least: Vec<f64> = scores.par_iter().map(least).collect();
        least.sort_unstable_by(f64::total_cmp);
        ranked.limits = Alpha::ALL.map(|alpha| quantile(&least, alpha.rate()));
        ranked
    }

    /// A rule of the literature on the person's scores.
    pub(crate) fn rule(rule: Box<dyn Rule + Send + Sync>, nulls: &[Simulated]) -> Self {
        let name = rule.name().to_owned();
        let score: Scorer = Box::new(move |therapy| rule.score(&therapy.client, &therapy.weeks));
        Self::new(&name, score, nulls)
    }

    fn ps(&self, scores: &[Option<f64>]) -> Vec<f64> {
        let p = |(score, reference): (&Option<f64>, &Vec<f64>)| {
            let Some(score) = score else { return 1.0 };
            let below = reference.partition_point(|null| null < score);
            ((reference.len() - below) as f64 + 0.5) / (reference.len() as f64 + 1.0)
        };
        scores.iter().zip(&self.reference).map(p).collect()
    }
}

fn sorted(scores: &[Vec<Option<f64>>], session: usize) -> Vec<f64> {
    let at = |row: &Vec<Option<f64>>| row.get(session).copied().flatten();
    let mut column: Vec<f64> = scores
        .iter()
        .map(|row| at(row).unwrap_or(f64::NEG_INFINITY))
        .collect();
    column.sort_unstable_by(f64::total_cmp);
    column
}

impl Judge for Ranked {
    fn name(&self) -> &str {
        &self.name
    }

    fn alarms(&self, therapies: &[Simulated]) -> Vec<Alarms> {
        let of_one = |therapy: &Simulated| {
            let ps = self.ps(&(self.score)(therapy));
            self.limits
                .map(|limit| ps.iter().map(|p| *p <= limit).collect())
        };
        therapies.iter().map(of_one).collect()
    }
}

/// The bank's score alone, without one-session dips.
pub(crate) fn bank_score(population: &Population, side: Side) -> Scorer {
    let model = Arc::new(Model::new(population.scale, population));
    Box::new(move |therapy| {
        let mut detector = Detector::of(Arc::clone(&model));
        therapy
            .sessions(model.scale(), side)
            .map(|s| detector.observe(&s).bank)
            .collect()
    })
}

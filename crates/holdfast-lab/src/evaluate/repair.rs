//! Repair: of the ruptures that were noticed and then mended, how many are called mended in time.
//! Thresholds keep the share of open ruptures that are called mended at 10 and at 20 %.

use std::sync::Arc;

use holdfast_detect::{Alpha, Detector, Model, Side};
use rayon::prelude::*;

use super::bench::{Bench, Draw, Plan};
use super::sheet::{Cell, Sheet};
use crate::calibrate::quantile;
use crate::error::LabError;
use crate::simulate::{Design, Kind, Nature, Simulated};

/// Sessions after the alarm that are looked at.
const HORIZON: usize = 7;
/// Sessions after the alarm in which a false repair counts.
const FALSE_WITHIN: usize = 6;
/// A repair counts when it is called in its own session or in one of the two after.
const IN_TIME: usize = 2;
/// Never reached: the episode stays open while it is watched.
const NEVER: f64 = 1e9;
/// The three scores of repair that are compared.
const NAMES: [&str; 3] = [
    "open against closed odds",
    "share of the fall recovered",
    "back within SDs of before",
];

/// Repairs found in time, at 10 and 20 % false repairs.
///
/// # Errors
/// `HF-LAB-01` when no population can be fitted (which the simulator does not cause).
pub fn repair(plan: Plan) -> Result<Sheet, LabError> {
    let bench = Bench::new(plan)?;
    let mut population = bench.population.clone();
    if let Some(calibration) = &mut population.calibration {
        calibration.both.repair = [NEVER; 2];
    }
    let sigma = population.client.ln_sigma.exp();
    let model = Arc::new(Model::new(population.scale, &population).with_alpha(Alpha::Twenty));
    let watch = |place: u64, kind: Kind, depth: f64| -> Vec<Watched> {
        let design = Design::null(Nature::v1()).with(kind, depth);
        let therapies = design.draw(plan.of(6_000), plan.seed(Draw::Repair) + 1_000 * place);
        therapies
            .par_iter()
            .filter_map(|t| watch_one(&model, kind, t, sigma))
            .collect()
    };
    let depths = [1.5, 2.0, 2.5];
    let open: Vec<Watched> = (0_u64..)
        .zip(depths)
        .flat_map(|(i, depth)| watch(i, Kind::Step, depth))
        .collect();
    let mut sheet = Sheet {
        title: "Repair".into(),
        ..Sheet::default()
    };
    let cells = [2_u8, 4]
        .into_iter()
        .flat_map(|length| depths.map(|depth| (length, depth)));
    let mended: Vec<(String, Vec<Watched>)> = (10_u64..)
        .zip(cells)
        .map(|(i, (length, depth))| {
            (
                format!("V{length} @ {depth}"),
                watch(i, Kind::Valley(length), depth),
            )
        })
        .collect();
    for (name, _) in &mended {
        sheet.columns.push(format!("{name}, 10 %"));
        sheet.columns.push(format!("{name}, 20 %"));
    }
    for (which, name) in NAMES.into_iter().enumerate() {
        let limits = [0.9, 0.8].map(|share| limit(&open, which, share));
        let line = mended.iter().flat_map(|(_, watched)| {
            limits.map(|limit| {
                let hits = watched.iter().filter(|w| w.found(which, limit)).count();
                Cell::share(hits, watched.len())
            })
        });
        sheet.push(name, line.collect());
    }
    sheet.notes.push(format!(
        "Of {} therapies per cell, those whose rupture was noticed (20 %) while open: the share \
         called repaired in the session of the return or one of the two after. Thresholds: 10 and \
         20 % of {} ruptures that stay open are called repaired within six sessions.",
        plan.of(6_000),
        open.len(),
    ));
    Ok(sheet)
}

/// An episode that was noticed: the scores of repair in each session after the alarm.
struct Watched {
    scores: [Vec<f64>; 3],
    /// Sessions from the alarm to the return.
    end: usize,
}

impl Watched {
    fn found(&self, which: usize, limit: f64) -> bool {
        let scores = self
            .scores
            .get(which)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let mut in_time = scores.iter().skip(self.end - 1).take(IN_TIME + 1);
        in_time.any(|score| *score >= limit)
    }
}

fn limit(open: &[Watched], which: usize, share: f64) -> f64 {
    let greatest = |w: &Watched| {
        let scores = w.scores.get(which).map(Vec::as_slice).unwrap_or_default();
        scores
            .iter()
            .take(FALSE_WITHIN)
            .copied()
            .fold(f64::NEG_INFINITY, f64::max)
    };
    let mut all: Vec<f64> = open.iter().map(greatest).collect();
    all.sort_unstable_by(f64::total_cmp);
    quantile(&all, share)
}

fn watch_one(model: &Arc<Model>, kind: Kind, therapy: &Simulated, sigma: f64) -> Option<Watched> {
    let sessions = therapy.weeks.len();
    let length = match kind {
        Kind::Valley(length) => usize::from(length),
        _ => 0,
    };
    let within = if length == 0 { 5 } else { length.min(5) };
    let mut detector = Detector::of(Arc::clone(model));
    let mut noticed: Option<(usize, usize)> = None;
    let mut odds = Vec::new();
    for (s, session) in therapy.sessions(model.scale(), Side::Both).enumerate() {
        let reading = detector.observe(&session);
        match (noticed, reading.episode) {
            (None, Some(episode)) => noticed = Some((s, episode.onset as usize - 1)),
            (Some((at, _)), _) if s <= at + HORIZON => odds.extend(reading.repair),
            _ => {}
        }
    }
    let (at, from) = noticed?;
    let in_time = (therapy.onset..therapy.onset + within).contains(&at);
    let room = therapy.onset + length + 3 < sessions && at + FALSE_WITHIN < sessions;
    if !(in_time && room) {
        return None;
    }
    let [recovered, back] = plain_scores(therapy, at, from, sigma);
    let end = (therapy.onset + length).saturating_sub(at).max(1);
    Some(Watched {
        scores: [odds, recovered, back],
        end,
    })
}

/// Two rules that need no model: the share of the fall that is made good, and the distance from
/// the mean before, per session after the alarm.
fn plain_scores(therapy: &Simulated, at: usize, from: usize, sigma: f64) -> [Vec<f64>; 2] {
    let seen = |first: usize, last: usize| {
        therapy
            .client
            .iter()
            .take(last)
            .skip(first)
            .flatten()
            .copied()
            .collect::<Vec<f64>>()
    };
    let before = seen(from.saturating_sub(4), from);
    let mean = before.iter().sum::<f64>() / before.len() as f64;
    let low = seen(from, at + 1).into_iter().fold(f64::INFINITY, f64::min);
    let after = therapy.client.iter().skip(at + 1).take(HORIZON);
    let missing_is_never = |score: f64| {
        if score.is_finite() {
            score
        } else {
            f64::NEG_INFINITY
        }
    };
    let mut scores: [Vec<f64>; 2] = Default::default();
    for score in after {
        let y = score.unwrap_or(f64::NAN);
        let [recovered, back] = &mut scores;
        recovered.push(missing_is_never((y - low) / (mean - low + 1e-6)));
        back.push(missing_is_never((y - mean) / sigma));
    }
    scores
}

//! The rules of the literature with the thresholds that were published.
//! Each is measured as its authors wrote it: no calibration.

use holdfast_detect::rule::{Published, Rule};
use rayon::prelude::*;

use super::bench::{Bench, Draw, Plan, WINDOW};
use super::sheet::{Cell, Sheet};
use super::sim::cells;
use crate::error::LabError;
use crate::simulate::{Design, Nature, Onset, Simulated};

/// False alarms, alarms per therapy and core power of every published rule.
///
/// # Errors
/// `HF-LAB-01` when no population can be fitted (which the simulator does not cause).
pub fn rules(plan: Plan) -> Result<Sheet, LabError> {
    let bench = Bench::new(plan)?;
    let nulls = Design::null(Nature::v1()).draw(plan.checks(), plan.seed(Draw::Checks));
    let ruptures = cells(&bench, Onset::Anywhere, 30);
    let within = bench.population.client.ln_sigma.exp();
    let (change, total) = (sd_of_changes(&nulls), sd_of_all(&nulls));
    let mut sheet = Sheet {
        title: "Rules as published".into(),
        ..Sheet::default()
    };
    sheet.columns = ["any false alarm", "false alarms per therapy", "core"]
        .map(String::from)
        .to_vec();
    for published in Published::all(within, change, total) {
        let alarms: Vec<usize> = nulls
            .par_iter()
            .map(|t| alarms(&published, t).len())
            .collect();
        let any = alarms.iter().filter(|count| **count > 0).count();
        let per_therapy = alarms.iter().sum::<usize>() as f64 / nulls.len() as f64;
        let found: Vec<Cell> = ruptures
            .iter()
            .filter(|cell| super::sim::CORE.contains(&cell.kind))
            .map(|cell| {
                let hits = cell
                    .therapies
                    .par_iter()
                    .filter(|t| detects(&published, t))
                    .count();
                Cell::share(hits, cell.therapies.len())
            })
            .collect();
        let any = Cell::share(any, nulls.len());
        sheet.push(
            published.label,
            vec![any, Cell::plain(per_therapy), Cell::mean(&found)],
        );
    }
    sheet.notes.push(format!(
        "{} rupture-free therapies of 30 sessions; thresholds as published, no calibration. Power \
         without a stated false-alarm rate is no merit: it is printed to be read beside the first \
         column.",
        plan.checks(),
    ));
    Ok(sheet)
}

fn alarms(published: &Published, therapy: &Simulated) -> Vec<usize> {
    let scores = published.rule.score(&therapy.client, &therapy.weeks);
    let beyond = |(s, score): (usize, Option<f64>)| (score? >= published.threshold).then_some(s);
    scores.into_iter().enumerate().filter_map(beyond).collect()
}

fn detects(published: &Published, therapy: &Simulated) -> bool {
    let window = therapy.onset..therapy.onset + WINDOW;
    alarms(published, therapy)
        .iter()
        .any(|at| window.contains(at))
}

fn sd_of_changes(therapies: &[Simulated]) -> f64 {
    let change = |pair: &[Option<f64>]| match pair {
        [Some(before), Some(after)] => Some(after - before),
        _ => None,
    };
    sd(therapies
        .iter()
        .flat_map(|t| t.client.windows(2).filter_map(change)))
}

fn sd_of_all(therapies: &[Simulated]) -> f64 {
    sd(therapies
        .iter()
        .flat_map(|t| t.client.iter().flatten().copied()))
}

fn sd(values: impl Iterator<Item = f64>) -> f64 {
    let (count, sum, squares) =
        values.fold((0.0, 0.0, 0.0), |(n, s, q), x| (n + 1.0, s + x, q + x * x));
    (squares / count - (sum / count) * (sum / count)).sqrt()
}

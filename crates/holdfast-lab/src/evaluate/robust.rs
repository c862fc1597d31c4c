//! False alarms when the population is not the one that the detector was fitted and calibrated on.
//! Thirteen wrong populations, each changed in one respect; nothing is fitted again.

use rayon::prelude::*;

use super::bench::{Bench, Draw, Plan, false_alarms};
use super::sheet::{Cell, Sheet};
use crate::error::LabError;
use crate::simulate::{Design, Nature, Spread};

/// False alarms at nominal 5 % on thirteen wrong populations.
///
/// # Errors
/// `HF-LAB-01` when no population can be fitted (which the simulator does not cause).
pub fn robust(plan: Plan) -> Result<Sheet, LabError> {
    let bench = Bench::new(plan)?;
    let judges = bench.judges();
    let mut sheet = Sheet {
        title: "False alarms on wrong populations".into(),
        ..Sheet::default()
    };
    sheet.columns = judges.iter().map(|judge| judge.name().to_owned()).collect();
    for (place, (name, nature)) in (0_u64..).zip(wrong_natures()) {
        let nulls =
            Design::null(nature).draw(plan.of(6_000), plan.seed(Draw::Robust) + 1_000 * place);
        let cells: Vec<Cell> = judges
            .par_iter()
            .map(|judge| {
                let [five, _, _] = false_alarms(judge.as_ref(), &nulls);
                five
            })
            .collect();
        sheet.push(name, cells);
    }
    sheet.notes.push(format!(
        "Share of rupture-free therapies with any alarm at nominal 5 %; {} per population; \
         everything fitted and calibrated on the first.",
        plan.of(6_000),
    ));
    Ok(sheet)
}

/// The population of the benchmark, then thirteen others.
fn wrong_natures() -> Vec<(&'static str, Nature)> {
    let changed = |change: fn(&mut Nature)| {
        let mut nature = Nature::v1();
        change(&mut nature);
        nature
    };
    let offsets = |count: usize, reach: f64| -> Vec<f64> {
        (0..count)
            .map(|i| reach * (2.0 * i as f64 / (count as f64 - 1.0) - 1.0))
            .collect()
    };
    vec![
        ("as fitted", Nature::v1()),
        (
            "phi mean .5",
            changed(|n| {
                n.phi.mean = 0.5;
                n.phi_range = [0.0, 0.85];
            }),
        ),
        (
            "sigma x 1.4",
            changed(|n| n.client.ln_sigma.mean += 1.4_f64.ln()),
        ),
        (
            "sigma / 1.4",
            changed(|n| n.client.ln_sigma.mean -= 1.4_f64.ln()),
        ),
        ("level - 0.7", changed(|n| n.client.level.mean -= 0.7)),
        (
            "level + 0.7 (ceiling)",
            changed(|n| n.client.level.mean += 0.7),
        ),
        (
            "no growth",
            changed(|n| n.client.growth = Spread { mean: 0.0, sd: 0.5 }),
        ),
        (
            "double growth",
            changed(|n| n.client.growth = Spread { mean: 1.2, sd: 0.5 }),
        ),
        ("Gaussian shocks", changed(|n| n.degrees = 60.0)),
        ("t3 shocks", changed(|n| n.degrees = 3.0)),
        (
            "30 % missing",
            changed(|n| {
                n.client.missing = 0.3;
                n.therapist.missing = 0.3;
            }),
        ),
        (
            "every other week",
            changed(|n| n.gaps = [0.2, 0.5, 0.2, 0.1]),
        ),
        (
            "4 items",
            Nature {
                item_offsets: vec![-0.4, -0.1, 0.1, 0.4],
                ..Nature::v1()
            },
        ),
        (
            "12 items",
            Nature {
                item_offsets: offsets(12, 0.5),
                ..Nature::v1()
            },
        ),
    ]
}

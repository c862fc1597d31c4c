//! Detection on HOLDFAST-SIM v1: false alarms and power, ours and every rule, side by side.
//! Core power is the mean over {V2, V4, step} x {1.5, 2, 2.5, 3} standard deviations.

use holdfast_detect::Side;
use holdfast_detect::rule::Classic;

use super::bench::{Bench, Draw, Plan, WINDOW, false_alarms, power};
use super::judge::{Holdfast, Judge, Ranked};
use super::sheet::{Cell, Sheet};
use crate::error::LabError;
use crate::simulate::{Design, Kind, Nature, Onset, Simulated};

/// The kinds of rupture whose mean is "core".
pub(crate) const CORE: [Kind; 3] = [Kind::Valley(2), Kind::Valley(4), Kind::Step];
/// The depths of the core, in within-person standard deviations.
pub(crate) const DEPTHS: [f64; 4] = [1.5, 2.0, 2.5, 3.0];

/// Detection of ruptures anywhere in a therapy of 30 sessions.
///
/// # Errors
/// `HF-LAB-01` when no population can be fitted (which the simulator does not cause).
pub fn sim(plan: Plan) -> Result<Sheet, LabError> {
    let bench = Bench::new(plan)?;
    let judges = bench.judges();
    let title = "Ruptures anywhere in 30 sessions";
    Ok(contest(
        title,
        &bench,
        &judges,
        &cells(&bench, Onset::Anywhere, 30),
    ))
}

/// Detection of ruptures that begin in session 3, 4 or 5.
///
/// # Errors
/// As [`sim`].
pub fn early(plan: Plan) -> Result<Sheet, LabError> {
    let bench = Bench::new(plan)?;
    let judges = bench.judges();
    let title = "Ruptures that begin in session 3, 4 or 5";
    Ok(contest(
        title,
        &bench,
        &judges,
        &cells(&bench, Onset::Early, 30),
    ))
}

/// One cell of the benchmark: a kind and a depth, with its therapies.
pub(crate) struct Ruptures {
    pub(crate) kind: Kind,
    pub(crate) depth: f64,
    pub(crate) therapies: Vec<Simulated>,
}

pub(crate) fn cells(bench: &Bench, onset: Onset, sessions: usize) -> Vec<Ruptures> {
    let null = Design {
        onset,
        sessions,
        ..Design::null(Nature::v1())
    };
    let kinds = CORE.into_iter().chain([Kind::Valley(1), Kind::Slide]);
    let all = kinds.flat_map(|kind| DEPTHS.map(|depth| (kind, depth)));
    (0_u64..)
        .zip(all)
        .map(|(place, (kind, depth))| {
            let design = null.clone().with(kind, depth);
            let seed = bench.plan.seed(Draw::Cells) + 1_000 * (place + 1);
            Ruptures {
                kind,
                depth,
                therapies: design.draw(bench.plan.cell(), seed),
            }
        })
        .collect()
}

/// False alarms and power of each judge.
pub(crate) fn contest(
    title: &str,
    bench: &Bench,
    judges: &[Box<dyn Judge>],
    ruptures: &[Ruptures],
) -> Sheet {
    let sessions = ruptures.first().and_then(|cell| cell.therapies.first());
    let sessions = sessions.map_or(30, |therapy| therapy.weeks.len());
    let design = Design {
        sessions,
        ..Design::null(Nature::v1())
    };
    let checks = design.draw(bench.plan.checks(), bench.plan.seed(Draw::Checks));
    let mut sheet = Sheet {
        title: title.into(),
        ..Sheet::default()
    };
    for heading in ["false alarms", "core", "V1 @ 2.5", "slide"] {
        for rate in ["5 %", "20 %"] {
            sheet.columns.push(format!("{heading}, {rate}"));
        }
    }
    for judge in judges {
        let [five, _, twenty] = false_alarms(judge.as_ref(), &checks);
        let powers: Vec<(&Ruptures, [Cell; 3])> = ruptures
            .iter()
            .map(|cell| (cell, power(judge.as_ref(), &cell.therapies)))
            .collect();
        let mean = |wanted: &dyn Fn(&Ruptures) -> bool| {
            let of = |i: usize| {
                let chosen = powers.iter().filter(|(cell, _)| wanted(cell));
                let cells: Vec<Cell> = chosen
                    .filter_map(|(_, cells)| cells.get(i).cloned())
                    .collect();
                Cell::mean(&cells)
            };
            [of(0), of(2)]
        };
        let mut line = vec![five, twenty];
        line.extend(mean(&|cell| CORE.contains(&cell.kind)));
        line.extend(mean(&|cell| {
            cell.kind == Kind::Valley(1) && cell.depth == 2.5
        }));
        line.extend(mean(&|cell| cell.kind == Kind::Slide));
        sheet.push(judge.name(), line);
    }
    sheet.notes.push(format!(
        "{} rupture-free therapies to calibrate, {} others to check, {} per cell; a detection is \
         an alarm within {WINDOW} sessions from the onset; core is the mean over V2, V4 and step \
         at 1.5, 2, 2.5 and 3 standard deviations; every detector is calibrated on the same \
         therapies.",
        bench.nulls.len(),
        bench.plan.checks(),
        bench.plan.cell(),
    ));
    sheet
}

impl Bench {
    /// Ours, then the rules of the literature, all calibrated on the same therapies.
    pub(crate) fn judges(&self) -> Vec<Box<dyn Judge>> {
        let online = Classic::ONLINE
            .map(|rule| -> Box<dyn Judge> { Box::new(Ranked::rule(Box::new(rule), &self.nulls)) });
        let course = &self.population.client;
        let informed = Classic::BocpdPopulation {
            level: course.level,
            growth: course.growth,
            level_variance: course.level_sd * course.level_sd,
            within_sd: course.ln_sigma.exp(),
        };
        let informed: Box<dyn Judge> = Box::new(Ranked::rule(Box::new(informed), &self.nulls));
        self.ours()
            .into_iter()
            .chain(online)
            .chain([informed])
            .collect()
    }
}

/// Detection in therapies of other lengths, the rate stated for each length.
///
/// # Errors
/// As [`sim`].
pub fn lengths(plan: Plan) -> Result<Sheet, LabError> {
    let bench = Bench::of(plan, &Nature::v1(), 90)?;
    let mut sheet = Sheet {
        title: "Therapies of other lengths".into(),
        ..Sheet::default()
    };
    for heading in ["false alarms", "core"] {
        for rate in ["5 %", "20 %"] {
            sheet.columns.push(format!("{heading}, {rate}"));
        }
    }
    for length in [12_u16, 20, 30, 50, 80] {
        let Some(judge) = bench.planned(length) else {
            continue;
        };
        let ruptures = cells(&bench, Onset::Anywhere, usize::from(length));
        let part = contest("", &bench, &[judge], &ruptures);
        let cells = part
            .lines
            .first()
            .map(|line| line.cells.iter().take(4).cloned().collect());
        sheet.push(format!("{length} sessions"), cells.unwrap_or_default());
    }
    sheet
        .notes
        .push("Holdfast with both sides; thresholds for the planned length.".into());
    Ok(sheet)
}

impl Bench {
    fn planned(&self, length: u16) -> Option<Box<dyn Judge>> {
        let calibration = self.population.calibration.clone()?;
        let judge = Holdfast::new("", &self.population, calibration, Side::Both);
        Some(Box::new(judge.with_length(length)))
    }
}

//! The common ground of all comparisons: a fitted population, calibrated tables, null therapies.
//! Sizes are those of the published benchmark; `Quick` is for machines that wait.

use holdfast_detect::{Population, Side};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::judge::{Alarms, Holdfast, Judge, Ranked, bank_score};
use super::sheet::Cell;
use crate::calibrate::{TOGETHER, calibrate, opens};
use crate::error::LabError;
use crate::population::{Ratings, fit};
use crate::simulate::{Design, Kind, Nature, Simulated};

/// How much to simulate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    /// A tenth: seconds, for continuous integration.
    Quick,
    /// The published sizes.
    #[default]
    Full,
}

/// A detection counts within this many sessions from the onset.
pub const WINDOW: usize = 5;

/// Series of draws: each use has its own, so that nothing is judged on what it learnt from.
#[derive(Clone, Copy)]
pub(crate) enum Draw {
    Training = 1,
    Nulls = 2,
    Checks = 3,
    Opens = 4,
    Cells = 5,
    Robust = 6,
    Repair = 7,
}

impl Draw {
    fn series(self) -> u64 {
        const SERIES: u64 = 0x48_4f_4c_44;
        SERIES + self as u64
    }
}

/// What to simulate: how much, and from which draws.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// How much.
    pub size: Size,
    /// 0 for the published draws; any other number for draws that nothing was chosen by.
    pub seed: u32,
}

impl Plan {
    /// The draws of one use under this plan.
    pub(crate) fn seed(self, draw: Draw) -> u64 {
        draw.series() + (u64::from(self.seed) << 32)
    }

    pub(crate) fn nulls(self) -> usize {
        self.of(20_000)
    }

    pub(crate) fn checks(self) -> usize {
        self.of(10_000)
    }

    pub(crate) fn cell(self) -> usize {
        self.of(3_000)
    }

    pub(crate) fn of(self, full: usize) -> usize {
        match self.size {
            Size::Quick => full / 10,
            Size::Full => full,
        }
    }
}

/// Therapies that a population is fitted from, and those that it is calibrated on.
pub(crate) struct Bench {
    pub(crate) plan: Plan,
    pub(crate) population: Population,
    pub(crate) nulls: Vec<Simulated>,
}

impl Bench {
    pub(crate) fn new(plan: Plan) -> Result<Self, LabError> {
        Self::of(plan, &Nature::v1(), 30)
    }

    /// Fits on 600 unlabelled therapies, calibrates on rupture-free ones of `sessions` sessions.
    pub(crate) fn of(plan: Plan, nature: &Nature, sessions: usize) -> Result<Self, LabError> {
        let mut population = fit_training(plan, nature)?;
        let design = Design {
            sessions,
            ..Design::null(nature.clone())
        };
        let nulls = design.draw(plan.nulls(), plan.seed(Draw::Nulls));
        let opens = opens(
            &Design::null(nature.clone()),
            plan.of(18_000),
            plan.seed(Draw::Opens),
        );
        population.calibration = Some(calibrate(&population, &nulls, &opens));
        Ok(Self {
            plan,
            population,
            nulls,
        })
    }

    pub(crate) fn holdfast(&self, name: &str, side: Side) -> Option<Box<dyn Judge>> {
        let calibration = self.population.calibration.clone()?;
        Some(Box::new(Holdfast::new(
            name,
            &self.population,
            calibration,
            side,
        )))
    }

    /// The detectors that are ours, the full one first.
    pub(crate) fn ours(&self) -> Vec<Box<dyn Judge>> {
        let ranked = |name: &str, side| -> Box<dyn Judge> {
            Box::new(Ranked::new(
                name,
                bank_score(&self.population, side),
                &self.nulls,
            ))
        };
        let full = [
            self.holdfast("Holdfast, both sides", Side::Both),
            self.holdfast("Holdfast, client only", Side::Client),
            self.holdfast("Holdfast, therapist only", Side::Therapist),
        ];
        let bank = [
            ranked("bank alone, both sides", Side::Both),
            ranked("bank alone, client only", Side::Client),
        ];
        full.into_iter().flatten().chain(bank).collect()
    }
}

/// The population of 600 unlabelled therapies, two in five with a rupture somewhere.
pub(crate) fn fit_training(plan: Plan, nature: &Nature) -> Result<Population, LabError> {
    let null = Design::null(nature.clone());
    let parts = [
        (360, Kind::Null, 0.0),
        (60, Kind::Valley(1), 1.5),
        (60, Kind::Valley(2), 1.5),
        (60, Kind::Step, 1.0),
        (60, Kind::Valley(4), 2.0),
    ];
    let therapies: Vec<Simulated> = (0_u64..)
        .zip(parts)
        .flat_map(|(part, (count, kind, depth))| {
            null.clone()
                .with(kind, depth)
                .draw(count, plan.seed(Draw::Training) + 1_000 * part)
        })
        .collect();
    let cohort: Vec<Ratings<'_>> = therapies
        .iter()
        .map(|therapy| Ratings {
            client: &therapy.client,
            therapist: &therapy.therapist,
        })
        .collect();
    fit(
        nature.scale,
        "HOLDFAST-SIM v1, 600 unlabelled therapies",
        &cohort,
    )
}

/// The share of therapies with any alarm, at 5, 10 and 20 %.
pub(crate) fn false_alarms(judge: &dyn Judge, nulls: &[Simulated]) -> [Cell; 3] {
    share(judge, nulls, |alarms, _| alarms.iter().any(|alarm| *alarm))
}

/// The share of therapies with an alarm within five sessions from the onset.
pub(crate) fn power(judge: &dyn Judge, therapies: &[Simulated]) -> [Cell; 3] {
    share(judge, therapies, |alarms, therapy| {
        alarms
            .iter()
            .skip(therapy.onset)
            .take(WINDOW)
            .any(|alarm| *alarm)
    })
}

fn share(
    judge: &dyn Judge,
    therapies: &[Simulated],
    hit: impl Fn(&[bool], &Simulated) -> bool + Sync,
) -> [Cell; 3] {
    let add = |[a, b, c]: [usize; 3], [x, y, z]: [usize; 3]| [a + x, b + y, c + z];
    let count = |therapies: &[Simulated]| {
        let hits = |(alarms, therapy): (Alarms, &Simulated)| {
            alarms.map(|alarms| usize::from(hit(&alarms, therapy)))
        };
        let alarms = judge.alarms(therapies).into_iter();
        alarms.zip(therapies).map(hits).fold([0; 3], add)
    };
    let hits = therapies
        .par_chunks(TOGETHER)
        .map(count)
        .reduce(|| [0; 3], add);
    hits.map(|hits| Cell::share(hits, therapies.len()))
}

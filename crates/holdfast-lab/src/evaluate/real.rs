//! Real noise: daily ratings of 125 persons' feelings (Rowland and Wenzel 2020) with ruptures put
//! in. Persons are split in halves: population and thresholds from one, judged on the other.
//! The data are not part of this repository; without them the table says that it was skipped.

use std::collections::BTreeMap;
use std::path::Path;

use holdfast_detect::rule::{Classic, Rule};
use holdfast_detect::{Scale, Side};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::bench::WINDOW;
use super::judge::{Scorer, bank_score};
use super::sheet::{Cell, Sheet};
use super::sim::{CORE, DEPTHS};
use crate::calibrate::quantile;
use crate::error::LabError;
use crate::population::{Ratings, fit};
use crate::simulate::{Kind, Simulated};

/// The file in the data folder.
const FILE: &str = "Rowland2020.csv";
/// Days that stand for sessions.
const DAYS: usize = 30;
/// A series needs this many days to count.
const DAYS_MIN: usize = 18;
/// Items, and whether a high answer is a good one.
const ITEMS: [(&str, bool); 8] = [
    ("happy", true),
    ("excited", true),
    ("relaxed", true),
    ("satisfied", true),
    ("angry", false),
    ("anxious", false),
    ("depressed", false),
    ("sad", false),
];
/// Onsets drawn per series and cell.
const REPEATS: u64 = 4;

/// Power with real noise, at thresholds from the other half of the persons.
///
/// # Errors
/// `HF-LAB-01` when the file holds too few series.
pub fn real(folder: &Path) -> Result<Sheet, LabError> {
    let mut sheet = Sheet {
        title: "Real noise".into(),
        ..Sheet::default()
    };
    let Ok(text) = std::fs::read_to_string(folder.join(FILE)) else {
        sheet
            .notes
            .push(format!("Skipped: there is no {FILE} in the data folder."));
        return Ok(sheet);
    };
    let series = read(&text);
    let mut persons: Vec<u32> = series.iter().map(|s| s.person).collect();
    persons.dedup();
    persons.shuffle(&mut ChaCha8Rng::seed_from_u64(4));
    let (first, second) = persons.split_at(persons.len() / 2);
    let mut results: BTreeMap<(usize, String), Vec<[Cell; 4]>> = BTreeMap::new();
    for (train, test) in [(first, second), (second, first)] {
        for measured in half(&series, train, test)? {
            results
                .entry((measured.place, measured.name))
                .or_default()
                .push(measured.cells);
        }
    }
    for heading in ["false alarms", "core"] {
        for rate in ["5 %", "20 %"] {
            sheet.columns.push(format!("{heading}, {rate}"));
        }
    }
    for ((_, name), halves) in results {
        let mean = |i: usize| {
            let cells: Vec<Cell> = halves.iter().filter_map(|c| c.get(i).cloned()).collect();
            Cell::mean(&cells)
        };
        sheet.push(name, (0..4).map(mean).collect());
    }
    sheet.notes.push(format!(
        "{} series of {} persons (8 items, {DAYS} days), both directions averaged; a detection is \
         an alarm within {WINDOW} days. Errors are binomial over series: those of one person are \
         alike, so the true errors are up to {:.1} times as large.",
        series.len(),
        persons.len(),
        (ITEMS.len() as f64).sqrt(),
    ));
    Ok(sheet)
}

/// One person's answers to one item, on 1 to 7 with higher = better.
struct Daily {
    person: u32,
    item: usize,
    scores: Vec<Option<f64>>,
}

impl Daily {
    fn therapy(&self) -> Simulated {
        let weeks = (0..DAYS).map(|day| f64::from(u8::from(day > 0))).collect();
        Simulated {
            weeks,
            client: self.scores.clone(),
            therapist: vec![None; DAYS],
            shape: vec![0.0; DAYS],
            onset: 0,
        }
    }

    /// The standard deviation around the person's own straight line.
    fn spread(&self) -> f64 {
        let seen = || {
            self.scores
                .iter()
                .enumerate()
                .filter_map(|(d, y)| y.map(|y| (d as f64, y)))
        };
        let count = seen().count() as f64;
        let (x, y) = seen().fold((0.0, 0.0), |(x, y), p| (x + p.0 / count, y + p.1 / count));
        let (sxy, sxx) = seen().fold((0.0, 0.0), |(sxy, sxx), p| {
            (sxy + (p.0 - x) * (p.1 - y), sxx + (p.0 - x) * (p.0 - x))
        });
        let rest = seen().map(|p| p.1 - y - sxy / sxx * (p.0 - x));
        (rest.map(|r| r * r).sum::<f64>() / count).sqrt()
    }

    /// The same series with a rupture at a drawn day.
    fn with(&self, kind: Kind, depth: f64, spread: f64, onset: usize) -> Simulated {
        let mut therapy = self.therapy();
        for (day, score) in therapy.client.iter_mut().enumerate() {
            let open = kind.openness(day as i64 - onset as i64);
            *score = score.map(|y| (y - depth * spread * open).max(1.0));
        }
        therapy.onset = onset;
        therapy
    }
}

/// All series with enough days and any variation, ordered by person and item.
fn read(text: &str) -> Vec<Daily> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let column = |name: &str| header.iter().position(|h| *h == name);
    let mut days: BTreeMap<(u32, usize, usize), (f64, f64)> = BTreeMap::new();
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |name: &str| -> Option<f64> { fields.get(column(name)?)?.parse().ok() };
        let (Some(person), Some(day)) = (number("subj_id"), number("dayno")) else {
            continue;
        };
        for (item, (name, _)) in ITEMS.iter().enumerate() {
            let Some(answer) = number(name) else { continue };
            let place = (person as u32, item, day as usize);
            let (sum, count) = days.entry(place).or_default();
            *sum += answer;
            *count += 1.0;
        }
    }
    let mut series: BTreeMap<(u32, usize), Vec<Option<f64>>> = BTreeMap::new();
    for ((person, item, day), (sum, count)) in days {
        let good = ITEMS.get(item).is_some_and(|(_, good)| *good);
        let share = if good {
            sum / count / 100.0
        } else {
            1.0 - sum / count / 100.0
        };
        let scores = series
            .entry((person, item))
            .or_insert_with(|| vec![None; DAYS]);
        if let Some(score) = day.checked_sub(1).and_then(|place| scores.get_mut(place)) {
            *score = Some(1.0 + 6.0 * share);
        }
    }
    let daily = series.into_iter().map(|((person, item), scores)| Daily {
        person,
        item,
        scores,
    });
    daily
        .filter(|d| d.scores.iter().flatten().count() >= DAYS_MIN && d.spread() > 0.02)
        .collect()
}

/// A detector with one scorer per item and one threshold over all of them.
struct Pooled {
    name: String,
    scorers: Vec<Scorer>,
}

/// A series as it is or with a rupture, and the item it belongs to.
struct Trial {
    item: usize,
    therapy: Simulated,
}

impl Pooled {
    fn scores(&self, trial: &Trial) -> Vec<Option<f64>> {
        self.scorers
            .get(trial.item)
            .map(|score| score(&trial.therapy))
            .unwrap_or_default()
    }

    /// The scores that 5 and 20 % of `nulls` reach.
    fn limits(&self, nulls: &[Trial]) -> [f64; 2] {
        let greatest = |trial: &Trial| {
            self.scores(trial)
                .into_iter()
                .flatten()
                .fold(f64::NEG_INFINITY, f64::max)
        };
        let mut greatest: Vec<f64> = nulls.par_iter().map(greatest).collect();
        greatest.sort_unstable_by(f64::total_cmp);
        [0.95, 0.8].map(|share| quantile(&greatest, share))
    }

    /// The shares of `trials` that reach each limit in the days that count.
    fn reached(&self, trials: &[Trial], limits: [f64; 2], days: usize) -> [Cell; 2] {
        let greatest = |trial: &Trial| {
            let counted = self
                .scores(trial)
                .into_iter()
                .skip(trial.therapy.onset)
                .take(days);
            counted.flatten().fold(f64::NEG_INFINITY, f64::max)
        };
        let greatest: Vec<f64> = trials.par_iter().map(greatest).collect();
        limits.map(|limit| {
            Cell::share(
                greatest.iter().filter(|score| **score >= limit).count(),
                trials.len(),
            )
        })
    }
}

/// False alarms and core power of each detector on `test`, learnt from `train`.
fn half(series: &[Daily], train: &[u32], test: &[u32]) -> Result<Vec<Measured>, LabError> {
    let of = |persons: &[u32]| -> Vec<&Daily> {
        series
            .iter()
            .filter(|daily| persons.contains(&daily.person))
            .collect()
    };
    let (train, test) = (of(train), of(test));
    let plain = |all: &[&Daily]| -> Vec<Trial> {
        all.iter()
            .map(|d| Trial {
                item: d.item,
                therapy: d.therapy(),
            })
            .collect()
    };
    let (nulls, checks) = (plain(&train), plain(&test));
    let cells: Vec<Vec<Trial>> = (0_u64..)
        .zip(
            CORE.into_iter()
                .flat_map(|kind| DEPTHS.map(|depth| (kind, depth))),
        )
        .map(|(place, (kind, depth))| ruptured(&test, kind, depth, place))
        .collect();
    let measure = |(place, pooled): (usize, Pooled)| {
        let limits = pooled.limits(&nulls);
        let [five, twenty] = pooled.reached(&checks, limits, DAYS);
        let found: Vec<[Cell; 2]> = cells
            .iter()
            .map(|cell| pooled.reached(cell, limits, WINDOW))
            .collect();
        let (fives, twenties): (Vec<Cell>, Vec<Cell>) = found
            .into_iter()
            .map(|[five, twenty]| (five, twenty))
            .unzip();
        let cells = [five, twenty, Cell::mean(&fives), Cell::mean(&twenties)];
        Measured {
            place,
            name: pooled.name,
            cells,
        }
    };
    Ok(learn(&train)?
        .into_iter()
        .enumerate()
        .map(measure)
        .collect())
}

/// One detector's figures on one half.
struct Measured {
    place: usize,
    name: String,
    cells: [Cell; 4],
}

fn ruptured(test: &[&Daily], kind: Kind, depth: f64, place: u64) -> Vec<Trial> {
    let mut rng = ChaCha8Rng::seed_from_u64(1_000 + place);
    let mut trials = Vec::new();
    for daily in test {
        let spread = daily.spread();
        for _ in 0..REPEATS {
            let onset = rng.random_range(5..DAYS - 5);
            let therapy = daily.with(kind, depth, spread, onset);
            trials.push(Trial {
                item: daily.item,
                therapy,
            });
        }
    }
    trials
}

/// The bank with a population per item, then the rules.
fn learn(train: &[&Daily]) -> Result<Vec<Pooled>, LabError> {
    let mut bank = Vec::new();
    for item in 0..ITEMS.len() {
        let cohort: Vec<Ratings<'_>> = train
            .iter()
            .filter(|daily| daily.item == item)
            .map(|daily| Ratings {
                client: &daily.scores,
                therapist: &[],
            })
            .collect();
        let population = fit(Scale::seven_point(), "Rowland 2020", &cohort)?;
        bank.push(bank_score(&population, Side::Client));
    }
    let rules = Classic::ONLINE.into_iter().map(|rule| {
        let scorer = |_| -> Scorer { Box::new(move |t| rule.score(&t.client, &t.weeks)) };
        Pooled {
            name: rule.name().into(),
            scorers: (0..ITEMS.len()).map(scorer).collect(),
        }
    });
    let bank = Pooled {
        name: "bank, client only".into(),
        scorers: bank,
    };
    Ok([bank].into_iter().chain(rules).collect())
}

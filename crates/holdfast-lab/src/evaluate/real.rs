//! Real noise: daily ratings of 125 persons' feelings (Rowland and Wenzel 2020) with ruptures put
//! in. Persons are split in halves: population and thresholds from one, judged on the other.
//! The data are not part of this repository; without them the table says that it was skipped.

use std::collections::BTreeMap;
use std::path::Path;

use holdfast_detect::rule::{Classic, Rule};
use holdfast_detect::{Course, Scale, Side};
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
         an alarm within {WINDOW} days. Errors are over persons, whose eight series are alike. The \
         bank stands without one-session dips: the table of dips needs more series than there are.",
        series.len(),
        persons.len(),
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
    threshold: Threshold,
}

/// What is compared with a threshold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Threshold {
    /// The score itself.
    Score,
    /// How rare it is on its day: for scores that mean something else each day.
    Rank,
}

/// A series as it is or with a rupture, and whose it is.
struct Trial {
    person: u32,
    item: usize,
    therapy: Simulated,
}

impl Trial {
    fn of(daily: &Daily, therapy: Simulated) -> Self {
        Self {
            person: daily.person,
            item: daily.item,
            therapy,
        }
    }
}

/// A detector after it has seen the other half of the persons.
struct Learnt {
    pooled: Pooled,
    /// Sorted scores of each day, where ranks are compared.
    days: Vec<Vec<f64>>,
    /// What 5 and 20 % of the series reach.
    limits: [f64; 2],
}

impl Pooled {
    fn scores(&self, trial: &Trial) -> Vec<Option<f64>> {
        self.scorers
            .get(trial.item)
            .map(|score| score(&trial.therapy))
            .unwrap_or_default()
    }

    fn learn(self, nulls: &[Trial]) -> Learnt {
        let scores: Vec<Vec<Option<f64>>> = nulls.par_iter().map(|t| self.scores(t)).collect();
        let day = |day: usize| {
            let mut of_day: Vec<f64> = scores
                .iter()
                .filter_map(|row| row.get(day).copied().flatten())
                .collect();
            of_day.sort_unstable_by(f64::total_cmp);
            of_day
        };
        let days = match self.threshold {
            Threshold::Score => Vec::new(),
            Threshold::Rank => (0..DAYS).map(day).collect(),
        };
        let mut learnt = Learnt {
            pooled: self,
            days,
            limits: [0.0; 2],
        };
        let mut greatest: Vec<f64> = nulls
            .par_iter()
            .map(|trial| learnt.greatest(trial, DAYS))
            .collect();
        greatest.sort_unstable_by(f64::total_cmp);
        learnt.limits = [0.95, 0.8].map(|share| quantile(&greatest, share));
        learnt
    }
}

impl Learnt {
    /// The greatest value in the `days` from the onset of a trial.
    fn greatest(&self, trial: &Trial, days: usize) -> f64 {
        let scores = self.pooled.scores(trial);
        let counted = scores.into_iter().enumerate().skip(trial.therapy.onset);
        let value = |(day, score): (usize, Option<f64>)| match self.pooled.threshold {
            Threshold::Score => score,
            Threshold::Rank => Some(self.rank(day, score?)),
        };
        counted
            .take(days)
            .filter_map(value)
            .fold(f64::NEG_INFINITY, f64::max)
    }

    /// The share of series that lie below `score` on this day.
    fn rank(&self, day: usize, score: f64) -> f64 {
        let of_day = self.days.get(day).map(Vec::as_slice).unwrap_or_default();
        let below = of_day.partition_point(|other| *other < score);
        below as f64 / (of_day.len() as f64 + 1.0)
    }

    /// The shares of `trials` that reach each limit in the days that count.
    fn reached(&self, trials: &[Trial], days: usize) -> [Cell; 2] {
        let greatest: Vec<(u32, f64)> = trials
            .par_iter()
            .map(|trial| (trial.person, self.greatest(trial, days)))
            .collect();
        self.limits.map(|limit| {
            let hits = greatest.iter().map(|(person, g)| (*person, *g >= limit));
            Cell::clustered(hits)
        })
    }
}

/// False alarms and core power of each detector on `test`, learnt from `train`.
fn half(series: &[Daily], train: &[u32], test: &[u32]) -> Result<Vec<Measured>, LabError> {
    let of = |persons: &[u32]| -> Vec<&Daily> {
        let chosen = series.iter().filter(|d| persons.contains(&d.person));
        chosen.collect()
    };
    let (train, test) = (of(train), of(test));
    let plain = |all: &[&Daily]| -> Vec<Trial> {
        let trials = all.iter().map(|daily| Trial::of(daily, daily.therapy()));
        trials.collect()
    };
    let (nulls, checks) = (plain(&train), plain(&test));
    let cells = CORE
        .into_iter()
        .flat_map(|kind| DEPTHS.map(|depth| (kind, depth)));
    let core: Vec<Trial> = (0_u64..)
        .zip(cells)
        .flat_map(|(place, (kind, depth))| ruptured(&test, kind, depth, place))
        .collect();
    let measure = |(place, pooled): (usize, Pooled)| {
        let name = pooled.name.clone();
        let learnt = pooled.learn(&nulls);
        let [five, twenty] = learnt.reached(&checks, DAYS);
        let [core_five, core_twenty] = learnt.reached(&core, WINDOW);
        Measured {
            place,
            name,
            cells: [five, twenty, core_five, core_twenty],
        }
    };
    let pooled = detectors(&train)?.into_iter().enumerate();
    Ok(pooled.map(measure).collect())
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
            trials.push(Trial::of(daily, daily.with(kind, depth, spread, onset)));
        }
    }
    trials
}

/// The bank with a population per item, then the rules.
fn detectors(train: &[&Daily]) -> Result<Vec<Pooled>, LabError> {
    let mut populations = Vec::new();
    for item in 0..ITEMS.len() {
        let cohort: Vec<Ratings<'_>> = train
            .iter()
            .filter(|daily| daily.item == item)
            .map(|daily| Ratings {
                client: &daily.scores,
                therapist: &[],
            })
            .collect();
        populations.push(fit(Scale::seven_point(), "Rowland 2020", &cohort)?);
    }
    let bank = Pooled {
        name: "bank, client only".into(),
        scorers: populations
            .iter()
            .map(|population| bank_score(population, Side::Client))
            .collect(),
        threshold: Threshold::Score,
    };
    let rules = Classic::ONLINE.into_iter().map(|rule| Pooled {
        name: rule.name().into(),
        scorers: populations
            .iter()
            .map(|population| rule_score(rule, &population.client))
            .collect(),
        threshold: match rule {
            Classic::Bocpd => Threshold::Rank,
            _ => Threshold::Score,
        },
    });
    Ok([bank].into_iter().chain(rules).collect())
}

/// A rule on the scores of one item; those that know no unit get the item's own.
fn rule_score(rule: Classic, course: &Course) -> Scorer {
    /// Its prior expects a level of 5 and a variance of about a tenth.
    const BOCPD_LEVEL: f64 = 5.0;
    const BOCPD_SD: f64 = 0.316_227_766_016_837_94;
    let sd = course.ln_sigma.exp();
    let (level, factor) = match rule {
        Classic::Drop | Classic::DropFromMean => (0.0, 1.0 / sd),
        Classic::Bocpd => (BOCPD_LEVEL - course.level * BOCPD_SD / sd, BOCPD_SD / sd),
        _ => (0.0, 1.0),
    };
    Box::new(move |therapy| {
        let scores = therapy.client.iter().map(|y| y.map(|y| level + factor * y));
        rule.score(&scores.collect::<Vec<_>>(), &therapy.weeks)
    })
}

//! `holdfast detect`: ruptures and repairs in a file of session ratings.
//! Clients are read one by one and judged on all cores; memory does not grow with their number.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use holdfast_detect::rule::Classic;
use holdfast_detect::{Alpha, Model, Population, Review, Scale, Series, review_batch};
use holdfast_lab::LabError;
use holdfast_lab::report::{self, About, Judged, Report};
use holdfast_lab::table::Therapy;
use holdfast_lab::yardstick::{Nulls, Threshold, Yardstick};
use rayon::prelude::*;

use crate::input::Input;
use crate::output::{Output, Voice};

/// Find ruptures and repairs in session ratings.
#[derive(Args)]
pub(crate) struct Detect {
    #[command(flatten)]
    input: Input,
    /// How to write what was found.
    #[arg(long, default_value = "table")]
    format: Format,
    /// False alarms: the share of rupture-free therapies of 30 sessions with any alarm.
    #[arg(long, default_value = "0.05", value_name = "RATE")]
    alpha: Rate,
    /// The population to compare with, as `holdfast fit` writes it; else the shipped one.
    #[arg(long, value_name = "FILE")]
    population: Option<PathBuf>,
    /// The rule: `bank` is ours; the others are those of the literature, beside ours to compare.
    #[arg(long, default_value = "bank")]
    rule: Rule,
    /// Write to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// As `holdfast_lab::report::Format`.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
    Csv,
    Html,
}

#[derive(Clone, Copy, ValueEnum)]
enum Rate {
    #[value(name = "0.05")]
    Five,
    #[value(name = "0.1", alias = "0.10")]
    Ten,
    #[value(name = "0.2", alias = "0.20")]
    Twenty,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Rule {
    Bank,
    #[value(name = "1sd")]
    OneSd,
    #[value(name = "2sd")]
    TwoSd,
    Drop3,
    Rci,
    Regression,
    Xmr,
    XmrOffline,
    Tukey,
    Ewma,
    Cusum,
    Bocpd,
    SuddenLoss,
}

impl Detect {
    pub(crate) fn run(self, voice: Voice) -> Result<()> {
        let therapies = self.input.open(voice)?;
        let (judge, about) = self.judge()?;
        let progress = voice.progress("therapies", None);
        let mut output = Output::beside(&self.input.file, self.out.as_deref())?;
        let failed = |source| unwritten(self.out.as_deref(), source);
        let mut report = Report::begin(&mut output, self.format.into(), about).map_err(failed)?;
        let mut therapies = therapies.peekable();
        while therapies.peek().is_some() {
            let group: Vec<Therapy> = therapies
                .by_ref()
                .take(GROUP)
                .collect::<Result<_, LabError>>()?;
            progress.inc(group.len() as u64);
            for judged in &judge.judge(group) {
                report.add(judged).map_err(failed)?;
            }
        }
        let ending = report.finish().map_err(failed)?;
        progress.finish_and_clear();
        output.close()?;
        if !ending.doubts.is_empty() {
            voice.note(&ending.doubts.join(" "));
        }
        Ok(())
    }

    fn judge(&self) -> Result<(Judge, About)> {
        let scale = self.input.scale()?;
        let alpha = Alpha::from(self.alpha);
        let nulls = || Nulls::simulated(Nulls::COUNT);
        let mut against = None;
        let (judge, false_alarm_rate, false_alarms, population) = match self.rule.classic(alpha) {
            None => {
                let population = self.population(&scale)?;
                let said = compared_with(&population);
                let model = Model::new(scale, &population).with_alpha(alpha);
                let words = nominal(alpha, &population);
                against = Some(population);
                (Judge::Bank(Box::new(model)), alpha.rate(), words, said)
            }
            Some(classic) => {
                let yardstick = classic.measure(&nulls());
                let said = "Compared with: HOLDFAST-SIM v1, brought to this scale.".to_owned();
                let (rate, words) = (yardstick.false_alarm_rate(), yardstick.false_alarms());
                (Judge::Classic(Box::new(yardstick)), rate, words, said)
            }
        };
        let rule = self
            .rule
            .to_possible_value()
            .map(|value| value.get_name().to_owned());
        let about = About {
            title: self.input.title(),
            scale,
            alpha: alpha.rate(),
            rule: rule.unwrap_or_default(),
            false_alarm_rate,
            false_alarms,
            population,
            against,
        };
        Ok((judge, about))
    }

    fn population(&self, scale: &Scale) -> Result<Population, LabError> {
        let Some(path) = &self.population else {
            return Ok(Population::shipped(scale));
        };
        let file = File::open(path);
        let file = file.map_err(|source| LabError::File {
            path: path.clone(),
            source,
        })?;
        let read: Result<Population, _> = serde_json::from_reader(BufReader::new(file));
        let population = read.map_err(|source| LabError::Json {
            path: path.clone(),
            source,
        })?;
        Ok(population.checked()?)
    }
}

/// Who judges.
enum Judge {
    Bank(Box<Model>),
    Classic(Box<Yardstick>),
}

impl Judge {
    fn judge(&self, group: Vec<Therapy>) -> Vec<Judged> {
        let model = match self {
            Self::Bank(model) => model,
            Self::Classic(yardstick) => {
                let judged = group.into_par_iter();
                return judged.map(|therapy| yardstick.judge(therapy)).collect();
            }
        };
        let reviews = |therapies: &[Therapy]| {
            let series: Vec<&Series> = therapies.iter().map(|therapy| &therapy.series).collect();
            review_batch(model, &series)
        };
        let reviews: Vec<Review> = group.par_chunks(TOGETHER).flat_map_iter(reviews).collect();
        let judged = group.into_iter().zip(reviews);
        judged
            .map(|(therapy, review)| Judged::new(therapy, review))
            .collect()
    }
}

/// A rule of the literature before the spreads of scores are known.
struct Unmeasured(Box<dyn Fn(f64) -> (Classic, Threshold)>);

impl Unmeasured {
    fn measure(&self, nulls: &Nulls) -> Yardstick {
        let (rule, threshold) = self.0(nulls.spreads().within);
        Yardstick::measure(rule, threshold, nulls)
    }
}

impl Rule {
    /// A rule at the threshold of the literature, or at `alpha` where the literature has none.
    fn classic(self, alpha: Alpha) -> Option<Unmeasured> {
        let rate = alpha.rate();
        let at = |rule, threshold| Some(Unmeasured(Box::new(move |_| (rule, threshold))));
        let published = |rule, threshold| at(rule, Threshold::Published(threshold));
        let drop = |count: f64| {
            let of = move |within| (Classic::Drop, Threshold::Published(count * within));
            Some(Unmeasured(Box::new(of)))
        };
        match self {
            Self::Bank => None,
            Self::OneSd => drop(1.0),
            Self::TwoSd => drop(2.0),
            Self::Rci => Some(Unmeasured(Box::new(|within| {
                let standard_error = std::f64::consts::SQRT_2 * within;
                (
                    Classic::ReliableChange { standard_error },
                    Threshold::Published(1.96),
                )
            }))),
            Self::SuddenLoss => Some(Unmeasured(Box::new(|within| {
                let reliable_drop = 1.96 * within;
                (
                    Classic::SuddenLoss { reliable_drop },
                    Threshold::Published(1.0),
                )
            }))),
            Self::Xmr => published(Classic::Xmr, 3.0),
            Self::XmrOffline => published(Classic::XmrOffline, 3.0),
            Self::Tukey => published(Classic::Tukey, 1.5),
            Self::Drop3 => at(Classic::DropFromMean, Threshold::Rate(rate)),
            Self::Regression => at(Classic::Regression, Threshold::Rate(rate)),
            Self::Ewma => at(Classic::Ewma, Threshold::Rate(rate)),
            Self::Cusum => at(Classic::Cusum, Threshold::Rate(rate)),
            Self::Bocpd => at(Classic::Bocpd, Threshold::RateBySession(rate)),
        }
    }
}

fn compared_with(population: &Population) -> String {
    let provenance = &population.provenance;
    if provenance.therapies == 0 {
        return format!(
            "Compared with: {} (assumed, not fitted).",
            provenance.source
        );
    }
    format!(
        "Compared with: {} ({} therapies, {} ratings, by {}).",
        provenance.source, provenance.therapies, provenance.ratings, provenance.method,
    )
}

/// A report that could not be written.
fn unwritten(path: Option<&Path>, source: std::io::Error) -> LabError {
    LabError::File {
        path: path.unwrap_or(Path::new("-")).to_owned(),
        source,
    }
}

/// The rate, and for which therapies it was made to hold.
fn nominal(alpha: Alpha, population: &Population) -> String {
    let made = match (&population.calibration, population.provenance.therapies) {
        (Some(_), _) => "the thresholds were set by simulating this population",
        (None, 0) => "the thresholds were set by simulating the population below",
        (None, _) => {
            "the thresholds were set for the shipped population, not for this one, so that the \
             rate is not known to hold: run holdfast fit again, which sets them"
        }
    };
    format!(
        "False alarms: {:.0} % of rupture-free therapies of 30 sessions have any alarm; {made}.",
        100.0 * alpha.rate()
    )
}

impl From<Rate> for Alpha {
    fn from(rate: Rate) -> Self {
        match rate {
            Rate::Five => Self::Five,
            Rate::Ten => Self::Ten,
            Rate::Twenty => Self::Twenty,
        }
    }
}

impl From<Format> for report::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Table => Self::Table,
            Format::Json => Self::Json,
            Format::Csv => Self::Csv,
            Format::Html => Self::Html,
        }
    }
}

/// Therapies that are judged together; a few thousand sessions are enough work for all cores.
const GROUP: usize = 512;
/// Therapies that one core takes at once: enough to fill its vectors.
const TOGETHER: usize = 64;

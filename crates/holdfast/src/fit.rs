//! `holdfast fit`: the population of a cohort, for `holdfast detect --population`.
//! The cohort is held in memory; what comes out is eighteen numbers with their uncertainty, and the
//! thresholds with which the stated false-alarm rates hold for that population.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use holdfast_detect::{Direction, Population, Rating, Scale, Score, Series};
use holdfast_lab::LabError;
use holdfast_lab::calibrate::calibrate_fitted;
use holdfast_lab::population::{Ratings, fit_at};
use holdfast_lab::simulate::Pace;
use serde::Serialize;

use crate::input::Input;
use crate::output::{Output, Voice};

/// Learn what therapies without ruptures look like in a cohort.
#[derive(Args)]
pub(crate) struct Fit {
    #[command(flatten)]
    input: Input,
    /// Write to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Serialize)]
struct Json<'a> {
    schema: &'static str,
    #[serde(flatten)]
    population: &'a Population,
}

impl Fit {
    pub(crate) fn run(self, voice: Voice) -> Result<()> {
        let given = self.input.scale()?;
        let scale = given.with_direction(Direction::HigherIsBetter);
        let progress = voice.progress("therapies", None);
        let mut cohort = Vec::new();
        let mut gaps = Vec::new();
        for therapy in self.input.open(voice)? {
            let series = therapy?.series;
            cohort.push(scores(&series, &scale));
            gaps.extend(
                series
                    .sessions()
                    .iter()
                    .skip(1)
                    .map(|session| session.weeks),
            );
            progress.inc(1);
        }
        progress.finish_and_clear();
        let ratings: Vec<Ratings<'_>> = cohort
            .iter()
            .map(|(client, therapist)| Ratings { client, therapist })
            .collect();
        let pace = Pace::of(&ratings, gaps);
        let title = self.input.title();
        let mut population = fit_at(scale, &title, &ratings, pace.median_gap())?;
        let simulating = voice.waiting("setting thresholds by simulation");
        population.calibration = Some(calibrate_fitted(&population, &pace));
        simulating.finish_and_clear();
        let mut output = Output::beside(&self.input.file, self.out.as_deref())?;
        let json = Json {
            schema: "holdfast.population/1",
            population: &population,
        };
        serde_json::to_writer_pretty(&mut output, &json).map_err(|source| {
            let path = self.out.clone().unwrap_or_else(|| "-".into());
            LabError::Json { path, source }
        })?;
        writeln!(output)?;
        Ok(output.close()?)
    }
}

/// Both sides' scores, turned so that higher is better.
fn scores(series: &Series, scale: &Scale) -> (Vec<Option<f64>>, Vec<Option<f64>>) {
    let turned = |rating: &Rating| {
        let score = rating.score.map(Score::value);
        score.map(|score| series.scale().convert(score, scale))
    };
    let client = series
        .sessions()
        .iter()
        .map(|session| turned(&session.client));
    let therapist = series
        .sessions()
        .iter()
        .map(|session| turned(&session.therapist));
    (client.collect(), therapist.collect())
}

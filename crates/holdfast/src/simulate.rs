//! `holdfast simulate`: therapies of HOLDFAST-SIM v1 as CSV, with the truth in a second file.
//! The same seed gives the same therapies, however many are drawn.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use holdfast_lab::simulate::{Design, Kind, Nature, Onset, Simulated};
use rayon::prelude::*;

use crate::misuse::misuse;
use crate::output::{Output, Voice};

/// Draw simulated therapies.
#[derive(Args)]
pub(crate) struct Simulate {
    /// The rupture in each therapy.
    #[arg(long, default_value = "null")]
    kind: Shape,
    /// Its depth in standard deviations within a person.
    #[arg(long, default_value_t = 2.0, value_name = "SD")]
    depth: f64,
    /// Sessions per therapy.
    #[arg(long, default_value_t = 30, value_name = "SESSIONS")]
    n: usize,
    /// How many therapies.
    #[arg(long, default_value_t = 100)]
    clients: u64,
    /// Names the series of draws.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Ruptures begin in session 3, 4 or 5 instead of anywhere.
    #[arg(long)]
    early: bool,
    /// The scale: seven steps as in most inventories, or five as in the own session note.
    #[arg(long, default_value = "seven")]
    steps: Steps,
    /// Write to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write the truth to this file; else beside --out, with `.truth.csv` for `.csv`.
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Shape {
    /// No rupture.
    Null,
    /// Down for one session.
    V1,
    /// Down for two sessions.
    V2,
    /// Down for four sessions.
    V4,
    /// Down, and it stays.
    Step,
    /// Down over five sessions, and it stays.
    Slide,
}

#[derive(Clone, Copy, ValueEnum)]
enum Steps {
    Five,
    Seven,
}

impl Simulate {
    pub(crate) fn run(self, voice: Voice) -> Result<()> {
        let design = self.design()?;
        let mut output = Output::open(self.out.as_deref())?;
        let truth = self.truth_path();
        let mut truth = truth
            .as_deref()
            .map(|path| Output::open(Some(path)))
            .transpose()?;
        if truth.is_none() {
            voice.note("the truth is not written: give --truth FILE, or --out FILE");
        }
        writeln!(output, "client,session,week,client_score,therapist_score")?;
        if let Some(truth) = &mut truth {
            writeln!(truth, "client,kind,depth,onset,last")?;
        }
        let progress = voice.progress("therapies", Some(self.clients));
        for first in (0..self.clients).step_by(GROUP) {
            let until = (first + GROUP as u64).min(self.clients);
            let drawn: Vec<(String, String)> = (first..until)
                .into_par_iter()
                .map(|place| {
                    let therapy = design.draw_one(self.seed, place);
                    (
                        rows(place + 1, &therapy),
                        truth_row(place + 1, &therapy, &design),
                    )
                })
                .collect();
            for (rows, row) in drawn {
                output.write_all(rows.as_bytes())?;
                if let Some(truth) = &mut truth {
                    truth.write_all(row.as_bytes())?;
                }
            }
            progress.inc(until - first);
        }
        progress.finish_and_clear();
        if let Some(truth) = truth {
            truth.close()?;
        }
        Ok(output.close()?)
    }

    fn design(&self) -> Result<Design> {
        let kind = Kind::from(self.kind);
        let sessions_min = if kind == Kind::Null {
            1
        } else {
            SESSIONS_WITH_RUPTURE_MIN
        };
        if !(sessions_min..=SESSIONS_MAX).contains(&self.n) {
            return Err(misuse(format!(
                "--n is a number of sessions from {sessions_min} to {SESSIONS_MAX}"
            )));
        }
        if self.clients == 0 {
            return Err(misuse("--clients is a number of therapies, 1 or more"));
        }
        if !(self.depth.is_finite() && self.depth >= 0.0) {
            return Err(misuse(
                "--depth is a number of standard deviations, 0 or more",
            ));
        }
        let nature = match self.steps {
            Steps::Five => Nature::session_note(),
            Steps::Seven => Nature::v1(),
        };
        let onset = if self.early {
            Onset::Early
        } else {
            Onset::Anywhere
        };
        Ok(Design {
            sessions: self.n,
            onset,
            ..Design::null(nature).with(kind, self.depth)
        })
    }

    fn truth_path(&self) -> Option<PathBuf> {
        let beside = |out: &PathBuf| out.with_extension("truth.csv");
        let out = self
            .out
            .as_ref()
            .filter(|out| out.as_path() != Path::new("-"));
        self.truth.clone().or_else(|| out.map(beside))
    }
}

fn rows(client: u64, therapy: &Simulated) -> String {
    let mut text = String::new();
    let mut week = 0.0;
    let scores = therapy.client.iter().zip(&therapy.therapist);
    let cell = |score: &Option<f64>| score.map(|score| format!("{score:.4}")).unwrap_or_default();
    for ((session, weeks), (by_client, by_therapist)) in (1..).zip(&therapy.weeks).zip(scores) {
        let session: u32 = session;
        week += weeks;
        let (a, b) = (cell(by_client), cell(by_therapist));
        text.push_str(&format!("c{client},{session},{week},{a},{b}\n"));
    }
    text
}

fn truth_row(client: u64, therapy: &Simulated, design: &Design) -> String {
    let kind = design.kind.name();
    if design.kind == Kind::Null {
        return format!("c{client},{kind},,,\n");
    }
    let last = therapy
        .shape
        .iter()
        .rposition(|open| *open > 0.0)
        .map_or(0, |place| place + 1);
    format!(
        "c{client},{kind},{},{},{last}\n",
        design.depth,
        therapy.onset + 1
    )
}

impl From<Shape> for Kind {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Null => Self::Null,
            Shape::V1 => Self::Valley(1),
            Shape::V2 => Self::Valley(2),
            Shape::V4 => Self::Valley(4),
            Shape::Step => Self::Step,
            Shape::Slide => Self::Slide,
        }
    }
}

const GROUP: usize = 4_096;
const SESSIONS_MAX: usize = 10_000;
/// Onsets keep five sessions from either end.
const SESSIONS_WITH_RUPTURE_MIN: usize = 11;

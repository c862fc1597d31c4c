//! What `detect` and `fit` have in common: a table of ratings and the scale of its scores.
//! The scale is said on the command line; no file is trusted to say it.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use holdfast_detect::{Direction, Scale};
use holdfast_lab::LabError;
use holdfast_lab::table::{Options, Repeats, Source, Therapies};

use crate::misuse::misuse;
use crate::output::Voice;

/// A table and how to read it.
#[derive(Args)]
pub(crate) struct Input {
    /// A CSV file, wide (client,session,date or week,client_score,therapist_score) or long
    /// (client,session,date,rater,phase,item,value); `-` is standard input.
    pub(crate) file: PathBuf,
    /// Lowest possible score.
    #[arg(
        long,
        default_value_t = 1.0,
        allow_negative_numbers = true,
        value_name = "SCORE"
    )]
    min: f64,
    /// Highest possible score.
    #[arg(
        long,
        default_value_t = 7.0,
        allow_negative_numbers = true,
        value_name = "SCORE"
    )]
    max: f64,
    /// Number of items that a score is the mean (or the sum) of.
    #[arg(long, default_value_t = 6, value_name = "COUNT")]
    items: u16,
    /// Whether a high score is good news.
    #[arg(long, default_value = "higher-is-better")]
    direction: Reading,
    /// Other names of columns, as client=patient,client_score=total.
    #[arg(long, value_delimiter = ',', value_name = "NAME=COLUMN")]
    columns: Vec<String>,
    /// Several lines for one session in a wide table, as several prompts of a day.
    #[arg(long, default_value = "refuse", value_name = "WHAT")]
    repeats: Several,
    /// Weeks from one session number to the next, for a file without dates or weeks.
    #[arg(long, default_value_t = 1.0, value_name = "WEEKS")]
    weeks_per_session: f64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Reading {
    HigherIsBetter,
    HigherIsWorse,
}

#[derive(Clone, Copy, ValueEnum)]
enum Several {
    /// A mistake, which is told with its line.
    Refuse,
    /// The mean of those that are there counts.
    Mean,
}

impl Input {
    pub(crate) fn scale(&self) -> Result<Scale, LabError> {
        let direction = match self.direction {
            Reading::HigherIsBetter => Direction::HigherIsBetter,
            Reading::HigherIsWorse => Direction::HigherIsWorse,
        };
        Ok(Scale::new(self.min, self.max, self.items)?.with_direction(direction))
    }

    /// What the input is called in reports.
    pub(crate) fn title(&self) -> String {
        let name = self
            .file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        name.filter(|name| name != "-")
            .unwrap_or_else(|| "standard input".to_owned())
    }

    /// Opens the table, and says what is assumed or left unread.
    pub(crate) fn open(&self, voice: Voice) -> Result<Therapies> {
        if !(self.weeks_per_session.is_finite() && self.weeks_per_session >= 0.0) {
            return Err(misuse(
                "--weeks-per-session is a number of weeks, 0 or more",
            ));
        }
        let mut options = Options::new(self.scale()?);
        options.weeks_per_session = self.weeks_per_session;
        options.repeats = match self.repeats {
            Several::Refuse => Repeats::Refuse,
            Several::Mean => Repeats::Mean,
        };
        for pair in &self.columns {
            let (name, column) = pair
                .split_once('=')
                .ok_or_else(|| misuse(format!("--columns `{pair}`: write NAME=COLUMN")))?;
            let renamed = options.names.rename(name, column);
            renamed.map_err(|flaw| misuse(format!("--columns {flaw}")))?;
        }
        let therapies = Therapies::open(source(&self.file), options)?;
        if therapies.time_is_assumed() {
            let weeks = self.weeks_per_session;
            voice.note(&format!(
                "there is no date and no week: {weeks} week(s) from one session number to the next"
            ));
        }
        if !therapies.columns_ignored().is_empty() {
            voice.note(&format!(
                "not read: {}",
                therapies.columns_ignored().join(", ")
            ));
        }
        Ok(therapies)
    }
}

/// A file, or standard input for `-`.
pub(crate) fn source(path: &Path) -> Source {
    if path == Path::new("-") {
        Source::Stream(Box::new(std::io::stdin()))
    } else {
        Source::File(path.to_owned())
    }
}

//! `holdfast segment`: where a finished series changed its level or its slope.
//! One column, read whole; positions are those of the file.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use holdfast_detect::segment;
use holdfast_lab::LabError;
use holdfast_lab::report::{SegmentReport, write_segments};
use holdfast_lab::table::read_column;

use crate::detect::Format;
use crate::misuse::misuse;
use crate::output::Output;

/// Find the change points of any series.
#[derive(Args)]
pub(crate) struct Segment {
    /// A CSV file with a header; `-` is standard input.
    file: PathBuf,
    /// The column with the numbers; the first other column gives the labels.
    #[arg(long)]
    column: String,
    /// How to cut.
    #[arg(long, default_value = "exact")]
    method: Method,
    /// Price of one more segment in units of the noise variance; each method has its own default.
    #[arg(long, value_name = "PRICE")]
    penalty: Option<f64>,
    /// How to write the changes.
    #[arg(long, default_value = "table")]
    format: Format,
    /// Write to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Method {
    /// Levels and lines, exact.
    Exact,
    /// Levels, exact, for long series.
    Fpop,
    /// Binary segmentation, greedy, at most five changes.
    Binseg,
    /// Best of one to five segments.
    Segneigh,
    /// At most one change.
    Amoc,
    /// Levels, exact, MBIC.
    Pelt,
}

impl Segment {
    pub(crate) fn run(self) -> Result<()> {
        if self
            .penalty
            .is_some_and(|penalty| !(penalty.is_finite() && penalty >= 0.0))
        {
            return Err(misuse("--penalty is a number, 0 or more"));
        }
        let column = read_column(open(&self.file)?, &self.column)?;
        let method = segment::Method::from(self.method);
        let segments = segment::segment(&column.values, method, self.penalty);
        let report = SegmentReport {
            title: self.column.clone(),
            method: method.name().to_owned(),
            column,
            segments,
        };
        let mut output = Output::beside(&self.file, self.out.as_deref())?;
        write_segments(&mut output, self.format.into(), &report)?;
        Ok(output.close()?)
    }
}

fn open(path: &Path) -> Result<Box<dyn Read>, LabError> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdin()));
    }
    let file = File::open(path);
    Ok(Box::new(file.map_err(|source| LabError::File {
        path: path.to_owned(),
        source,
    })?))
}

impl From<Method> for segment::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Exact => Self::Exact,
            Method::Fpop => Self::Fpop,
            Method::Binseg => Self::BinSeg,
            Method::Segneigh => Self::SegNeigh,
            Method::Amoc => Self::Amoc,
            Method::Pelt => Self::Pelt,
        }
    }
}

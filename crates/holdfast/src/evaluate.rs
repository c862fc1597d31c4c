//! `holdfast evaluate`: every claim of the engine measured again on this machine.
//! Tables carry their Monte-Carlo errors; docs/benchmarks.md is what `evaluate all` prints.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use holdfast_lab::LabError;
use holdfast_lab::evaluate::{self, Plan, Sheet, Size};
use serde::Serialize;

use crate::circumstances;
use crate::misuse::misuse;
use crate::output::{Output, Voice};

/// Measure the detectors.
#[derive(Args)]
pub(crate) struct Evaluate {
    /// What to measure.
    what: What,
    /// The folder with data that is not shipped: `tcpd` and `ema` in it, or their files.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// A tenth of the sizes.
    #[arg(long)]
    quick: bool,
    /// Which simulated therapies: 0 for the published ones, another number for fresh ones.
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    seed: u32,
    /// Print JSON instead of Markdown.
    #[arg(long)]
    json: bool,
    /// Put this file of Markdown at the end of `all`, as the table of bench/peers.
    #[arg(long, value_name = "FILE")]
    with: Option<PathBuf>,
    /// Write to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// False alarms and power on simulated therapies.
    Sim,
    /// Ruptures in session 3, 4 or 5.
    Early,
    /// Therapies of other lengths.
    Lengths,
    /// Repair after a rupture.
    Repair,
    /// False alarms in thirteen wrong populations.
    Robust,
    /// The rules of the literature, as published.
    Rules,
    /// Power with real noise (needs --data).
    Real,
    /// Segmentation against human annotations (needs --data).
    Tcpd,
    /// All of these.
    All,
}

#[derive(Serialize)]
struct Json<'a> {
    schema: &'static str,
    #[serde(flatten)]
    plan: Plan,
    sheets: &'a [Sheet],
}

impl Evaluate {
    pub(crate) fn run(self, voice: Voice) -> Result<()> {
        let wanted: Vec<What> = match self.what {
            What::All => What::value_variants()
                .iter()
                .copied()
                .filter(|w| *w != What::All)
                .collect(),
            one => vec![one],
        };
        let appendix = self.appendix()?;
        let progress = voice.progress("tables", Some(wanted.len() as u64));
        let mut sheets = Vec::new();
        for what in wanted {
            match (what.needs_data(), &self.data) {
                (true, None) if self.what == What::All => {
                    voice.note(&format!("{} is left out: it needs --data", what.name()));
                }
                _ => sheets.extend(self.measure(what)?),
            }
            progress.inc(1);
        }
        progress.finish_and_clear();
        let mut output = Output::open(self.out.as_deref())?;
        if self.json {
            let json = Json {
                schema: "holdfast.evaluate/1",
                plan: self.plan(),
                sheets: &sheets,
            };
            serde_json::to_writer(&mut output, &json)?;
            writeln!(output)?;
        } else {
            output.write_all(self.preface(&sheets).as_bytes())?;
            for sheet in &sheets {
                output.write_all(sheet.to_markdown().as_bytes())?;
            }
            output.write_all(appendix.as_bytes())?;
        }
        Ok(output.close()?)
    }

    fn measure(&self, what: What) -> Result<Vec<Sheet>> {
        let plan = self.plan();
        let sheet = match what {
            What::Sim => evaluate::sim(plan)?,
            What::Early => evaluate::early(plan)?,
            What::Lengths => evaluate::lengths(plan)?,
            What::Repair => evaluate::repair(plan)?,
            What::Robust => evaluate::robust(plan)?,
            What::Rules => evaluate::rules(plan)?,
            What::Real => evaluate::real(&self.folder("ema")?)?,
            What::Tcpd => return Ok(evaluate::tcpd(&self.folder("tcpd")?)?),
            What::All => return Ok(Vec::new()),
        };
        Ok(vec![sheet])
    }

    /// What a reader of the file must know; a single table needs none.
    fn preface(&self, sheets: &[Sheet]) -> String {
        if self.what != What::All {
            return String::new();
        }
        let Plan { size, seed } = self.plan();
        let (flag, sizes) = match size {
            Size::Quick => (
                " --quick",
                "A tenth of the published sizes: errors are three times as wide.",
            ),
            Size::Full => ("", "The published sizes."),
        };
        let drawn = match seed {
            0 => String::new(),
            seed => format!(" --seed {seed}"),
        };
        let goals = evaluate::goals(sheets).to_markdown();
        format!(
            "# Benchmarks\n\nMade by `holdfast evaluate all{flag}{drawn} --data DIR`. {sizes} \
             A figure stands with its Monte-Carlo standard error.\n\n{}\n\n{goals}",
            circumstances::sentence(),
        )
    }

    /// The file to put at the end; read first, so that nothing is measured for a wrong name.
    fn appendix(&self) -> Result<String, LabError> {
        let Some(path) = &self.with else {
            return Ok(String::new());
        };
        std::fs::read_to_string(path).map_err(|source| LabError::File {
            path: path.clone(),
            source,
        })
    }

    fn plan(&self) -> Plan {
        Plan {
            size: if self.quick { Size::Quick } else { Size::Full },
            seed: self.seed,
        }
    }

    /// The folder `name` in the data folder, or the data folder itself.
    fn folder(&self, name: &str) -> Result<PathBuf> {
        let data = self
            .data
            .as_deref()
            .ok_or_else(|| misuse("this needs --data DIR"))?;
        let inner = data.join(name);
        let folder = if inner.is_dir() {
            inner
        } else {
            data.to_owned()
        };
        if !folder.is_dir() {
            let source = std::io::ErrorKind::NotFound.into();
            return Err(LabError::File {
                path: Path::new(&folder).to_owned(),
                source,
            }
            .into());
        }
        Ok(folder)
    }
}

impl What {
    fn needs_data(self) -> bool {
        matches!(self, Self::Real | Self::Tcpd)
    }

    fn name(self) -> String {
        self.to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    }
}

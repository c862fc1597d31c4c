//! Segmentation on the Turing Change Point Dataset, against annotators and published results.
//! The data is not ours: it is read from a folder, and nothing of it is kept.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use holdfast_detect::segment::{Method, segment};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::sheet::{Cell, Sheet};
use crate::error::LabError;
use crate::tcpd::{covering, f1};

/// One series with its annotations and the published scores of other methods.
struct Known {
    name: String,
    values: Vec<f64>,
    annotations: Vec<Vec<usize>>,
    published: Published,
}

#[derive(Deserialize)]
struct SeriesFile {
    series: Vec<Channel>,
}

#[derive(Deserialize)]
struct Channel {
    raw: Vec<Option<f64>>,
}

/// Scores by method, as TCPDBench publishes them for default settings.
#[derive(Deserialize)]
struct Published {
    f1: BTreeMap<String, f64>,
    cover: BTreeMap<String, f64>,
}

/// What one method reached on one series.
struct Reached {
    f1: f64,
    covering: f64,
    equal: Option<bool>,
}

/// F1 and covering of every method, and of every series for ours.
///
/// `folder` holds `series/*.json`, `annotations.json` and `published_default_subset.json`.
///
/// # Errors
/// `HF-LAB-03` for a file that is not there, `HF-LAB-02` for one that reads otherwise.
pub fn tcpd(folder: &Path) -> Result<Vec<Sheet>, LabError> {
    let known = load(folder)?;
    let mut summary = Sheet {
        title: "Change points that people see (TCPD)".into(),
        columns: [
            "F1",
            "covering",
            "F1, 30",
            "covering, 30",
            "equal to published",
        ]
        .map(str::to_owned)
        .into(),
        ..Sheet::default()
    };
    for method in Method::ALL {
        let reached: Vec<Reached> = known.iter().map(|known| reach(known, method)).collect();
        let core = known
            .iter()
            .zip(&reached)
            .filter(|(known, _)| !known.is_control());
        let core: Vec<&Reached> = core.map(|(_, reached)| reached).collect();
        let all: Vec<&Reached> = reached.iter().collect();
        let equal = reached
            .iter()
            .filter(|reached| reached.equal == Some(true))
            .count();
        let mut cells = vec![
            mean(&core, |reached| reached.f1),
            mean(&core, |reached| reached.covering),
            mean(&all, |reached| reached.f1),
            mean(&all, |reached| reached.covering),
        ];
        if reached.iter().any(|reached| reached.equal.is_some()) {
            cells.push(Cell::plain(equal as f64));
        }
        summary.push(label(method), cells);
    }
    summary.notes = vec![
        "Default settings, no tuning. The first two columns leave out the five quality controls; \
         the next two hold all 30 univariate series that have published scores."
            .into(),
        "The last column counts the series on which F1 and covering equal the published defaults \
         of the R package (binseg, segneigh, amoc, pelt) to 1e-9."
            .into(),
    ];
    Ok(vec![summary, per_series(&known)])
}

fn per_series(known: &[Known]) -> Sheet {
    let mut sheet = Sheet {
        title: "The same, series by series".into(),
        columns: Method::ALL
            .iter()
            .flat_map(|method| ["F1", "covering"].map(|score| format!("{} {score}", method.name())))
            .collect(),
        ..Sheet::default()
    };
    for known in known {
        let cells = Method::ALL.iter().flat_map(|method| {
            let reached = reach(known, *method);
            [Cell::plain(reached.f1), Cell::plain(reached.covering)]
        });
        sheet.push(known.name.clone(), cells.collect());
    }
    sheet
}

fn label(method: Method) -> String {
    match method {
        Method::Exact => "exact, levels and lines (ours)".into(),
        Method::Fpop => "fpop, levels (ours)".into(),
        other => other.name().into(),
    }
}

fn mean(reached: &[&Reached], score: impl Fn(&Reached) -> f64) -> Cell {
    let sum: f64 = reached.iter().map(|reached| score(reached)).sum();
    Cell::plain(sum / reached.len().max(1) as f64)
}

impl Known {
    fn is_control(&self) -> bool {
        self.name.starts_with("quality_control")
    }
}

fn reach(known: &Known, method: Method) -> Reached {
    let n = known.values.len();
    let firsts = segment(&known.values, method, None)
        .into_iter()
        .skip(1)
        .map(|s| s.first);
    // The package names the last position of the old segment where we name the first of the new.
    let of_package = matches!(
        method,
        Method::BinSeg | Method::SegNeigh | Method::Amoc | Method::Pelt
    );
    let place = |first: usize| if of_package { first - 1 } else { first };
    let changes: Vec<usize> = firsts
        .map(place)
        .filter(|at| (1..n - 1).contains(at))
        .collect();
    let f1 = f1(&known.annotations, &changes);
    let covering = covering(&known.annotations, &changes, n);
    let published = &known.published;
    let equal = published
        .f1
        .get(method.name())
        .zip(published.cover.get(method.name()));
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
    let equal = equal.map(|(a, b)| near(*a, f1) && near(*b, covering));
    Reached {
        f1,
        covering,
        equal,
    }
}

fn load(folder: &Path) -> Result<Vec<Known>, LabError> {
    let published: BTreeMap<String, Published> =
        read(&folder.join("published_default_subset.json"))?;
    let mut annotations: BTreeMap<String, BTreeMap<String, Vec<usize>>> =
        read(&folder.join("annotations.json"))?;
    let mut all = Vec::new();
    for (name, published) in published {
        let file: SeriesFile = read(&folder.join("series").join(format!("{name}.json")))?;
        let values = file.series.into_iter().next().map(|channel| channel.raw);
        let values = values.unwrap_or_default().into_iter().flatten().collect();
        let annotations = annotations
            .remove(&name)
            .unwrap_or_default()
            .into_values()
            .collect();
        all.push(Known {
            name,
            values,
            annotations,
            published,
        });
    }
    Ok(all)
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, LabError> {
    let file = File::open(path);
    let file = file.map_err(|source| LabError::File {
        path: path.to_owned(),
        source,
    })?;
    let read = serde_json::from_reader(BufReader::new(file));
    read.map_err(|source| LabError::Json {
        path: path.to_owned(),
        source,
    })
}

//! A table of measured figures, each with its Monte-Carlo error.
//! What is printed is what was measured: rounding happens only on paper.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The estimate.
    pub value: f64,
    /// Its standard error over the simulation, where there is one.
    pub error: Option<f64>,
}

/// One line: who or what, and its figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The detector, or the condition.
    pub name: String,
    /// In the order of the columns.
    pub cells: Vec<Cell>,
}

/// A table of the benchmark.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its heading.
    pub title: String,
    /// How it was made, and what has to be known to read it.
    pub notes: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The lines.
    pub lines: Vec<Line>,
}

impl Cell {
    /// A share of `count` trials.
    #[must_use]
    pub fn share(hits: usize, count: usize) -> Self {
        let value = hits as f64 / count.max(1) as f64;
        Self {
            value,
            error: Some((value * (1.0 - value) / count.max(1) as f64).sqrt()),
        }
    }

    /// A share of trials that come in clusters, such as the series of one person: the error is
    /// that of a mean over clusters.
    #[must_use]
    pub fn clustered(trials: impl Iterator<Item = (u32, bool)>) -> Self {
        let mut clusters: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        for (cluster, hit) in trials {
            let (hits, count) = clusters.entry(cluster).or_default();
            *hits += f64::from(u8::from(hit));
            *count += 1.0;
        }
        let sum = |f: &dyn Fn(&(f64, f64)) -> f64| clusters.values().map(f).sum::<f64>();
        let count = sum(&|(_, count)| *count).max(1.0);
        let value = sum(&|(hits, _)| *hits) / count;
        let squares = sum(&|(hits, count)| (hits - value * count) * (hits - value * count));
        let many = clusters.len() as f64;
        let error = (many > 1.0).then(|| (squares * many / (many - 1.0)).sqrt() / count);
        Self { value, error }
    }

    /// The mean of independent figures.
    #[must_use]
    pub fn mean(cells: &[Self]) -> Self {
        let count = cells.len().max(1) as f64;
        let value = cells.iter().map(|cell| cell.value).sum::<f64>() / count;
        let squares = cells
            .iter()
            .map(|cell| cell.error.map(|e| e * e))
            .sum::<Option<f64>>();
        Self {
            value,
            error: squares.map(|s| s.sqrt() / count),
        }
    }

    /// A figure without an error of its own.
    #[must_use]
    pub fn plain(value: f64) -> Self {
        Self { value, error: None }
    }

    fn print(&self) -> String {
        match self.error {
            Some(error) => format!("{:.3} ±{error:.3}", self.value),
            None => format!("{:.3}", self.value),
        }
    }
}

impl Sheet {
    /// The table as Markdown, with its notes under it.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut text = format!("## {}\n\n", self.title);
        if !self.columns.is_empty() {
            text.push_str(&format!("| | {} |\n", self.columns.join(" | ")));
            text.push_str(&format!("|---|{}\n", "--:|".repeat(self.columns.len())));
            for line in &self.lines {
                let cells: Vec<String> = line.cells.iter().map(Cell::print).collect();
                text.push_str(&format!("| {} | {} |\n", line.name, cells.join(" | ")));
            }
            text.push('\n');
        }
        for note in &self.notes {
            text.push_str(note);
            text.push_str("\n\n");
        }
        text
    }

    /// The figure of a line under a column.
    pub(crate) fn cell(&self, line: &str, column: &str) -> Option<&Cell> {
        let place = self.columns.iter().position(|name| name == column)?;
        let line = self.lines.iter().find(|found| found.name == line)?;
        line.cells.get(place)
    }

    pub(crate) fn push(&mut self, name: impl Into<String>, cells: Vec<Cell>) {
        self.lines.push(Line {
            name: name.into(),
            cells,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_carries_its_binomial_error() {
        let cell = Cell::share(50, 1000);
        assert_eq!(cell.value, 0.05);
        assert!((cell.error.unwrap_or_default() - 0.006_892).abs() < 1e-6);
    }

    #[test]
    fn trials_that_agree_within_each_cluster_count_as_one() {
        let trials = |each: u32| (0..20).flat_map(move |c| (0..each).map(move |_| (c, c % 2 == 0)));
        let (one, many) = (Cell::clustered(trials(1)), Cell::clustered(trials(50)));
        assert_eq!((one.value, many.value), (0.5, 0.5));
        assert_eq!(one.error, many.error);
        let alone = Cell::share(10, 20).error.unwrap_or_default();
        assert!((one.error.unwrap_or_default() - alone).abs() < 0.003);
    }

    #[test]
    fn a_mean_of_four_equal_figures_has_half_their_error() {
        let cell = Cell::mean(&vec![Cell::share(500, 1000); 4]);
        assert_eq!(cell.value, 0.5);
        let one = Cell::share(500, 1000).error.unwrap_or_default();
        assert!((cell.error.unwrap_or_default() - one / 2.0).abs() < 1e-12);
    }

    #[test]
    fn a_table_prints_as_markdown() {
        let mut sheet = Sheet {
            title: "Power".into(),
            columns: vec!["5 %".into()],
            ..Sheet::default()
        };
        sheet.push("bank", vec![Cell::share(1, 4)]);
        sheet.notes.push("Made up.".into());
        let expected = "## Power\n\n| | 5 % |\n|---|--:|\n| bank | 0.250 ±0.217 |\n\nMade up.\n\n";
        assert_eq!(sheet.to_markdown(), expected);
    }
}

//! The change points of one series as a table, JSON, CSV or a page.
//! Positions are 0-based and are those of the file, missing values counted.

use std::io::{self, Write};

use holdfast_detect::segment::Segment;
use serde::Serialize;

use super::Format;
use super::csv::unlike_a_formula;
use super::markup::escape;
use crate::table::Column;

/// The segments of one column.
#[derive(Debug, Clone)]
pub struct SegmentReport {
    /// The name of the column.
    pub title: String,
    /// The method, as on the command line.
    pub method: String,
    /// What was cut.
    pub column: Column,
    /// The segments, in order, over the values that are there.
    pub segments: Vec<Segment>,
}

#[derive(Serialize)]
struct Json {
    schema: &'static str,
    method: String,
    changes: Vec<Change>,
}

#[derive(Serialize)]
struct Change {
    index: usize,
    label: String,
    before: f64,
    after: f64,
}

impl SegmentReport {
    /// One per segment but the first: where it begins, and the fitted values on either side.
    fn changes(&self) -> Vec<Change> {
        let pairs = self.segments.iter().zip(self.segments.iter().skip(1));
        let change = |(old, new): (&Segment, &Segment)| {
            let index = self.column.indices.get(new.first).copied()?;
            let label = self.column.labels.get(new.first).cloned()?;
            let before = old.level + old.slope * (old.end - old.first - 1) as f64;
            Some(Change {
                index,
                label,
                before,
                after: new.level,
            })
        };
        pairs.filter_map(change).collect()
    }
}

/// Writes the change points of one series.
///
/// # Errors
/// Those of `out`.
pub fn write_segments(
    mut out: impl Write,
    format: Format,
    report: &SegmentReport,
) -> io::Result<()> {
    let changes = report.changes();
    match format {
        Format::Table => {
            writeln!(
                out,
                "{:>8}  {:<20} {:>12} {:>12}",
                "index", "label", "before", "after"
            )?;
            for Change {
                index,
                label,
                before,
                after,
            } in &changes
            {
                writeln!(out, "{index:>8}  {label:<20} {before:>12.4} {after:>12.4}")?;
            }
            writeln!(
                out,
                "\n{} changes in {} values of `{}`, by {}.",
                changes.len(),
                report.column.values.len(),
                report.title,
                report.method
            )?;
        }
        Format::Json => {
            let json = Json {
                schema: "holdfast.segment/1",
                method: report.method.clone(),
                changes,
            };
            serde_json::to_writer(&mut out, &json)?;
            writeln!(out)?;
        }
        Format::Csv => {
            let mut writer = ::csv::Writer::from_writer(&mut out);
            writer.write_record(["index", "label", "before", "after"])?;
            for change in &changes {
                let label = unlike_a_formula(&change.label);
                writer.serialize((change.index, label, change.before, change.after))?;
            }
            writer.flush()?;
        }
        Format::Html => page(&mut out, report, &changes)?,
    }
    out.flush()
}

fn page(out: &mut impl Write, report: &SegmentReport, changes: &[Change]) -> io::Result<()> {
    let title = escape(&report.title);
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <style>{}</style></head><body><main><h1>Changes in {title}</h1>\
         <p class=\"lead\">{} changes \
         in {} values, by {}.</p><section>{}</section>\
         <table><thead><tr><th>index</th><th>label</th>\
         <th>before</th><th>after</th></tr></thead><tbody>",
        include_str!("report.css"),
        changes.len(),
        report.column.values.len(),
        report.method,
        drawing(report),
    )?;
    for Change {
        index,
        label,
        before,
        after,
    } in changes
    {
        let label = escape(label);
        write!(
            out,
            "<tr><td>{index}</td><td>{label}</td><td>{before:.4}</td><td>{after:.4}</td></tr>"
        )?;
    }
    writeln!(out, "</tbody></table></main></body></html>")
}

/// The values as a thin line, the segments as strong ones.
fn drawing(report: &SegmentReport) -> String {
    let values = &report.column.values;
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let x = |i: usize| 10.0 + 700.0 * i as f64 / (values.len().max(2) - 1) as f64;
    let y = |value: f64| 190.0 - 180.0 * (value - low) / (high - low).max(f64::MIN_POSITIVE);
    let point = |i: usize, value: f64| format!("{:.1} {:.1}", x(i), y(value));
    let line: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(i, v)| point(i, *v))
        .collect();
    let fits = report.segments.iter().map(|segment| {
        let last = segment.end - 1;
        let end = segment.level + segment.slope * (last - segment.first) as f64;
        format!(
            "M{}L{}",
            point(segment.first, segment.level),
            point(last, end)
        )
    });
    format!(
        "<svg viewBox=\"0 0 720 200\" role=\"img\" aria-label=\"the series and its segments\">\
         <g class=\"t\"><path d=\"M{}\" style=\"stroke-dasharray:none;stroke-width:1\"/></g>\
         <g class=\"c\"><path d=\"{}\"/></g></svg>",
        line.join("L"),
        fits.collect::<String>(),
    )
}

//! Figures: every number in docs/figures.md comes from a command that anyone can run again.
//! Invariant: a row is only ever written by its command, with the day and the commit it was
//! measured on.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::figure::Figure;
use crate::{budget, crash, pack, shell};

const ROWS: &str = "docs/figures.tsv";
const PAGE: &str = "docs/figures.md";

/// Which figures to measure again.
#[derive(Args)]
pub(crate) struct Figures {
    /// Areas such as `size` and `crash`; without any, all.
    areas: Vec<String>,
}

/// An area and what measures it.
type Area = (&'static str, fn() -> Result<Vec<Figure>>);

/// In the order of the page. Each prints lines `FIGURE<tab>name<tab>value`, or counts here.
const AREAS: [Area; 5] = [
    ("size", sizes),
    ("budget", budget::measure),
    ("ten years", years),
    ("relay", relay),
    ("crash", crashes),
];

impl Figures {
    pub(crate) fn execute(self) -> Result<()> {
        let known = |area: &String| AREAS.iter().any(|(name, _)| name == area);
        if let Some(unknown) = self.areas.iter().find(|area| !known(area)) {
            bail!(
                "no figures are called {unknown}; there are {:?}",
                AREAS.map(|(name, _)| name)
            );
        }
        let mut rows = read()?;
        for (area, measure) in AREAS {
            if self.areas.is_empty() || self.areas.iter().any(|wanted| wanted == area) {
                println!("measuring {area}");
                let found = measure().with_context(|| format!("could not measure {area}"))?;
                rows.insert(area.to_owned(), stamped(found)?);
            }
        }
        write(&rows)
    }
}

/// Keeps the figures of one area and writes the page anew.
pub(crate) fn keep(area: &str, figures: Vec<Figure>) -> Result<()> {
    let mut rows = read()?;
    rows.insert(area.to_owned(), stamped(figures)?);
    write(&rows)
}

/// As `keep`, but rows of the area that were not measured now stay.
pub(crate) fn renew(area: &str, figures: Vec<Figure>) -> Result<()> {
    let mut rows = read()?;
    renew_in(rows.entry(area.to_owned()).or_default(), stamped(figures)?);
    write(&rows)
}

fn renew_in(rows: &mut Vec<[String; 5]>, new: Vec<[String; 5]>) {
    rows.retain(|[name, ..]| new.iter().all(|[other, ..]| other != name));
    rows.extend(new);
}

/// Rows by area; a row is `name, value, command, day, commit`.
type Rows = BTreeMap<String, Vec<[String; 5]>>;

fn stamped(figures: Vec<Figure>) -> Result<Vec<[String; 5]>> {
    let line = |args: &[&str]| -> Result<String> {
        Ok(shell::output(shell::program("git").args(args))?
            .trim()
            .to_owned())
    };
    let commit = line(&["rev-parse", "--short", "HEAD"])?;
    let day = shell::output(shell::program("date").arg("+%Y-%m-%d"))?
        .trim()
        .to_owned();
    let stamp = |f: Figure| [f.name, f.value, f.command, day.clone(), commit.clone()];
    Ok(figures.into_iter().map(stamp).collect())
}

fn read() -> Result<Rows> {
    let text = fs::read_to_string(shell::root().join(ROWS)).unwrap_or_default();
    let mut rows = Rows::new();
    for line in text.lines() {
        let mut cells = line.split('\t').map(str::to_owned);
        let area = cells.next().unwrap_or_default();
        let row: Vec<String> = cells.collect();
        let row = row
            .try_into()
            .map_err(|_| anyhow::anyhow!("{ROWS}: not six columns: {line}"))?;
        rows.entry(area).or_default().push(row);
    }
    Ok(rows)
}

fn write(rows: &Rows) -> Result<()> {
    let mut table = String::new();
    let mut page = String::from(
        "# Figures\n\nWritten by `cargo xtask figures`; each row says which command measured it, when and on which \
         commit.\nMachines are shared and noisy: times are upper bounds, sizes and counts are exact.\n",
    );
    let areas = AREAS.iter().map(|(area, _)| *area).chain(["long"]);
    let order = areas.filter_map(|area| Some((area, rows.get(area)?)));
    for (area, found) in order {
        page.push_str(&format!(
            "\n## {area}\n\n| what | figure | command | day | commit |\n"
        ));
        page.push_str("|---|---|---|---|---|\n");
        for [name, value, command, day, commit] in found {
            table.push_str(&format!(
                "{area}\t{name}\t{value}\t{command}\t{day}\t{commit}\n"
            ));
            page.push_str(&format!(
                "| {name} | {value} | `{command}` | {day} | {commit} |\n"
            ));
        }
    }
    fs::write(shell::root().join(ROWS), table)?;
    fs::write(shell::root().join(PAGE), page)?;
    println!("written: {PAGE}");
    Ok(())
}

fn sizes() -> Result<Vec<Figure>> {
    let dist = shell::root().join("dist");
    let mut figures = Vec::new();
    for name in [
        "app_bg.wasm",
        "app.js",
        "app.css",
        "hold.html",
        "hold.css",
        "hold.js",
    ] {
        let plain = fs::read(dist.join(name))
            .with_context(|| format!("dist/{name}: run `cargo xtask build --release` first"))?;
        let (brotli, gzip) = (pack::brotli(&plain)?.len(), pack::gzip(&plain)?.len());
        figures.push(Figure {
            name: format!("{name}, bytes: plain / gzip / brotli"),
            value: format!("{} / {gzip} / {brotli}", plain.len()),
            command: "cargo xtask build --release".into(),
        });
    }
    Ok(figures)
}

/// Ten years of nights (10,950 of 300 words) in Chromium; the release must be built.
fn years() -> Result<Vec<Figure>> {
    let file = shell::root().join("target/ten-years.json");
    let mut example = shell::cargo();
    example.args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "holdfast-client",
    ]);
    shell::run(example.args(["--example", "ten_years", "--"]).arg(&file))?;
    budget::in_browser(
        "e2e/years.mjs",
        "cargo xtask figures \"ten years\"",
        |node| {
            node.env("TEN_YEARS", &file);
        },
    )
}

/// Records a second and a cold sync of 10,000 records, over HTTP on loopback, durably kept.
fn relay() -> Result<Vec<Figure>> {
    const SAID_AS: &str =
        "cargo run --release -p holdfast-relay --example workbench --features testing -- load DB";
    let folder = shell::root().join("target/workbench");
    fs::create_dir_all(&folder)?;
    let database = folder.join("load.db");
    for ending in ["", "-wal", "-shm"] {
        let _gone = fs::remove_file(folder.join(format!("load.db{ending}")));
    }
    let mut cargo = shell::cargo();
    cargo.args(["run", "--quiet", "--release", "--package", "holdfast-relay"]);
    cargo.args([
        "--example",
        "workbench",
        "--features",
        "testing",
        "--",
        "load",
    ]);
    let text = shell::output(cargo.arg(&database))?;
    let rows: Vec<Figure> = text
        .lines()
        .filter_map(|line| loaded(line, SAID_AS))
        .collect();
    if rows.is_empty() {
        bail!("{SAID_AS} printed no figure");
    }
    Ok(rows)
}

/// One line of JSON of the workbench: what was done, and its numbers.
fn loaded(line: &str, command: &str) -> Option<Figure> {
    const OF_THE_NAME: [&str; 3] = ["work", "connections", "batch"];
    let json: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).ok()?;
    let cell = |(name, value): (&String, &serde_json::Value)| match value.as_str() {
        Some(text) => text.to_owned(),
        None => format!("{name} {value}"),
    };
    let is_name = |name: &str| OF_THE_NAME.contains(&name);
    let name = OF_THE_NAME
        .iter()
        .filter_map(|name| json.get_key_value(*name));
    let values = json.iter().filter(|(name, _)| !is_name(name));
    Some(Figure {
        name: name.map(cell).collect::<Vec<_>>().join(", "),
        value: values.map(cell).collect::<Vec<_>>().join(", "),
        command: command.into(),
    })
}

fn crashes() -> Result<Vec<Figure>> {
    crash::figures(500, 500, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_was_measured_again_leaves_the_others() {
        let row = |name: &str, value: &str| [name, value, "c", "d", "h"].map(str::to_owned);
        let mut rows = vec![row("worlds", "1"), row("kills", "2")];
        renew_in(&mut rows, vec![row("worlds", "3"), row("worlds", "4")]);
        assert_eq!(
            rows,
            [row("kills", "2"), row("worlds", "3"), row("worlds", "4")]
        );
    }

    #[test]
    fn a_line_of_the_workbench_is_a_figure() {
        let line = r#"{"work":"push","batch":100,"records_per_s":7,"p50_us":3}"#;
        let figure = loaded(line, "x").unwrap();
        assert_eq!(figure.name, "push, batch 100");
        assert_eq!(figure.value, "p50_us 3, records_per_s 7");
        assert_eq!(loaded("listening", "x"), None);
    }
}

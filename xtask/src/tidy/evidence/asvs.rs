//! The table of OWASP ASVS 5.0: whole, each requirement once, and its summary counted again.
//! Invariant: what the summary says is what the rows say.

use std::collections::{BTreeMap, BTreeSet};

use super::page::{Row, names};

/// The page.
pub(super) const PAGE: &str = "asvs.md";
/// How many requirements the standard has at the levels that are answered whole.
const WHOLE: [(&str, usize); 2] = [("L1", 70), ("L2", 183)];
/// What a row may say of itself.
const STATES: [&str; 4] = ["met", "not met", "host", "does not apply"];
/// The first heading of the summary; its other headings are levels and "all".
const SUMMARY: &str = "rows by state";

/// What is wrong, with its line.
pub(super) fn faults(rows: &[Row<'_>]) -> Vec<(usize, String)> {
    let mut faults = Vec::new();
    let mut ids = BTreeSet::new();
    let mut counts = BTreeMap::new();
    for row in rows.iter().filter(|row| row.cell("id").is_some()) {
        let cell = |heading| row.cell(heading).unwrap_or_default();
        let (id, level, state) = (cell("id"), cell("level"), cell("state"));
        if !ids.insert(id) {
            faults.push((row.line, format!("{id} stands here twice")));
        }
        if !STATES.contains(&state) {
            faults.push((row.line, format!("{state}: say one of {STATES:?}")));
        }
        if state == "met" && names(cell("test")).next().is_none() && !cell("test").contains(READ) {
            let what = format!("{id} is called met without a test: name one, or say \"{READ}\"");
            faults.push((row.line, what));
        }
        for level in [level, "all"] {
            *counts.entry((state, level)).or_insert(0_usize) += 1;
        }
    }
    faults.extend(missing(&counts));
    faults.extend(untrue(rows, &counts));
    faults
}

/// What a row says in place of a test when somebody has to look.
const READ: &str = "by reading";

type Counts<'a> = BTreeMap<(&'a str, &'a str), usize>;

fn missing(counts: &Counts<'_>) -> Vec<(usize, String)> {
    let of = |wanted: &str| {
        let rows = counts.iter().filter(|((_, level), _)| *level == wanted);
        rows.map(|(_, count)| count).sum::<usize>()
    };
    let wrong = WHOLE.iter().filter(|(level, whole)| of(level) != *whole);
    wrong
        .map(|(level, whole)| {
            let found = of(level);
            (
                1,
                format!("{found} rows of {level}, the standard has {whole}"),
            )
        })
        .collect()
}

/// The figures of the summary that are not the counts of the rows; a missing summary is one.
fn untrue(rows: &[Row<'_>], counts: &Counts<'_>) -> Vec<(usize, String)> {
    let mut faults = Vec::new();
    let mut told = 0;
    for row in rows {
        let Some(state) = row.cell(SUMMARY) else {
            continue;
        };
        for (level, figure) in row.head.iter().zip(&row.cells).skip(1) {
            let level = level.split(' ').next().unwrap_or_default();
            let count = counts.get(&(state, level)).copied().unwrap_or(0);
            told += count;
            if figure.parse() != Ok(count) {
                let what = format!("{state}, {level}: the rows say {count}, here stands {figure}");
                faults.push((row.line, what));
            }
        }
    }
    if told != counts.values().sum::<usize>() {
        faults.push((1, "the summary leaves rows out".to_owned()));
    }
    faults
}

//! The goals of the engine beside what was reached in the same run.
//! A goal is read from the table that measured it; without its table it has no line.

use super::sheet::{Cell, Sheet};

/// One goal: the table, line and column that say whether it is reached, and the bound.
struct Goal {
    name: &'static str,
    sheet: &'static str,
    line: &'static str,
    column: &'static str,
    bound: Bound,
}

#[derive(Clone, Copy)]
enum Bound {
    AtLeast(f64),
    /// The middle and the allowed distance from it.
    Around(f64, f64),
}

impl Bound {
    /// The words for it, and by how much `value` is on the right side.
    fn judge(self, value: f64) -> (String, f64) {
        match self {
            Self::AtLeast(least) => (format!("at least {least}"), value - least),
            Self::Around(middle, reach) => (
                format!("{:.2} to {:.2}", middle - reach, middle + reach),
                reach - (value - middle).abs(),
            ),
        }
    }
}

/// Every goal that has a figure in `sheets`.
#[must_use]
pub fn goals(sheets: &[Sheet]) -> Sheet {
    let mut found = Sheet {
        title: "Goals".into(),
        columns: vec!["reached".into(), "beyond the goal by".into()],
        ..Sheet::default()
    };
    for goal in GOALS {
        let sheet = sheets.iter().find(|sheet| sheet.title == goal.sheet);
        let cell = sheet.and_then(|sheet| sheet.cell(goal.line, goal.column));
        let Some(cell) = cell else { continue };
        let (bound, margin) = goal.bound.judge(cell.value);
        let cells = vec![cell.clone(), Cell::plain(margin)];
        found.push(format!("{}: {bound}", goal.name), cells);
    }
    if let Some((name, worst)) = worst_population(sheets) {
        let margin = Cell::plain(WRONG_POPULATION_MAX - worst.value);
        let name = format!(
            "false alarms on each wrong population: at most {WRONG_POPULATION_MAX} (worst: {name})"
        );
        found.push(name, vec![worst, margin]);
    }
    found
        .notes
        .push("A goal is missed where the last column is below 0.".into());
    found
}

/// The wrong population with most false alarms.
fn worst_population(sheets: &[Sheet]) -> Option<(String, Cell)> {
    let sheet = sheets
        .iter()
        .find(|sheet| sheet.title == "False alarms on wrong populations")?;
    let of_ours = sheet.lines.iter().skip(1).filter_map(|line| {
        let cell = sheet.cell(&line.name, OURS)?;
        Some((line.name.clone(), cell.clone()))
    });
    of_ours.max_by(|(_, a), (_, b)| a.value.total_cmp(&b.value))
}

const OURS: &str = "Holdfast, both sides";
const ANYWHERE: &str = "Ruptures anywhere in 30 sessions";
const EARLY: &str = "Ruptures that begin in session 3, 4 or 5";
const TCPD: &str = "Change points that people see (TCPD)";
const EXACT: &str = "exact, levels and lines (ours)";
const WRONG_POPULATION_MAX: f64 = 0.10;

const GOALS: [Goal; 13] = [
    goal(
        "false alarms",
        ANYWHERE,
        OURS,
        "false alarms, 5 %",
        Bound::Around(0.05, 0.01),
    ),
    goal(
        "core power at 5 %",
        ANYWHERE,
        OURS,
        "core, 5 %",
        Bound::AtLeast(0.44),
    ),
    goal(
        "core power at 20 %",
        ANYWHERE,
        OURS,
        "core, 20 %",
        Bound::AtLeast(0.65),
    ),
    goal(
        "early onset at 5 %",
        EARLY,
        OURS,
        "core, 5 %",
        Bound::AtLeast(0.28),
    ),
    goal(
        "early onset at 20 %",
        EARLY,
        OURS,
        "core, 20 %",
        Bound::AtLeast(0.50),
    ),
    goal(
        "repair at 10 %",
        "Repair",
        ODDS,
        "V4 @ 2, 10 %",
        Bound::AtLeast(0.74),
    ),
    goal(
        "repair at 20 %",
        "Repair",
        ODDS,
        "V4 @ 2, 20 %",
        Bound::AtLeast(0.88),
    ),
    goal(
        "real noise at 5 %",
        "Real noise",
        REAL,
        "core, 5 %",
        Bound::AtLeast(0.16),
    ),
    goal(
        "real noise at 20 %",
        "Real noise",
        REAL,
        "core, 20 %",
        Bound::AtLeast(0.41),
    ),
    goal("TCPD F1", TCPD, EXACT, "F1", Bound::AtLeast(0.73)),
    goal(
        "TCPD covering",
        TCPD,
        EXACT,
        "covering",
        Bound::AtLeast(0.685),
    ),
    goal(
        "BinSeg as published",
        TCPD,
        "binseg",
        "equal to published",
        Bound::AtLeast(30.0),
    ),
    goal(
        "SegNeigh as published",
        TCPD,
        "segneigh",
        "equal to published",
        Bound::AtLeast(30.0),
    ),
];
const ODDS: &str = "open against closed odds";
const REAL: &str = "bank, client only";

const fn goal(
    name: &'static str,
    sheet: &'static str,
    line: &'static str,
    column: &'static str,
    bound: Bound,
) -> Goal {
    Goal {
        name,
        sheet,
        line,
        column,
        bound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(title: &str, column: &str, lines: &[(&str, f64)]) -> Sheet {
        let mut sheet = Sheet {
            title: title.into(),
            columns: vec![column.into()],
            ..Sheet::default()
        };
        for (name, value) in lines {
            sheet.push(*name, vec![Cell::plain(*value)]);
        }
        sheet
    }

    #[test]
    fn a_goal_stands_with_its_margin_and_is_missed_below_zero() {
        let wrong = [
            ("as fitted", 0.2),
            ("no growth", 0.06),
            ("sigma x 1.4", 0.11),
        ];
        let wrong = wrong.map(|(name, value)| (name, value));
        let sheets = [
            sheet(ANYWHERE, "core, 5 %", &[(OURS, 0.45)]),
            sheet("False alarms on wrong populations", OURS, &wrong),
        ];
        let found = goals(&sheets);
        let margins: Vec<f64> = found.lines.iter().map(|line| line.cells[1].value).collect();
        assert_eq!(found.lines.len(), 2, "others have no table");
        assert!((margins[0] - 0.01).abs() < 1e-12 && (margins[1] + 0.01).abs() < 1e-12);
        assert!(found.lines[1].name.ends_with("(worst: sigma x 1.4)"));
    }

    #[test]
    fn a_band_is_left_on_either_side() {
        for (value, margin) in [(0.05, 0.01), (0.03, -0.01), (0.07, -0.01)] {
            let (words, found) = Bound::Around(0.05, 0.01).judge(value);
            assert_eq!(words, "0.04 to 0.06");
            assert!((found - margin).abs() < 1e-12, "{value}: {found}");
        }
    }
}

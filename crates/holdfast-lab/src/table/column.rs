//! Reads one column of any table as a series, with a label for each value.
//! Missing cells are left out; each value keeps the index that it has in the file.

use std::io::Read;

use super::cell::{self, is_missing, shortened};
use super::flaw_at;
use super::row::Rows;
use crate::error::{Flaw, LabError};

/// One column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Column {
    /// The values that are there, in order.
    pub values: Vec<f64>,
    /// For each value, its 0-based index among the lines below the header.
    pub indices: Vec<usize>,
    /// For each value, the first other cell of its line, as `2026-04-03`.
    pub labels: Vec<String>,
}

/// Reads the column `name`.
///
/// # Errors
/// `HF-LAB-12` if there is no such column, `HF-LAB-16` for a cell that is not a number.
pub fn read_column(input: impl Read, name: &str) -> Result<Column, LabError> {
    let mut rows = Rows::new(input)?;
    let header: Vec<String> = rows.header.iter().map(str::to_owned).collect();
    let Some(at) = header.iter().position(|found| found == name) else {
        let shown: Vec<String> = header.iter().map(|found| shortened(found)).collect();
        let text = format!(
            "there is no column `{name}`; this file has: {}",
            shown.join(", ")
        );
        return Err(flaw_at(1, 0, Flaw::Header(text)));
    };
    let label = usize::from(at == 0);
    let mut column = Column::default();
    let mut index = 0;
    while let Some(row) = rows.next()? {
        let text = row.cell(at);
        if !is_missing(text) {
            let value = cell::number(text, row.decimal);
            column
                .values
                .push(value.map_err(|flaw| flaw_at(row.line, at, flaw))?);
            column.indices.push(index);
            column.labels.push(row.cell(label).to_owned());
        }
        index += 1;
    }
    if column.values.is_empty() {
        return Err(flaw_at(1, at, Flaw::Empty("the column has no value")));
    }
    Ok(column)
}

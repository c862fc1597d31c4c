//! Tables in Markdown, row by row. Invariant: a row knows the headings of its own table.

/// A row of a table.
pub(super) struct Row<'a> {
    /// Its line in the page, from 1.
    pub(super) line: usize,
    /// The headings of its table.
    pub(super) head: Vec<&'a str>,
    pub(super) cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    /// What stands under a heading.
    pub(super) fn cell(&self, heading: &str) -> Option<&'a str> {
        let at = self
            .head
            .iter()
            .position(|head| head.eq_ignore_ascii_case(heading))?;
        self.cells.get(at).copied()
    }
}

/// All rows of all tables of a page, without headings.
pub(super) fn rows(text: &str) -> Vec<Row<'_>> {
    let mut head: Option<Vec<&str>> = None;
    let mut rows = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let Some(cells) = cells(line) else {
            head = None;
            continue;
        };
        match &head {
            None => head = Some(cells),
            Some(_) if line.starts_with("|-") => {}
            Some(head) => rows.push(Row {
                line: at + 1,
                head: head.clone(),
                cells,
            }),
        }
    }
    rows
}

/// What stands in backticks.
pub(super) fn names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim_end().strip_prefix('|')?;
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    Some(inner.split('|').map(str::trim).collect())
}

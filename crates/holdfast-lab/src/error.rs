//! What can be wrong with files of ratings.
//! Each kind has a stable code, listed in docs/errors.md; each flaw says where it is and what to
//! do about it.

use std::path::PathBuf;

/// Why the work on a file stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LabError {
    /// A file cannot be opened, read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file, or `-` for standard input or output.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A table has a flaw. Lines and columns count from 1; the header is line 1.
    #[error("line {line}, column {column}: {flaw}")]
    Table {
        /// Line in the file.
        line: u64,
        /// Number of the column; 1 where the flaw is in the line as a whole.
        column: u64,
        /// What is wrong, and what to do.
        flaw: Flaw,
    },
    /// A population needs more therapies with enough ratings than there are.
    #[error("{usable} therapies with {ratings} or more ratings, at least {needed} are needed")]
    TooFew {
        /// How many therapies can be used.
        usable: usize,
        /// How many ratings a therapy needs to count.
        ratings: usize,
        /// How many such therapies are needed.
        needed: usize,
    },
    /// The engine refuses a number.
    #[error(transparent)]
    Detect(#[from] holdfast_detect::DetectError),
    /// A JSON file is not what it should be.
    #[error("{}: {source}", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
}

impl LabError {
    /// The stable code of this error, as listed in docs/errors.md.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooFew { .. } => "HF-LAB-01",
            Self::File { .. } => "HF-LAB-03",
            Self::Table { flaw, .. } => flaw.code(),
            Self::Detect(error) => error.code(),
            Self::Json { .. } => "HF-LAB-02",
        }
    }
}

/// What is wrong with a table, and what to do about it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Flaw {
    /// Bytes that are not UTF-8 text in lines.
    #[error("{0}")]
    Encoding(&'static str),
    /// No header, or no row below it.
    #[error("{0}")]
    Empty(&'static str),
    /// The header lacks a column, has one twice, or mixes the two forms.
    #[error("{0}")]
    Header(String),
    /// A line has more or fewer cells than the header.
    #[error(
        "{found} cells where the header has {expected}: a cell is missing, or a decimal comma \
         splits one (write 4.5, or separate the columns by semicolons)"
    )]
    Width {
        /// Cells that the header has.
        expected: u64,
        /// Cells that this line has.
        found: u64,
    },
    /// A quote is not closed, or a cell holds a line break.
    #[error("a line break inside a cell: close the quote, or take the line break out")]
    Quote,
    /// A cell that must say something is empty.
    #[error("`{0}` is empty: every line needs one")]
    Missing(&'static str),
    /// A cell is not a number.
    #[error("`{cell}` is not a number: {hint}")]
    Number {
        /// What the cell holds.
        cell: String,
        /// What to write instead.
        hint: &'static str,
    },
    /// A score lies outside the scale.
    #[error(
        "{score} is outside the scale from {min} to {max}: set the ends of the scale \
         (--min, --max), or leave the cell empty if this stands for a missing answer"
    )]
    Range {
        /// The score.
        score: f64,
        /// Lower end.
        min: f64,
        /// Upper end.
        max: f64,
    },
    /// A session is not a whole number that can be counted with.
    #[error("`{0}` is not a session number: write a whole number from 0 to 1000000")]
    Session(String),
    /// A date is not one, or could be read in two ways.
    #[error("`{0}` is not a date: write year-month-day, as in 2026-04-03")]
    Date(String),
    /// The same thing twice.
    #[error("{what} is already in line {line}: keep one of the two")]
    Duplicate {
        /// What is there twice.
        what: String,
        /// The line of the first.
        line: u64,
    },
    /// Time goes back from one session to the next.
    #[error("session {session} is earlier than session {previous} in line {line}: correct one")]
    Order {
        /// This session.
        session: u32,
        /// The one before it by number.
        previous: u32,
        /// Its line.
        line: u64,
    },
    /// A word that is none of those allowed.
    #[error("`{cell}` is not known here: write {allowed}")]
    Word {
        /// What the cell holds.
        cell: String,
        /// What it may hold.
        allowed: &'static str,
    },
    /// More than a named limit allows.
    #[error("{what}: the limit is {limit}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// A stream that is too long to hold is not in order.
    #[error(
        "client `{0}` may have come before: a stream this long must be sorted by client; \
         sort it, or give it as a file"
    )]
    Unsorted(String),
}

impl Flaw {
    /// The stable code of this flaw, as listed in docs/errors.md.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Encoding(_) => "HF-LAB-10",
            Self::Empty(_) => "HF-LAB-11",
            Self::Header(_) => "HF-LAB-12",
            Self::Width { .. } => "HF-LAB-13",
            Self::Quote => "HF-LAB-14",
            Self::Missing(_) => "HF-LAB-15",
            Self::Number { .. } => "HF-LAB-16",
            Self::Range { .. } => "HF-LAB-17",
            Self::Session(_) => "HF-LAB-18",
            Self::Date(_) => "HF-LAB-19",
            Self::Duplicate { .. } => "HF-LAB-20",
            Self::Order { .. } => "HF-LAB-21",
            Self::Word { .. } => "HF-LAB-22",
            Self::Limit { .. } => "HF-LAB-23",
            Self::Unsorted(_) => "HF-LAB-24",
        }
    }
}

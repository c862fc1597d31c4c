//! Reads session ratings from CSV, wide or long, one therapy after the other.
//! Nothing is guessed: what cannot be read stops the reading with line, column and what to do.

mod cell;
mod column;
mod header;
mod order;
mod row;
mod therapies;
mod therapy;

pub use column::{Column, read_column};
pub use header::ColumnNames;
pub use therapies::{Source, Therapies};

use holdfast_detect::{Scale, Series};

use crate::error::{Flaw, LabError};

/// What a reader must know that no file says.
#[derive(Debug, Clone)]
pub struct Options {
    /// The scale of the scores.
    pub scale: Scale,
    /// How the file names its columns.
    pub names: ColumnNames,
    /// Weeks between one session number and the next, for files without dates or weeks.
    pub weeks_per_session: f64,
    /// What several lines for one session mean, in a wide table.
    pub repeats: Repeats,
    /// A stream of fewer bytes is held, so that its clients may come in any order.
    pub held_bytes_max: u64,
}

impl Options {
    /// Names as documented, sessions weekly where no date or week says otherwise.
    #[must_use]
    pub fn new(scale: Scale) -> Self {
        Self {
            scale,
            names: ColumnNames::default(),
            weeks_per_session: 1.0,
            repeats: Repeats::default(),
            held_bytes_max: HELD_BYTES_MAX,
        }
    }
}

/// What several lines of one client for one session mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Repeats {
    /// A mistake: the second line is refused.
    #[default]
    Refuse,
    /// Several ratings, as several prompts of a day: their mean counts.
    Mean,
}

/// All sessions of one client.
#[derive(Debug, Clone, PartialEq)]
pub struct Therapy {
    /// As the file calls the client.
    pub client: String,
    /// The sessions in order.
    pub series: Series,
}

fn flaw_at(line: u64, column: usize, flaw: Flaw) -> LabError {
    LabError::Table {
        line,
        column: column as u64 + 1,
        flaw,
    }
}

/// Longest client name, in bytes.
pub const CLIENT_BYTES_MAX: usize = 200;
/// Most rows that one client may have.
pub const ROWS_PER_CLIENT_MAX: usize = 1_000_000;
/// Largest session number.
pub const SESSION_MAX: u32 = 1_000_000;
/// Most columns of a table.
pub const COLUMNS_MAX: usize = 1_000;
/// Bytes of a stream that are held unless an option says otherwise.
const HELD_BYTES_MAX: u64 = 64 << 20;

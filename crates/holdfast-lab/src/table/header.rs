//! Finds the columns by their names, and with them the form of the table.
//! A form is wide or long, never both; a name is found once or the header is refused.

use super::cell::shortened;
use super::{COLUMNS_MAX, flaw_at};
use crate::error::{Flaw, LabError};

/// What a file calls the columns that are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnNames {
    names: [(&'static str, String); 10],
}

impl Default for ColumnNames {
    fn default() -> Self {
        Self {
            names: KNOWN.map(|known| (known, known.to_owned())),
        }
    }
}

impl ColumnNames {
    /// Reads the column `known` (one of those documented) from the column `named`.
    ///
    /// # Errors
    /// `HF-LAB-22` if `known` is none of them.
    pub fn rename(&mut self, known: &str, named: &str) -> Result<(), Flaw> {
        let slot = self.names.iter_mut().find(|(name, _)| *name == known);
        let (_, slot) = slot.ok_or_else(|| Flaw::Word {
            cell: shortened(known),
            allowed: "client, session, date, week, client_score, therapist_score, rater, phase, \
                item or value",
        })?;
        named.trim().clone_into(slot);
        Ok(())
    }

    fn of(&self, known: &'static str) -> &str {
        self.names
            .iter()
            .find(|(name, _)| *name == known)
            .map_or(known, |(_, named)| named)
    }
}

/// Where the cells of a line are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    pub(super) client: usize,
    pub(super) session: usize,
    pub(super) time: Time,
    pub(super) form: Form,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Time {
    Date(usize),
    Week(usize),
    /// Neither: the session number is the clock.
    Number,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    Wide {
        client_score: Option<usize>,
        therapist_score: Option<usize>,
    },
    Long {
        rater: usize,
        phase: Option<usize>,
        item: usize,
        value: usize,
    },
}

impl Layout {
    pub(super) fn find(header: &[&str], names: &ColumnNames) -> Result<Self, LabError> {
        if header.len() > COLUMNS_MAX {
            let what = "too many columns";
            return Err(flaw_at(
                1,
                0,
                Flaw::Limit {
                    what,
                    limit: COLUMNS_MAX as u64,
                },
            ));
        }
        let finder = Finder { header, names };
        let form = finder.form()?;
        let time = match (finder.maybe("date")?, finder.maybe("week")?) {
            (Some(date), None) => Time::Date(date),
            (None, Some(week)) => Time::Week(week),
            (None, None) => Time::Number,
            (Some(_), Some(week)) => {
                return Err(header_flaw(
                    week,
                    "both `date` and `week`: keep one of them",
                ));
            }
        };
        Ok(Self {
            client: finder.must("client")?,
            session: finder.must("session")?,
            time,
            form,
        })
    }
}

impl Layout {
    /// The names of the columns that nothing is read from.
    pub(super) fn ignored(&self, header: &[&str]) -> Vec<String> {
        let time = match self.time {
            Time::Date(column) | Time::Week(column) => Some(column),
            Time::Number => None,
        };
        let form = match self.form {
            Form::Wide {
                client_score,
                therapist_score,
            } => [client_score, therapist_score, None, None],
            Form::Long {
                rater,
                phase,
                item,
                value,
            } => [Some(rater), phase, Some(item), Some(value)],
        };
        let read = |column: usize| {
            let one = Some(column);
            self.client == column || self.session == column || time == one || form.contains(&one)
        };
        let unread = header
            .iter()
            .enumerate()
            .filter(|(column, _)| !read(*column));
        unread.map(|(_, name)| (*name).to_owned()).collect()
    }
}

struct Finder<'a> {
    header: &'a [&'a str],
    names: &'a ColumnNames,
}

impl Finder<'_> {
    fn form(&self) -> Result<Form, LabError> {
        let wide = (self.maybe("client_score")?, self.maybe("therapist_score")?);
        let long = (
            self.maybe("rater")?,
            self.maybe("item")?,
            self.maybe("value")?,
        );
        match (wide, long) {
            ((None, None), (None, None, None)) => {
                let scores = "there is no score: name a column `client_score` or \
                    `therapist_score` (one line per session), or `rater`, `item` and `value` \
                    (one line per answer)";
                Err(header_flaw(0, &self.with_columns(scores)))
            }
            ((None, None), _) => Ok(Form::Long {
                rater: self.must("rater")?,
                phase: self.maybe("phase")?,
                item: self.must("item")?,
                value: self.must("value")?,
            }),
            ((client_score, therapist_score), (None, None, None)) => Ok(Form::Wide {
                client_score,
                therapist_score,
            }),
            (_, (rater, item, value)) => {
                let column = rater.or(item).or(value).unwrap_or(0);
                let both = "one line per session and one line per answer are mixed: keep either \
                    the score columns, or rater, item and value";
                Err(header_flaw(column, both))
            }
        }
    }

    fn must(&self, known: &'static str) -> Result<usize, LabError> {
        self.maybe(known)?.ok_or_else(|| {
            let named = self.names.of(known);
            let text = format!("there is no column `{named}`: name it in the first line");
            header_flaw(0, &self.with_columns(&text))
        })
    }

    fn maybe(&self, known: &'static str) -> Result<Option<usize>, LabError> {
        let named = self.names.of(known);
        let mut found = self
            .header
            .iter()
            .enumerate()
            .filter(|(_, name)| **name == named);
        let first = found.next().map(|(column, _)| column);
        if let Some((second, _)) = found.next() {
            return Err(header_flaw(
                second,
                &format!("column `{named}` is there twice: keep one"),
            ));
        }
        let renamed = named != known;
        if first.is_none() && renamed {
            let text = format!("there is no column `{named}` to read as `{known}`");
            return Err(header_flaw(0, &self.with_columns(&text)));
        }
        Ok(first)
    }

    /// A message with the columns that there are, because a typing error is then plain to see.
    fn with_columns(&self, text: &str) -> String {
        let shown: Vec<String> = self
            .header
            .iter()
            .take(COLUMNS_SHOWN_MAX)
            .map(|name| shortened(name))
            .collect();
        format!("{text}; this file has: {}", shown.join(", "))
    }
}

fn header_flaw(column: usize, text: &str) -> LabError {
    flaw_at(1, column, Flaw::Header(text.to_owned()))
}

const KNOWN: [&str; 10] = [
    "client",
    "session",
    "date",
    "week",
    "client_score",
    "therapist_score",
    "rater",
    "phase",
    "item",
    "value",
];
const COLUMNS_SHOWN_MAX: usize = 12;

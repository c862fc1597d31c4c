//! Lines of a table as trimmed text cells, whatever separates them.
//! A line that comes out of here has as many cells as the header, all of them text without breaks.

use std::io::{BufRead, BufReader, Read};

use super::cell::Decimal;
use super::flaw_at;
use crate::error::{Flaw, LabError};

/// The lines below a header.
pub(super) struct Rows<R> {
    reader: csv::Reader<BufReader<R>>,
    record: csv::StringRecord,
    pub(super) header: csv::StringRecord,
    pub(super) decimal: Decimal,
}

impl<R: Read> Rows<R> {
    pub(super) fn new(input: R) -> Result<Self, LabError> {
        let mut input = BufReader::with_capacity(BUFFER_BYTES, input);
        let separator = look_ahead(&mut input)?;
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .trim(csv::Trim::All)
            .from_reader(input);
        let header = reader.headers().map_err(flaw_of)?.clone();
        for (column, name) in header.iter().enumerate() {
            whole(name).map_err(|flaw| flaw_at(1, column, flaw))?;
        }
        let decimal = if separator == b',' {
            Decimal::Point
        } else {
            Decimal::Open
        };
        Ok(Self {
            reader,
            record: csv::StringRecord::new(),
            header,
            decimal,
        })
    }

    /// The next line that has anything in it, with its number.
    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>, LabError> {
        loop {
            if !self.reader.read_record(&mut self.record).map_err(flaw_of)? {
                return Ok(None);
            }
            if self.record.iter().any(|cell| !cell.is_empty()) {
                break;
            }
        }
        let line = self.line();
        for (column, cell) in self.record.iter().enumerate() {
            whole(cell).map_err(|flaw| flaw_at(line, column, flaw))?;
        }
        if self.record == self.header {
            let again = "the header again: two files were joined; take this line out";
            return Err(flaw_at(line, 0, Flaw::Header(again.to_owned())));
        }
        Ok(Some(Row {
            line,
            record: &self.record,
            decimal: &mut self.decimal,
        }))
    }
}

impl<R> Rows<R> {
    /// The number of the line that was read last.
    pub(super) fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }
}

/// One line.
pub(super) struct Row<'a> {
    pub(super) line: u64,
    record: &'a csv::StringRecord,
    pub(super) decimal: &'a mut Decimal,
}

impl<'a> Row<'a> {
    pub(super) fn cell(&self, column: usize) -> &'a str {
        self.record.get(column).unwrap_or_default()
    }

    pub(super) fn flaw(&self, column: usize, flaw: Flaw) -> LabError {
        flaw_at(self.line, column, flaw)
    }
}

/// Looks at the first bytes: takes off a byte order mark, refuses what is no text, and finds the
/// separator, the one of `,` `;` and tab that the header has most of.
fn look_ahead<R: Read>(input: &mut BufReader<R>) -> Result<u8, LabError> {
    let start = input.fill_buf().map_err(|source| LabError::File {
        path: "-".into(),
        source,
    })?;
    let refuse = |flaw| Err(flaw_at(1, 0, flaw));
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return refuse(Flaw::Encoding("the file is UTF-16: save it as UTF-8"));
    }
    if start.starts_with(b"PK\x03\x04") {
        return refuse(Flaw::Encoding("the file is a spreadsheet: save it as CSV"));
    }
    let mark = if start.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len()
    } else {
        0
    };
    let text = start.get(mark..).unwrap_or_default();
    if text.iter().all(u8::is_ascii_whitespace) {
        return refuse(Flaw::Empty(
            "the file is empty: the first line must name the columns",
        ));
    }
    if text.contains(&b'\r') && !text.contains(&b'\n') {
        return refuse(Flaw::Encoding(
            "lines end in CR alone: save the file with LF or CRLF",
        ));
    }
    let end = text
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(text.len());
    let header = text.get(..end).unwrap_or_default();
    let count = |separator: u8| header.iter().filter(|byte| **byte == separator).count();
    let separator = [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|separator| count(*separator));
    input.consume(mark);
    Ok(separator.unwrap_or(b','))
}

fn whole(cell: &str) -> Result<(), Flaw> {
    if cell.bytes().any(|byte| byte == b'\n' || byte == b'\r') {
        return Err(Flaw::Quote);
    }
    if cell.contains('\0') {
        return Err(Flaw::Encoding(
            "a NUL byte in the text: save the file as UTF-8",
        ));
    }
    Ok(())
}

fn flaw_of(error: csv::Error) -> LabError {
    match error.into_kind() {
        csv::ErrorKind::Io(source) => LabError::File {
            path: "-".into(),
            source,
        },
        csv::ErrorKind::Utf8 { pos, err } => {
            let flaw = Flaw::Encoding("this is not UTF-8 text: save the file as UTF-8");
            flaw_at(pos.map_or(1, |pos| pos.line()), err.field(), flaw)
        }
        csv::ErrorKind::UnequalLengths {
            pos,
            expected_len,
            len,
        } => {
            let flaw = Flaw::Width {
                expected: expected_len,
                found: len,
            };
            flaw_at(
                pos.map_or(1, |pos| pos.line()),
                expected_len.min(len) as usize,
                flaw,
            )
        }
        _ => flaw_at(1, 0, Flaw::Encoding("this is not CSV text")),
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const BUFFER_BYTES: usize = 1 << 16;

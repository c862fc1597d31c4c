//! Reads single cells: numbers, session numbers, dates.
//! A cell is read in exactly one way or refused; empty and `NA` alone mean missing.

use super::SESSION_MAX;
use crate::error::Flaw;

/// How a file writes decimal fractions; fixed by the first fraction that it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decimal {
    /// The columns are separated by commas, so only a point can be meant.
    Point,
    /// Not seen yet; both are possible.
    Open,
    /// `4,5`, seen before.
    Comma,
}

/// A missing answer is an empty cell or `NA` as R writes it.
pub(super) fn is_missing(cell: &str) -> bool {
    cell.is_empty() || cell == "NA"
}

/// Reads a number; `decimal` learns how the file writes fractions.
pub(super) fn number(cell: &str, decimal: &mut Decimal) -> Result<f64, Flaw> {
    let refuse = |hint| Flaw::Number {
        cell: shortened(cell),
        hint,
    };
    let plain = |byte: u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b',' | b'e' | b'E');
    if !cell.bytes().all(plain) {
        return Err(refuse(HINT_PLAIN));
    }
    match (cell.contains(','), cell.contains('.'), *decimal) {
        (true, true, _) => return Err(refuse(HINT_THOUSANDS)),
        (true, _, Decimal::Point) => return Err(refuse(HINT_COMMA)),
        (_, true, Decimal::Comma) => return Err(refuse(HINT_MIXED)),
        (true, _, Decimal::Open) => *decimal = Decimal::Comma,
        (_, true, Decimal::Open) => *decimal = Decimal::Point,
        _ => {}
    }
    let read = if *decimal == Decimal::Comma {
        cell.replacen(',', ".", 1).parse()
    } else {
        cell.parse()
    };
    read.ok()
        .filter(|value: &f64| value.is_finite())
        .ok_or_else(|| refuse(HINT_PLAIN))
}

/// Reads a session number.
pub(super) fn session(cell: &str) -> Result<u32, Flaw> {
    let digits = !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
    let read = if digits { cell.parse().ok() } else { None };
    read.filter(|number| *number <= SESSION_MAX)
        .ok_or_else(|| Flaw::Session(shortened(cell)))
}

/// Reads a date as weeks since 1970-01-01.
pub(super) fn date(cell: &str) -> Result<f64, Flaw> {
    let refuse = || Flaw::Date(shortened(cell));
    let mut parts = cell.split('-');
    let mut part = |digits: usize| {
        let text = parts.next()?;
        let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        if plain {
            text.parse::<i64>().ok()
        } else {
            None
        }
    };
    let (Some(year), Some(month), Some(day)) = (part(4), part(2), part(2)) else {
        return Err(refuse());
    };
    if parts.next().is_some()
        || !(1..=12).contains(&month)
        || !(1..=days_in(year, month)).contains(&day)
    {
        return Err(refuse());
    }
    Ok(days_since_1970(year, month, day) as f64 / 7.0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days of the proleptic Gregorian calendar, counted from March so that leap days come last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// A cell as it is shown in a message.
pub(super) fn shortened(cell: &str) -> String {
    let plain = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let mut shown: String = cell.chars().take(SHOWN_CHARS_MAX).map(plain).collect();
    if cell.chars().nth(SHOWN_CHARS_MAX).is_some() {
        shown.push_str("...");
    }
    shown
}

const SHOWN_CHARS_MAX: usize = 24;
const HINT_PLAIN: &str = "write it as 4.5, and leave the cell empty (or NA) if it is missing";
const HINT_COMMA: &str = "write 4.5, or separate the columns by semicolons if 4,5 is meant";
const HINT_MIXED: &str = "this file writes 4,5 elsewhere; use one of the two throughout";
const HINT_THOUSANDS: &str = "it has both a point and a comma; write 1234.5";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        let check = |text: &str, days: f64| assert_eq!(date(text), Ok(days / 7.0), "{text}");
        check("1970-01-01", 0.0);
        check("1969-12-31", -1.0);
        check("2000-02-29", 11_016.0);
        check("2000-03-01", 11_017.0);
        check("2026-11-22", 20_779.0);
    }

    #[test]
    fn dates_that_do_not_exist_or_read_two_ways_are_refused() {
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "26-1-2",
        ] {
            assert!(date(text).is_err(), "{text}");
        }
        for text in [
            "03/04/2026",
            "3.4.2026",
            "2026-4-3",
            "2026-04-03T10:00",
            "45000",
            "-026-01-01",
        ] {
            assert!(date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_decimal_comma_is_read_only_where_no_other_meaning_is_possible() {
        assert_eq!(number("4,5", &mut Decimal::Open), Ok(4.5));
        assert!(number("4,5", &mut Decimal::Point).is_err());
        assert!(number("4.5", &mut Decimal::Comma).is_err());
        assert!(number("1.234,5", &mut Decimal::Open).is_err());
        assert!(number("1,234,5", &mut Decimal::Open).is_err());
    }

    #[test]
    fn words_that_rust_would_read_as_numbers_are_refused() {
        for cell in ["inf", "nan", "infinity", "1e999", "", "-", "0x10", "1_000"] {
            assert!(number(cell, &mut Decimal::Point).is_err(), "{cell}");
        }
    }

    #[test]
    fn the_largest_session_number_is_read_and_one_more_is_not() {
        assert_eq!(session("1000000"), Ok(SESSION_MAX));
        assert!(session("1000001").is_err());
        for cell in ["-1", "2.5", "", "+3", "1e2", "99999999999"] {
            assert!(session(cell).is_err(), "{cell}");
        }
    }
}

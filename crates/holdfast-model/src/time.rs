//! Times: an instant with the zone of the device, a calendar day, a minute of a week.
//! Invariant: nothing here reads a clock, and a time alone never orders what one author did.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::ModelError;

/// A moment: milliseconds since 1970-01-01 UTC, and the zone it was lived in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "(u64, i16)", into = "(u64, i16)")]
pub struct Instant {
    unix_ms: u64,
    zone_min: i16,
}

impl Instant {
    /// The beginning of 1970: what a clock says that knows no time.
    pub const EPOCH: Self = Self {
        unix_ms: 0,
        zone_min: 0,
    };

    /// The first moment that there is.
    pub(crate) const EARLIEST: Self = Self {
        unix_ms: 0,
        zone_min: 0,
    };

    /// Takes milliseconds since 1970 (UTC) and the zone's offset in minutes east of UTC.
    ///
    /// # Errors
    /// `OutOfRange` beyond [`UNIX_MS_MAX`] or outside [`ZONE_MIN_LOW`] to [`ZONE_MIN_HIGH`].
    pub fn new(unix_ms: u64, zone_min: i16) -> Result<Self, ModelError> {
        in_range(unix_ms, 0, UNIX_MS_MAX)?;
        in_range(zone_min, ZONE_MIN_LOW, ZONE_MIN_HIGH)?;
        Ok(Self { unix_ms, zone_min })
    }

    /// Milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub const fn unix_ms(self) -> u64 {
        self.unix_ms
    }

    /// Minutes east of UTC.
    #[must_use]
    pub const fn zone_min(self) -> i16 {
        self.zone_min
    }

    /// The calendar day there and then.
    #[must_use]
    pub fn day(self) -> Day {
        let days = self.local_min().div_euclid(MINUTES_PER_DAY);
        Day(u32::try_from(days).unwrap_or(0).min(DAY_MAX))
    }

    /// The minute of the day there and then, 0 to 1439.
    #[must_use]
    pub fn minute_of_day(self) -> Minute {
        Minute(u16::try_from(self.local_min().rem_euclid(MINUTES_PER_DAY)).unwrap_or(0))
    }

    /// Weeks from `earlier` to this moment; negative when the clock ran backwards.
    #[must_use]
    pub fn weeks_since(self, earlier: Self) -> f64 {
        (self.unix_ms as f64 - earlier.unix_ms as f64) / WEEK_MS
    }

    fn local_min(self) -> i64 {
        i64::try_from(self.unix_ms / 60_000).unwrap_or(0) + i64::from(self.zone_min)
    }
}

impl TryFrom<(u64, i16)> for Instant {
    type Error = ModelError;

    fn try_from((unix_ms, zone_min): (u64, i16)) -> Result<Self, ModelError> {
        Self::new(unix_ms, zone_min)
    }
}

impl From<Instant> for (u64, i16) {
    fn from(instant: Instant) -> Self {
        (instant.unix_ms, instant.zone_min)
    }
}

/// A calendar day from 1970-01-01 to 9999-12-31, without a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Day(u32);

impl Day {
    /// Takes a day of the Gregorian calendar.
    ///
    /// # Errors
    /// `NoSuchDay` when the calendar has no such day, or it lies outside 1970 to 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, ModelError> {
        let days = days_from_civil(i64::from(year), i64::from(month), i64::from(day));
        let made = u32::try_from(days)
            .map_err(|_| ModelError::NoSuchDay)
            .and_then(Self::try_from);
        match made {
            Ok(made) if made.civil() == (year, month, day) => Ok(made),
            _ => Err(ModelError::NoSuchDay),
        }
    }

    /// Year, month (1 to 12) and day (1 to 31).
    #[must_use]
    pub fn civil(self) -> (u16, u8, u8) {
        civil_from_days(i64::from(self.0))
    }

    /// The day of the week.
    #[must_use]
    pub const fn weekday(self) -> Weekday {
        match self.0 % 7 {
            0 => Weekday::Thursday,
            1 => Weekday::Friday,
            2 => Weekday::Saturday,
            3 => Weekday::Sunday,
            4 => Weekday::Monday,
            5 => Weekday::Tuesday,
            _ => Weekday::Wednesday,
        }
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl TryFrom<u32> for Day {
    type Error = ModelError;

    fn try_from(days: u32) -> Result<Self, ModelError> {
        if days > DAY_MAX {
            Err(ModelError::NoSuchDay)
        } else {
            Ok(Self(days))
        }
    }
}

impl From<Day> for u32 {
    fn from(day: Day) -> Self {
        day.0
    }
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the days say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// A minute of a day, 0 to 1439.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Minute(u16);

impl Minute {
    /// Hours, 0 to 23, and minutes, 0 to 59.
    #[must_use]
    pub const fn hour_and_minute(self) -> (u16, u16) {
        (self.0 / 60, self.0 % 60)
    }
}

impl TryFrom<u16> for Minute {
    type Error = ModelError;

    fn try_from(minute: u16) -> Result<Self, ModelError> {
        in_range(minute, 0, 1439).map(Self)
    }
}

impl From<Minute> for u16 {
    fn from(minute: Minute) -> Self {
        minute.0
    }
}

/// Passes a number on if it lies within its range.
pub(crate) fn in_range<N>(found: N, low: N, high: N) -> Result<N, ModelError>
where
    N: Copy + PartialOrd + TryInto<i64>,
{
    let wide = |number: N| number.try_into().unwrap_or(i64::MAX);
    if found < low || found > high {
        return Err(ModelError::OutOfRange {
            low: wide(low),
            high: wide(high),
            found: wide(found),
        });
    }
    Ok(found)
}

// Both from H. Hinnant, "chrono-compatible low-level date algorithms" (2013): the year begins in
// March, so that the leap day is its last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil_from_days(days: i64) -> (u16, u8, u8) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as u16, month as u8, day as u8)
}

/// The last millisecond of the year 9999.
pub const UNIX_MS_MAX: u64 = 253_402_300_799_999;
/// The westernmost zone, in minutes: UTC-12.
pub const ZONE_MIN_LOW: i16 = -720;
/// The easternmost zone, in minutes: UTC+14.
pub const ZONE_MIN_HIGH: i16 = 840;
const DAY_MAX: u32 = 2_932_896;
const MINUTES_PER_DAY: i64 = 1440;
const WEEK_MS: f64 = 604_800_000.0;

#[cfg(any(test, feature = "testing"))]
impl Instant {
    /// Tuesday 17 November 2026, 23:41 in a zone one hour east, plus so many minutes.
    #[must_use]
    pub fn example(minutes_later: u64) -> Self {
        Self {
            unix_ms: 1_794_955_260_000 + minutes_later * 60_000,
            zone_min: 60,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_day_where_it_was_lived() {
        let night = Instant::example(0);
        assert_eq!(night.day().to_string(), "2026-11-17");
        assert_eq!(night.day().weekday(), Weekday::Tuesday);
        assert_eq!(night.minute_of_day().hour_and_minute(), (23, 41));
        assert_eq!(
            Instant::new(0, -720).unwrap().day().number(),
            0,
            "never before 1970"
        );
        assert_eq!(
            Instant::new(UNIX_MS_MAX, 840).unwrap().day().to_string(),
            "9999-12-31"
        );
    }

    #[test]
    fn a_time_holds_its_limits_and_not_one_past() {
        assert!(Instant::new(UNIX_MS_MAX, ZONE_MIN_HIGH).is_ok());
        assert!(Instant::new(0, ZONE_MIN_LOW).is_ok());
        assert!(Instant::new(UNIX_MS_MAX + 1, 0).is_err());
        assert!(Instant::new(0, ZONE_MIN_HIGH + 1).is_err());
        assert!(Instant::new(0, ZONE_MIN_LOW - 1).is_err());
        assert!(Minute::try_from(1439).is_ok() && Minute::try_from(1440).is_err());
        assert!(Day::try_from(DAY_MAX).is_ok() && Day::try_from(DAY_MAX + 1).is_err());
    }

    #[test]
    fn the_calendar_knows_its_days() {
        for (year, month, day) in [(1970, 1, 1), (2000, 2, 29), (2024, 2, 29), (9999, 12, 31)] {
            assert_eq!(
                Day::new(year, month, day).unwrap().civil(),
                (year, month, day)
            );
        }
        for (year, month, day) in [
            (1969, 12, 31),
            (2026, 2, 29),
            (2100, 2, 29),
            (2026, 13, 1),
            (2026, 4, 31),
            (2026, 1, 0),
        ] {
            assert_eq!(Day::new(year, month, day), Err(ModelError::NoSuchDay));
        }
    }

    #[test]
    fn every_day_reads_back() {
        for number in (0..=DAY_MAX).step_by(97) {
            let (year, month, day) = Day(number).civil();
            assert_eq!(Day::new(year, month, day), Ok(Day(number)));
        }
    }

    #[test]
    fn a_week_is_a_week_in_any_zone() {
        let later = Instant::new(Instant::example(0).unix_ms() + 604_800_000, -300).unwrap();
        assert_eq!(later.weeks_since(Instant::example(0)), 1.0);
        assert_eq!(Instant::example(0).weeks_since(later), -1.0);
    }
}

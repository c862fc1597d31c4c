//! Days and times in words: "Tuesday night", "Thursday 30 April, 16:00".
//! Invariant: a time is told as it was lived there and then, in the zone of its own device.

use holdfast_model::relationship::ReadingTime;
use holdfast_model::time::{Day, Instant, Minute, Weekday};

use crate::words::{fill, words};

/// "Tuesday evening".
pub(crate) fn part_of_week(at: Instant) -> String {
    format!("{} {}", weekday(at.day()), part_of_day(at))
}

/// "Tuesday 23:41".
pub(crate) fn day_and_clock(at: Instant) -> String {
    format!("{} {}", weekday(at.day()), clock(at))
}

/// "Thursday 30 April", with the year when it is not `now`'s.
pub(crate) fn date(day: Day, now: Instant) -> String {
    let (year, month, number) = day.civil();
    let year = if year == now.day().civil().0 {
        String::new()
    } else {
        format!(" {year}")
    };
    format!("{} {number} {}{year}", weekday(day), month_name(month))
}

/// "Thursday 30 April, 16:00".
pub(crate) fn date_and_clock(at: Instant, now: Instant) -> String {
    format!("{}, {}", date(at.day(), now), clock(at))
}

/// "at 8:12" today, "on Thursday 30 April, 16:00" on another day.
pub(crate) fn lately(at: Instant, now: Instant) -> String {
    let when = &words().when;
    if at.day() == now.day() {
        fill(when.at, &[&clock(at)])
    } else {
        fill(when.on, &[&date_and_clock(at, now)])
    }
}

/// "30 Apr".
pub(crate) fn short(day: Day) -> String {
    let (_, month, number) = day.civil();
    format!(
        "{number} {}",
        month_name(month).chars().take(3).collect::<String>()
    )
}

/// "16:00".
pub(crate) fn clock(at: Instant) -> String {
    let (hour, minute) = at.minute_of_day().hour_and_minute();
    format!("{hour}:{minute:02}")
}

/// "Thursday 8:00-9:30", a time of reading.
pub(crate) fn reading_time(time: &ReadingTime) -> String {
    let (from, to) = time.minutes();
    let clock = |minute: Minute| {
        let (hour, minute) = minute.hour_and_minute();
        format!("{hour}:{minute:02}")
    };
    format!(
        "{} {}-{}",
        weekday_name(time.weekday()),
        clock(from),
        clock(to)
    )
}

fn weekday(day: Day) -> &'static str {
    weekday_name(day.weekday())
}

/// The name of the weekday.
pub(crate) const fn weekday_name(weekday: Weekday) -> &'static str {
    let when = &words().when;
    match weekday {
        Weekday::Monday => when.monday,
        Weekday::Tuesday => when.tuesday,
        Weekday::Wednesday => when.wednesday,
        Weekday::Thursday => when.thursday,
        Weekday::Friday => when.friday,
        Weekday::Saturday => when.saturday,
        Weekday::Sunday => when.sunday,
    }
}

fn part_of_day(at: Instant) -> &'static str {
    let when = &words().when;
    match at.minute_of_day().hour_and_minute().0 {
        5..=11 => when.morning,
        12..=17 => when.afternoon,
        18..=21 => when.evening,
        _ => when.night,
    }
}

fn month_name(month: u8) -> &'static str {
    words()
        .when
        .months
        .split(',')
        .nth(usize::from(month.saturating_sub(1)))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-17, 23:41 where it was lived.
    fn night() -> Instant {
        let midnight = u64::from(Day::new(2026, 11, 17).unwrap().number()) * 86_400_000;
        Instant::new(midnight + (22 * 60 + 41) * 60_000, 60).unwrap()
    }

    #[test]
    fn a_time_is_told_as_it_was_lived() {
        assert_eq!(part_of_week(night()), "Tuesday night");
        assert_eq!(day_and_clock(night()), "Tuesday 23:41");
        assert_eq!(clock(night()), "23:41");
    }

    #[test]
    fn today_is_told_by_the_clock_alone() {
        assert_eq!(lately(night(), night()), "at 23:41");
        let next = Instant::new(night().unix_ms() + 86_400_000, 60).unwrap();
        assert_eq!(lately(night(), next), "on Tuesday 17 November, 23:41");
    }

    #[test]
    fn a_year_is_named_only_when_it_is_another() {
        let day = |year| Day::new(year, 4, 30).unwrap();
        assert_eq!(date(day(2026), night()), "Thursday 30 April");
        assert_eq!(date(day(2025), night()), "Wednesday 30 April 2025");
        assert_eq!(short(day(2026)), "30 Apr");
    }
}

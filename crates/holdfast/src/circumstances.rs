//! When, on what machine and from which commit something was measured, as one sentence.
//! What cannot be found out is left out, never made up.

use std::process::Command;

use holdfast_relay::Clock;

use crate::machine::MachineClock;

/// For the head of a measured table.
pub(crate) fn sentence() -> String {
    let cores = std::thread::available_parallelism().map(usize::from);
    let facts = [
        Some(day(MachineClock.now_ms() / DAY_MS)),
        commit().map(|commit| format!("commit {commit}")),
        processor(),
        cores.ok().map(|cores| format!("{cores} cores")),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    format!("Measured: {}.", facts.join(", "))
}

/// The commit of the folder that the command runs in, with a word when files have changed since.
fn commit() -> Option<String> {
    let output = Command::new("git")
        .args(["describe", "--always", "--dirty=, changed since"])
        .output()
        .ok()?;
    let name = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !name.trim().is_empty()).then(|| name.trim().to_owned())
}

fn processor() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    let (_, name) = line.split_once(':')?;
    Some(name.trim().to_owned())
}

/// The date of a day since 1970 (Hinnant, "chrono-compatible low-level date algorithms").
fn day(since_1970: u64) -> String {
    let days = since_1970 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let years = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * years + years / 4 - years / 100);
    let shifted = (5 * of_year + 2) / 153;
    let date = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = years + era * 400 + u64::from(month <= 2);
    format!("{year}-{month:02}-{date:02}")
}

const DAY_MS: u64 = 86_400_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates_also_around_a_leap_day() {
        for (days, date) in [
            (0, "1970-01-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_780, "2026-11-23"),
        ] {
            assert_eq!(day(days), date);
        }
    }

    #[test]
    fn the_sentence_has_a_date() {
        assert!(sentence().starts_with("Measured: 2"), "{}", sentence());
    }
}

//! The report for a terminal: a line per episode, then the sums and the limits.
//! Columns are aligned for names up to twenty characters; longer ones push their line.

use std::io::{self, Write};

use holdfast_detect::Side;

use super::words::{LIMITS, summary};
use super::{About, Ending, Judged};

pub(super) fn begin(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "{:<20} {:>5} {:>7}  {:<9} {:>8}",
        "client", "onset", "noticed", "side", "repaired"
    )
}

pub(super) fn add(out: &mut impl Write, judged: &Judged) -> io::Result<()> {
    for episode in &judged.episodes {
        let repaired = episode
            .repaired
            .map_or("open".to_owned(), |session| session.to_string());
        let side = side_name(episode.side);
        writeln!(
            out,
            "{:<20} {:>5} {:>7}  {side:<9} {repaired:>8}",
            judged.client, episode.onset, episode.noticed,
        )?;
    }
    Ok(())
}

pub(super) fn finish(out: &mut impl Write, about: &About, ending: &Ending) -> io::Result<()> {
    writeln!(
        out,
        "\n{}\n{}\n{}",
        summary(ending.counts),
        about.false_alarms,
        about.population
    )?;
    if !ending.doubts.is_empty() {
        writeln!(out, "\nTake care: {}", ending.doubts.join("\n"))?;
    }
    writeln!(out, "\nLimits")?;
    for limit in LIMITS {
        writeln!(out, "- {limit}")?;
    }
    Ok(())
}

/// As in JSON and CSV.
pub(super) fn side_name(side: Side) -> &'static str {
    match side {
        Side::Both => "both",
        Side::Client => "client",
        Side::Therapist => "therapist",
    }
}

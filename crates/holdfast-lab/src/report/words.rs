//! The sentences of a report: what was found, as a question, and what cannot be known.
//! Nothing here says that there was no rupture, only that there is nothing in the numbers.

use holdfast_detect::{Direction, Episode, Scale, Series, Side};

use super::{Counts, Judged};

/// What every report says about its own limits.
pub(super) const LIMITS: [&str; 5] = [
    "A dip of one session by 2.5 standard deviations or less cannot be found at this rate by any \
     method (nine in a hundred are): ask one direct question after each session.",
    "Where a line is quiet, there is nothing in the numbers. That is not the same as nothing.",
    "The rate of false alarms holds for therapies like those of the population used; it was at \
     most 11 % on thirteen wrong populations in simulation.",
    "The simulation that set the rate shares its model family with the detector. Real noise is \
     rougher; the benchmark says by how much.",
    "A finding is a question to two people. It is no diagnosis, no risk and no judgement on \
     either.",
];

/// One sentence on the whole.
pub(super) fn summary(counts: Counts) -> String {
    let Counts {
        clients,
        sessions,
        with_episode,
        episodes,
    } = counts;
    format!(
        "{clients} {}, {sessions} {}: {episodes} {} in the lines of {with_episode}; nothing \
         in the numbers of {}.",
        plural(clients, "therapy", "therapies"),
        plural(sessions, "session", "sessions"),
        plural(episodes, "break", "breaks"),
        clients - with_episode,
    )
}

pub(super) fn plural(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

/// An episode as a question, with the numbers that led to it.
pub(super) fn question(judged: &Judged, episode: &Episode) -> String {
    let series = &judged.series;
    let whose = match episode.side {
        Side::Both => "both ratings",
        Side::Client => "the client's ratings",
        Side::Therapist => "the therapist's ratings",
    };
    let verb = match series.scale().direction {
        Direction::HigherIsBetter => "fell",
        Direction::HigherIsWorse => "rose",
    };
    let moved = match (levels(series, episode), episode.side) {
        (Some((before, after)), _) => format!(" from about {before:.1} to {after:.1}"),
        (None, _) => String::new(),
    };
    let ending = match episode.repaired {
        Some(session) => format!("It was back on its line in session {session}. What helped?"),
        None => "What happened there, for each of the two?".to_owned(),
    };
    let Episode { onset, noticed, .. } = episode;
    let when = if onset == noticed {
        format!("In session {onset}")
    } else {
        format!("Around session {onset} (noticed in {noticed})")
    };
    format!("{when} {whose} {verb}{moved}. {ending}")
}

/// Mean of up to four ratings before an episode, and of those from its onset to its noticing.
fn levels(series: &Series, episode: &Episode) -> Option<(f64, f64)> {
    let score = |session: &holdfast_detect::Session| match episode.side {
        Side::Therapist => session.therapist.score,
        Side::Client => session.client.score,
        Side::Both => session.client.score.or(session.therapist.score),
    };
    let sessions = series.sessions();
    let before = sessions
        .iter()
        .filter(|session| session.number < episode.onset)
        .rev();
    let before: Vec<f64> = before
        .filter_map(score)
        .map(|score| score.value())
        .take(BEFORE)
        .collect();
    let within = |number: u32| (episode.onset..=episode.noticed).contains(&number);
    let after = sessions.iter().filter(|session| within(session.number));
    let after: Vec<f64> = after.filter_map(score).map(|score| score.value()).collect();
    Some((mean(&before)?, mean(&after)?))
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The scale in words.
pub(super) fn scale(scale: &Scale) -> String {
    let reading = match scale.direction {
        Direction::HigherIsBetter => "higher is better",
        Direction::HigherIsWorse => "higher is worse",
    };
    let items = usize::from(scale.items);
    let noun = plural(items, "item", "items");
    format!(
        "Scores from {} to {}, {items} {noun}; {reading}.",
        scale.min, scale.max
    )
}

const BEFORE: usize = 4;

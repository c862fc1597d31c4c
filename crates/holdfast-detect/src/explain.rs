//! Says what moved in an episode: which side, how far, which item, at which end of the session.
//! The words are one sentence that asks; nothing is claimed that the numbers do not show.

use serde::{Deserialize, Serialize};

use crate::finding::{Episode, Side};
use crate::series::{Rating, Series, Session};

/// Sessions before the onset that an episode is compared with.
const BEFORE: usize = 6;
/// A spread is never taken for smaller than this share of the scale.
const SPREAD_MIN: f64 = 1.0 / 24.0;
/// The start of sessions has moved too when it fell by this share of the fall at the end.
const START_SHARE: f64 = 0.5;

/// How far one kind of rating moved from the sessions before to the sessions of the episode.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// Mean before, in points of the scale.
    pub before: f64,
    /// Mean from the onset to the session after which it was noticed.
    pub during: f64,
    /// The difference in standard deviations of the ratings before; below 0 is lower.
    pub sds: f64,
}

/// Whether the fall was already there when sessions began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// Ratings at the start fell as well: it came between sessions.
    BetweenSessions,
    /// Only ratings at the end fell: it came within the session.
    WithinSession,
    /// There are no ratings at the start to tell.
    Unknown,
}

/// An episode with the numbers that led to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The episode.
    pub episode: Episode,
    /// The person's score; `None` when it was not rated on both sides of the onset.
    pub client: Option<Shift>,
    /// The therapist's score.
    pub therapist: Option<Shift>,
    /// Place of the item that moved most towards the bad end, and how far it moved.
    pub item: Option<(usize, Shift)>,
    /// At which end of the session it shows, on the side that drives the episode.
    pub moment: Moment,
}

impl Finding {
    /// What the ratings of `series` show about `episode`.
    #[must_use]
    pub fn of(series: &Series, episode: Episode) -> Self {
        let sessions = Split::new(series, &episode);
        let side = |session: &Session| match episode.side {
            Side::Therapist => session.therapist.clone(),
            Side::Both | Side::Client => session.client.clone(),
        };
        let score = |rating: &Rating| rating.score.map(crate::scale::Score::value);
        let start = |rating: &Rating| rating.start.map(crate::scale::Score::value);
        let end = sessions.shift(|session| score(&side(session)));
        let start = sessions.shift(|session| start(&side(session)));
        Self {
            episode,
            client: sessions.shift(|session| score(&session.client)),
            therapist: sessions.shift(|session| score(&session.therapist)),
            item: sessions.item(&side),
            moment: match (start, end) {
                (Some(start), Some(end)) => sessions.moment(&start, &end),
                _ => Moment::Unknown,
            },
        }
    }

    /// One sentence that asks. `items` are the names of the items, in order; it may be empty.
    #[must_use]
    pub fn question(&self, items: &[&str]) -> String {
        let (who, shift) = match self.episode.side {
            Side::Both => ("both of you", self.client),
            Side::Client => ("the client", self.client),
            Side::Therapist => ("the therapist", self.therapist),
        };
        let mut text = format!(
            "From session {} on, the ratings of {who} moved",
            self.episode.onset
        );
        if let Some(shift) = shift {
            let points = (shift.during - shift.before).abs();
            text.push_str(&format!(
                " by {points:.1} points ({:.1} SD)",
                shift.sds.abs()
            ));
        }
        let name = self.item.and_then(|(place, _)| items.get(place));
        if let Some(name) = name {
            text.push_str(&format!(", most of all in \u{201c}{name}\u{201d}"));
        }
        match self.moment {
            Moment::BetweenSessions => text.push_str(", already when sessions began"),
            Moment::WithinSession => {
                text.push_str(", at the end of sessions but not at their start")
            }
            Moment::Unknown => {}
        }
        text.push_str(": did something feel off?");
        text
    }
}

/// The sessions before an onset and those of the episode until it was noticed.
struct Split<'a> {
    before: &'a [Session],
    during: &'a [Session],
    /// 1 when lower is worse, -1 when higher is.
    sign: f64,
    width: f64,
}

impl<'a> Split<'a> {
    fn new(series: &'a Series, episode: &Episode) -> Self {
        let all = series.sessions();
        let onset = all.partition_point(|session| session.number < episode.onset);
        let end = all.partition_point(|session| session.number <= episode.noticed);
        let scale = series.scale();
        Self {
            before: all
                .get(onset.saturating_sub(BEFORE)..onset)
                .unwrap_or_default(),
            during: all.get(onset..end).unwrap_or_default(),
            sign: scale.sign(),
            width: scale.max - scale.min,
        }
    }

    fn shift(&self, value: impl Fn(&Session) -> Option<f64>) -> Option<Shift> {
        let (before, spread) = moments(self.before.iter().filter_map(&value))?;
        let (during, _) = moments(self.during.iter().filter_map(&value))?;
        let spread = spread.max(SPREAD_MIN * self.width);
        Some(Shift {
            before,
            during,
            sds: (during - before) / spread,
        })
    }

    /// The item that moved most towards the bad end, if any did.
    fn item(&self, side: &impl Fn(&Session) -> Rating) -> Option<(usize, Shift)> {
        let rated = self.before.iter().chain(self.during);
        let count = rated.map(|session| side(session).items.len()).max()?;
        let mut worst: Option<(usize, Shift)> = None;
        for place in 0..count {
            let value = |session: &Session| side(session).items.get(place).copied().flatten();
            let Some(shift) = self.shift(value) else {
                continue;
            };
            let fall = |shift: &Shift| self.sign * (shift.before - shift.during);
            if fall(&shift) > worst.as_ref().map_or(0.0, |(_, worst)| fall(worst)) {
                worst = Some((place, shift));
            }
        }
        worst
    }

    fn moment(&self, start: &Shift, end: &Shift) -> Moment {
        let fall = |shift: &Shift| self.sign * (shift.before - shift.during);
        match fall(start) >= START_SHARE * fall(end) {
            true => Moment::BetweenSessions,
            false => Moment::WithinSession,
        }
    }
}

/// Mean and standard deviation; `None` without a value.
fn moments(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let (count, sum, squares) =
        values.fold((0.0, 0.0, 0.0), |(n, s, q), x| (n + 1.0, s + x, q + x * x));
    if count == 0.0 {
        return None;
    }
    let mean = sum / count;
    Some((mean, (squares / count - mean * mean).max(0.0).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scale::Scale;

    /// Ten sessions; from the eighth the person's end rating and second item fall.
    fn series(start_falls: f64) -> Series {
        let scale = Scale::session_note();
        let mut series = Series::new(scale);
        for number in 1..=10_u32 {
            let down = if number >= 8 { 1.0 } else { 0.0 };
            let wave = f64::from(number % 2) * 0.2;
            let client = Rating {
                score: scale.score(4.0 + wave - down).ok(),
                start: scale.score(3.8 + wave - start_falls * down).ok(),
                items: vec![Some(4.0), Some(4.0 - 2.0 * down), None],
            };
            let session = Session::new(number, 1.0).with_client(client);
            assert!(
                series
                    .push(session.with_therapist(scale.score(4.0).ok()))
                    .is_ok()
            );
        }
        series
    }

    const EPISODE: Episode = Episode {
        onset: 8,
        noticed: 9,
        side: Side::Client,
        repaired: None,
    };

    #[test]
    fn the_item_that_fell_is_named_and_the_sentence_asks() {
        let finding = Finding::of(&series(0.0), EPISODE);
        let question = finding.question(&["bond", "voice", "goals"]);
        assert_eq!(
            question,
            "From session 8 on, the ratings of the client moved by 1.0 points (6.0 SD), most of \
             all in \u{201c}voice\u{201d}, at the end of sessions but not at their start: did \
             something feel off?"
        );
        assert_eq!(finding.therapist.map(|shift| shift.sds), Some(0.0));
    }

    #[test]
    fn a_fall_that_is_there_at_the_start_came_between_sessions() {
        assert_eq!(
            Finding::of(&series(1.0), EPISODE).moment,
            Moment::BetweenSessions
        );
        assert_eq!(
            Finding::of(&series(0.2), EPISODE).moment,
            Moment::WithinSession
        );
    }

    #[test]
    fn an_episode_without_sessions_before_says_only_what_it_knows() {
        let episode = Episode {
            onset: 1,
            noticed: 2,
            ..EPISODE
        };
        let finding = Finding::of(&series(0.0), episode);
        assert_eq!((finding.client, finding.item), (None, None));
        let question = finding.question(&[]);
        assert_eq!(
            question,
            "From session 1 on, the ratings of the client moved: did something feel off?"
        );
    }
}

//! Judges a therapy by a rule of the literature, and says how often that rule cries for nothing.
//! The rate is measured on simulated therapies without any rupture, never taken from a paper.

use holdfast_detect::rule::{Classic, Rule};
use holdfast_detect::{Episode, Population, Scale, Score, Series, Session, Side, State};
use rayon::prelude::*;

use crate::report::{Judged, Mark};
use crate::simulate::{Design, Nature};
use crate::table::Therapy;

/// A rule with a threshold and what it does on therapies without ruptures.
#[derive(Debug, Clone)]
pub struct Yardstick {
    rule: Classic,
    threshold: f64,
    measure: Measure,
    chance: Chance,
    origin: Origin,
}

/// Where a threshold comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Threshold {
    /// As the literature uses it.
    Published(f64),
    /// Such that this share of rupture-free therapies of thirty sessions has an alarm.
    Rate(f64),
    /// The same, for a score that means something else at each session: what counts is how high it
    /// is among the scores of its session.
    RateBySession(f64),
}

/// What is compared with the threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// The score itself.
    Score,
    /// The share of rupture-free therapies that lie below it at its session.
    Rank,
}

/// What chance does in rupture-free therapies.
#[derive(Debug, Clone)]
struct Chance {
    /// Scores by place in the therapy, ascending.
    scores: Vec<Vec<f64>>,
    /// Share of therapies with at least one alarm.
    rate: f64,
    /// How many therapies that is a share of.
    therapies: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Published,
    Simulated,
}

/// Spreads of a score that published thresholds are multiples of, on the scale from 1 to 7.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spreads {
    /// Within a person, about their own line.
    pub within: f64,
    /// Of the change from one session to the next.
    pub change: f64,
    /// Over all scores.
    pub total: f64,
}

/// Scores of simulated therapies without any rupture, on the scale from 1 to 7.
#[derive(Debug, Clone)]
pub struct Nulls(Vec<Vec<Option<f64>>>);

impl Nulls {
    /// So many that a rate of 5 % is known to a fifth of a percent.
    pub const COUNT: usize = 10_000;

    /// `count` clients of HOLDFAST-SIM v1, always the same.
    #[must_use]
    pub fn simulated(count: usize) -> Self {
        let therapies = Design::null(Nature::v1()).draw(count, SEED);
        Self(
            therapies
                .into_iter()
                .map(|therapy| therapy.client)
                .collect(),
        )
    }

    /// The spreads that published thresholds are multiples of.
    #[must_use]
    pub fn spreads(&self) -> Spreads {
        let changes = self
            .0
            .iter()
            .flat_map(|scores| Classic::Drop.score(scores, &[]));
        Spreads {
            within: Population::seven_point().client.ln_sigma.exp(),
            change: sd(changes.flatten().collect()),
            total: sd(self.0.iter().flatten().flatten().copied().collect()),
        }
    }
}

impl Yardstick {
    /// Measures a rule on therapies without ruptures.
    #[must_use]
    pub fn measure(rule: Classic, threshold: Threshold, nulls: &Nulls) -> Self {
        let judged: Vec<Vec<Option<f64>>> = nulls
            .0
            .par_iter()
            .map(|scores| rule.score(scores, &[]))
            .collect();
        let column = |session: usize| {
            let scores = judged
                .iter()
                .filter_map(|scores| scores.get(session).copied().flatten());
            let mut scores: Vec<f64> = scores.collect();
            scores.sort_by(f64::total_cmp);
            scores
        };
        let mut chance = Chance {
            scores: (0..SESSIONS).map(column).collect(),
            rate: 0.0,
            therapies: nulls.0.len(),
        };
        let measure = match threshold {
            Threshold::RateBySession(_) => Measure::Rank,
            Threshold::Published(_) | Threshold::Rate(_) => Measure::Score,
        };
        let peak = |scores: &Vec<Option<f64>>| {
            let found = scores.iter().enumerate();
            found
                .filter_map(|(place, score)| Some(chance.measured(measure, place, (*score)?)))
                .fold(f64::NEG_INFINITY, f64::max)
        };
        let mut peaks: Vec<f64> = judged.iter().map(peak).collect();
        peaks.sort_by(f64::total_cmp);
        let (threshold, origin) = match threshold {
            Threshold::Published(threshold) => (threshold, Origin::Published),
            Threshold::Rate(rate) | Threshold::RateBySession(rate) => {
                let place = ((1.0 - rate) * peaks.len() as f64).ceil() as usize;
                (
                    peaks.get(place).copied().unwrap_or(f64::INFINITY),
                    Origin::Simulated,
                )
            }
        };
        let alarmed = peaks.len() - peaks.partition_point(|peak| *peak < threshold);
        chance.rate = alarmed as f64 / nulls.0.len() as f64;
        Self {
            rule,
            threshold,
            measure,
            chance,
            origin,
        }
    }

    /// Share of rupture-free therapies of thirty sessions with any alarm, as measured.
    #[must_use]
    pub fn false_alarm_rate(&self) -> f64 {
        self.chance.rate
    }

    /// One sentence on its false alarms, with the Monte-Carlo error.
    #[must_use]
    pub fn false_alarms(&self) -> String {
        let error =
            (self.chance.rate * (1.0 - self.chance.rate) / self.chance.therapies as f64).sqrt();
        let name = self.rule.name();
        let threshold = match self.measure {
            Measure::Score => format!("{:.2}", self.threshold),
            Measure::Rank => format!(
                "the highest {:.2} % of each session",
                100.0 * (1.0 - self.threshold)
            ),
        };
        let origin = match self.origin {
            Origin::Published => "the threshold of the literature",
            Origin::Simulated => "a threshold set by simulation; the literature states none",
        };
        format!(
            "Rule `{name}` at {threshold} ({origin}): {:.1} % (±{:.1}) of rupture-free \
             simulated therapies of {SESSIONS} sessions have at least one alarm.",
            100.0 * self.chance.rate,
            100.0 * error,
        )
    }

    /// Judges one therapy: by the client's ratings, or the therapist's if there are no others.
    #[must_use]
    pub fn judge(&self, therapy: Therapy) -> Judged {
        let (side, scores) = judged_side(&therapy.series);
        let found = self.rule.score(&scores, &[]);
        let alarms: Vec<bool> = found
            .iter()
            .enumerate()
            .map(|(place, score)| score.is_some_and(|score| self.alarms(place, score)))
            .collect();
        let marks = found
            .iter()
            .zip(&alarms)
            .enumerate()
            .map(|(place, (score, alarm))| Mark {
                state: if *alarm { State::Likely } else { State::Quiet },
                p: score.map(|score| self.chance.p(place, score)),
                e: None,
            });
        let marks = marks.collect();
        let episodes = episodes(therapy.series.sessions(), &alarms, side);
        Judged {
            client: therapy.client,
            series: therapy.series,
            marks,
            episodes,
        }
    }
}

impl Yardstick {
    fn alarms(&self, place: usize, score: f64) -> bool {
        self.chance.measured(self.measure, place, score) >= self.threshold
    }
}

impl Chance {
    /// What is compared with the threshold.
    fn measured(&self, measure: Measure, place: usize, score: f64) -> f64 {
        match measure {
            Measure::Score => score,
            Measure::Rank => 1.0 - self.p(place, score),
        }
    }

    /// Share of rupture-free therapies with at least this score at this place.
    fn p(&self, place: usize, score: f64) -> f64 {
        let scores = self
            .scores
            .get(place.min(SESSIONS - 1))
            .map_or(&[][..], Vec::as_slice);
        let reached = scores.len() - scores.partition_point(|other| *other < score);
        (reached as f64 + 0.5) / (scores.len() as f64 + 1.0)
    }
}

/// Alarms in a row are one episode; a rule knows neither an earlier onset nor a repair.
fn episodes(sessions: &[Session], alarms: &[bool], side: Side) -> Vec<Episode> {
    let before = std::iter::once(false).chain(alarms.iter().copied());
    let begins = alarms
        .iter()
        .zip(before)
        .map(|(now, before)| *now && !before);
    let first = sessions.iter().zip(begins).filter(|(_, begins)| *begins);
    first
        .map(|(Session { number, .. }, _)| Episode {
            onset: *number,
            noticed: *number,
            side,
            repaired: None,
        })
        .collect()
}

/// The scores that a rule reads, on the scale from 1 to 7, higher = better.
fn judged_side(series: &Series) -> (Side, Vec<Option<f64>>) {
    let rated = series
        .sessions()
        .iter()
        .any(|session| session.client.score.is_some());
    let side = if rated { Side::Client } else { Side::Therapist };
    let scores = series.sessions().iter().map(|session| {
        let rating = if rated {
            &session.client
        } else {
            &session.therapist
        };
        let convert = |score: Score| series.scale().convert(score.value(), &Scale::seven_point());
        rating.score.map(convert)
    });
    (side, scores.collect())
}

fn sd(values: Vec<f64>) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let squares = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum::<f64>();
    (squares / values.len() as f64).sqrt()
}

const SESSIONS: usize = 30;
const SEED: u64 = 0x5941_5244;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drop_of_one_sd_cries_in_nearly_every_therapy_without_a_rupture() {
        let nulls = Nulls::simulated(2_000);
        let spreads = nulls.spreads();
        let one = Yardstick::measure(Classic::Drop, Threshold::Published(spreads.within), &nulls);
        assert!(one.chance.rate > 0.97, "{}", one.chance.rate);
        let chart = Yardstick::measure(Classic::Xmr, Threshold::Published(3.0), &nulls);
        assert!(
            (0.17..0.27).contains(&chart.chance.rate),
            "{}",
            chart.chance.rate
        );
    }

    #[test]
    fn a_threshold_set_for_a_rate_has_that_rate() {
        let cusum = Yardstick::measure(
            Classic::Cusum,
            Threshold::Rate(0.05),
            &Nulls::simulated(1_000),
        );
        assert!(
            (cusum.chance.rate - 0.05).abs() < 0.005,
            "{}",
            cusum.chance.rate
        );
    }

    #[test]
    fn a_score_that_is_certain_at_first_still_has_the_rate_that_is_asked_for() {
        let nulls = Nulls::simulated(1_000);
        let by_score = Yardstick::measure(Classic::Bocpd, Threshold::Rate(0.05), &nulls);
        assert!(by_score.chance.rate > 0.15, "{}", by_score.chance.rate);
        for rate in [0.05, 0.2] {
            let bocpd = Yardstick::measure(Classic::Bocpd, Threshold::RateBySession(rate), &nulls);
            let off = (bocpd.chance.rate - rate).abs();
            assert!(off < 0.01, "{}", bocpd.chance.rate);
        }
    }

    #[test]
    fn alarms_in_a_row_are_one_episode() {
        let sessions: Vec<Session> = (1..=5).map(|number| Session::new(number, 1.0)).collect();
        let found = episodes(&sessions, &[false, true, true, false, true], Side::Client);
        assert_eq!(found.iter().map(|e| e.noticed).collect::<Vec<_>>(), [2, 5]);
    }
}

//! Gathers the lines of one client into a therapy.
//! Sessions come out in order, once each, with gaps that never go back.

use holdfast_detect::{Rating, Scale, Series, Session};

use super::cell::{self, is_missing, shortened};
use super::header::{Form, Layout, Time};
use super::row::Row;
use super::{Options, ROWS_PER_CLIENT_MAX, Repeats, Therapy, flaw_at};
use crate::error::{Flaw, LabError};

/// One line, read but not yet in its place.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    session: u32,
    line: u64,
    /// Weeks from any fixed day; absent if the file has no clock.
    time: Option<f64>,
    said: Said,
}

#[derive(Debug, Clone)]
enum Said {
    Scores {
        client: Option<f64>,
        therapist: Option<f64>,
    },
    Answer {
        rater: Rater,
        phase: Phase,
        item: Box<str>,
        value: Option<f64>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rater {
    Client,
    Therapist,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Start,
    End,
}

impl Entry {
    pub(super) fn read(
        row: &mut Row<'_>,
        layout: &Layout,
        scale: &Scale,
    ) -> Result<Self, LabError> {
        let session = cell::session(row.cell(layout.session))
            .map_err(|flaw| row.flaw(layout.session, flaw))?;
        let time = time(row, layout.time)?;
        let said = match layout.form {
            Form::Wide {
                client_score,
                therapist_score,
            } => Said::Scores {
                client: client_score.map_or(Ok(None), |column| score(row, column, scale))?,
                therapist: therapist_score.map_or(Ok(None), |column| score(row, column, scale))?,
            },
            Form::Long {
                rater,
                phase,
                item,
                value,
            } => {
                let name = row.cell(item);
                if is_missing(name) {
                    return Err(row.flaw(item, Flaw::Missing("item")));
                }
                Said::Answer {
                    rater: read_rater(row, rater)?,
                    phase: phase.map_or(Ok(Phase::End), |column| read_phase(row, column))?,
                    item: name.into(),
                    value: score(row, value, scale)?,
                }
            }
        };
        Ok(Self {
            session,
            line: row.line,
            time,
            said,
        })
    }
}

fn time(row: &mut Row<'_>, time: Time) -> Result<Option<f64>, LabError> {
    let (column, name) = match time {
        Time::Number => return Ok(None),
        Time::Date(column) => (column, "date"),
        Time::Week(column) => (column, "week"),
    };
    let text = row.cell(column);
    let read = match time {
        _ if is_missing(text) => Err(Flaw::Missing(name)),
        Time::Date(_) => cell::date(text),
        _ => cell::number(text, row.decimal),
    };
    read.map(Some).map_err(|flaw| row.flaw(column, flaw))
}

fn score(row: &mut Row<'_>, column: usize, scale: &Scale) -> Result<Option<f64>, LabError> {
    let text = row.cell(column);
    if is_missing(text) {
        return Ok(None);
    }
    let read = cell::number(text, row.decimal).and_then(|score| match scale.score(score) {
        Ok(score) => Ok(Some(score.value())),
        Err(_) => Err(Flaw::Range {
            score,
            min: scale.min,
            max: scale.max,
        }),
    });
    read.map_err(|flaw| row.flaw(column, flaw))
}

fn read_rater(row: &Row<'_>, column: usize) -> Result<Rater, LabError> {
    match row.cell(column) {
        "client" => Ok(Rater::Client),
        "therapist" => Ok(Rater::Therapist),
        other => Err(row.flaw(
            column,
            Flaw::Word {
                cell: shortened(other),
                allowed: "client or therapist",
            },
        )),
    }
}

fn read_phase(row: &Row<'_>, column: usize) -> Result<Phase, LabError> {
    match row.cell(column) {
        "start" => Ok(Phase::Start),
        "end" => Ok(Phase::End),
        other => Err(row.flaw(
            column,
            Flaw::Word {
                cell: shortened(other),
                allowed: "start or end",
            },
        )),
    }
}

/// Puts the lines of one client in order.
pub(super) fn gather(
    client: String,
    mut entries: Vec<Entry>,
    layout: &Layout,
    options: &Options,
) -> Result<Therapy, LabError> {
    if let Some(extra) = entries.get(ROWS_PER_CLIENT_MAX) {
        let flaw = Flaw::Limit {
            what: "too many lines for one client",
            limit: ROWS_PER_CLIENT_MAX as u64,
        };
        return Err(flaw_at(extra.line, layout.client, flaw));
    }
    entries.sort_by_key(|entry| (entry.session, entry.line));
    let mut series = Series::new(options.scale);
    let mut before: Option<(u32, Option<f64>, u64)> = None;
    for group in entries.chunk_by(|a, b| a.session == b.session) {
        let Some(first) = group.first() else { continue };
        let weeks = match before {
            None => 0.0,
            Some((number, time, line)) => gap(first, number, time, options).ok_or_else(|| {
                let flaw = Flaw::Order {
                    session: first.session,
                    previous: number,
                    line,
                };
                flaw_at(first.line, layout.session, flaw)
            })?,
        };
        let (client_rating, therapist_rating) = ratings(&client, group, layout, options)?;
        let session = Session::new(first.session, weeks)
            .with_client(client_rating)
            .with_therapist(therapist_rating);
        series.push(session)?;
        before = Some((first.session, first.time, first.line));
    }
    Ok(Therapy { client, series })
}

/// Weeks since the session before; `None` if time goes back.
fn gap(entry: &Entry, number: u32, time: Option<f64>, options: &Options) -> Option<f64> {
    let weeks = match (entry.time, time) {
        (Some(now), Some(before)) => now - before,
        _ => f64::from(entry.session - number) * options.weeks_per_session,
    };
    (weeks >= 0.0).then_some(weeks)
}

fn ratings(
    client: &str,
    group: &[Entry],
    layout: &Layout,
    options: &Options,
) -> Result<(Rating, Rating), LabError> {
    let scale = &options.scale;
    let Some(first) = group.first() else {
        return Ok(Default::default());
    };
    if let Said::Scores { .. } = first.said {
        if options.repeats == Repeats::Refuse
            && let Some(second) = group.get(1)
        {
            let what = format!(
                "session {} of client `{}`",
                first.session,
                shortened(client)
            );
            let flaw = Flaw::Duplicate {
                what,
                line: first.line,
            };
            return Err(flaw_at(second.line, layout.session, flaw));
        }
        same_time(group, first, layout)?;
        return Ok((
            mean_score(group, Rater::Client, scale)?,
            mean_score(group, Rater::Therapist, scale)?,
        ));
    }
    same_time(group, first, layout)?;
    Ok((
        answered(group, Rater::Client, layout, scale)?,
        answered(group, Rater::Therapist, layout, scale)?,
    ))
}

/// All lines of one session have to stand at one time.
fn same_time(group: &[Entry], first: &Entry, layout: &Layout) -> Result<(), LabError> {
    let Some(other) = group.iter().find(|entry| entry.time != first.time) else {
        return Ok(());
    };
    let what = format!("another time for session {}", first.session);
    let flaw = Flaw::Duplicate {
        what,
        line: first.line,
    };
    Err(flaw_at(other.line, layout.session, flaw))
}

/// The mean of the scores that one rater gave for one session.
fn mean_score(group: &[Entry], rater: Rater, scale: &Scale) -> Result<Rating, LabError> {
    let given = group.iter().filter_map(|entry| match (&entry.said, rater) {
        (Said::Scores { client, .. }, Rater::Client) => *client,
        (Said::Scores { therapist, .. }, Rater::Therapist) => *therapist,
        (Said::Answer { .. }, _) => None,
    });
    let (count, sum) = given.fold((0.0, 0.0), |(count, sum), score| (count + 1.0, sum + score));
    let mean = (count > 0.0).then(|| (sum / count).clamp(scale.min, scale.max));
    Ok(mean.map(|score| scale.score(score)).transpose()?.into())
}

/// The answers of one rater to one session, start and end.
fn answered(
    group: &[Entry],
    rater: Rater,
    layout: &Layout,
    scale: &Scale,
) -> Result<Rating, LabError> {
    let start = answers(group, rater, Phase::Start, layout, scale)?;
    let end = answers(group, rater, Phase::End, layout, scale)?;
    let mean = |answers: &[Option<f64>]| -> Result<_, LabError> {
        let given: Vec<f64> = answers.iter().flatten().copied().collect();
        let enough = !given.is_empty() && given.len() * 2 >= answers.len();
        let score = enough.then(|| given.iter().sum::<f64>() / given.len() as f64);
        Ok(score.map(|score| scale.score(score)).transpose()?)
    };
    Ok(Rating {
        score: mean(&end)?,
        start: mean(&start)?,
        items: end,
    })
}

/// The values of the items in the order of their names, numbers by size.
fn answers(
    group: &[Entry],
    rater: Rater,
    phase: Phase,
    layout: &Layout,
    scale: &Scale,
) -> Result<Vec<Option<f64>>, LabError> {
    let mut found: Vec<(&str, Option<f64>, u64)> = Vec::new();
    for entry in group {
        let Said::Answer {
            rater: by,
            phase: at,
            item,
            value,
        } = &entry.said
        else {
            continue;
        };
        if *by != rater || *at != phase {
            continue;
        }
        if let Some((_, _, line)) = found.iter().find(|(name, _, _)| *name == item.as_ref()) {
            let what = format!("item `{}` of session {}", shortened(item), entry.session);
            return Err(flaw_at(
                entry.line,
                layout.session,
                Flaw::Duplicate { what, line: *line },
            ));
        }
        if found.len() == usize::from(scale.items) {
            let what = "more items than the scale has (--items)";
            let flaw = Flaw::Limit {
                what,
                limit: u64::from(scale.items),
            };
            return Err(flaw_at(entry.line, layout.session, flaw));
        }
        found.push((item, *value, entry.line));
    }
    found.sort_by(|(a, _, _), (b, _, _)| super::order::natural(a, b));
    let mut values: Vec<Option<f64>> = found.into_iter().map(|(_, value, _)| value).collect();
    if !values.is_empty() {
        values.resize(usize::from(scale.items), None);
    }
    Ok(values)
}

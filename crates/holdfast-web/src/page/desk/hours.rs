//! When the therapist reads, and a line for when she is away: both stand on the person's screens.
//! Invariant: what is not set is said as "only in the session", never as a promise.

use holdfast_model::What;
use holdfast_model::id::RelationshipId;
use holdfast_model::relationship::{Away, ReadingHours, ReadingTime};
use holdfast_model::scale::Few;
use holdfast_model::text::Line;
use holdfast_model::time::{Minute, Weekday};

use crate::app::App;
use crate::part::act::{Act, button};
use crate::part::block::{card, heading, lead, list, quiet, title};
use crate::part::shell::Screen;
use crate::part::{field, undo};
use crate::route::Route;
use crate::ui::{Signal, View, el};
use crate::when;
use crate::words::{fill, words};

/// The screen.
pub(crate) fn screen(app: &App, id: RelationshipId) -> Screen {
    let words = &words().desk;
    let hours = stored(app, id);
    let mut body = vec![title(words.hours), lead(words.hours_lead)];
    if hours.times.is_empty() {
        body.push(quiet(words.hours_none));
    } else {
        let times = 0..hours.times.len();
        body.push(list(times.map(|at| line(app, id, &hours, at)).collect()));
    }
    body.push(adding(app, id, &hours));
    body.push(away(app, id, &hours));
    Screen::new("", body).back(app.to(Route::Between(id)))
}

/// One time, and a way to take it out.
fn line(app: &App, id: RelationshipId, hours: &ReadingHours, at: usize) -> View {
    let words = &words().desk;
    let mut times = hours.times.to_vec();
    let said = times.get(at).map(when::reading_time).unwrap_or_default();
    times.truncate(at);
    times.extend(hours.times.iter().skip(at + 1).copied());
    let without = ReadingHours {
        times: Few::new(times).unwrap_or_default(),
        away: hours.away.clone(),
    };
    let label = fill(words.hours_remove_one, &[&said]);
    let remove = button(Act::Small, words.hours_remove, setter(app, id, without));
    let row = el("div").class("spread").child(el("span").text(&said));
    el("li").child(row.child(remove.attr("aria-label", &label)))
}

fn stored(app: &App, id: RelationshipId) -> ReadingHours {
    app.read(|ledger| {
        ledger
            .relationship(id)
            .and_then(|now| now.my_hours.cloned())
    })
    .unwrap_or_default()
}

fn adding(app: &App, id: RelationshipId, hours: &ReadingHours) -> View {
    let words = &words().desk;
    let day = Signal::new("0".to_owned());
    let (from, to) = (
        Signal::new("08:00".to_owned()),
        Signal::new("08:30".to_owned()),
    );
    let days: Vec<(String, String)> = DAYS
        .iter()
        .enumerate()
        .map(|(at, day)| (at.to_string(), when::weekday_name(*day).to_owned()))
        .collect();
    let fields = vec![
        field::select(words.hours_day, &days, &day),
        field::typed(words.hours_from, "time", &from),
        field::typed(words.hours_to, "time", &to),
    ];
    let (app, hours) = (app.clone(), hours.clone());
    let add = button(Act::Plain, words.hours_add, move || {
        let made = time(&day.get(), &from.get(), &to.get()).and_then(|time| with(&hours, time));
        match made {
            Some(hours) => setter(&app, id, hours)(),
            None => undo::tell(crate::words::words().desk.hours_wrong),
        }
    });
    card(fields.into_iter().chain([add]).collect())
}

fn with(hours: &ReadingHours, time: ReadingTime) -> Option<ReadingHours> {
    let mut times = hours.times.to_vec();
    times.push(time);
    Some(ReadingHours {
        times: Few::new(times).ok()?,
        away: hours.away.clone(),
    })
}

fn time(day: &str, from: &str, to: &str) -> Option<ReadingTime> {
    let day = DAYS.get(day.parse::<usize>().ok()?)?;
    ReadingTime::new(*day, minute(from)?, minute(to)?).ok()
}

/// "08:30" as the minute of the day.
fn minute(clock: &str) -> Option<Minute> {
    let (hour, minute) = clock.split_once(':')?;
    let minutes = hour
        .parse::<u16>()
        .ok()?
        .checked_mul(60)?
        .checked_add(minute.parse().ok()?)?;
    Minute::try_from(minutes).ok()
}

fn away(app: &App, id: RelationshipId, hours: &ReadingHours) -> View {
    let words = &words().desk;
    let line = Signal::new(
        hours
            .away
            .as_ref()
            .map(|away| away.line.as_str().to_owned())
            .unwrap_or_default(),
    );
    let mut parts = vec![
        heading(words.hours_away),
        field::line(words.hours_away_line, &line),
    ];
    let (on, times) = (app.clone(), hours.times.clone());
    parts.push(button(Act::Plain, words.hours_away_on, move || {
        if let Ok(line) = Line::parse(&line.get()) {
            let away = Some(Away { line, until: None });
            setter(
                &on,
                id,
                ReadingHours {
                    times: times.clone(),
                    away,
                },
            )();
        }
    }));
    if hours.away.is_some() {
        let back = ReadingHours {
            times: hours.times.clone(),
            away: None,
        };
        parts.push(button(Act::Plain, words.hours_back, setter(app, id, back)));
    }
    card(parts)
}

/// A closure that tells the new hours to the shared space and draws the page anew.
fn setter(app: &App, id: RelationshipId, hours: ReadingHours) -> impl Fn() + 'static {
    let app = app.clone();
    move || {
        let (again, hours) = (app.clone(), hours.clone());
        app.attempt(async move {
            again
                .client()
                .record_shared(id, What::ReadingHoursSet(hours))
                .await?;
            again.draw();
            Ok(())
        });
    }
}

const DAYS: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

//! The report for programs, `holdfast.detect/1`, written client by client.
//! Its shape is fixed by docs/schema/holdfast.detect-1.json.

use std::io::{self, Write};

use holdfast_detect::{Episode, Rating, Score, State};
use serde::Serialize;

use super::{About, Ending, Judged};

#[derive(Serialize)]
struct Client<'a> {
    client: &'a str,
    sessions: Vec<Session>,
    episodes: &'a [Episode],
}

#[derive(Serialize)]
struct Session {
    session: u32,
    client_score: Option<f64>,
    therapist_score: Option<f64>,
    state: State,
    p: Option<f64>,
    e: Option<f64>,
}

pub(super) fn begin(out: &mut impl Write, about: &About) -> io::Result<()> {
    let rule = serde_json::to_string(&about.rule)?;
    write!(
        out,
        r#"{{"schema":"holdfast.detect/1","alpha":{},"rule":{rule},"false_alarm_rate":{},"#,
        about.alpha, about.false_alarm_rate,
    )?;
    out.write_all(br#""clients":["#)
}

pub(super) fn add(out: &mut impl Write, judged: &Judged, before: usize) -> io::Result<()> {
    let score = |rating: &Rating| rating.score.map(Score::value);
    let sessions = judged.series.sessions().iter().zip(&judged.marks);
    let sessions = sessions.map(|(session, mark)| Session {
        session: session.number,
        client_score: score(&session.client),
        therapist_score: score(&session.therapist),
        state: mark.state,
        p: mark.p,
        e: mark.e,
    });
    let client = Client {
        client: &judged.client,
        sessions: sessions.collect(),
        episodes: &judged.episodes,
    };
    out.write_all(if before == 0 { b"\n" } else { b",\n" })?;
    serde_json::to_writer(out, &client).map_err(io::Error::from)
}

pub(super) fn finish(out: &mut impl Write, about: &About, ending: &Ending) -> io::Result<()> {
    let [false_alarms, population] =
        [&about.false_alarms, &about.population].map(serde_json::to_string);
    let doubts = serde_json::to_string(&ending.doubts)?;
    write!(
        out,
        "\n],\"false_alarms\":{},\"population\":{},\"doubts\":{doubts}}}\n",
        false_alarms?, population?,
    )
}

//! The report for statistics programs: one line per session.
//! An episode's columns stand on the line of the session that noticed it, and nowhere else; what
//! the rule costs in false alarms stands on every line.

use std::borrow::Cow;
use std::io::{self, Write};

use holdfast_detect::{Episode, Rating, Score, State};

use super::plain::side_name;
use super::{About, Judged, Mark};

pub(super) fn begin(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "client,session,client_score,therapist_score,state,p,e,onset,noticed,side,repaired,\
         rule,false_alarm_rate"
    )
}

pub(super) fn add(
    out: &mut impl Write,
    buffer: &mut Vec<u8>,
    judged: &Judged,
    about: &About,
) -> io::Result<()> {
    buffer.clear();
    let rate = about.false_alarm_rate.to_string();
    let mut writer = ::csv::Writer::from_writer(&mut *buffer);
    for (session, mark) in judged.series.sessions().iter().zip(&judged.marks) {
        let noticed = judged
            .episodes
            .iter()
            .find(|episode| episode.noticed == session.number);
        let score = |rating: &Rating| number(rating.score.map(Score::value));
        let [state, p, e] = said(mark);
        let [onset, noticed, side, repaired] = episode_cells(noticed);
        writer.write_record([
            unlike_a_formula(&judged.client).as_ref(),
            &session.number.to_string(),
            &score(&session.client),
            &score(&session.therapist),
            &state,
            &p,
            &e,
            &onset,
            &noticed,
            &side,
            &repaired,
            &about.rule,
            &rate,
        ])?;
    }
    drop(writer);
    out.write_all(buffer)
}

fn said(mark: &Mark) -> [String; 3] {
    let state = match mark.state {
        State::Quiet => "quiet",
        State::Watch => "watch",
        State::Likely => "likely",
    };
    [state.to_owned(), number(mark.p), number(mark.e)]
}

fn episode_cells(episode: Option<&Episode>) -> [String; 4] {
    let Some(episode) = episode else {
        return Default::default();
    };
    let repaired = episode.repaired.map(|session| session.to_string());
    [
        episode.onset.to_string(),
        episode.noticed.to_string(),
        side_name(episode.side).to_owned(),
        repaired.unwrap_or_default(),
    ]
}

/// Text of the input with an apostrophe before it where a spreadsheet would take it for a formula
/// (OWASP, "CSV injection"); a number stays a number.
pub(super) fn unlike_a_formula(text: &str) -> Cow<'_, str> {
    let begins_one = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if begins_one && text.parse::<f64>().is_err() {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn number(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::unlike_a_formula;

    #[test]
    fn what_a_spreadsheet_would_run_is_text_and_numbers_stay() {
        for formula in ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\rx", "=", "-"] {
            assert_eq!(unlike_a_formula(formula), format!("'{formula}"));
        }
        for plain in ["c1", "-3", "+4.5", "-1e3", "", "a=b", "7"] {
            assert_eq!(unlike_a_formula(plain), plain);
        }
    }
}

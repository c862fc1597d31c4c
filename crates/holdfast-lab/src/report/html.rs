//! The report for people: one page, nothing loaded from anywhere, made to be printed.
//! Text of the input is escaped; a page holds at most `HTML_CLIENTS_MAX` clients.

use std::fmt::Write as _;
use std::io::{self, Write};

use holdfast_detect::{Score, State};

use super::figure::{Frame, therapy};
use super::markup::escape;
use super::words::{LIMITS, question, scale, summary};
use super::{About, Ending, Judged};

/// Most clients that one page holds.
pub const HTML_CLIENTS_MAX: usize = 5_000;

/// What the page will show: first those with episodes, then the others, small.
#[derive(Default)]
pub(super) struct Page {
    found: String,
    quiet: String,
    index: String,
    clients: usize,
}

impl Page {
    pub(super) fn add(&mut self, judged: &Judged) -> io::Result<()> {
        if self.clients == HTML_CLIENTS_MAX {
            let text = format!("more than {HTML_CLIENTS_MAX} clients on one page: use csv or json");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        self.clients += 1;
        if judged.episodes.is_empty() {
            self.add_quiet(judged);
        } else {
            self.add_found(judged);
        }
        Ok(())
    }

    fn add_quiet(&mut self, judged: &Judged) {
        let name = escape(&judged.client);
        let label = format!("Client {}: nothing in the numbers", judged.client);
        let figure = therapy(&judged.series, &[], Frame::SMALL, &label);
        let _ = writeln!(
            self.quiet,
            "<figure class=\"small\">{figure}<figcaption>{name}</figcaption></figure>"
        );
    }

    fn add_found(&mut self, judged: &Judged) {
        let name = escape(&judged.client);
        let place = self.clients;
        let _ = writeln!(self.index, "<a href=\"#k{place}\">{name}</a>");
        let questions: Vec<String> = judged
            .episodes
            .iter()
            .map(|episode| question(judged, episode))
            .collect();
        let figure = therapy(
            &judged.series,
            &judged.episodes,
            Frame::LARGE,
            &format!("Client {}: {}", judged.client, questions.join(" ")),
        );
        let _ = write!(
            self.found,
            "<section id=\"k{place}\"><h3>{name}</h3>{figure}"
        );
        for question in &questions {
            let _ = write!(self.found, "<p>{}</p>", escape(question));
        }
        let _ = writeln!(self.found, "{}</section>", numbers(judged));
    }

    pub(super) fn finish(
        &self,
        out: &mut impl Write,
        about: &About,
        ending: &Ending,
    ) -> io::Result<()> {
        let title = escape(&about.title);
        write!(
            out,
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <title>Ruptures and repairs: {title}</title><style>{STYLE}</style></head><body><main>\
             <h1>Ruptures and repairs in {title}</h1>\
             <p class=\"lead\">{}</p><p>{}</p><p>{}</p><p>{}</p>",
            escape(&summary(ending.counts)),
            escape(&about.false_alarms),
            escape(&about.population),
            escape(&scale(&about.scale)),
        )?;
        if !ending.doubts.is_empty() {
            write!(out, "<div class=\"doubts\">")?;
            for doubt in &ending.doubts {
                write!(out, "<p>{}</p>", escape(doubt))?;
            }
            write!(out, "</div>")?;
        }
        write!(out, "{LEGEND}<h2>What this cannot say</h2><ul>")?;
        for limit in LIMITS {
            write!(out, "<li>{limit}</li>")?;
        }
        write!(out, "</ul>")?;
        if !self.found.is_empty() {
            write!(
                out,
                "<h2>Where the line breaks</h2><nav>{}</nav>{}",
                self.index, self.found
            )?;
        }
        if !self.quiet.is_empty() {
            write!(
                out,
                "<h2>Nothing in the numbers</h2><div class=\"grid-of\">{}</div>",
                self.quiet
            )?;
        }
        writeln!(out, "</main></body></html>")
    }
}

/// The sessions as a table that opens on demand; the sessions that are not quiet are bold.
fn numbers(judged: &Judged) -> String {
    let mut text = "<details><summary>The numbers</summary><table><thead><tr><th>session</th>\
        <th>client</th><th>therapist</th><th>state</th><th>p</th><th>evidence</th></tr></thead>\
        <tbody>"
        .to_owned();
    let shown = |value: Option<f64>, digits: usize| {
        value.map_or("\u{2013}".to_owned(), |value| format!("{value:.digits$}"))
    };
    for (session, mark) in judged.series.sessions().iter().zip(&judged.marks) {
        let (class, state) = match mark.state {
            State::Quiet => ("", "quiet"),
            State::Watch => (" class=\"said\"", "watch"),
            State::Likely => (" class=\"said\"", "likely"),
        };
        let _ = write!(
            text,
            "<tr{class}><td>{}</td><td>{}</td><td>{}</td><td>{state}</td><td>{}</td>\
             <td>{}</td></tr>",
            session.number,
            shown(session.client.score.map(Score::value), 2),
            shown(session.therapist.score.map(Score::value), 2),
            shown(mark.p, 4),
            shown(mark.e, 1),
        );
    }
    text.push_str("</tbody></table></details>");
    text
}

const LEGEND: &str = "<p class=\"legend\">\
    <svg viewBox=\"0 0 40 16\" aria-hidden=\"true\"><g class=\"c\"><path d=\"M2 8H38\"/>\
    <circle cx=\"20\" cy=\"8\" r=\"3\"/></g></svg> client \
    <svg viewBox=\"0 0 40 16\" aria-hidden=\"true\"><g class=\"t\"><path d=\"M2 8H38\"/>\
    <rect x=\"17.5\" y=\"5.5\" width=\"5\" height=\"5\"/></g></svg> therapist \
    <svg viewBox=\"0 0 40 16\" aria-hidden=\"true\"><rect class=\"band\" x=\"2\" y=\"1\" \
    width=\"36\" height=\"14\"/></svg> from onset to repair \
    <svg viewBox=\"0 0 40 20\" aria-hidden=\"true\"><path class=\"noticed\" \
    d=\"M20 2l8 8-8 8-8-8z\"/>\
    </svg> noticed <svg viewBox=\"0 0 40 20\" aria-hidden=\"true\">\
    <circle class=\"mended\" cx=\"20\" \
    cy=\"10\" r=\"7\"/></svg> back on its line</p>";

const STYLE: &str = include_str!("report.css");

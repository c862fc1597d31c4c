//! Findings as a table, JSON, CSV or one self-contained page.
//! Written client by client in constant memory, except for the page, which is bounded.

mod csv;
mod figure;
mod html;
mod json;
mod markup;
mod plain;
mod segments;
mod words;

pub use html::HTML_CLIENTS_MAX;
pub use segments::{SegmentReport, write_segments};

use std::io::{self, Write};

use holdfast_detect::{Episode, Population, Review, Scale, Series, State};
use serde::Serialize;

use crate::population::likeness::{Likeness, advice};
use crate::table::Therapy;

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For reading in a terminal.
    Table,
    /// For programs: `holdfast.detect/1`, described in docs/schema.
    Json,
    /// One line per session; an episode stands on the line of the session that noticed it.
    Csv,
    /// For reading and printing: one file, own drawings, nothing loaded.
    Html,
}

/// What is true of a whole report.
#[derive(Debug, Clone)]
pub struct About {
    /// What the input is called, in the heading of the page.
    pub title: String,
    /// The scale of the scores.
    pub scale: Scale,
    /// The nominal false-alarm rate.
    pub alpha: f64,
    /// The rule, as on the command line; `bank` for our own.
    pub rule: String,
    /// Share of rupture-free therapies of 30 sessions with any alarm: nominal for the bank, which
    /// is calibrated to it, measured for a rule of the literature.
    pub false_alarm_rate: f64,
    /// The same as one sentence: how many, and how that is known.
    pub false_alarms: String,
    /// One sentence on the population that the numbers are compared with.
    pub population: String,
    /// Its numbers, which the therapies are held against; none for a rule of the literature.
    pub against: Option<Population>,
}

/// What was found in one therapy.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// As the file calls the client.
    pub client: String,
    /// What was judged.
    pub series: Series,
    /// One per session, in order.
    pub marks: Vec<Mark>,
    /// In order of noticing.
    pub episodes: Vec<Episode>,
}

/// What is said of one session.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Mark {
    /// The state after this session.
    pub state: State,
    /// How often chance alone is as striking in this session, where the rule can say.
    pub p: Option<f64>,
    /// Evidence as an e-value, where the rule can say.
    pub e: Option<f64>,
}

impl Judged {
    /// A therapy with what the online detector said about it.
    #[must_use]
    pub fn new(therapy: Therapy, review: Review) -> Self {
        let mark = |reading: &holdfast_detect::Reading| Mark {
            state: reading.state,
            p: Some(reading.p),
            e: Some(reading.e_value),
        };
        Self {
            client: therapy.client,
            series: therapy.series,
            marks: review.readings.iter().map(mark).collect(),
            episodes: review.episodes,
        }
    }
}

/// A report that is being written.
pub struct Report<W: Write> {
    out: W,
    about: About,
    body: Body,
    counts: Counts,
    likeness: Option<Likeness>,
}

/// What is known when all therapies are through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ending {
    /// How many there were.
    pub counts: Counts,
    /// In which ways they do not look like the population, and last what to do about it; empty
    /// when they do, or are too few to say.
    pub doubts: Vec<String>,
}

enum Body {
    Table,
    Json,
    Csv(Vec<u8>),
    Html(html::Page),
}

/// How many there were, for the summary.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Therapies.
    pub clients: usize,
    /// Sessions of all therapies.
    pub sessions: usize,
    /// Therapies with at least one episode.
    pub with_episode: usize,
    /// Episodes of all therapies.
    pub episodes: usize,
}

impl<W: Write> Report<W> {
    /// Begins a report.
    ///
    /// # Errors
    /// Those of `out`, here and below.
    pub fn begin(mut out: W, format: Format, about: About) -> io::Result<Self> {
        let body = match format {
            Format::Table => Body::Table,
            Format::Json => Body::Json,
            Format::Csv => Body::Csv(Vec::new()),
            Format::Html => Body::Html(html::Page::default()),
        };
        match format {
            Format::Table => plain::begin(&mut out)?,
            Format::Json => json::begin(&mut out, &about)?,
            Format::Csv => csv::begin(&mut out)?,
            Format::Html => {}
        }
        let likeness = about.against.as_ref().map(Likeness::new);
        Ok(Self {
            out,
            about,
            body,
            counts: Counts::default(),
            likeness,
        })
    }

    /// Adds one therapy.
    ///
    /// # Errors
    /// Those of `out`; `InvalidInput` for more than `HTML_CLIENTS_MAX` clients on a page.
    pub fn add(&mut self, judged: &Judged) -> io::Result<()> {
        match &mut self.body {
            Body::Table => plain::add(&mut self.out, judged)?,
            Body::Json => json::add(&mut self.out, judged, self.counts.clients)?,
            Body::Csv(buffer) => csv::add(&mut self.out, buffer, judged, &self.about)?,
            Body::Html(page) => page.add(judged)?,
        }
        if let Some(likeness) = &mut self.likeness {
            likeness.add(&judged.series);
        }
        self.counts.clients += 1;
        self.counts.sessions += judged.marks.len();
        self.counts.episodes += judged.episodes.len();
        self.counts.with_episode += usize::from(!judged.episodes.is_empty());
        Ok(())
    }

    /// Ends the report and says how many there were, and whether they look like the population.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn finish(mut self) -> io::Result<Ending> {
        let mut doubts = self
            .likeness
            .map_or(Vec::new(), |likeness| likeness.doubts());
        if !doubts.is_empty() {
            doubts.insert(0, UNLIKE.to_owned());
            doubts.push(advice());
        }
        let ending = Ending {
            counts: self.counts,
            doubts,
        };
        match &self.body {
            Body::Table => plain::finish(&mut self.out, &self.about, &ending)?,
            Body::Json => json::finish(&mut self.out, &self.about, &ending)?,
            Body::Csv(_) => {}
            Body::Html(page) => page.finish(&mut self.out, &self.about, &ending)?,
        }
        self.out.flush()?;
        Ok(ending)
    }
}

const UNLIKE: &str = "These therapies do not look like those that they are compared with.";

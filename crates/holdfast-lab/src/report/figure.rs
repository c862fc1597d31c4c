//! Draws a therapy as a line: SVG, no script, no colour that carries meaning alone.
//! Circles are the client's ratings, squares the therapist's; a band is an episode.

use std::fmt::Write as _;

use holdfast_detect::{Episode, Rating, Score, Series};

/// Size and what to draw around the line.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) labels: Labels,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Labels {
    Full,
    None,
}

impl Frame {
    pub(super) const LARGE: Self = Self {
        width: 720.0,
        height: 190.0,
        labels: Labels::Full,
    };
    pub(super) const SMALL: Self = Self {
        width: 220.0,
        height: 64.0,
        labels: Labels::None,
    };

    fn margins(&self) -> [f64; 4] {
        match self.labels {
            Labels::Full => [14.0, 12.0, 26.0, 34.0],
            Labels::None => [5.0, 5.0, 5.0, 5.0],
        }
    }
}

/// Session numbers and scores to places on the paper.
struct Paper {
    frame: Frame,
    sessions: [f64; 2],
    scores: [f64; 2],
}

impl Paper {
    fn x(&self, session: f64) -> f64 {
        let [_, right, _, left] = self.frame.margins();
        let [first, last] = self.sessions;
        left + (session - first) / (last - first).max(1.0) * (self.frame.width - left - right)
    }

    fn y(&self, score: f64) -> f64 {
        let [top, _, bottom, _] = self.frame.margins();
        let [low, high] = self.scores;
        let share = (score - low) / (high - low);
        self.frame.height - bottom - share * (self.frame.height - top - bottom)
    }
}

/// The drawing of one therapy; `name` is what a screen reader says.
pub(super) fn therapy(series: &Series, episodes: &[Episode], frame: Frame, name: &str) -> String {
    let scale = series.scale();
    let number = |session: Option<&holdfast_detect::Session>, otherwise: f64| {
        session.map_or(otherwise, |session| f64::from(session.number))
    };
    let sessions = series.sessions();
    let ends = [number(sessions.first(), 0.0), number(sessions.last(), 1.0)];
    let paper = Paper {
        frame,
        sessions: ends,
        scores: [scale.min, scale.max],
    };
    let mut svg = format!(
        r#"<svg viewBox="0 0 {} {}" role="img" aria-label="{}">"#,
        frame.width,
        frame.height,
        super::markup::escape(name),
    );
    for episode in episodes {
        band(&mut svg, &paper, episode, ends[1]);
    }
    if frame.labels == Labels::Full {
        axes(&mut svg, &paper);
    }
    line(&mut svg, &paper, series, "t", |session| &session.therapist);
    line(&mut svg, &paper, series, "c", |session| &session.client);
    if frame.labels == Labels::Full {
        for episode in episodes {
            marks(&mut svg, &paper, series, episode);
        }
    }
    svg.push_str("</svg>");
    svg
}

fn band(svg: &mut String, paper: &Paper, episode: &Episode, last: f64) {
    let [top, _, bottom, _] = paper.frame.margins();
    let from = paper.x(f64::from(episode.onset) - 0.4).max(1.0);
    let until = episode.repaired.map_or(last + 0.4, f64::from);
    let width = (paper.x(until).min(paper.frame.width - 1.0) - from).max(2.0);
    let height = paper.frame.height - top - bottom + 8.0;
    let _ = write!(
        svg,
        r#"<rect class="band" x="{from:.1}" y="{:.1}" width="{width:.1}" height="{height:.1}"/>"#,
        top - 4.0,
    );
}

fn axes(svg: &mut String, paper: &Paper) {
    let [low, high] = paper.scores;
    for score in [low, f64::midpoint(low, high), high] {
        let y = paper.y(score);
        let (left, right) = (paper.x(paper.sessions[0]), paper.x(paper.sessions[1]));
        let _ = write!(
            svg,
            r#"<path class="grid" d="M{left:.1} {y:.1}H{right:.1}"/>"#,
        );
        let _ = write!(
            svg,
            r#"<text x="{:.1}" y="{:.1}" text-anchor="end">{}</text>"#,
            left - 8.0,
            y + 4.0,
            short(score),
        );
    }
    let [first, last] = paper.sessions;
    let step = tick_step(last - first);
    let mut session = (first / step).ceil() * step;
    while session <= last {
        let _ = write!(
            svg,
            r#"<text x="{:.1}" y="{:.1}" text-anchor="middle">{session}</text>"#,
            paper.x(session),
            paper.frame.height - 6.0,
        );
        session += step;
    }
}

/// The smallest round step that leaves at most a dozen labels.
fn tick_step(span: f64) -> f64 {
    let steps = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0];
    steps
        .into_iter()
        .find(|step| span / step <= 12.0)
        .unwrap_or(span / 10.0)
}

fn short(score: f64) -> String {
    if score.fract() == 0.0 {
        format!("{score:.0}")
    } else {
        format!("{score:.1}")
    }
}

/// A line that breaks where a rating is missing, with a mark for each rating.
fn line(
    svg: &mut String,
    paper: &Paper,
    series: &Series,
    class: &str,
    side: impl Fn(&holdfast_detect::Session) -> &Rating,
) {
    let (mut path, mut dots, mut pen) = (String::new(), String::new(), 'M');
    for session in series.sessions() {
        let Some(score) = side(session).score.map(Score::value) else {
            pen = 'M';
            continue;
        };
        let (x, y) = (paper.x(f64::from(session.number)), paper.y(score));
        let _ = write!(path, "{pen}{x:.1} {y:.1}");
        pen = 'L';
        let _ = match (class, paper.frame.labels) {
            (_, Labels::None) => write!(dots, r#"<circle cx="{x:.1}" cy="{y:.1}" r="1.3"/>"#),
            ("c", _) => write!(dots, r#"<circle cx="{x:.1}" cy="{y:.1}" r="3"/>"#),
            _ => {
                let (left, top) = (x - 2.5, y - 2.5);
                write!(
                    dots,
                    r#"<rect x="{left:.1}" y="{top:.1}" width="5" height="5"/>"#
                )
            }
        };
    }
    if !path.is_empty() {
        let _ = write!(svg, r#"<g class="{class}"><path d="{path}"/>{dots}</g>"#);
    }
}

/// A diamond where it was noticed, a ring where it mended.
fn marks(svg: &mut String, paper: &Paper, series: &Series, episode: &Episode) {
    let place = |number: u32| {
        let session = series
            .sessions()
            .iter()
            .find(|session| session.number == number);
        let score = session.and_then(|session| session.client.score.or(session.therapist.score));
        let y = score.map_or(paper.scores[0], Score::value);
        (paper.x(f64::from(number)), paper.y(y))
    };
    let (x, y) = place(episode.noticed);
    let _ = write!(
        svg,
        "<path class=\"noticed\" d=\"M{x:.1} {:.1}l8 8-8 8-8-8z\">\
         <title>noticed in session {}</title></path>",
        y - 8.0,
        episode.noticed,
    );
    if let Some(session) = episode.repaired {
        let (x, y) = place(session);
        let _ = write!(
            svg,
            "<circle class=\"mended\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"7\">\
             <title>back on its line in session {session}</title></circle>",
        );
    }
}

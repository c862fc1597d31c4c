//! The line over the sessions: a drawing, a sentence that sums it up, and the same as a list.
//! Invariant: whatever the drawing shows, the list says in words.

use super::geometry::{
    BOTTOM, Course, HEIGHT, LEFT, Point, RIGHT, Rater, Sign, TOP, Turn, WIDTH, course, path, x, y,
};
use holdfast_model::scale::tenths;

use crate::part::block::quiet;
use crate::ui::{View, el, svg};
use crate::words::{fill, words};

/// Draws the line. `title` says what is rated, `other` is the name of the other rater.
pub(crate) fn line(title: &str, other: &str, points: &[Point]) -> View {
    let said = summary(points);
    el("figure")
        .class("card")
        .child(crate::part::block::heading(title))
        .child(drawing(points, &format!("{title}. {said}")))
        .child(el("figcaption").child(quiet(&said)))
        .child(table(title, other, points))
}

/// One sentence about the course, one about snags when there are any.
pub(crate) fn summary(points: &[Point]) -> String {
    let words = &words().line;
    let course = match course(points) {
        Course::None => words.summary_none.to_owned(),
        Course::One => {
            let rated = points.iter().find(|point| point.mine.is_some());
            fill(words.summary_one, &[rated.map_or("", |point| &point.when)])
        }
        Course::Many(count, turn) => fill(sentence(turn), &[&count.to_string()]),
    };
    let signs = |sign| points.iter().filter(|point| point.sign == sign).count();
    let (open, mended) = (signs(Sign::Snag), signs(Sign::Mended));
    let snags = match (open, mended) {
        (0, 0) => return course,
        (1, 0) => words.snags_one.to_owned(),
        (0, 1) => words.snags_one_mended.to_owned(),
        (_, _) => fill(
            words.snags,
            &[&(open + mended).to_string(), &mended.to_string()],
        ),
    };
    format!("{course} {snags}")
}

fn sentence(turn: Turn) -> &'static str {
    match turn {
        Turn::Higher => words().line.summary_higher,
        Turn::Level => words().line.summary_flat,
        Turn::Lower => words().line.summary_lower,
    }
}

fn drawing(points: &[Point], label: &str) -> View {
    let plot = svg("svg")
        .attr("class", "plot")
        .attr("viewBox", &format!("0 0 {WIDTH} {HEIGHT}"))
        .attr("role", "img")
        .attr("aria-label", label);
    let grid = (1..=5).map(|step| rule(f64::from(step))).collect();
    let ends = vec![
        text(0.0, TOP + 4.0, words().line.safe),
        text(0.0, BOTTOM + 4.0, words().line.low),
    ];
    let lines = vec![
        svg("path")
            .attr("class", "path two")
            .attr("d", &path(points, Rater::Theirs)),
        svg("path")
            .attr("class", "path")
            .attr("d", &path(points, Rater::Mine)),
    ];
    plot.children(grid)
        .children(ends)
        .children(lines)
        .children(marks(points))
        .children(days(points))
}

fn rule(value: f64) -> View {
    let place = tenths(y(value));
    let line = svg("line")
        .attr("class", "grid")
        .attr("y1", &place)
        .attr("y2", &place);
    line.attr("x1", &tenths(LEFT)).attr("x2", &tenths(RIGHT))
}

fn marks(points: &[Point]) -> Vec<View> {
    let mut marks = Vec::new();
    for (at, point) in points.iter().enumerate() {
        let across = x(at, points.len());
        if let Some(value) = point.theirs {
            marks.push(square(across, y(value)));
        }
        match (point.mine, point.sign) {
            (Some(value), Sign::None) => marks.push(circle(across, y(value), "dot")),
            (value, Sign::Snag) => {
                let down = y(value.unwrap_or(MIDDLE));
                marks.push(diamond(across, down));
                marks.push(centred(across, down + LABEL_BELOW, words().line.snag));
            }
            (value, Sign::Mended) => {
                let down = y(value.unwrap_or(MIDDLE));
                marks.push(circle(across, down, "mended"));
                marks.push(centred(across, down + LABEL_BELOW, words().line.mended));
            }
            (None, Sign::None) => {}
        }
    }
    marks
}

fn circle(across: f64, down: f64, class: &str) -> View {
    let circle = svg("circle").attr("class", class).attr("r", "4.5");
    circle.attr("cx", &tenths(across)).attr("cy", &tenths(down))
}

fn square(across: f64, down: f64) -> View {
    let square = svg("rect")
        .attr("class", "dot")
        .attr("width", "8")
        .attr("height", "8");
    square
        .attr("x", &tenths(across - 4.0))
        .attr("y", &tenths(down - 4.0))
}

fn diamond(across: f64, down: f64) -> View {
    let (across, top) = (tenths(across), tenths(down - 7.0));
    let shape = format!("M{across} {top}l7 7-7 7-7-7z");
    svg("path").attr("class", "snag").attr("d", &shape)
}

fn days(points: &[Point]) -> Vec<View> {
    let mut days = Vec::new();
    if let Some(first) = points.first() {
        days.push(text(LEFT, HEIGHT - 6.0, &first.short));
    }
    if let (Some(last), true) = (points.last(), points.len() > 1) {
        days.push(text(RIGHT, HEIGHT - 6.0, &last.short).attr("text-anchor", "end"));
    }
    days
}

fn text(across: f64, down: f64, words: &str) -> View {
    let text = svg("text").attr("aria-hidden", "true").text(words);
    text.attr("x", &tenths(across)).attr("y", &tenths(down))
}

fn centred(across: f64, down: f64, words: &str) -> View {
    let inside = across.clamp(LEFT + 8.0, RIGHT - 22.0);
    text(inside, down.min(HEIGHT - 20.0), words).attr("text-anchor", "middle")
}

fn table(title: &str, other: &str, points: &[Point]) -> View {
    let words = &words().line;
    let both = points.iter().any(|point| point.theirs.is_some());
    let heads = [words.col_when, words.mine, other, words.col_mark];
    let shown = |at: usize| both || at != 2;
    let head = heads
        .iter()
        .enumerate()
        .filter(|(at, _)| shown(*at))
        .map(|(_, word)| el("th").attr("scope", "col").text(word));
    let rows = points.iter().map(|point| row(point, both)).collect();
    let table = el("table").class("table").attr("aria-label", title);
    let table = table.child(el("thead").child(el("tr").children(head.collect())));
    let table = table.child(el("tbody").children(rows));
    el("details")
        .child(el("summary").text(words.list))
        .child(table)
}

fn row(point: &Point, both: bool) -> View {
    let value = |value: Option<f64>| value.map(tenths).unwrap_or_default();
    let sign = match point.sign {
        Sign::None => "",
        Sign::Snag => words().line.snag,
        Sign::Mended => words().line.mended,
    };
    let mut cells = vec![el("th").attr("scope", "row").text(&point.when)];
    cells.push(el("td").text(&value(point.mine)));
    if both {
        cells.push(el("td").text(&value(point.theirs)));
    }
    cells.push(el("td").text(sign));
    el("tr").children(cells)
}

/// Where a sign stands when the session was not rated.
const MIDDLE: f64 = 3.0;
/// How far below its mark a word stands.
const LABEL_BELOW: f64 = 18.0;

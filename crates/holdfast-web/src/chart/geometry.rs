//! Where the points of a line lie, and the sentence that sums it up.
//! Invariant: a missing rating is a gap in the line, never a guess.

use holdfast_model::scale::tenths;

/// One session on the line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    /// The day in words, for the list.
    pub(crate) when: String,
    /// The day, short, for the axis.
    pub(crate) short: String,
    /// Her rating, 1 to 5, if there is one.
    pub(crate) mine: Option<f64>,
    /// The other's rating, if it was shown.
    pub(crate) theirs: Option<f64>,
    /// What happened around this session.
    pub(crate) sign: Sign,
}

/// What happened around a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Sign {
    /// Nothing that was noted.
    #[default]
    None,
    /// Something felt off.
    Snag,
    /// Both say that it is mended.
    Mended,
}

/// Which of the two lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rater {
    Mine,
    Theirs,
}

impl Point {
    /// The rating of one of the two.
    pub(crate) const fn of(&self, rater: Rater) -> Option<f64> {
        match rater {
            Rater::Mine => self.mine,
            Rater::Theirs => self.theirs,
        }
    }
}

/// The horizontal place of the point `at` of `count`.
pub(crate) fn x(at: usize, count: usize) -> f64 {
    let steps = count.saturating_sub(1).max(1) as f64;
    LEFT + at as f64 * (RIGHT - LEFT) / steps
}

/// The vertical place of a rating; 5 is at the top.
pub(crate) fn y(value: f64) -> f64 {
    BOTTOM - (value.clamp(1.0, 5.0) - 1.0) * (BOTTOM - TOP) / 4.0
}

/// The path through the ratings of one of the two, lifted where one is missing.
pub(crate) fn path(points: &[Point], rater: Rater) -> String {
    let mut path = String::new();
    let mut pen = 'M';
    for (at, point) in points.iter().enumerate() {
        match point.of(rater) {
            Some(value) => {
                let (across, down) = (tenths(x(at, points.len())), tenths(y(value)));
                path.push_str(&format!("{pen}{across} {down}"));
                pen = 'L';
            }
            None => pen = 'M',
        }
    }
    path
}

/// How her line went, from the first to the last rating.
pub(crate) fn course(points: &[Point]) -> Course {
    let rated: Vec<f64> = points.iter().filter_map(|point| point.mine).collect();
    match (rated.first(), rated.last()) {
        (Some(first), Some(last)) if rated.len() > 1 => {
            let by = last - first;
            let turn = if by.abs() < ABOUT_THE_SAME {
                Turn::Level
            } else if by > 0.0 {
                Turn::Higher
            } else {
                Turn::Lower
            };
            Course::Many(rated.len(), turn)
        }
        (Some(_), _) => Course::One,
        _ => Course::None,
    }
}

/// How a line went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Course {
    /// No rating.
    None,
    /// One rating.
    One,
    /// So many ratings, and where the last lies against the first.
    Many(usize, Turn),
}

/// Where the last rating lies against the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    Higher,
    Level,
    Lower,
}

/// The size of the drawing.
pub(crate) const WIDTH: f64 = 320.0;
/// The height of the drawing.
pub(crate) const HEIGHT: f64 = 160.0;
pub(crate) const LEFT: f64 = 40.0;
pub(crate) const RIGHT: f64 = 308.0;
pub(crate) const TOP: f64 = 14.0;
pub(crate) const BOTTOM: f64 = 124.0;
/// Less than half a step is "about the same".
const ABOUT_THE_SAME: f64 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;

    fn points(ratings: &[Option<f64>]) -> Vec<Point> {
        let point = |mine: &Option<f64>| Point {
            when: String::new(),
            short: String::new(),
            mine: *mine,
            theirs: None,
            sign: Sign::None,
        };
        ratings.iter().map(point).collect()
    }

    #[test]
    fn the_line_is_lifted_where_a_rating_is_missing() {
        let drawn = path(
            &points(&[Some(1.0), Some(5.0), None, Some(3.0)]),
            Rater::Mine,
        );
        assert_eq!(drawn, "M40.0 124.0L129.3 14.0M308.0 69.0");
        assert_eq!(path(&points(&[Some(1.0)]), Rater::Theirs), "");
    }

    #[test]
    fn a_rating_outside_the_scale_stays_in_the_drawing() {
        assert_eq!(y(9.0), y(5.0));
        assert_eq!(y(-1.0), y(1.0));
    }

    #[test]
    fn the_course_compares_the_last_with_the_first() {
        let check = |ratings: &[Option<f64>], expect| assert_eq!(course(&points(ratings)), expect);
        check(&[], Course::None);
        check(&[None, Some(2.0)], Course::One);
        check(&[Some(2.0), None, Some(2.4)], Course::Many(2, Turn::Level));
        check(&[Some(2.0), Some(2.5)], Course::Many(2, Turn::Higher));
        check(
            &[Some(4.0), Some(5.0), Some(1.0)],
            Course::Many(3, Turn::Lower),
        );
    }
}

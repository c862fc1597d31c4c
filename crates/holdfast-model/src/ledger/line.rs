//! The line: session ratings as plain numbers, for the chart and for the detector.
//! Invariant: ratings by several voices stay apart, and a missing rating stays missing.

use super::fold::{Dated, Ledger};
use super::meet::SessionNow;
use crate::id::{RelationshipId, SessionId};
use crate::instrument::{Answers, Form, Instrument, Phase, Score};
use crate::note::SessionNote;
use crate::part::Voice;
use crate::relationship::Role;
use crate::session::{Session, State};
use crate::time::Instant;

impl Ledger {
    /// The series of one relationship for the detector: sessions in order, the gap to the one
    /// before, and the score of each side where there is one. None for an instrument that this
    /// app does not know.
    ///
    /// Cancelled sessions are no points; planned ones are, once someone has rated them.
    #[must_use]
    pub fn series(&self, of: &SeriesOf<'_>) -> Option<Series> {
        let instrument = Instrument::of(of.form)?;
        let me = self.my_side(of.relationship);
        let mut points: Vec<Point> = Vec::new();
        for now in self.sessions(of.relationship) {
            let before = points.last().map(|point| point.starts);
            points.extend(self.point(now, of, me, before));
        }
        Some(Series {
            range: instrument.range(),
            points,
        })
    }

    /// Every rating of one session that she can see, each for itself, in the order of the telling:
    /// ratings by several parts are parallel truths.
    #[must_use]
    pub fn ratings(&self, session: SessionId) -> Vec<Rating<'_>> {
        let Some(now) = self.session(session) else {
            return Vec::new();
        };
        let me = self.my_side(now.relationship);
        let notes = self.notes(session);
        // A note that stands only in the shared space was written there directly.
        let mine = if notes.mine.is_empty() {
            &notes.shown
        } else {
            &notes.mine
        };
        let mine = mine.iter().map(|note| Rating::of(me, note));
        mine.chain(notes.theirs.iter().map(|note| Rating::of(me.other(), note)))
            .collect()
    }

    fn point(
        &self,
        now: SessionNow<'_>,
        of: &SeriesOf<'_>,
        me: Side,
        before: Option<Instant>,
    ) -> Option<Point> {
        let Session {
            session,
            starts,
            state,
            ..
        } = *now.session;
        let ratings = self.ratings(session);
        let score = |side: Side| {
            let voice = if side == me { of.voice } else { &Voice::NoOne };
            let fits = |rating: &&Rating<'_>| {
                (rating.side, rating.phase, rating.voice) == (side, of.phase, voice)
                    && rating.form == of.form
            };
            ratings.iter().rfind(fits)?.score
        };
        let (client, therapist) = (score(Side::Client), score(Side::Therapist));
        let rated = client.is_some() || therapist.is_some();
        let counts = state == State::Held || (state == State::Planned && rated);
        let gap_weeks = before.map_or(0.0, |before| starts.weeks_since(before).max(0.0));
        counts.then_some(Point {
            session,
            starts,
            gap_weeks,
            client,
            therapist,
        })
    }

    fn my_side(&self, relationship: RelationshipId) -> Side {
        match self
            .relationship(relationship)
            .map(|now| now.kept().my_role)
        {
            Some(Role::Therapist) => Side::Therapist,
            _ => Side::Client,
        }
    }
}

/// Which series.
#[derive(Debug, Clone, Copy)]
pub struct SeriesOf<'a> {
    /// With whom.
    pub relationship: RelationshipId,
    /// By which instrument.
    pub form: &'a Form,
    /// At which end of the sessions.
    pub phase: Phase,
    /// Which of one's own parallel ratings; no one in particular, as a rule. Of the other side
    /// only ratings by no one in particular are read.
    pub voice: &'a Voice,
}

/// The session ratings of one relationship, as numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The lowest and the highest score there can be.
    pub range: (f64, f64),
    /// One point for each session, in the order of their time.
    pub points: Vec<Point>,
}

/// One session in a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Which session.
    pub session: SessionId,
    /// When it began.
    pub starts: Instant,
    /// Weeks since the point before; 0 for the first.
    pub gap_weeks: f64,
    /// The score of the person.
    pub client: Option<Score>,
    /// The score of the therapist.
    pub therapist: Option<Score>,
}

/// One rating.
#[derive(Debug, Clone, Copy)]
pub struct Rating<'l> {
    /// Who rated.
    pub side: Side,
    /// At which end of the session.
    pub phase: Phase,
    /// By which voice.
    pub voice: &'l Voice,
    /// With which instrument.
    pub form: &'l Form,
    /// Item by item.
    pub answers: &'l Answers,
    /// The score, if there are enough answers and this app knows the instrument.
    pub score: Option<Score>,
}

impl<'l> Rating<'l> {
    fn of(side: Side, note: &Dated<'l, SessionNote>) -> Self {
        let SessionNote {
            phase,
            voice,
            form,
            answers,
            ..
        } = note.what;
        let score = Instrument::of(form).and_then(|instrument| instrument.score(answers));
        Self {
            side,
            phase: *phase,
            voice,
            form,
            answers,
            score,
        }
    }
}

/// A side of a relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The person whose therapy it is.
    Client,
    /// The therapist.
    Therapist,
}

impl Side {
    const fn other(self) -> Self {
        match self {
            Self::Client => Self::Therapist,
            Self::Therapist => Self::Client,
        }
    }
}

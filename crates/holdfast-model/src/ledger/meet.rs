//! When two people meet: relationships, sessions, and the notes on them.
//! Invariant: nothing here tells what the other kept, nor that anything was kept.

use holdfast_order::sort_by_key;

use super::fold::{Dated, Entry, Ledger, pick};
use super::topic::Topic;
use super::versions::Versions;
use crate::id::{RelationshipId, SessionId};
use crate::instrument::Phase;
use crate::note::{SessionNote, Showing};
use crate::relationship::{ReadingHours, Receipts, Relationship};
use crate::session::{Preparation, Session, State};
use crate::thing::Thing;
use crate::time::Instant;
use crate::what::What;

impl Ledger {
    /// Her relationships, in the order of their beginning; ended ones too.
    #[must_use]
    pub fn relationships(&self) -> Vec<RelationshipNow<'_>> {
        let ids = self.ids::<RelationshipId>();
        let mut relationships: Vec<_> = ids.filter_map(|id| self.relationship(id)).collect();
        sort_by_key(&mut relationships, |now| (now.versions.since(), now.id));
        relationships
    }

    /// One relationship.
    #[must_use]
    pub fn relationship(&self, id: RelationshipId) -> Option<RelationshipNow<'_>> {
        let told = || self.told(Topic::Relationship(id));
        let versions = Versions::of(pick!(told(), RelationshipRevised).collect())?;
        let ended = told().find(|entry| matches!(entry.change.what, What::RelationshipEnded(_)));
        let (mine, theirs): (Vec<_>, Vec<_>) = told().partition(|entry| entry.is_by(self.me()));
        Some(RelationshipNow {
            id,
            versions,
            ended: ended.map(|entry| entry.change.at),
            my_hours: hours(&mine),
            their_hours: hours(&theirs),
            my_receipts: receipts(&mine),
            their_receipts: receipts(&theirs),
        })
    }

    /// The sessions of one relationship, in the order of their time.
    #[must_use]
    pub fn sessions(&self, relationship: RelationshipId) -> Vec<SessionNow<'_>> {
        let mut sessions: Vec<_> = self
            .ids::<SessionId>()
            .filter_map(|id| self.session(id))
            .filter(|now| now.relationship == relationship)
            .collect();
        sort_by_key(&mut sessions, |now| {
            (now.session.starts.unix_ms(), now.session.session)
        });
        sessions
    }

    /// One session as it stands, unless removed: the latest word on it, whoever said it.
    #[must_use]
    pub fn session(&self, id: SessionId) -> Option<SessionNow<'_>> {
        let told = || self.told(Topic::Session(id));
        let last = pick!(told(), SessionSet).last()?;
        let preparation = pick!(told(), SessionPrepared)
            .last()
            .map(|dated| dated.what)
            .filter(|_| self.removed_at(Thing::Preparation(id)).is_none());
        let relationship = last.origin.relationship().unwrap_or(last.what.relationship);
        let now = SessionNow {
            session: last.what,
            relationship,
            preparation,
        };
        self.removed_at(Thing::Session(id)).is_none().then_some(now)
    }

    /// The next session that is planned and not over, with anyone.
    #[must_use]
    pub fn next_session(&self, now: Instant) -> Option<SessionNow<'_>> {
        let all = self
            .relationships()
            .into_iter()
            .filter(|relationship| relationship.ended.is_none());
        let planned = all
            .flat_map(|relationship| self.sessions(relationship.id))
            .filter(|next| {
                next.session.state == State::Planned && next.session.ends_ms() > now.unix_ms()
            });
        planned.min_by_key(|next| (next.session.starts.unix_ms(), next.session.session))
    }

    /// The notes on one session, by both.
    #[must_use]
    pub fn notes(&self, session: SessionId) -> Notes<'_> {
        let told = || self.told(Topic::Session(session));
        let (me, kept) = (self.me(), |note: &Dated<'_, SessionNote>| {
            self.removed_at(Thing::Note(note.id)).is_none()
        });
        let mine = pick!(told().filter(|entry| entry.is_mine()), NoteRecorded);
        let shown = |by_me: bool| {
            let shared = told().filter(|entry| !entry.is_mine());
            shared.filter(move |entry| entry.is_by(me) == by_me)
        };
        Notes {
            mine: mine.filter(kept).collect(),
            shown: pick!(shown(true), NoteRecorded).collect(),
            theirs: pick!(shown(false), NoteRecorded).collect(),
            they_rated: pick!(shown(false), NoteRated)
                .map(|dated| dated.what.phase)
                .collect(),
        }
    }

    /// Her notes that are to be shown by now: those for "now", and those for "when both have
    /// rated" of which the other has said so, unless they are shown already.
    #[must_use]
    pub fn notes_due(&self, relationship: RelationshipId) -> Vec<Dated<'_, SessionNote>> {
        let sessions = self.sessions(relationship);
        sessions
            .into_iter()
            .flat_map(|now| self.notes(now.session.session).due())
            .collect()
    }
}

/// A relationship as it stands.
#[derive(Debug, Clone)]
pub struct RelationshipNow<'l> {
    /// Which.
    pub id: RelationshipId,
    /// How she keeps it for herself.
    pub versions: Versions<'l, Relationship>,
    /// When it ended, if it has.
    pub ended: Option<Instant>,
    /// When she says that she reads.
    pub my_hours: Option<&'l ReadingHours>,
    /// When the other says that they read.
    pub their_hours: Option<&'l ReadingHours>,
    /// Whether she tells what she opened.
    pub my_receipts: Receipts,
    /// Whether the other does.
    pub their_receipts: Receipts,
}

impl RelationshipNow<'_> {
    /// How she keeps it for herself, in the version that stands.
    #[must_use]
    pub const fn kept(&self) -> &Relationship {
        self.versions.current().what
    }

    /// Whether both turned receipts on; only then is "opened" told, either way.
    #[must_use]
    pub fn tells_opened(&self) -> bool {
        self.my_receipts == Receipts::On && self.their_receipts == Receipts::On
    }
}

/// A session as it stands.
#[derive(Debug, Clone, Copy)]
pub struct SessionNow<'l> {
    /// The session.
    pub session: &'l Session,
    /// With whom.
    pub relationship: RelationshipId,
    /// What she prepared.
    pub preparation: Option<&'l Preparation>,
}

/// The notes on one session.
#[derive(Debug, Clone)]
pub struct Notes<'l> {
    /// Hers, kept or to be shown, in the order of the telling.
    pub mine: Vec<Dated<'l, SessionNote>>,
    /// Hers, as the other sees them.
    pub shown: Vec<Dated<'l, SessionNote>>,
    /// The other's, as they were shown to her.
    pub theirs: Vec<Dated<'l, SessionNote>>,
    /// The ends of the session that the other says they have rated.
    pub they_rated: Vec<Phase>,
}

impl<'l> Notes<'l> {
    fn due(&self) -> Vec<Dated<'l, SessionNote>> {
        let theirs = |phase| {
            self.they_rated.contains(&phase)
                || self.theirs.iter().any(|note| note.what.phase == phase)
        };
        let is_due = |note: &&Dated<'l, SessionNote>| match note.what.showing {
            Showing::Keep => false,
            Showing::Show => !self.is_shown(note),
            Showing::WhenBothHaveRated => !self.is_shown(note) && theirs(note.what.phase),
        };
        self.mine.iter().filter(is_due).copied().collect()
    }

    fn is_shown(&self, note: &Dated<'l, SessionNote>) -> bool {
        self.shown.iter().any(|shown| {
            let (shown, note) = (shown.what, note.what);
            (shown.phase, &shown.form, &shown.answers) == (note.phase, &note.form, &note.answers)
        })
    }
}

fn hours<'l>(told: &[&'l Entry]) -> Option<&'l ReadingHours> {
    pick!(told.iter().copied(), ReadingHoursSet)
        .last()
        .map(|hours| hours.what)
}

fn receipts(told: &[&Entry]) -> Receipts {
    let last = pick!(told.iter().copied(), ReceiptsSet).last();
    last.map_or(Receipts::Off, |receipts| *receipts.what)
}

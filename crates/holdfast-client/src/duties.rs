//! What her device does by itself, because she decided it before: let a handover leave when its
//! moment has come, show a note when both have rated, say that something has arrived.
//! Duties follow from the ledger alone, so what was interrupted is done the next time.

use holdfast_order::Set;

use holdfast_model::bag::Naming;
use holdfast_model::handover::Prepared;
use holdfast_model::id::{RelationshipId, SessionId};
use holdfast_model::instrument::Phase;
use holdfast_model::note::{Rated, Showing};
use holdfast_model::time::Instant;
use holdfast_model::{Ledger, Origin, What};

use crate::error::ClientError;
use crate::inner::Inner;
use crate::keyring::space_of;
use crate::ports::Ports;
use crate::room::Open;

/// One thing that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Duty {
    /// A handover whose moment has come.
    Release(Prepared),
    /// Something to be told to the other.
    Tell(RelationshipId, What),
}

impl<P: Ports> Inner<P> {
    /// Does what is due. What cannot be done now stays due.
    pub(crate) async fn do_duties(&self) -> Result<(), ClientError> {
        let now = self.now();
        let mut outcome = Ok(());
        for duty in self.with(|open| open.duties(now))? {
            let done = match duty {
                Duty::Release(prepared) => self.release(prepared).await,
                Duty::Tell(with, what) => self.keep(Origin::Shared(with), what).await.map(|_| ()),
            };
            // One that cannot be done now keeps no other from being done.
            outcome = outcome.and(done);
        }
        outcome
    }
}

impl Open {
    /// What is due in spaces where no other device of hers can have done it already.
    fn duties(&self, now: Instant) -> Vec<Duty> {
        let mut due = duties(&self.ledger, now);
        due.retain(|duty| {
            let space = space_of(duty.with());
            let room = self
                .spaces
                .get(&space)
                .filter(|_| !self.keyring.has_ended(space));
            room.is_some_and(|room| !room.behind)
        });
        due
    }
}

impl Duty {
    const fn with(&self) -> RelationshipId {
        match self {
            Self::Release(prepared) => prepared.to,
            Self::Tell(with, _) => *with,
        }
    }
}

/// Everything that is due now.
pub(crate) fn duties(ledger: &Ledger, now: Instant) -> Vec<Duty> {
    let told = rated_told(ledger);
    let mut due: Vec<Duty> = ledger
        .due(now)
        .into_iter()
        .cloned()
        .map(Duty::Release)
        .collect();
    for with in ledger
        .relationships()
        .into_iter()
        .filter(|with| with.ended.is_none())
    {
        let tell = |what| Duty::Tell(with.id, what);
        due.extend(
            ledger
                .unacknowledged(with.id)
                .into_iter()
                .map(|id| tell(What::Received(id))),
        );
        due.extend(
            rated(ledger, with.id, &told)
                .into_iter()
                .map(|rated| tell(What::NoteRated(rated))),
        );
        due.extend(ledger.notes_due(with.id).into_iter().map(|note| {
            tell(What::NoteRecorded(
                ledger.note_to_show(note.what, Naming::ByName),
            ))
        }));
    }
    due
}

/// Ends of sessions that she rated "show when both have rated" and has not said so.
fn rated(ledger: &Ledger, with: RelationshipId, told: &Set<(SessionId, Phase)>) -> Set<Rated> {
    let sessions = ledger
        .sessions(with)
        .into_iter()
        .map(|now| now.session.session);
    let notes = sessions.flat_map(|session| ledger.notes(session).mine);
    notes
        .filter(|note| note.what.showing == Showing::WhenBothHaveRated)
        .map(|note| Rated {
            session: note.what.session,
            phase: note.what.phase,
        })
        .filter(|rated| !told.contains(&(rated.session, rated.phase)))
        .collect()
}

fn rated_told(ledger: &Ledger) -> Set<(SessionId, Phase)> {
    let mine = ledger
        .changes()
        .filter(|(_, change)| change.author == ledger.me());
    let told = mine.filter_map(
        |(origin, change)| match (&change.what, origin.relationship()) {
            (What::NoteRated(rated), Some(_)) => Some((rated.session, rated.phase)),
            _ => None,
        },
    );
    told.collect()
}

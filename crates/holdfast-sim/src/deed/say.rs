//! What is said in a world, as the records of the model.
//! Invariant: every text carries the mark and the number of its step.

use holdfast_client::{Client, Ports};
use holdfast_model::check_in::CheckIn;
use holdfast_model::id::{AuthorId, ChangeId, RelationshipId, SessionId, WritingId};
use holdfast_model::instrument::{Instrument, Phase};
use holdfast_model::note::{SessionNote, Showing};
use holdfast_model::part::Voice;
use holdfast_model::session::{Minutes, Session, State};
use holdfast_model::text::Words;
use holdfast_model::thing::{Links, Revised};
use holdfast_model::time::Instant;
use holdfast_model::writing::Writing;
use holdfast_model::{Change, What};

use super::Verb;
use crate::check::MARK;
use crate::dice::Dice;

/// The words of a step.
pub(super) fn text(number: u64) -> String {
    format!("{MARK} words of step {number}, at night. ")
}

/// Something for one's own space; `None` when there is nothing to say it about yet.
pub(super) fn what(
    verb: Verb,
    with: RelationshipId,
    app: &Client<impl Ports>,
    number: u64,
    dice: &mut Dice,
) -> Option<What> {
    let words = |times: usize| Words::parse(&text(number).repeat(times)).ok();
    Some(match verb {
        Verb::CheckIn => What::CheckedIn(CheckIn {
            words: words(1),
            ..CheckIn::default()
        }),
        Verb::Write | Verb::LongWriting => {
            let times = if verb == Verb::Write { 1 } else { LONG_TIMES };
            let id = WritingId::new(app.make_id().ok()?);
            What::WritingRevised(Revised::first(id, writing(words(times)?)))
        }
        Verb::Revise => {
            let all = app.read(|ledger| {
                let all = ledger.writings();
                let heads = all.iter().map(|(id, versions)| (*id, versions.heads()));
                heads.collect::<Vec<_>>()
            });
            let all = all.ok()?;
            let (id, heads) = dice.pick(&all)?;
            What::WritingRevised(Revised {
                id: *id,
                builds_on: heads.clone().try_into().ok()?,
                content: writing(words(1)?),
            })
        }
        Verb::Note => What::NoteRecorded(note(with, app, number, dice)?),
        _ => unknown(number)?,
    })
}

/// One of a few sessions was held.
pub(super) fn session(with: RelationshipId, app: &Client<impl Ports>, number: u64) -> Option<What> {
    Some(What::SessionSet(Session {
        session: SessionId::new([u8::try_from(number % 8).ok()?; 16]),
        relationship: with,
        starts: app.now(),
        minutes: Minutes::try_from(50).ok()?,
        state: State::Held,
    }))
}

fn note(
    with: RelationshipId,
    app: &Client<impl Ports>,
    number: u64,
    dice: &mut Dice,
) -> Option<SessionNote> {
    let sessions = app.read(|ledger| {
        let sessions = ledger.sessions(with);
        let ids = sessions.iter().map(|now| now.session.session);
        ids.collect::<Vec<_>>()
    });
    let instrument = Instrument::session_note();
    let answers = (1..).zip([4; 6]);
    Some(SessionNote {
        session: *dice.pick(&sessions.ok()?)?,
        relationship: with,
        phase: Phase::End,
        voice: Voice::NoOne,
        form: instrument.form().ok()?,
        answers: instrument.answers(Phase::End, answers).ok()?,
        keep: None,
        words: Words::parse(&text(number)).ok(),
        showing: Showing::WhenBothHaveRated,
    })
}

fn writing(words: Words) -> Writing {
    Writing {
        voice: Voice::NoOne,
        words: Some(words),
        to: None,
        about: Links::default(),
    }
}

/// A change of a kind that a newer app will know, as this one reads it.
fn unknown(number: u64) -> Option<What> {
    let change = Change {
        turn: 1,
        at: Instant::EPOCH,
        author: AuthorId::new([1; 16]),
        id: ChangeId::new([1; 16]),
        what: What::CheckedIn(CheckIn {
            words: Words::parse(&text(number)).ok(),
            ..CheckIn::default()
        }),
    };
    let mut bytes = change.encode().ok()?;
    *bytes.get_mut(KIND_AT)? = NEWER_KIND;
    Some(Change::decode(&bytes).ok()?.what)
}

/// So often the same words: more than one record holds.
const LONG_TIMES: usize = 2_000;
/// The kind stands behind the version byte of a change.
const KIND_AT: usize = 1;
const NEWER_KIND: u8 = 119;

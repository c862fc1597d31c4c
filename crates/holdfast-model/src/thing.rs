//! Things and their versions: how one record points at another.
//! Invariant: nothing is overwritten; a revision names every version that it builds on.

use serde::{Deserialize, Serialize};

use crate::id::{
    AgreementId, ChangeId, ContactId, PartId, RelationshipId, RuptureId, SessionId, WritingId,
};
use crate::scale::Few;

/// One thing of hers, for links, the bag, and removing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Thing {
    /// A check-in, by the change that recorded it.
    CheckIn(ChangeId),
    /// A writing.
    Writing(WritingId),
    /// A session.
    Session(SessionId),
    /// Her preparation of a session.
    Preparation(SessionId),
    /// A session note, by the change that recorded it.
    Note(ChangeId),
    /// Something outside, by the change that recorded it.
    Outside(ChangeId),
    /// A rupture.
    Rupture(RuptureId),
    /// Something that must not happen in therapy, by the change that recorded it.
    Breach(ChangeId),
    /// A repair step, by the change that recorded it.
    RepairStep(ChangeId),
    /// An agreement.
    Agreement(AgreementId),
    /// Something tried, by the change that recorded it.
    CopingTry(ChangeId),
    /// Her safety plan.
    Plan,
    /// A person or service that Hold can call.
    Contact(ContactId),
    /// A part.
    Part(PartId),
    /// A relationship, for a note on it.
    Relationship(RelationshipId),
    /// A question that the detector asked.
    Finding(FindingKey),
}

/// Names one question of the detector: it is asked at most once after each session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FindingKey {
    /// With whom.
    pub relationship: RelationshipId,
    /// After which session.
    pub session: SessionId,
}

impl FindingKey {
    /// The greatest key, and so the end of every range of things.
    pub(crate) const LAST: Self = Self {
        relationship: RelationshipId::new([255; 16]),
        session: SessionId::new([255; 16]),
    };
}

/// A new version of a document: what it is now, and what it was made from.
///
/// Two revisions that build on the same version are both kept, and shown as two versions; a
/// revision that names both brings them together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Revised<I, T> {
    /// The document.
    pub id: I,
    /// The versions that it builds on; none for the first.
    pub builds_on: Few<ChangeId, BASES_MAX>,
    /// The whole document, as it is now.
    pub content: T,
}

impl<I, T> Revised<I, T> {
    /// The first version of a document.
    #[must_use]
    pub fn first(id: I, content: T) -> Self {
        Self {
            id,
            builds_on: Few::default(),
            content,
        }
    }
}

/// Links to other things.
pub type Links = Few<Thing, LINKS_MAX>;

/// The most versions that one revision builds on.
pub const BASES_MAX: usize = 16;
/// The most links of one record.
pub const LINKS_MAX: usize = 32;

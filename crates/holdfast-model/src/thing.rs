//! Things and their versions: how one record points at another.
//! Invariant: nothing is overwritten; a revision names every version that it builds on.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::id::{
    AgreementId, ChangeId, ContactId, ID_BYTES, PartId, RelationshipId, RuptureId, SessionId,
    WritingId,
};
use crate::scale::Few;

/// One thing of hers, for links, the bag, and removing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// The sort of a thing and its ids, or zeros.
pub(crate) type ThingPlace = (u8, [u8; ID_BYTES], [u8; ID_BYTES]);

impl Thing {
    /// Where it stands among all things: by sort, then by id.
    pub(crate) fn place(self) -> ThingPlace {
        let of = |sort, id: &[u8; ID_BYTES]| (sort, *id, [0; ID_BYTES]);
        match self {
            Self::CheckIn(id) => of(0, id.as_bytes()),
            Self::Writing(id) => of(1, id.as_bytes()),
            Self::Session(id) => of(2, id.as_bytes()),
            Self::Preparation(id) => of(3, id.as_bytes()),
            Self::Note(id) => of(4, id.as_bytes()),
            Self::Outside(id) => of(5, id.as_bytes()),
            Self::Rupture(id) => of(6, id.as_bytes()),
            Self::Breach(id) => of(7, id.as_bytes()),
            Self::RepairStep(id) => of(8, id.as_bytes()),
            Self::Agreement(id) => of(9, id.as_bytes()),
            Self::CopingTry(id) => of(10, id.as_bytes()),
            Self::Plan => of(11, &[0; ID_BYTES]),
            Self::Contact(id) => of(12, id.as_bytes()),
            Self::Part(id) => of(13, id.as_bytes()),
            Self::Relationship(id) => of(14, id.as_bytes()),
            Self::Finding(key) => (15, *key.relationship.as_bytes(), *key.session.as_bytes()),
        }
    }
}

impl Ord for Thing {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

impl PartialOrd for Thing {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
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

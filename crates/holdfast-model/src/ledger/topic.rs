//! Topics: which changes are read together.
//! Invariant: a topic follows from one change and its origin alone, so that order never matters.

use crate::id::{
    AgreementId, ContactId, HandoverId, ID_BYTES, ItemId, PartId, RelationshipId, RuptureId,
    SessionId, WritingId,
};
use crate::thing::{FindingKey, Thing, ThingPlace};
use crate::what::What;

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    CheckIns,
    CopingTries,
    Outside,
    Breaches,
    Settings,
    Plan,
    Writing(WritingId),
    Part(PartId),
    Contact(ContactId),
    SafetyAgreement(RelationshipId),
    Removal(Thing),
    Relationship(RelationshipId),
    Session(SessionId),
    Finding(FindingKey),
    Rupture(RuptureId),
    Agreement(AgreementId),
    Bag(ItemId),
    Handover(HandoverId),
    Unknown(u16),
    /// Recorded where it does not belong: kept, and never read.
    OutOfPlace,
}

impl Topic {
    /// The topic of what happened in the shared space of `shared`, or in her own.
    pub(super) fn of(what: &What, shared: Option<RelationshipId>) -> Self {
        match what {
            What::CheckedIn(_) => Self::CheckIns,
            What::CopingTried(_) => Self::CopingTries,
            What::OutsideNoted(_) => Self::Outside,
            What::BreachNoted(_) => Self::Breaches,
            What::SettingSet(_) => Self::Settings,
            What::PlanRevised(_) => Self::Plan,
            What::WritingRevised(revised) => Self::Writing(revised.id),
            What::PartRevised(revised) => Self::Part(revised.id),
            What::ContactRevised(revised) => Self::Contact(revised.id),
            What::SafetyAgreed(agreement) => Self::SafetyAgreement(agreement.with),
            What::Removed(thing) | What::Restored(thing) => Self::Removal(*thing),
            What::RelationshipRevised(revised) => Self::Relationship(revised.id),
            What::RelationshipEnded(id) => Self::Relationship(shared.unwrap_or(*id)),
            What::ReadingHoursSet(_)
            | What::ReceiptsSet(_)
            | What::CompanyCalled(_)
            | What::CompanyAnswered(_) => shared.map_or(Self::OutOfPlace, Self::Relationship),
            What::SessionSet(session) => Self::Session(session.session),
            What::SessionPrepared(preparation) => Self::Session(preparation.session),
            What::NoteRecorded(note) => Self::Session(note.session),
            What::NoteRated(rated) => Self::Session(rated.session),
            What::FindingAnswered(answer) => Self::Finding(answer.finding),
            What::RuptureSeen(view) => Self::Rupture(view.rupture),
            What::RepairStepDone(step) => Self::Rupture(step.rupture),
            What::AgreementRevised(revised) => Self::Agreement(revised.id),
            What::BagPut(item) => Self::Bag(item.item),
            What::BagTakenOut(item) => Self::Bag(*item),
            What::HandoverPrepared(prepared) => Self::Handover(prepared.handover),
            What::PartConsented(consent) => Self::Handover(consent.handover),
            What::HandoverDecided(decision) => Self::Handover(decision.handover),
            What::HandedOver(handed) => Self::Handover(handed.handover),
            What::ItemKeyKept(key) | What::ItemKeyReleased(key) => Self::Handover(key.of.handover),
            What::Received(handover) => Self::Handover(*handover),
            What::Opened(item) | What::TakenBack(item) | What::LetGo(item) => {
                Self::Handover(item.handover)
            }
            What::Unknown(unknown) => Self::Unknown(unknown.kind()),
        }
    }
}

/// Where a topic stands among all: the sort, the sort of the thing, and the ids or zeros. One kind
/// of key for all topics keeps one copy of the tree, and comparing is comparing bytes.
pub(super) type Place = (u8, ThingPlace);

impl Topic {
    /// Its place: topics of one sort stand together, in the order of their ids.
    pub(super) fn place(self) -> Place {
        let bare = |sort| (sort, ThingPlace::default());
        let of = |sort, id: &[u8; ID_BYTES]| (sort, (0, *id, [0; ID_BYTES]));
        match self {
            Self::CheckIns => bare(0),
            Self::CopingTries => bare(1),
            Self::Outside => bare(2),
            Self::Breaches => bare(3),
            Self::Settings => bare(4),
            Self::Plan => bare(5),
            Self::Writing(id) => of(6, id.as_bytes()),
            Self::Part(id) => of(7, id.as_bytes()),
            Self::Contact(id) => of(8, id.as_bytes()),
            Self::SafetyAgreement(id) => of(9, id.as_bytes()),
            Self::Removal(thing) => (10, thing.place()),
            Self::Relationship(id) => of(11, id.as_bytes()),
            Self::Session(id) => of(12, id.as_bytes()),
            Self::Finding(key) => (13, Thing::Finding(key).place()),
            Self::Rupture(id) => of(14, id.as_bytes()),
            Self::Agreement(id) => of(15, id.as_bytes()),
            Self::Bag(id) => of(16, id.as_bytes()),
            Self::Handover(id) => of(17, id.as_bytes()),
            Self::Unknown(kind) => of(18, &u128::from(kind).to_be_bytes()),
            Self::OutOfPlace => bare(19),
        }
    }
}

/// An id that is a topic of its own.
pub(super) trait Key: Copy {
    /// The topics of the least and of the greatest id.
    const ENDS: (Topic, Topic);

    /// The id in a topic, if it is one of these.
    fn of(topic: Topic) -> Option<Self>;
}

macro_rules! keys {
    ($($id:ident $topic:ident),+) => {$(
        impl Key for $id {
            const ENDS: (Topic, Topic) =
                (Topic::$topic($id::new([0; 16])), Topic::$topic($id::new([u8::MAX; 16])));

            fn of(topic: Topic) -> Option<Self> {
                match topic {
                    Topic::$topic(id) => Some(id),
                    _ => None,
                }
            }
        }
    )+};
}

keys! {
    WritingId Writing, PartId Part, ContactId Contact, RelationshipId Relationship,
    SessionId Session, RuptureId Rupture, AgreementId Agreement, ItemId Bag, HandoverId Handover
}

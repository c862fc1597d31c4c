//! One example of every kind of change, for tests and for pinning the format.
//! Invariant: every kind of `What::KINDS` is here once, in that order.

use super::What;
use crate::bag::BagItem;
use crate::check_in::CheckIn;
use crate::circle::{CompanyAnswer, CompanyCall};
use crate::finding::FindingAnswer;
use crate::handover::{Decision, HandedOver, ItemKey, ItemRef, PartConsent, Prepared, Says, Wants};
use crate::id::{
    AgreementId, ContactId, HandoverId, ItemId, PartId, RelationshipId, SessionId, WritingId,
};
use crate::instrument::Phase;
use crate::note::{Rated, SessionNote};
use crate::outside::{Breach, CopingTry, OutsideEvent};
use crate::part::Part;
use crate::plan::{Contact, SafetyPlan};
use crate::relationship::{ReadingHours, Receipts, Relationship};
use crate::repair::{Agreement, RepairStep};
use crate::rupture::RuptureView;
use crate::safety_agreement::SafetyAgreement;
use crate::session::{Preparation, Session};
use crate::settings::{Setting, Theme};
use crate::snapshot::Opaque;
use crate::thing::{Revised, Thing};
use crate::writing::Writing;

impl What {
    /// One example of every kind, in the order of [`What::KINDS`].
    #[must_use]
    pub fn examples() -> Vec<Self> {
        [
            Self::examples_of_mine(),
            Self::examples_of_two(),
            Self::examples_of_carrying(),
        ]
        .concat()
    }

    fn examples_of_mine() -> Vec<Self> {
        let thing = Thing::Writing(WritingId::example(10));
        vec![
            Self::CheckedIn(CheckIn::example()),
            Self::WritingRevised(Revised::first(WritingId::example(10), Writing::example())),
            Self::PartRevised(Revised::first(PartId::example(1), Part::example())),
            Self::PlanRevised(Revised::first((), SafetyPlan::example())),
            Self::ContactRevised(Revised::first(ContactId::example(7), Contact::example())),
            Self::CopingTried(CopingTry::example()),
            Self::OutsideNoted(OutsideEvent::example()),
            Self::BreachNoted(Breach::example()),
            Self::SettingSet(Setting::Theme(Theme::Dim)),
            Self::SafetyAgreed(SafetyAgreement::example()),
            Self::Removed(thing),
            Self::Restored(thing),
        ]
    }

    fn examples_of_two() -> Vec<Self> {
        let relationship = RelationshipId::example(2);
        let rated = Rated {
            session: SessionId::example(5),
            phase: Phase::End,
        };
        let agreement = Revised::first(AgreementId::example(12), Agreement::example());
        vec![
            Self::RelationshipRevised(Revised::first(relationship, Relationship::example())),
            Self::RelationshipEnded(relationship),
            Self::ReadingHoursSet(ReadingHours::example()),
            Self::ReceiptsSet(Receipts::On),
            Self::SessionSet(Session::example()),
            Self::SessionPrepared(Preparation::example()),
            Self::NoteRecorded(SessionNote::example()),
            Self::NoteRated(rated),
            Self::FindingAnswered(FindingAnswer::example()),
            Self::RuptureSeen(RuptureView::example()),
            Self::RepairStepDone(RepairStep::example()),
            Self::AgreementRevised(agreement),
            Self::CompanyCalled(CompanyCall::example()),
            Self::CompanyAnswered(CompanyAnswer::example()),
        ]
    }

    fn examples_of_carrying() -> Vec<Self> {
        let (handover, of) = (HandoverId::example(11), ItemRef::example());
        let key = ItemKey {
            of,
            key: Opaque::new(vec![13; 32]),
        };
        let consent = PartConsent {
            handover,
            part: PartId::example(1),
            wants: Wants::Pause,
        };
        vec![
            Self::BagPut(BagItem::example()),
            Self::BagTakenOut(ItemId::example(9)),
            Self::HandoverPrepared(Prepared::example()),
            Self::PartConsented(consent),
            Self::HandoverDecided(Decision {
                handover,
                says: Says::Now,
            }),
            Self::HandedOver(HandedOver::example()),
            Self::ItemKeyKept(key.clone()),
            Self::ItemKeyReleased(key),
            Self::Received(handover),
            Self::Opened(of),
            Self::TakenBack(of),
            Self::LetGo(of),
        ]
    }
}

//! What can happen: one line for each kind of change, its number, and the space it belongs to.
//! Invariant: a number, once released, keeps its bytes; what is not known is kept as it came.

use std::cmp::Ordering;

use serde::de::DeserializeOwned;

use crate::bag::BagItem;
use crate::check_in::CheckIn;
use crate::circle::{CompanyAnswer, CompanyCall};
use crate::error::ModelError;
use crate::finding::FindingAnswer;
use crate::handover::{Decision, HandedOver, ItemKey, ItemRef, PartConsent, Prepared};
use crate::id::{AgreementId, ContactId, HandoverId, ItemId, PartId, RelationshipId, WritingId};
use crate::note::{Rated, SessionNote};
use crate::outside::{Breach, CopingTry, OutsideEvent};
use crate::part::Part;
use crate::plan::{Contact, SafetyPlan};
use crate::relationship::{ReadingHours, Receipts, Relationship};
use crate::repair::{Agreement, RepairStep};
use crate::rupture::RuptureView;
use crate::safety_agreement::SafetyAgreement;
use crate::session::{Preparation, Session};
use crate::settings::Setting;
use crate::thing::{Revised, Thing};
use crate::writer::{to_bytes, to_json};
use crate::writing::Writing;

#[cfg(any(test, feature = "testing"))]
mod examples;

macro_rules! kinds {
    ($($number:literal $home:ident $name:ident($body:ty): $doc:literal;)+) => {
        /// One thing that happened.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum What {
            $(#[doc = $doc] $name($body),)+
            /// A kind that a newer app wrote.
            Unknown(Unknown),
        }

        impl What {
            /// The numbers of all kinds that this app knows, with their names.
            pub const KINDS: &[(u16, &str)] = &[$(($number, stringify!($name))),+];

            /// The number of this kind.
            #[must_use]
            pub const fn kind(&self) -> u16 {
                match self {
                    $(Self::$name(_) => $number,)+
                    Self::Unknown(unknown) => unknown.kind,
                }
            }

            /// The space that this kind belongs to.
            #[must_use]
            pub const fn home(&self) -> Home {
                match self {
                    $(Self::$name(_) => Home::$home,)+
                    Self::Unknown(_) => Home::Both,
                }
            }

            pub(crate) fn encode_body(&self) -> Result<Vec<u8>, ModelError> {
                match self {
                    $(Self::$name(body) => to_bytes(body),)+
                    Self::Unknown(unknown) => Ok(unknown.body.clone()),
                }
            }

            /// What was recorded, as JSON for eyes; `null` for a kind that a newer app wrote.
            /// The canonical bytes are what is read back.
            #[must_use]
            pub fn to_json(&self) -> String {
                let json = match self {
                    $(Self::$name(body) => to_json(body),)+
                    Self::Unknown(_) => Err(ModelError::Malformed),
                };
                json.unwrap_or_else(|_| "null".to_owned())
            }

            pub(crate) fn decode_body(kind: u16, body: &[u8]) -> Result<Self, ModelError> {
                match kind {
                    $($number => from_bytes(body).map(Self::$name),)+
                    _ => Ok(Self::Unknown(Unknown { kind, body: body.to_vec() })),
                }
            }
        }
    };
}

kinds! {
    1 Mine CheckedIn(CheckIn): "She checked in.";
    2 Mine WritingRevised(Revised<WritingId, Writing>): "A writing has a new version.";
    3 Mine PartRevised(Revised<PartId, Part>): "A part was named, or described anew.";
    4 Mine PlanRevised(Revised<(), SafetyPlan>): "Her safety plan has a new version.";
    5 Mine ContactRevised(Revised<ContactId, Contact>): "A person or service was noted.";
    6 Mine CopingTried(CopingTry): "She tried something.";
    7 Both OutsideNoted(OutsideEvent): "Something happened outside.";
    8 Mine BreachNoted(Breach): "Something happened that must not happen in therapy.";
    9 Mine SettingSet(Setting): "A setting was set.";
    10 Mine SafetyAgreed(SafetyAgreement): "A safety agreement was made, changed or revoked.";
    11 Mine Removed(Thing): "A thing was removed; it can come back for 30 days.";
    12 Mine Restored(Thing): "A removed thing came back.";
    20 Mine RelationshipRevised(Revised<RelationshipId, Relationship>): "It began or changed.";
    21 Both RelationshipEnded(RelationshipId): "A relationship ended.";
    22 Shared ReadingHoursSet(ReadingHours): "The author says when they read.";
    23 Shared ReceiptsSet(Receipts): "The author turned receipts on or off.";
    24 Both SessionSet(Session): "A session was planned, moved, held or cancelled.";
    25 Mine SessionPrepared(Preparation): "She prepared a session.";
    26 Both NoteRecorded(SessionNote): "A session was rated; in a shared space, shown.";
    27 Shared NoteRated(Rated): "The author has rated, and shows it when both have.";
    28 Mine FindingAnswered(FindingAnswer): "She answered a question of the detector.";
    29 Both RuptureSeen(RuptureView): "A rupture was noticed, or a view of it changed.";
    30 Both RepairStepDone(RepairStep): "A repair step was done.";
    31 Both AgreementRevised(Revised<AgreementId, Agreement>): "Agreed, or looked at again.";
    32 Shared CompanyCalled(CompanyCall): "The author needs company.";
    33 Shared CompanyAnswered(CompanyAnswer): "The author answers a call.";
    40 Mine BagPut(BagItem): "A thing was put in the bag, or its wish changed.";
    41 Mine BagTakenOut(ItemId): "A thing was taken out of the bag.";
    42 Mine HandoverPrepared(Prepared): "A handover was decided, with its moment.";
    43 Mine PartConsented(PartConsent): "A part paused a waiting handover, or let it go on.";
    44 Mine HandoverDecided(Decision): "She said of a waiting handover: now, or not at all.";
    45 Shared HandedOver(HandedOver): "The snapshot left.";
    46 Mine ItemKeyKept(ItemKey): "The key of a sealed item was kept.";
    47 Shared ItemKeyReleased(ItemKey): "The key of a sealed item was released in the room.";
    48 Shared Received(HandoverId): "A handover is on a device of the receiver.";
    49 Both Opened(ItemRef): "The receiver opened an item; shared only if both turned receipts on.";
    50 Shared TakenBack(ItemRef): "The giver takes an item back; once opened, asks to let it go.";
    51 Shared LetGo(ItemRef): "The receiver let an item go.";
}

/// By kind, then by bytes. Two changes that agree in all else differ here only when their author
/// lies, and then it matters that everyone sees the same order, not which.
impl Ord for What {
    fn cmp(&self, other: &Self) -> Ordering {
        let bytes = |what: &Self| (what.kind(), what.encode_body().unwrap_or_default());
        bytes(self).cmp(&bytes(other))
    }
}

impl PartialOrd for What {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A kind of change that a newer app wrote: kept, passed on, and never touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    kind: u16,
    body: Vec<u8>,
}

impl Unknown {
    /// Its number.
    #[must_use]
    pub const fn kind(&self) -> u16 {
        self.kind
    }
}

/// The space that a kind of change belongs to. Anywhere else it is kept and has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// Her own space only.
    Mine,
    /// A shared space only.
    Shared,
    /// Either.
    Both,
}

/// Reads a body. Whether it is canonical, and nothing follows, the reader of the whole change sees
/// when it writes the change again.
fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ModelError> {
    postcard::from_bytes(bytes).map_err(|_| ModelError::Malformed)
}

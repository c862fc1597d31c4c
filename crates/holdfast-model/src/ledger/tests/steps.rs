//! Random lives on three devices, two of hers and one of Maya's, against the plain model.
//! Invariant: after each step the device that it touched reads as the story it was told, and when
//! all have exchanged everything all read the same. `PROPTEST_CASES` sets how many are lived.

use proptest::prelude::*;

use super::story::{Seen, Story};
use super::world::{SHARED, US};
use crate::bag::{BagItem, Picked, Wish};
use crate::change::Change;
use crate::check_in::CheckIn;
use crate::handover::{Decision, HandedItem, HandedOver, ItemRef, Moment, Prepared, Says};
use crate::id::{AuthorId, ChangeId, HandoverId, ItemId, RuptureId, SessionId, WritingId};
use crate::ledger::{Giver, Ledger, Origin};
use crate::note::SessionNote;
use crate::rupture::{RuptureState, RuptureView};
use crate::scale::Few;
use crate::session::{CancelledBy, Session, State};
use crate::settings::{Setting, Theme};
use crate::snapshot::{Content, Snapshot};
use crate::text::Words;
use crate::thing::{Revised, Thing};
use crate::time::Instant;
use crate::what::What;
use crate::writing::Writing;

const HER: AuthorId = AuthorId::example(0xaa);
const MAYA: AuthorId = AuthorId::example(0xbb);

#[derive(Debug, Clone)]
enum Step {
    /// Somebody does something on a device, at a time that its clock says.
    Do(usize, u64, Deed),
    /// A device gives another what it has, or every other piece of it, forwards or backwards.
    Give {
        from: usize,
        to: usize,
        every: usize,
        is_turned: bool,
    },
}

#[derive(Debug, Clone)]
enum Deed {
    Keep(What),
    Share(What),
    /// A writing is revised, on all versions of it that stand here.
    Write(WritingId, u8),
}

fn small() -> impl Strategy<Value = u8> {
    0..3_u8
}

fn item() -> impl Strategy<Value = ItemRef> {
    (small(), small()).prop_map(|(handover, item)| ItemRef {
        handover: HandoverId::example(handover),
        item: ItemId::example(item),
    })
}

fn thing() -> impl Strategy<Value = Thing> {
    prop_oneof![
        small().prop_map(|id| Thing::Writing(WritingId::example(id))),
        small().prop_map(|id| Thing::Session(SessionId::example(id))),
        small().prop_map(|id| Thing::Rupture(RuptureId::example(id))),
        (0..20_u8).prop_map(|at| Thing::CheckIn(change_id(at.into()))),
    ]
}

/// What she keeps for herself.
fn kept() -> impl Strategy<Value = What> {
    let bag = small().prop_map(|item| BagItem {
        item: ItemId::example(item),
        picked: Picked::Thing(Thing::Writing(WritingId::example(item))),
        ..BagItem::example()
    });
    let prepared = item().prop_map(|of| Prepared {
        handover: of.handover,
        to: US,
        items: Few::new(vec![of.item]).unwrap(),
        moment: Moment::WhenISaySo,
        expires: None,
    });
    let decision = (small(), any::<bool>()).prop_map(|(handover, is_now)| Decision {
        handover: HandoverId::example(handover),
        says: if is_now { Says::Now } else { Says::CallOff },
    });
    let theme = prop::sample::select(vec![Theme::Day, Theme::Dim, Theme::Night]);
    prop_oneof![
        3 => Just(What::CheckedIn(CheckIn::example())),
        2 => thing().prop_map(What::Removed),
        1 => thing().prop_map(What::Restored),
        1 => theme.prop_map(|theme| What::SettingSet(Setting::Theme(theme))),
        2 => bag.prop_map(What::BagPut),
        1 => small().prop_map(|item| What::BagTakenOut(ItemId::example(item))),
        2 => prepared.prop_map(What::HandoverPrepared),
        1 => decision.prop_map(What::HandoverDecided),
        1 => rupture(),
        1 => note(),
    ]
}

/// What either of the two says in the space that they share.
fn shared() -> impl Strategy<Value = What> {
    let states = vec![
        State::Planned,
        State::Held,
        State::Cancelled(CancelledBy::Outside),
    ];
    let session = (small(), 0..9_u64, prop::sample::select(states));
    let session = session.prop_map(|(id, starts, state)| Session {
        session: SessionId::example(id),
        starts: Instant::example(starts),
        state,
        ..Session::example()
    });
    let handed = item().prop_map(|of| {
        let content = Content::Open(Snapshot::example());
        let item = HandedItem::new(of.item, Wish::ReadBefore, content).unwrap();
        HandedOver {
            handover: of.handover,
            items: Few::new(vec![item]).unwrap(),
            expires: None,
        }
    });
    prop_oneof![
        2 => session.prop_map(What::SessionSet),
        2 => handed.prop_map(What::HandedOver),
        1 => small().prop_map(|handover| What::Received(HandoverId::example(handover))),
        1 => item().prop_map(What::Opened),
        1 => item().prop_map(What::TakenBack),
        1 => item().prop_map(What::LetGo),
        2 => rupture(),
        2 => note(),
    ]
}

fn rupture() -> impl Strategy<Value = What> {
    let state = prop::sample::select(&RuptureState::ALL[..]);
    (small(), state).prop_map(|(id, state)| {
        What::RuptureSeen(RuptureView {
            state,
            ..RuptureView::noticed(RuptureId::example(id), US)
        })
    })
}

fn note() -> impl Strategy<Value = What> {
    small().prop_map(|session| {
        What::NoteRecorded(SessionNote {
            session: SessionId::example(session),
            ..SessionNote::example()
        })
    })
}

fn step() -> impl Strategy<Value = Step> {
    let deed = prop_oneof![
        3 => kept().prop_map(Deed::Keep),
        3 => shared().prop_map(Deed::Share),
        2 => (small(), small()).prop_map(|(id, words)| Deed::Write(WritingId::example(id), words)),
    ];
    let done = (0..3_usize, 0..60_u64, deed);
    let give = (0..3_usize, 0..3_usize, 1..3_usize, any::<bool>());
    prop_oneof![
        3 => done.prop_map(|(device, minutes, deed)| Step::Do(device, minutes, deed)),
        1 => give.prop_map(|(from, to, every, is_turned)| Step::Give { from, to, every, is_turned }),
    ]
}

fn change_id(number: u64) -> ChangeId {
    ChangeId::new(u128::from(number).to_be_bytes())
}

/// A device: its ledger, and the plain list of what it was told.
struct Device {
    me: AuthorId,
    ledger: Ledger,
    told: Vec<(Origin, Change)>,
}

impl Device {
    fn new(me: AuthorId) -> Self {
        let (ledger, told) = (Ledger::new(me), Vec::new());
        Self { me, ledger, told }
    }

    fn does(&mut self, number: u64, at: Instant, deed: Deed) {
        let (origin, what) = match deed {
            Deed::Keep(what) => (Origin::Mine, what),
            Deed::Share(what) => (SHARED, what),
            Deed::Write(id, words) => (Origin::Mine, self.revised(id, words)),
        };
        let change = self.ledger.next(origin, change_id(number), at, what);
        let there = self.told.iter().filter(|(other, _)| *other == origin);
        let turn = there.map(|(_, change)| change.turn + 1).max();
        assert_eq!(change.turn, turn.unwrap_or(0));
        self.hears(origin, &change);
    }

    fn revised(&self, id: WritingId, words: u8) -> What {
        let heads = self.ledger.writing(id).map(|versions| versions.heads());
        let content = Writing {
            words: Some(Words::example(&format!("words {words}"))),
            ..Writing::example()
        };
        let builds_on = Few::new(heads.unwrap_or_default()).unwrap_or_default();
        What::WritingRevised(Revised {
            id,
            builds_on,
            content,
        })
    }

    fn hears(&mut self, origin: Origin, change: &Change) {
        let is_new = !self.told.iter().any(|(_, known)| known.id == change.id);
        assert_eq!(self.ledger.insert(origin, change.clone()), is_new);
        if is_new {
            self.told.push((origin, change.clone()));
        }
    }

    /// What another may have of this one: all between two of hers, else what is shared.
    fn gives(&self, to: AuthorId) -> Vec<(Origin, Change)> {
        let may = |(origin, _): &&(Origin, Change)| self.me == to || *origin == SHARED;
        self.told.iter().filter(may).cloned().collect()
    }

    fn agree(&self) {
        let (story, now) = (Story::of(self.me, &self.told), Instant::example(60));
        let ledger = &self.ledger;
        assert_eq!(ledger.len(), self.told.len());
        assert_eq!(ledger.settings().theme, story.theme());
        let check_ins = ledger.check_ins().into_iter().map(|check_in| check_in.id);
        assert_eq!(check_ins.collect::<Vec<_>>(), story.check_ins());
        let writings = ledger.writings().into_iter().map(|(id, versions)| {
            (
                id,
                (
                    versions.current().what.words.clone(),
                    versions.others().len(),
                ),
            )
        });
        assert_eq!(
            writings.collect::<std::collections::BTreeMap<_, _>>(),
            story.writings()
        );
        let removed = ledger
            .removed(now)
            .into_iter()
            .map(|gone| (gone.thing, gone.at));
        assert_eq!(
            removed.collect::<std::collections::BTreeMap<_, _>>(),
            story.removed()
        );
        let bag: Vec<_> = ledger.bag(US).into_iter().map(|item| item.item).collect();
        assert_eq!(bag, story.bag(self.me));
        let sessions = ledger
            .sessions(US)
            .into_iter()
            .map(|now| now.session.clone());
        assert_eq!(sessions.collect::<Vec<_>>(), story.sessions());
        for session in (0..3).map(SessionId::example) {
            let notes = ledger.notes(session);
            let ids = [notes.mine, notes.shown, notes.theirs];
            let ids = ids.map(|notes| notes.into_iter().map(|note| note.id).collect::<Vec<_>>());
            assert_eq!(ids, story.notes(session));
        }
        let ruptures = ledger.ruptures(US).into_iter().map(|episode| {
            (
                episode.rupture,
                [episode.my_state(), episode.theirs.map(|view| view.state)],
            )
        });
        assert_eq!(
            ruptures.collect::<std::collections::BTreeMap<_, _>>(),
            story.ruptures()
        );
        assert_eq!(self.handovers(now), story.handovers(self.me));
    }

    fn handovers(&self, now: Instant) -> Vec<Seen> {
        let seen = self.ledger.handovers(US, now).into_iter().map(|seen| {
            let items = seen.items.iter().map(|item| (item.of.item, item.state));
            (
                seen.handover,
                seen.giver == Giver::Me,
                seen.left,
                items.collect(),
            )
        });
        let mut seen: Vec<Seen> = seen.collect();
        seen.sort_by_key(|(handover, ..)| *handover);
        seen
    }
}

fn give(devices: &mut [Device; 3], from: usize, to: usize, every: usize, is_turned: bool) {
    let mut pieces = devices[from].gives(devices[to].me);
    if is_turned {
        pieces.reverse();
    }
    for (origin, change) in pieces.iter().step_by(every) {
        devices[to].hears(*origin, change);
    }
    devices[to].agree();
}

/// So many lives, or as many as `PROPTEST_CASES` says.
fn lives() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(lives())]

    #[test]
    fn the_ledger_is_the_model_through_any_life(steps in prop::collection::vec(step(), 1..50)) {
        let mut devices = [HER, HER, MAYA].map(Device::new);
        for (step, number) in steps.into_iter().zip(0..) {
            match step {
                Step::Do(device, minutes, deed) => {
                    devices[device].does(number, Instant::example(minutes), deed);
                    devices[device].agree();
                }
                Step::Give { from, to, every, is_turned } => {
                    give(&mut devices, from, to, every, is_turned);
                }
            }
        }
        for (from, to) in [(0, 1), (1, 0), (0, 2), (2, 1), (2, 0)] {
            give(&mut devices, from, to, 1, from > to);
        }
        prop_assert_eq!(&devices[0].ledger, &devices[1].ledger);
        let shared = |device: &Device| device.gives(AuthorId::example(0)).len();
        prop_assert_eq!(shared(&devices[0]), shared(&devices[2]));
    }
}

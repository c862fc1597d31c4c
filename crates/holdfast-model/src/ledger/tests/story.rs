//! The plain model of the ledger: a list of what was told, read from its beginning at every look.
//! Invariant: it has no topics, no index and no union; what it says follows from the list alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::change::Change;
use crate::handover::{ItemRef, ItemState, Moment, Says};
use crate::id::{AuthorId, ChangeId, HandoverId, ItemId, RuptureId, SessionId, WritingId};
use crate::ledger::{Giver, Origin};
use crate::rupture::RuptureState;
use crate::session::Session;
use crate::settings::{Setting, Theme};
use crate::text::Words;
use crate::thing::Thing;
use crate::time::Instant;
use crate::what::What;

/// What one person would say happened.
#[derive(Default)]
pub(super) struct Story {
    check_ins: Vec<(Instant, ChangeId)>,
    writings: BTreeMap<WritingId, Vec<Version>>,
    removed: BTreeMap<Thing, Instant>,
    theme: Theme,
    bag: BTreeMap<ItemId, Instant>,
    sessions: BTreeMap<SessionId, Session>,
    notes: BTreeMap<SessionId, [Vec<ChangeId>; 3]>,
    ruptures: BTreeMap<RuptureId, BTreeMap<Viewer, RuptureState>>,
    handovers: BTreeMap<HandoverId, Carried>,
}

/// A version of a writing: which, made from which, and its words.
struct Version(ChangeId, Vec<ChangeId>, Option<Words>);

/// Whose view of a rupture, the best known first: what she shows, what she keeps, the other's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Viewer {
    Shown,
    Kept,
    Other,
}

/// What was done with one handover, and by whom.
#[derive(Default)]
struct Carried {
    prepared: Option<Vec<ItemId>>,
    says: Option<Says>,
    left: Vec<(AuthorId, Vec<ItemId>)>,
    received: BTreeSet<AuthorId>,
    opened: Vec<(AuthorId, ItemRef, Instant)>,
    taken_back: BTreeSet<(AuthorId, ItemRef)>,
    let_go: BTreeSet<(AuthorId, ItemRef)>,
}

/// A handover as its reader sees it: who gives, whether it left, each item and where it stands.
pub(super) type Seen = (HandoverId, bool, bool, Vec<(ItemId, ItemState)>);

impl Story {
    /// Reads everything that `me` was told, in the order of the telling.
    pub(super) fn of(me: AuthorId, told: &[(Origin, Change)]) -> Self {
        let mut told: Vec<_> = told
            .iter()
            .map(|(origin, change)| (change, *origin))
            .collect();
        told.sort_by_key(|(change, _)| (change.turn, change.at, change.author, change.id));
        let mut story = Self::default();
        for (change, origin) in told {
            story.tell(me, origin, change);
        }
        story
    }

    fn tell(&mut self, me: AuthorId, origin: Origin, change: &Change) {
        let (is_mine, by_me) = (origin == Origin::Mine, change.author == me);
        match &change.what {
            What::CheckedIn(_) => self.check_ins.push((change.at, change.id)),
            What::WritingRevised(revised) => {
                let version = Version(
                    change.id,
                    revised.builds_on.to_vec(),
                    revised.content.words.clone(),
                );
                self.writings.entry(revised.id).or_default().push(version);
            }
            What::Removed(thing) => {
                self.removed.insert(*thing, change.at);
            }
            What::Restored(thing) => {
                self.removed.remove(thing);
            }
            What::SettingSet(Setting::Theme(theme)) => self.theme = *theme,
            What::BagPut(item) => {
                self.bag.entry(item.item).or_insert(change.at);
            }
            What::BagTakenOut(item) => {
                self.bag.remove(item);
            }
            What::SessionSet(session) => {
                self.sessions.insert(session.session, session.clone());
            }
            What::NoteRecorded(note) => {
                let whose = if is_mine { 0 } else { 1 + usize::from(!by_me) };
                self.notes.entry(note.session).or_default()[whose].push(change.id);
            }
            What::RuptureSeen(view) => {
                let viewer = match (is_mine, by_me) {
                    (true, _) => Viewer::Kept,
                    (false, true) => Viewer::Shown,
                    (false, false) => Viewer::Other,
                };
                let views = self.ruptures.entry(view.rupture).or_default();
                let next = match views.get(&viewer) {
                    Some(state) if !state.may_become(view.state) => *state,
                    None if !view.state.may_begin() => RuptureState::Noticed,
                    _ => view.state,
                };
                views.insert(viewer, next);
            }
            _ => self.carry(change),
        }
    }

    fn carry(&mut self, change: &Change) {
        let by = change.author;
        match &change.what {
            What::HandoverPrepared(prepared) => {
                self.carried(prepared.handover).prepared = Some(prepared.items.to_vec());
            }
            What::HandoverDecided(decision) => {
                self.carried(decision.handover).says = Some(decision.says)
            }
            What::HandedOver(handed) => {
                let items = handed.items.iter().map(|item| item.item()).collect();
                self.carried(handed.handover).left.push((by, items));
            }
            What::Received(handover) => {
                self.carried(*handover).received.insert(by);
            }
            What::Opened(item) => self
                .carried(item.handover)
                .opened
                .push((by, *item, change.at)),
            What::TakenBack(item) => {
                self.carried(item.handover).taken_back.insert((by, *item));
            }
            What::LetGo(item) => {
                self.carried(item.handover).let_go.insert((by, *item));
            }
            other => panic!("nobody does this here: {other:?}"),
        }
    }

    fn carried(&mut self, handover: HandoverId) -> &mut Carried {
        self.handovers.entry(handover).or_default()
    }

    pub(super) fn theme(&self) -> Theme {
        self.theme
    }

    pub(super) fn check_ins(&self) -> Vec<ChangeId> {
        let mut stand: Vec<_> = self.check_ins.iter().collect();
        stand.retain(|(_, id)| !self.removed.contains_key(&Thing::CheckIn(*id)));
        stand.sort();
        stand.into_iter().map(|(_, id)| *id).collect()
    }

    /// Each writing that stands: its words, and how many other versions stand beside it.
    pub(super) fn writings(&self) -> BTreeMap<WritingId, (Option<Words>, usize)> {
        let stand = self
            .writings
            .iter()
            .filter(|(id, _)| !self.is_removed(Thing::Writing(**id)));
        let read = stand.map(|(id, versions)| {
            let heads: Vec<_> = versions
                .iter()
                .filter(|version| versions.iter().all(|other| !other.1.contains(&version.0)))
                .collect();
            let current = heads.last().expect("nobody builds on what is to come");
            (*id, (current.2.clone(), heads.len() - 1))
        });
        read.collect()
    }

    pub(super) fn removed(&self) -> BTreeMap<Thing, Instant> {
        self.removed.clone()
    }

    /// What lies in the bag and was not handed over.
    pub(super) fn bag(&self, me: AuthorId) -> Vec<ItemId> {
        let mine = self
            .handovers
            .values()
            .filter(|carried| carried.giver(me) == Giver::Me);
        let gone: BTreeSet<_> = mine
            .filter_map(|carried| carried.items(me))
            .flatten()
            .collect();
        let mut bag: Vec<_> = self
            .bag
            .iter()
            .map(|(item, put_in)| (*put_in, *item))
            .collect();
        bag.retain(|(_, item)| !gone.contains(item));
        bag.sort();
        bag.into_iter().map(|(_, item)| item).collect()
    }

    pub(super) fn sessions(&self) -> Vec<Session> {
        let stand = self
            .sessions
            .values()
            .filter(|now| !self.is_removed(Thing::Session(now.session)));
        let mut sessions: Vec<_> = stand.cloned().collect();
        sessions.sort_by_key(|now| (now.starts.unix_ms(), now.session));
        sessions
    }

    /// The notes on a session: kept, shown, and the other's.
    pub(super) fn notes(&self, session: SessionId) -> [Vec<ChangeId>; 3] {
        self.notes.get(&session).cloned().unwrap_or_default()
    }

    /// Each rupture that stands: how it is for her, and for the other.
    pub(super) fn ruptures(&self) -> BTreeMap<RuptureId, [Option<RuptureState>; 2]> {
        let stand = self
            .ruptures
            .iter()
            .filter(|(id, _)| !self.is_removed(Thing::Rupture(**id)));
        let read = stand.map(|(id, views)| {
            let of = |viewer| views.get(&viewer).copied();
            (
                *id,
                [of(Viewer::Shown).or(of(Viewer::Kept)), of(Viewer::Other)],
            )
        });
        read.collect()
    }

    pub(super) fn handovers(&self, me: AuthorId) -> Vec<Seen> {
        let seen = self.handovers.iter().filter_map(|(id, carried)| {
            let items = carried.seen(me, *id)?;
            let is_mine = carried.giver(me) == Giver::Me;
            let has_left = carried.handed(me).is_some();
            (!items.is_empty()).then_some((*id, is_mine, has_left, items))
        });
        seen.collect()
    }

    fn is_removed(&self, thing: Thing) -> bool {
        self.removed.contains_key(&thing)
    }
}

impl Carried {
    fn giver(&self, me: AuthorId) -> Giver {
        let is_mine = self.prepared.is_some() || self.left.iter().any(|(by, _)| *by == me);
        if is_mine { Giver::Me } else { Giver::Them }
    }

    /// What left first, by who gives.
    fn handed(&self, me: AuthorId) -> Option<&Vec<ItemId>> {
        let is_giver = |by: AuthorId| (by == me) == (self.giver(me) == Giver::Me);
        let mut left = self.left.iter().filter(|(by, _)| is_giver(*by));
        left.next().map(|(_, items)| items)
    }

    /// The items of a handover that was decided and not called off.
    fn items(&self, me: AuthorId) -> Option<Vec<ItemId>> {
        let handed = self.handed(me).cloned();
        let waiting = self
            .prepared
            .clone()
            .filter(|_| self.says != Some(Says::CallOff));
        handed.or(waiting)
    }

    fn seen(&self, me: AuthorId, handover: HandoverId) -> Option<Vec<(ItemId, ItemState)>> {
        let is_mine = self.giver(me) == Giver::Me;
        let states = self
            .items(me)?
            .into_iter()
            .map(|item| (item, self.state(me, ItemRef { handover, item })));
        let is_there = |(_, state): &(ItemId, ItemState)| is_mine || *state != ItemState::TakenBack;
        Some(states.filter(is_there).collect())
    }

    fn state(&self, me: AuthorId, of: ItemRef) -> ItemState {
        let is_mine = self.giver(me) == Giver::Me;
        let gives = |by: AuthorId| (by == me) == is_mine;
        let opened = self
            .opened
            .iter()
            .find(|(by, item, _)| !gives(*by) && *item == of);
        let is_taken_back = self
            .taken_back
            .iter()
            .any(|(by, item)| gives(*by) && *item == of);
        let answered = self
            .received
            .iter()
            .copied()
            .chain(self.opened.iter().map(|(by, ..)| *by))
            .chain(self.let_go.iter().map(|(by, _)| *by));
        let has_arrived = !is_mine || answered.into_iter().any(|by| !gives(by));
        if self
            .let_go
            .iter()
            .any(|(by, item)| !gives(*by) && *item == of)
        {
            ItemState::LetGo
        } else if self.handed(me).is_none() {
            ItemState::Waiting(Moment::WhenISaySo)
        } else if let Some((_, _, at)) = opened.filter(|_| !is_mine) {
            ItemState::Opened(*at)
        } else if is_taken_back {
            ItemState::TakenBack
        } else if has_arrived {
            ItemState::Delivered
        } else {
            ItemState::OnTheWay
        }
    }
}

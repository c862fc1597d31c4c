//! Two people, their ledgers, and a space between them.
//! Invariant: what one shares the other has, and nothing else.

use crate::change::Change;
use crate::id::{AuthorId, ChangeId, PartId, RelationshipId, SessionId, WritingId};
use crate::ledger::{Ledger, Origin};
use crate::part::{Part, Voice};
use crate::relationship::{Relationship, Role};
use crate::session::{Session, State};
use crate::text::Words;
use crate::thing::Revised;
use crate::time::Instant;
use crate::what::What;
use crate::writing::Writing;

pub(super) const US: RelationshipId = RelationshipId::example(2);
pub(super) const SHARED: Origin = Origin::Shared(US);
pub(super) const SESSION: SessionId = SessionId::example(5);

/// She, and Maya.
pub(super) struct World {
    pub(super) her: Ledger,
    pub(super) maya: Ledger,
    told: u8,
}

impl World {
    /// Two ledgers with a relationship each, and one session planned between them.
    pub(super) fn new() -> Self {
        let ledger = |byte| Ledger::new(AuthorId::example(byte));
        let mut world = Self {
            her: ledger(0xaa),
            maya: ledger(0xbb),
            told: 0,
        };
        let relationship = |my_role| {
            let relationship = Relationship {
                my_role,
                ..Relationship::example()
            };
            What::RelationshipRevised(Revised::first(US, relationship))
        };
        world.she_keeps(relationship(Role::Person));
        world.maya_keeps(relationship(Role::Therapist));
        world.she_shares(What::SessionSet(Session::example()));
        world
    }

    pub(super) fn she_keeps(&mut self, what: What) -> ChangeId {
        let change = self.told_by(|world| &world.her, Origin::Mine, what);
        let id = change.id;
        self.her.insert(Origin::Mine, change);
        id
    }

    pub(super) fn maya_keeps(&mut self, what: What) {
        let change = self.told_by(|world| &world.maya, Origin::Mine, what);
        self.maya.insert(Origin::Mine, change);
    }

    pub(super) fn she_shares(&mut self, what: What) -> Change {
        let change = self.told_by(|world| &world.her, SHARED, what);
        self.arrives(change)
    }

    pub(super) fn maya_shares(&mut self, what: What) -> Change {
        let change = self.told_by(|world| &world.maya, SHARED, what);
        self.arrives(change)
    }

    /// A writing of hers, by a part.
    pub(super) fn she_writes(&mut self, id: u8, words: &str) -> WritingId {
        let (id, voice) = (WritingId::example(id), Voice::Part(PartId::example(1)));
        let writing = Writing {
            voice,
            words: Some(Words::example(words)),
            ..Writing::example()
        };
        self.she_keeps(What::WritingRevised(Revised::first(id, writing)));
        id
    }

    /// A part of hers, of which Maya may know that it exists.
    pub(super) fn she_names_a_part(&mut self, part: Part) -> PartId {
        let id = PartId::example(1);
        self.she_keeps(What::PartRevised(Revised::first(id, part)));
        id
    }

    pub(super) fn the_session_is(&mut self, state: State) {
        self.maya_shares(What::SessionSet(Session {
            state,
            ..Session::example()
        }));
    }

    /// A minute after everything that was told so far.
    pub(super) fn now(&self) -> Instant {
        Instant::example(u64::from(self.told) + 1)
    }

    fn arrives(&mut self, change: Change) -> Change {
        self.her.insert(SHARED, change.clone());
        self.maya.insert(SHARED, change.clone());
        change
    }

    fn told_by(&mut self, who: fn(&Self) -> &Ledger, origin: Origin, what: What) -> Change {
        self.told += 1;
        let (id, at) = (
            ChangeId::example(self.told),
            Instant::example(u64::from(self.told)),
        );
        who(self).next(origin, id, at, what)
    }
}

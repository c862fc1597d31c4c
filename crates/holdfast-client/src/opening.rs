//! Opening: what the store holds becomes replicas, a keyring and a ledger.
//! Every signature was checked when a record came in; here the cipher alone proves the bytes.

use std::rc::Rc;

use holdfast_crypto::RootKey;
use holdfast_store::{LocalIndex, Store};
use holdfast_sync::{Frontier, Members, Replica, Setup, Stored};
use holdfast_wire::{Position, SpaceId};

use crate::error::ClientError;
use crate::inner::Inner;
use crate::keyring::{Entry, Secret, Shared};
use crate::listeners::Event;
use crate::log::frontier_in;
use crate::ports::Ports;
use crate::room::{Open, Room, SpaceRoom};

impl<P: Ports> Inner<P> {
    /// Opens everything that the root key opens. To be called with the turn held.
    pub(crate) async fn open_room(&self, root: Rc<RootKey>) -> Result<(), ClientError> {
        let seed = self.seed(&root).await?;
        let mut open = Open::new(root, seed);
        let setup = Setup {
            device: open.seed.keys(open.mine),
            keys: vec![open.root.my_space()],
            members: Members::new().with(*open.identity.public()),
        };
        let mine = open.mine;
        self.open_space(&mut open, mine, setup).await?;
        self.open_shared(&mut open).await?;
        open.recall(self.noticed_before().await?);
        self.enter(Room::Open(Box::new(open)));
        Ok(())
    }

    /// Reads everything again, when something in memory may be ahead of what is kept, or when
    /// records were taken back. To be called with the turn held.
    pub(crate) async fn mend(&self) -> Result<(), ClientError> {
        let stale = self.with(|open| open.stale.then(|| Rc::clone(&open.root)))?;
        let Some(root) = stale else { return Ok(()) };
        let carried =
            self.with_mut(|open| (std::mem::take(&mut open.notices), open.pairing.take()))?;
        self.open_room(root).await?;
        self.with_mut(|open| {
            open.recall(carried.0);
            open.pairing = carried.1;
        })?;
        self.listeners.tell(Event::Ledger);
        Ok(())
    }

    /// Opens spaces that the keyring speaks of, and keeps keys that the keyring has not.
    /// To be called with the turn held.
    pub(crate) async fn open_spaces(&self) -> Result<(), ClientError> {
        self.mend().await?;
        self.learn_keys().await?;
        let missing = self.with(|open| !open.unopened().is_empty())?;
        if missing {
            self.with_mut(|open| open.stale = true)?;
            self.mend().await?;
        }
        Ok(())
    }

    /// New epochs: from the keyring into the replicas, and from the replicas into the keyring.
    async fn learn_keys(&self) -> Result<(), ClientError> {
        let (entries, steps) = self.with_mut(Open::match_keys)??;
        for (space, step) in steps {
            self.commit(space, vec![step]).await?;
        }
        for entry in entries {
            self.append_entry(entry).await?;
        }
        Ok(())
    }

    async fn open_shared(&self, open: &mut Open) -> Result<(), ClientError> {
        for space in open.unopened() {
            let Some(peer) = open.keyring.newest(space).map(|shared| shared.peer) else {
                continue;
            };
            let setup = Setup {
                device: open.seed.keys(space),
                keys: open.keyring.keys_of(space)?,
                members: Members::new().with(*open.identity.public()).with(peer),
            };
            self.open_space(open, space, setup).await?;
        }
        Ok(())
    }

    /// Restores one space, delivers its records, and begins this device's chain if it has none.
    async fn open_space(
        &self,
        open: &mut Open,
        space: SpaceId,
        setup: Setup,
    ) -> Result<(), ClientError> {
        let stored = self.stored(space).await?;
        // What was altered on the way may lie whole at the relay, and nobody would send it again.
        let asks_again = !stored.quarantined.is_empty();
        let (mut replica, restored) = Replica::restore(setup, stored)?;
        let begun = replica.begin(&open.identity, &mut self.ports.entropy())?;
        let mut batch = restored.batch;
        batch.append(begun.batch);
        let frontier = frontier_in(&batch, &Frontier::key(space)?);
        self.ports.store().commit(batch).await?;
        let mine = open.spaces.get(&open.mine);
        let behind = mine.is_some_and(|room| room.replica.devices().count() > 1);
        open.spaces.insert(
            space,
            SpaceRoom {
                behind,
                frontier,
                pull_from: asks_again.then_some(Position(0)),
                ..SpaceRoom::new(replica)
            },
        );
        for effect in restored.effects {
            open.take(space, effect, self.now());
        }
        Ok(())
    }

    async fn stored(&self, space: SpaceId) -> Result<Stored, ClientError> {
        let store = self.ports.store();
        let (mut envelopes, mut after) = (Vec::new(), LocalIndex::START);
        loop {
            let page = store.envelopes(space, after, PAGE_ENVELOPES).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            envelopes.extend(page.into_iter().map(|(_, bytes)| bytes));
        }
        let quarantined = store
            .quarantined(space)
            .await?
            .into_iter()
            .map(|record| record.bytes);
        let frontier = store.value(&Frontier::key(space)?).await?;
        Ok(Stored {
            outbox: store.waiting(space).await?,
            quarantined: quarantined.collect(),
            envelopes,
            frontier,
        })
    }
}

type Matched = (Vec<Entry>, Vec<(SpaceId, holdfast_sync::Step)>);

impl Open {
    /// Shared spaces of the keyring that are not open yet.
    fn unopened(&self) -> Vec<SpaceId> {
        let spaces = self.keyring.shared();
        spaces
            .filter(|space| !self.spaces.contains_key(space))
            .collect()
    }

    /// Keys that one of keyring and replica has and the other has not.
    fn match_keys(&mut self) -> Result<Matched, ClientError> {
        let (mut entries, mut steps) = (Vec::new(), Vec::new());
        for (space, room) in self
            .spaces
            .iter_mut()
            .filter(|(space, _)| **space != self.mine)
        {
            let Some(known) = self.keyring.newest(*space) else {
                continue;
            };
            let of_ring = self.keyring.keys_of(*space)?;
            for key in room.replica.keys() {
                if !of_ring.iter().any(|other| other.epoch() == key.epoch()) {
                    let key = Secret::new(&key.expose_for_keyring()?);
                    entries.push(Entry::Shared(Shared {
                        key,
                        ..known.clone()
                    }));
                }
            }
            for key in of_ring {
                if !room
                    .replica
                    .keys()
                    .iter()
                    .any(|other| other.epoch() == key.epoch())
                {
                    steps.push((*space, room.replica.add_key(key)?));
                }
            }
        }
        Ok((entries, steps))
    }
}

const PAGE_ENVELOPES: usize = 2_000;

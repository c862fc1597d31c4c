//! Keeping: a change becomes a record, one durable commit, and only then part of the ledger.
//! A commit that fails leaves nothing: the replica is thrown away and read again from the store.

use holdfast_model::id::{ChangeId, RelationshipId};
use holdfast_model::time::Instant;
use holdfast_model::{Change, Home, Origin, What};
use holdfast_store::{Batch, Key, Op, Store};
use holdfast_sync::{Effect, Frontier, Step};
use holdfast_wire::{Kind, SpaceId};

use crate::error::ClientError;
use crate::export::Imported;
use crate::handover::frozen::Frozen;
use crate::inner::Inner;
use crate::keyring::{self, space_of};
use crate::listeners::Event;
use crate::ports::Ports;

/// The receipt of something that is durably kept on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The change that was recorded.
    pub id: ChangeId,
    /// Its time.
    pub at: Instant,
}

impl<P: Ports> Inner<P> {
    pub(crate) async fn record(&self, what: What) -> Result<Kept, ClientError> {
        let has_consequences = has_consequences(&what);
        let kept = self.keep(Origin::Mine, what).await?;
        if has_consequences {
            // It is kept; what follows from it stays due when it cannot be done now.
            let _ = self.do_duties().await;
        }
        Ok(kept)
    }

    pub(crate) async fn record_shared(
        &self,
        with: RelationshipId,
        what: What,
    ) -> Result<Kept, ClientError> {
        let has_consequences = has_consequences(&what);
        let kept = self.keep(Origin::Shared(with), what).await?;
        if has_consequences {
            let _ = self.do_duties().await;
        }
        Ok(kept)
    }

    /// Keeps one change, and nothing that might follow from it.
    pub(crate) async fn keep(&self, origin: Origin, what: What) -> Result<Kept, ClientError> {
        let wrong_home = match origin {
            Origin::Mine => Home::Shared,
            Origin::Shared(_) => Home::Mine,
        };
        if what.home() == wrong_home {
            return Err(ClientError::WrongSpace);
        }
        let _turn = self.turn.lock().await;
        let space = match origin {
            Origin::Mine => self.with(|open| open.mine)?,
            Origin::Shared(with) => space_of(with),
        };
        // The place of a change follows from all before it, also from what another window kept.
        self.catch_up_with_store(space).await?;
        let (id, at) = (ChangeId::new(self.make_id()?), self.now());
        let change = self.with(|open| open.ledger.next(origin, id, at, what))?;
        let body = change.encode()?;
        self.append(space, vec![(Kind::CHANGE, body)]).await?;
        Ok(Kept { id, at })
    }

    /// Keeps an entry of the keyring, and opens the space that it speaks of.
    pub(crate) async fn keep_entry(&self, entry: keyring::Entry) -> Result<(), ClientError> {
        let _turn = self.turn.lock().await;
        self.append_entry(entry).await?;
        self.open_spaces().await
    }

    /// To be called with the turn held.
    pub(crate) async fn append_entry(&self, entry: keyring::Entry) -> Result<(), ClientError> {
        self.append_entry_with(entry, Batch::new()).await
    }

    /// An entry, and what is to be kept in the same commit. To be called with the turn held.
    pub(crate) async fn append_entry_with(
        &self,
        entry: keyring::Entry,
        beside: Batch,
    ) -> Result<(), ClientError> {
        let mine = self.with(|open| open.mine)?;
        let records = vec![(Kind::KEYRING, entry.encode()?)];
        self.append_with(mine, records, beside).await
    }

    pub(crate) async fn keep_frozen(&self, frozen: Frozen) -> Result<(), ClientError> {
        let _turn = self.turn.lock().await;
        let mine = self.with(|open| open.mine)?;
        self.append(mine, vec![(Frozen::KIND, frozen.encode()?)])
            .await
    }

    /// Keeps changes of an imported file, many in one commit.
    pub(crate) async fn keep_imported(
        &self,
        records: Vec<(Origin, Change)>,
    ) -> Result<(), ClientError> {
        let _turn = self.turn.lock().await;
        let mine = self.with(|open| open.mine)?;
        let bodies = records.iter().map(|(origin, change)| {
            Ok((Imported::KIND, Imported::new(*origin, change)?.encode()?))
        });
        let bodies = bodies.collect::<Result<Vec<_>, ClientError>>()?;
        self.append(mine, bodies).await
    }

    /// Appends records to the chain of this device: all of them in one commit, or none.
    /// To be called with the turn held.
    pub(crate) async fn append(
        &self,
        space: SpaceId,
        records: Vec<(Kind, Vec<u8>)>,
    ) -> Result<(), ClientError> {
        self.append_with(space, records, Batch::new()).await
    }

    async fn append_with(
        &self,
        space: SpaceId,
        records: Vec<(Kind, Vec<u8>)>,
        beside: Batch,
    ) -> Result<(), ClientError> {
        self.catch_up_with_store(space).await?;
        let mut entropy = self.ports.entropy();
        let (mut steps, outcome) = self.with_mut(|open| {
            let (replica, mut steps) = (&mut open.space(space)?.replica, Vec::new());
            let outcome = records.iter().try_for_each(|(kind, body)| {
                steps.push(replica.append(*kind, body, &mut entropy)?);
                Ok::<_, ClientError>(())
            });
            Ok::<_, ClientError>((steps, outcome))
        })??;
        if let Err(error) = outcome {
            // One that was refused has changed nothing; those before it are not kept.
            if !steps.is_empty() {
                self.distrust();
            }
            return Err(error);
        }
        let effects = Vec::new();
        steps.push(Step {
            batch: beside,
            effects,
        });
        self.commit(space, steps).await
    }

    /// Commits steps as one batch, then lets their effects become true.
    pub(crate) async fn commit(&self, space: SpaceId, steps: Vec<Step>) -> Result<(), ClientError> {
        let (mut batch, mut effects) = (Batch::new(), Vec::new());
        for step in steps {
            batch.append(step.batch);
            effects.extend(step.effects);
        }
        let frontier = frontier_in(&batch, &Frontier::key(space)?);
        if !batch.is_empty()
            && let Err(error) = self.ports.store().commit(batch).await
        {
            self.distrust();
            return Err(error.into());
        }
        if frontier.is_some() {
            // Locked meanwhile: it is read again anyway.
            let _ = self.with_mut(|open| open.space(space).map(|room| room.frontier = frontier));
        }
        let told = self.take(space, effects);
        if told.contains(&Event::Alarm) {
            // The record is kept by now: a notice that is not is only missing after a reload.
            let _ = self.keep_notices().await;
        }
        for event in told {
            self.listeners.tell(event);
        }
        Ok(())
    }

    /// Reads everything again when another window on this device has kept something in a space
    /// meanwhile: two that write from the same place would break the chain. With the turn held.
    pub(crate) async fn catch_up_with_store(&self, space: SpaceId) -> Result<(), ClientError> {
        let stored = self.value(&Frontier::key(space)?).await?;
        let is_overtaken = self.with(|open| {
            let room = open.spaces.get(&space);
            room.is_some_and(|room| room.frontier != stored)
        })?;
        if is_overtaken {
            self.distrust();
        }
        self.mend().await
    }

    /// Effects of steps that are kept. Locked meanwhile: they are read from the store next time.
    fn take(&self, space: SpaceId, effects: Vec<Effect>) -> Vec<Event> {
        let now = self.now();
        let told = self.with_mut(|open| {
            let mut told = crate::deliver::Told::default();
            for effect in effects {
                told.add(open.take(space, effect, now));
            }
            told
        });
        told.map(crate::deliver::Told::events).unwrap_or_default()
    }

    /// The replica may be ahead of what is kept: it is read again before its next use.
    pub(crate) fn distrust(&self) {
        // Locked meanwhile: it is read again anyway.
        let _ = self.with_mut(|open| open.stale = true);
    }
}

/// The frontier of a space that a batch keeps: the last one, when there are several.
pub(crate) fn frontier_in(batch: &Batch, name: &Key) -> Option<Vec<u8>> {
    batch.ops().iter().rev().find_map(|op| match op {
        Op::PutValue { key, bytes } if key == name => Some(bytes.clone()),
        _ => None,
    })
}

/// Kinds of change after which something may be due.
const fn has_consequences(what: &What) -> bool {
    matches!(
        what,
        What::HandoverPrepared(_)
            | What::HandoverDecided(_)
            | What::NoteRecorded(_)
            | What::PartConsented(_)
            | What::SessionSet(_)
    )
}

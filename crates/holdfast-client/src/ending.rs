//! The end of a relationship: the other's devices are cut, a new epoch begins without them.
//! Each keeps what they had; after the cut nothing of the other counts, and nothing more is asked.

use holdfast_model::id::RelationshipId;
use holdfast_model::{Origin, What};
use holdfast_sync::Step;
use holdfast_wire::DeviceId;

use crate::error::ClientError;
use crate::inner::Inner;
use crate::keyring::{Entry, space_of};
use crate::ports::Ports;

impl<P: Ports> Inner<P> {
    pub(crate) async fn end_relationship(&self, with: RelationshipId) -> Result<(), ClientError> {
        let space = space_of(with);
        self.with_mut(|open| open.space(space).map(|_| ()))??;
        // Said in the shared space first, so that the other can read it; then nothing any more.
        self.keep(Origin::Shared(with), What::RelationshipEnded(with))
            .await?;
        self.cut_others(with).await?;
        self.keep(Origin::Mine, What::RelationshipEnded(with))
            .await?;
        self.keep_entry(Entry::Ended(space)).await
    }

    async fn cut_others(&self, with: RelationshipId) -> Result<(), ClientError> {
        let space = space_of(with);
        let _turn = self.turn.lock().await;
        self.catch_up_with_store(space).await?;
        let mut entropy = self.ports.entropy();
        let steps = self.with_mut(|open| {
            let me = open.identity.id();
            let replica = &mut open
                .spaces
                .get_mut(&space)
                .ok_or(ClientError::NoRelationship)?
                .replica;
            let others: Vec<DeviceId> = replica
                .devices()
                .filter(|(_, person)| *person != me)
                .map(|(id, _)| id)
                .collect();
            let identity = &open.identity;
            let cuts = others
                .into_iter()
                .map(|device| replica.cut(identity, device, &mut entropy));
            cuts.collect::<Result<Vec<Step>, _>>()
                .map_err(ClientError::from)
        })?;
        match steps {
            Ok(steps) => self.commit(space, steps).await?,
            Err(error) => {
                self.distrust();
                return Err(error);
            }
        }
        self.open_spaces().await
    }
}

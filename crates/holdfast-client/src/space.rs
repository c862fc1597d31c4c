//! One space in memory: its replica and its line to the relay.
//! A replica that may be ahead of what is kept is thrown away, and all is read from the store.

use holdfast_crypto::words::six_words;
use holdfast_model::id::RelationshipId;
use holdfast_order::sort_by_key;
use holdfast_wire::SpaceId;

use crate::error::ClientError;
use crate::inner::Inner;
use crate::keyring::space_of;
use crate::line::{Access, Line};
use crate::ports::Ports;
use crate::room::Open;

impl<P: Ports> Inner<P> {
    pub(crate) fn books(&self, with: RelationshipId) -> Result<[String; 6], ClientError> {
        let space = space_of(with);
        self.with_mut(|open| {
            let heads = open.space(space)?.replica.books();
            Ok(six_words(space, &heads).map(str::to_owned))
        })?
    }

    pub(crate) fn with_line<T>(
        &self,
        space: SpaceId,
        act: impl FnOnce(&mut Line) -> T,
    ) -> Result<T, ClientError> {
        self.with_mut(|open| match open.spaces.get_mut(&space) {
            Some(room) => act(&mut room.line),
            None => act(&mut open.recovery_line),
        })
    }
}

impl Open {
    /// Every space with a line to a relay: those with a replica, and the recovery space. Her own
    /// comes first, because its keyring opens the others.
    pub(crate) fn lines(&self) -> Vec<SpaceId> {
        let recovery = self.keyring.words().map(|words| words.space().space());
        let shared = self
            .spaces
            .keys()
            .copied()
            .filter(|space| *space != self.mine);
        [self.mine]
            .into_iter()
            .chain(shared)
            .chain(recovery)
            .collect()
    }

    /// The relay of a space, when it is not the usual one.
    pub(crate) fn relay_of(&self, space: SpaceId) -> Option<&str> {
        self.keyring
            .newest(space)
            .map(|shared| shared.relay.as_str())
    }

    /// What opens a space at its relay, the newest epoch first.
    pub(crate) fn accesses(&self, space: SpaceId) -> Result<Vec<Access>, ClientError> {
        if let Some(room) = self.spaces.get(&space) {
            let mut keys: Vec<_> = room.replica.keys().iter().collect();
            sort_by_key(&mut keys, |key| std::cmp::Reverse(key.epoch()));
            return Ok(keys.into_iter().map(Access::of).collect());
        }
        let words = self.keyring.words().ok_or(ClientError::NoRelationship)?;
        Ok(vec![Access::of(&words.space())])
    }
}

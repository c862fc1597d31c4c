//! The keyring: what my space remembers about keys, so that a recovered device finds everything.
//! Every entry is a signed record of my space; nothing here ever enters a shared space.

use holdfast_order::{Map, Set};

use holdfast_crypto::words::RecoveryWords;
use holdfast_crypto::{IdentityPublic, SpaceKey};
use holdfast_model::id::RelationshipId;
use holdfast_wire::{DeviceId, Epoch, SpaceId, WireError, canonical};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::error::ClientError;

/// Secret bytes on their way into or out of a record.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
pub(crate) struct Secret(Vec<u8>);

impl Secret {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    pub(crate) fn expose_for_crypto(&self) -> &[u8] {
        &self.0
    }

    /// The words that these bytes are.
    fn read(&self) -> Result<RecoveryWords, ClientError> {
        let text = std::str::from_utf8(&self.0).map_err(|_| ClientError::Unreadable)?;
        Ok(RecoveryWords::parse(text)?)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// One entry: the body of a KEYRING record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Entry {
    /// The 24 words, so that the same words can be shown again.
    Words(Secret),
    /// A shared space, once per epoch.
    Shared(Shared),
    /// The relationship has ended: nothing more arrives.
    Ended(SpaceId),
    /// A device of hers was erased: it does not go on.
    Left(DeviceId),
}

/// What a device needs to take part in a shared space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shared {
    /// Space, epoch and key, as the crypto crate writes them.
    pub(crate) key: Secret,
    /// The identity that was compared in the room; pinned for good.
    pub(crate) peer: IdentityPublic,
    pub(crate) relay: String,
}

impl Entry {
    pub(crate) fn encode(&self) -> Result<Vec<u8>, WireError> {
        canonical::encode(ENTRY_VERSION, self)
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, WireError> {
        canonical::decode(ENTRY_VERSION, bytes, ENTRY_BYTES_MAX)
    }
}

/// All entries, folded: the order in which they came has no meaning.
#[derive(Debug, Default)]
pub(crate) struct Keyring {
    /// As they were kept, and read: every sync asks for the space that they open.
    words: Option<(Secret, RecoveryWords)>,
    shared: Map<SpaceId, Map<Epoch, Shared>>,
    ended: Set<SpaceId>,
    left: Set<DeviceId>,
}

impl Keyring {
    pub(crate) fn add(&mut self, entry: Entry) {
        match entry {
            Entry::Words(words) => {
                // Two devices may make words before they meet: both agree on the smaller ones.
                if self.words.as_ref().is_none_or(|(old, _)| words < *old)
                    && let Ok(read) = words.read()
                {
                    self.words = Some((words, read));
                }
            }
            Entry::Shared(shared) => {
                // What is no key opens nothing, and says so when it is used.
                if let Ok(key) = SpaceKey::from_keyring(shared.key.expose_for_crypto()) {
                    self.shared.update(key.space(), |epochs: &mut Map<_, _>| {
                        epochs.insert(key.epoch(), shared);
                    });
                }
            }
            Entry::Ended(space) => {
                self.ended.insert(space);
            }
            Entry::Left(device) => {
                self.left.insert(device);
            }
        }
    }

    /// The 24 words, once they were made.
    pub(crate) fn words(&self) -> Option<&RecoveryWords> {
        self.words.as_ref().map(|(_, read)| read)
    }

    /// The keys of a shared space, the oldest epoch first.
    pub(crate) fn keys_of(&self, space: SpaceId) -> Result<Vec<SpaceKey>, ClientError> {
        let epochs = self.shared.get(&space).into_iter().flat_map(Map::values);
        epochs
            .map(|shared| Ok(SpaceKey::from_keyring(shared.key.expose_for_crypto())?))
            .collect()
    }

    /// What is known of a shared space, from its newest epoch.
    pub(crate) fn newest(&self, space: SpaceId) -> Option<&Shared> {
        self.shared.get(&space)?.values().next_back()
    }

    /// Every shared space, ended ones included.
    pub(crate) fn shared(&self) -> impl Iterator<Item = SpaceId> {
        self.shared.keys().copied()
    }

    pub(crate) fn has_ended(&self, space: SpaceId) -> bool {
        self.ended.contains(&space)
    }

    /// Whether a device of hers has said that it was erased.
    pub(crate) fn has_left(&self, device: DeviceId) -> bool {
        self.left.contains(&device)
    }
}

/// The relationship that lives in a shared space: the same sixteen bytes, so that no table can lie.
pub(crate) fn relationship_of(space: SpaceId) -> RelationshipId {
    RelationshipId::new(*space.as_bytes())
}

/// The space of a relationship.
pub(crate) fn space_of(relationship: RelationshipId) -> SpaceId {
    SpaceId::from_bytes(*relationship.as_bytes())
}

const ENTRY_VERSION: u8 = 1;
const ENTRY_BYTES_MAX: usize = 4_096;

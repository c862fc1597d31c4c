//! What the two devices say to each other while pairing, as canonical bytes.
//! Every message travels sealed under the pairing secret; every byte goes into the three words.

use holdfast_crypto::{DevicePublic, IdentityPublic};
use holdfast_model::relationship::{Kind, Role};
use holdfast_wire::{Epoch, SpaceId, WireError, canonical};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::roles::Roles;
use crate::error::ClientError;

/// The inviter: who I am, with which device, for which space, and what we will be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Offer {
    pub(super) identity: IdentityPublic,
    pub(super) device: DevicePublic,
    pub(super) space: SpaceId,
    pub(super) epoch: Epoch,
    kind: Kind,
    role: Role,
}

impl Offer {
    pub(super) fn new(
        identity: IdentityPublic,
        device: DevicePublic,
        (space, epoch): (SpaceId, Epoch),
        roles: Roles,
    ) -> Self {
        Self {
            identity,
            device,
            space,
            epoch,
            kind: roles.kind,
            role: roles.mine,
        }
    }

    /// What the two will be, as the inviter says it.
    pub(super) const fn roles(&self) -> Roles {
        Roles {
            kind: self.kind,
            mine: self.role,
        }
    }
}

/// The invited: who I am, with which device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) identity: IdentityPublic,
    pub(super) device: DevicePublic,
}

/// The inviter, after the words were compared: the key of the space, wrapped for that device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Welcome {
    pub(super) wrapped: Vec<u8>,
}

pub(super) fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, WireError> {
    canonical::encode(MESSAGE_VERSION, message)
}

/// Reads a message; what cannot be read ends the pairing.
pub(super) fn decode<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, ClientError> {
    canonical::decode(MESSAGE_VERSION, bytes, MESSAGE_BYTES_MAX)
        .map_err(|_| ClientError::PairingRefused)
}

const MESSAGE_VERSION: u8 = 1;
const MESSAGE_BYTES_MAX: usize = 4_096;

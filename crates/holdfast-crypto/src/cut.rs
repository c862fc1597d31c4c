//! A cut: the signed end of a device, with the key of the next epoch for everyone who stays.
//! Nothing of the cut device counts after its last record; it cannot be undone by leaving it out.

use crate::context::SIGN_CUT;
use crate::wrap::WRAPPED_BYTES;
use crate::{
    CryptoError, DeviceKeys, DevicePublic, IdentityKeys, IdentityPublic, SpaceKey, unwrap,
};
use holdfast_order::sort_by;
use holdfast_wire::{DeviceId, Epoch, Head, SpaceId, WireError, canonical, fixed};
use serde::{Deserialize, Serialize};

/// The most devices that can stay after a cut.
pub const CUT_WRAPS_MAX: usize = 32;

/// A cut that was checked against the identity that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    claim: CutClaim,
}

impl Cut {
    /// Ends the device of `last` in `space`. `wraps` holds the key of epoch `next` for each device
    /// that stays (see [`crate::wrap`]).
    ///
    /// # Errors
    /// `TooLong` past 32 wraps, `WrongDevice` when the cut device is among them, `Wire` when a
    /// wrap has another length or a device stands twice.
    pub fn issue(
        identity: &IdentityKeys,
        space: SpaceId,
        last: Head,
        next: Epoch,
        mut wraps: Vec<(DeviceId, Vec<u8>)>,
    ) -> Result<Self, CryptoError> {
        sort_by(&mut wraps, Ord::cmp);
        let person = *identity.public();
        let mut claim = CutClaim {
            space,
            person,
            last,
            next,
            wraps,
            signature: [0; 64],
        };
        claim.check()?;
        claim.signature = identity.sign(&claim.message()?);
        Ok(Self { claim })
    }

    /// Canonical bytes: the body of a CUT record.
    ///
    /// # Errors
    /// None that can happen; the encoder's signature has one.
    pub fn encode(&self) -> Result<Vec<u8>, CryptoError> {
        Ok(canonical::encode(CUT_VERSION, &self.claim)?)
    }

    /// The last record of the cut device that counts.
    #[must_use]
    pub const fn last(&self) -> Head {
        self.claim.last
    }

    /// The epoch that begins.
    #[must_use]
    pub const fn next(&self) -> Epoch {
        self.claim.next
    }

    /// The person who cut.
    #[must_use]
    pub const fn person(&self) -> &IdentityPublic {
        &self.claim.person
    }

    /// The key of the next epoch, for a device that stays. `sender` wrote the CUT record.
    ///
    /// # Errors
    /// `NoKey` when there is none for this device, and those of [`unwrap`].
    pub fn key_for(
        &self,
        device: &DeviceKeys,
        sender: &DevicePublic,
    ) -> Result<SpaceKey, CryptoError> {
        let mine = self.claim.wraps.iter().find(|(id, _)| *id == device.id());
        let (_, wrapped) = mine.ok_or(CryptoError::NoKey)?;
        unwrap(wrapped, device, sender, self.claim.space, self.claim.next)
    }
}

/// A cut as it arrived: it may lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutClaim {
    space: SpaceId,
    person: IdentityPublic,
    last: Head,
    next: Epoch,
    wraps: Vec<(DeviceId, Vec<u8>)>,
    #[serde(with = "fixed")]
    signature: [u8; 64],
}

impl CutClaim {
    /// Reads canonical bytes.
    ///
    /// # Errors
    /// `Wire` when the bytes are not of this format, and those of [`Cut::issue`].
    pub fn decode(bytes: &[u8]) -> Result<Self, CryptoError> {
        let claim: Self = canonical::decode(CUT_VERSION, bytes, CUT_BYTES_MAX)?;
        claim.check()?;
        Ok(claim)
    }

    /// The person who is said to have cut; to be looked up among the pinned ones.
    #[must_use]
    pub const fn person(&self) -> &IdentityPublic {
        &self.person
    }

    /// Checks it for `space` against the pinned identity.
    ///
    /// # Errors
    /// `WrongSpace`, `WrongPerson`, `SignatureRefused`.
    pub fn verify(self, space: SpaceId, pinned: &IdentityPublic) -> Result<Cut, CryptoError> {
        if self.space != space {
            return Err(CryptoError::WrongSpace);
        }
        if self.person != *pinned {
            return Err(CryptoError::WrongPerson);
        }
        pinned.verify(&self.message()?, &self.signature)?;
        Ok(Cut { claim: self })
    }

    fn check(&self) -> Result<(), CryptoError> {
        if self.wraps.len() > CUT_WRAPS_MAX {
            return Err(CryptoError::TooLong);
        }
        if self.wraps.iter().any(|(id, _)| *id == self.last.device) {
            return Err(CryptoError::WrongDevice);
        }
        if !self.wraps.is_sorted_by(|a, b| a.0 < b.0) {
            return Err(WireError::NotCanonical.into());
        }
        if self
            .wraps
            .iter()
            .any(|(_, wrap)| wrap.len() != WRAPPED_BYTES)
        {
            return Err(WireError::Malformed.into());
        }
        Ok(())
    }

    fn message(&self) -> Result<Vec<u8>, CryptoError> {
        let fields = (
            &self.space,
            &self.person,
            &self.last,
            &self.next,
            &self.wraps,
        );
        let bytes = canonical::encode(CUT_VERSION, &fields)?;
        Ok([SIGN_CUT, &bytes].concat())
    }
}

const CUT_VERSION: u8 = 1;
/// Version, space, person, head (16 + 10 + 32), epoch, count, wraps with their lengths, signature.
const CUT_BYTES_MAX: usize =
    1 + 16 + 32 + 58 + 5 + 1 + CUT_WRAPS_MAX * (16 + 2 + WRAPPED_BYTES) + 64;

#[cfg(test)]
mod tests;

//! A certificate: a person vouches for a device in one space. The first record of every chain.
//! It carries no name of a device and no time, and is a claim until a pinned identity checks it.

use crate::context::SIGN_CERTIFICATE;
use crate::{CryptoError, DevicePublic, IdentityKeys, IdentityPublic};
use holdfast_wire::{SpaceId, canonical, fixed};
use serde::{Deserialize, Serialize};

/// A certificate that was checked against its identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    claim: CertificateClaim,
}

impl Certificate {
    /// Vouches for `device` in `space`.
    ///
    /// # Errors
    /// `KeyRefused` for public keys that no honest device has.
    pub fn issue(
        identity: &IdentityKeys,
        space: SpaceId,
        device: &DevicePublic,
    ) -> Result<Self, CryptoError> {
        device.kem()?;
        let mut claim = CertificateClaim {
            space,
            person: *identity.public(),
            device: device.clone(),
            signature: [0; 64],
        };
        claim.signature = identity.sign(&claim.message()?);
        Ok(Self { claim })
    }

    /// Canonical bytes: the body of a CERTIFICATE record.
    ///
    /// # Errors
    /// None that can happen; the encoder's signature has one.
    pub fn encode(&self) -> Result<Vec<u8>, CryptoError> {
        Ok(canonical::encode(CERTIFICATE_VERSION, &self.claim)?)
    }

    /// The person who vouches.
    #[must_use]
    pub const fn person(&self) -> &IdentityPublic {
        &self.claim.person
    }

    /// The device that is vouched for.
    #[must_use]
    pub const fn device(&self) -> &DevicePublic {
        &self.claim.device
    }
}

/// A certificate as it arrived: it says who vouches, and may lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateClaim {
    space: SpaceId,
    person: IdentityPublic,
    device: DevicePublic,
    #[serde(with = "fixed")]
    signature: [u8; 64],
}

impl CertificateClaim {
    /// Reads canonical bytes.
    ///
    /// # Errors
    /// `Wire` when the bytes are not of this format.
    pub fn decode(bytes: &[u8]) -> Result<Self, CryptoError> {
        Ok(canonical::decode(
            CERTIFICATE_VERSION,
            bytes,
            CERTIFICATE_BYTES,
        )?)
    }

    /// The person who is said to vouch; to be looked up among the pinned ones.
    #[must_use]
    pub const fn person(&self) -> &IdentityPublic {
        &self.person
    }

    /// Checks it for `space` against the pinned identity.
    ///
    /// # Errors
    /// `WrongSpace`, `WrongPerson`, `SignatureRefused`, `KeyRefused`.
    pub fn verify(
        self,
        space: SpaceId,
        pinned: &IdentityPublic,
    ) -> Result<Certificate, CryptoError> {
        if self.space != space {
            return Err(CryptoError::WrongSpace);
        }
        if self.person != *pinned {
            return Err(CryptoError::WrongPerson);
        }
        pinned.verify(&self.message()?, &self.signature)?;
        self.device.kem()?;
        Ok(Certificate { claim: self })
    }

    fn message(&self) -> Result<Vec<u8>, CryptoError> {
        let fields = (&self.space, &self.person, &self.device);
        let bytes = canonical::encode(CERTIFICATE_VERSION, &fields)?;
        Ok([SIGN_CERTIFICATE, &bytes].concat())
    }
}

const CERTIFICATE_VERSION: u8 = 1;
/// Version, space, person, verify, kem, signature: all of fixed length.
const CERTIFICATE_BYTES: usize = 1 + 16 + 32 + 32 + DevicePublic::KEM_BYTES + 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DeviceSeed, RootKey};

    fn identity(seed: u8) -> IdentityKeys {
        RootKey::from_slot([seed; 32]).identity()
    }

    fn device(seed: u8) -> DevicePublic {
        DeviceSeed::from_store([seed; 32])
            .keys(SpaceId::ZERO)
            .public()
            .clone()
    }

    fn issue() -> Certificate {
        Certificate::issue(&identity(1), SpaceId::ZERO, &device(1)).unwrap()
    }

    #[test]
    fn a_certificate_reads_back_and_checks() {
        let bytes = issue().encode().unwrap();
        assert_eq!(bytes.len(), CERTIFICATE_BYTES);
        let claim = CertificateClaim::decode(&bytes).unwrap();
        assert_eq!(
            claim.verify(SpaceId::ZERO, identity(1).public()),
            Ok(issue())
        );
    }

    /// Attacks 16 and 19: a swapped key, a ghost device.
    #[test]
    fn a_certificate_by_anyone_else_or_for_elsewhere_is_refused() {
        let claim = CertificateClaim::decode(&issue().encode().unwrap()).unwrap();
        let elsewhere = SpaceId::from_bytes([9; 16]);
        let verify =
            |space, person: &IdentityKeys| claim.clone().verify(space, person.public()).err();
        assert_eq!(
            verify(elsewhere, &identity(1)),
            Some(CryptoError::WrongSpace)
        );
        assert_eq!(
            verify(SpaceId::ZERO, &identity(2)),
            Some(CryptoError::WrongPerson)
        );
        let mut ghost = claim.clone();
        ghost.device = device(2);
        let refused = ghost.verify(SpaceId::ZERO, identity(1).public()).err();
        assert_eq!(refused, Some(CryptoError::SignatureRefused));
        let mut claimed = claim;
        claimed.person = *identity(2).public();
        let refused = claimed.verify(SpaceId::ZERO, identity(2).public()).err();
        assert_eq!(refused, Some(CryptoError::SignatureRefused));
    }

    #[test]
    fn every_flipped_byte_of_a_certificate_is_refused() {
        let bytes = issue().encode().unwrap();
        let pinned = *identity(1).public();
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            let verified = CertificateClaim::decode(&flipped)
                .and_then(|claim| claim.verify(SpaceId::ZERO, &pinned));
            assert!(verified.is_err(), "byte {at}");
        }
        assert!(CertificateClaim::decode(&bytes[1..]).is_err());
        assert!(CertificateClaim::decode(&[bytes.as_slice(), &[0]].concat()).is_err());
    }
}

//! The keys of one device in one space: Ed25519 for its records, X-Wing for keys sent to it.
//! Keys of two spaces share nothing that can be seen, so the relay cannot link a person's spaces.

use crate::CryptoError;
use crate::context::{self, derive, derive_id};
use crate::identity::verify_strict;
use crate::secret::secret;
use core::fmt;
use ed25519_dalek::{Signer, SigningKey};
use holdfast_wire::{DeviceId, SpaceId, fixed};
use hpke::kem::XWing;
use hpke::{Deserializable, Kem, Serializable};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

secret!(
    /// 32 random bytes of one device; it never leaves it, and every space gets keys of its own.
    DeviceSeed
);

impl DeviceSeed {
    /// The keys of this device in `space`.
    #[must_use]
    pub fn keys(&self, space: SpaceId) -> DeviceKeys {
        let sign = Zeroizing::new(derive(context::DEVICE_SIGN, &[&self.0, space.as_bytes()]));
        let kem = Zeroizing::new(derive(context::DEVICE_KEM, &[&self.0, space.as_bytes()]));
        DeviceKeys::from_seeds(&sign, &kem)
    }

    /// Reads what [`DeviceSeed::expose_for_store`] gave.
    #[must_use]
    pub const fn from_store(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, to rest in this device's store sealed by `RootKey::seal_local`.
    #[must_use]
    pub const fn expose_for_store(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The private keys of a device in one space. Wiped when dropped.
pub struct DeviceKeys {
    sign: SigningKey,
    kem: <XWing as Kem>::PrivateKey,
    public: DevicePublic,
    id: DeviceId,
}

impl DeviceKeys {
    pub(crate) fn from_seeds(sign: &[u8; 32], kem: &[u8; 32]) -> Self {
        let sign = SigningKey::from_bytes(sign);
        let (kem, kem_public) = XWing::derive_keypair(kem);
        let mut kem_bytes = Box::new([0; DevicePublic::KEM_BYTES]);
        kem_public.write_exact(kem_bytes.as_mut_slice());
        let public = DevicePublic {
            verify: sign.verifying_key().to_bytes(),
            kem: kem_bytes,
        };
        let id = public.id();
        Self {
            sign,
            kem,
            public,
            id,
        }
    }

    /// The public keys.
    #[must_use]
    pub const fn public(&self) -> &DevicePublic {
        &self.public
    }

    /// The id of the device in its space.
    #[must_use]
    pub const fn id(&self) -> DeviceId {
        self.id
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.sign.sign(message).to_bytes()
    }

    pub(crate) const fn kem(&self) -> &<XWing as Kem>::PrivateKey {
        &self.kem
    }
}

impl fmt::Debug for DeviceKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKeys({})", self.id)
    }
}

/// The public keys of a device in one space.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicePublic {
    /// Ed25519 (RFC 8032): checks its records.
    #[serde(with = "fixed")]
    pub verify: [u8; 32],
    /// X-Wing (ML-KEM-768 and X25519): keys are wrapped to it.
    #[serde(with = "boxed")]
    pub kem: Box<[u8; DevicePublic::KEM_BYTES]>,
}

impl DevicePublic {
    /// The length of an X-Wing public key, in bytes.
    pub const KEM_BYTES: usize = 1_216;

    /// The first 16 bytes of BLAKE3 `derive_key("holdfast v1 device id")` of both keys.
    #[must_use]
    pub fn id(&self) -> DeviceId {
        let parts: [&[u8]; 2] = [&self.verify, self.kem.as_slice()];
        DeviceId::from_bytes(derive_id(context::DEVICE_ID, &parts))
    }

    pub(crate) fn verify(&self, message: &[u8], signature: &[u8; 64]) -> Result<(), CryptoError> {
        verify_strict(&self.verify, message, signature)
    }

    pub(crate) fn kem(&self) -> Result<<XWing as Kem>::PublicKey, CryptoError> {
        Deserializable::from_bytes(self.kem.as_slice()).map_err(|_| CryptoError::KeyRefused)
    }
}

impl fmt::Debug for DevicePublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DevicePublic({})", self.id())
    }
}

/// 1,216 bytes are too many for the stack of a phone's browser at every call.
mod boxed {
    use super::DevicePublic;
    use holdfast_wire::fixed;
    use serde::{Deserializer, Serializer};

    type Bytes = [u8; DevicePublic::KEM_BYTES];

    #[expect(clippy::borrowed_box, reason = "serde hands the field over as it is")]
    pub(super) fn serialize<S: Serializer>(bytes: &Box<Bytes>, to: S) -> Result<S::Ok, S::Error> {
        fixed::serialize(bytes, to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Box<Bytes>, D::Error> {
        fixed::deserialize(from).map(Box::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededEntropy;

    #[test]
    fn keys_are_the_same_for_a_space_and_unlike_for_another() {
        let seed = DeviceSeed::make(&mut SeededEntropy::new(1)).unwrap();
        let here = seed.keys(SpaceId::from_bytes([1; 16]));
        assert_eq!(
            here.public(),
            seed.keys(SpaceId::from_bytes([1; 16])).public()
        );
        let there = seed.keys(SpaceId::from_bytes([2; 16]));
        assert_ne!(here.public().verify, there.public().verify);
        assert_ne!(here.public().kem, there.public().kem);
        assert_ne!(here.id(), there.id());
    }

    #[test]
    fn the_id_covers_both_keys() {
        let keys = DeviceSeed::make(&mut SeededEntropy::new(1))
            .unwrap()
            .keys(SpaceId::ZERO);
        let mut other = keys.public().clone();
        other.kem[1215] ^= 1;
        assert_ne!(other.id(), keys.id());
        let mut other = keys.public().clone();
        other.verify[31] ^= 1;
        assert_ne!(other.id(), keys.id());
    }

    #[test]
    fn a_seed_reads_back_from_the_store() {
        let seed = DeviceSeed::make(&mut SeededEntropy::new(1)).unwrap();
        let again = DeviceSeed::from_store(*seed.expose_for_store());
        assert_eq!(
            again.keys(SpaceId::ZERO).id(),
            seed.keys(SpaceId::ZERO).id()
        );
        assert_eq!(format!("{seed:?}"), "DeviceSeed(..)");
    }
}

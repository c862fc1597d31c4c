//! Stretching apart from opening, so that it can be done elsewhere: in a worker of a browser.
//! What goes there is a cost and a salt; what comes back opens slots only, and wipes itself.

use super::argon::{self, PassphraseCost};
use super::format::{Lock, SlotParts};
use crate::entropy::draw;
use crate::{CryptoError, Entropy};
use zeroize::Zeroizing;

/// What a passphrase is to be stretched with: a cost and a salt, nothing secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub(super) cost: PassphraseCost,
    pub(super) salt: [u8; 16],
}

impl Stretch {
    /// For a new slot.
    ///
    /// # Errors
    /// `WeakParameters` or `CostlyParameters` for a cost outside the limits, `Entropy`.
    pub fn make(cost: PassphraseCost, entropy: &mut dyn Entropy) -> Result<Self, CryptoError> {
        cost.check()?;
        let salt = *draw::<16>(entropy)?;
        Ok(Self { cost, salt })
    }

    /// For a slot that is there.
    ///
    /// # Errors
    /// `WrongSecret` for another kind of slot, `WeakParameters` or `CostlyParameters`, `Wire`.
    pub fn of(slot: &[u8]) -> Result<Self, CryptoError> {
        let parts = SlotParts::decode(slot)?;
        match parts.lock {
            Lock::Passphrase(cost) => Ok(Self {
                cost,
                salt: parts.salt,
            }),
            Lock::Words | Lock::Device => Err(CryptoError::WrongSecret),
        }
    }

    /// Memory, passes (both little-endian), salt.
    #[must_use]
    pub fn to_bytes(self) -> [u8; STRETCH_BYTES] {
        let (memory, passes) = (
            self.cost.memory_kib.to_le_bytes(),
            self.cost.passes.to_le_bytes(),
        );
        let all = [&memory[..], &passes, &self.salt].concat();
        all.try_into().unwrap_or([0; STRETCH_BYTES])
    }

    /// Reads what [`Stretch::to_bytes`] wrote.
    ///
    /// # Errors
    /// `Altered` for another length, `WeakParameters` or `CostlyParameters`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CryptoError> {
        let (memory, rest) = bytes.split_first_chunk::<4>().ok_or(CryptoError::Altered)?;
        let (passes, salt) = rest.split_first_chunk::<4>().ok_or(CryptoError::Altered)?;
        let cost = PassphraseCost {
            memory_kib: u32::from_le_bytes(*memory),
            passes: u32::from_le_bytes(*passes),
        };
        cost.check()?;
        let salt = salt.try_into().map_err(|_| CryptoError::Altered)?;
        Ok(Self { cost, salt })
    }

    /// Stretches (Argon2id, RFC 9106): takes up to a second, and 64 MiB, on purpose.
    ///
    /// # Errors
    /// `TooLong` for a passphrase of more than 1,024 bytes, `WrongSecret` for an empty one.
    pub fn run(&self, passphrase: &str) -> Result<Stretched, CryptoError> {
        argon::stretch(passphrase, &self.salt, self.cost).map(Stretched)
    }
}

/// A stretched passphrase: opens slots, touches no data.
pub struct Stretched(pub(super) Zeroizing<[u8; 32]>);

impl Stretched {
    /// From where it was stretched.
    ///
    /// # Errors
    /// `Altered` unless there are 32 bytes.
    pub fn from_worker(bytes: &[u8]) -> Result<Self, CryptoError> {
        let bytes = bytes.try_into().map_err(|_| CryptoError::Altered)?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// The bytes, for the way back from where it was stretched.
    #[must_use]
    pub fn expose_for_worker(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The length of a [`Stretch`] in bytes.
const STRETCH_BYTES: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RootKey;
    use crate::slot::{make_stretched_slot, open_passphrase_slot, open_stretched_slot};
    use crate::testing::SeededEntropy;

    fn stretch() -> Stretch {
        Stretch::make(PassphraseCost::FLOOR, &mut SeededEntropy::new(1)).unwrap()
    }

    #[test]
    fn stretching_elsewhere_opens_the_same_slot() {
        let mut entropy = SeededEntropy::new(2);
        let root = RootKey::from_slot([7; 32]);
        let stretched = stretch().run("six words").unwrap();
        let slot = make_stretched_slot(&root, &stretch(), &stretched, &mut entropy).unwrap();
        assert!(open_passphrase_slot(&slot, "six words").is_ok());
        let there = Stretch::from_bytes(&Stretch::of(&slot).unwrap().to_bytes()).unwrap();
        let back = there.run("six words").unwrap();
        let back = Stretched::from_worker(back.expose_for_worker()).unwrap();
        assert!(open_stretched_slot(&slot, &back).is_ok());
        let wrong = Stretched::from_worker(&[1; 32]).unwrap();
        let refused = open_stretched_slot(&slot, &wrong).err();
        assert_eq!(refused, Some(CryptoError::WrongSecret));
    }

    #[test]
    fn other_lengths_and_weaker_costs_are_refused() {
        let bytes = stretch().to_bytes();
        assert_eq!(Stretch::from_bytes(&bytes), Ok(stretch()));
        for length in 0..bytes.len() {
            assert!(Stretch::from_bytes(&bytes[..length]).is_err(), "{length}");
        }
        assert!(Stretch::from_bytes(&[&bytes[..], &[0]].concat()).is_err());
        let mut weak = bytes;
        weak[..4].copy_from_slice(&8_u32.to_le_bytes());
        assert_eq!(Stretch::from_bytes(&weak), Err(CryptoError::WeakParameters));
        assert!(Stretched::from_worker(&[0; 31]).is_err());
        assert!(Stretched::from_worker(&[0; 33]).is_err());
    }
}

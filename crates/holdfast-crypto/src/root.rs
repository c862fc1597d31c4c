//! The root key of a person: everything that must be found again is derived from it.
//! It rests only in slots; its bytes never leave this crate.

use crate::aead::{open_box, seal_box};
use crate::context::{self, derive, derive_id};
use crate::secret::secret;
use crate::{CryptoError, Entropy, IdentityKeys, SpaceKey};
use holdfast_wire::{Epoch, SpaceId};
use zeroize::Zeroizing;

secret!(
    /// 32 random bytes; whoever has them has everything.
    RootKey
);

impl RootKey {
    /// The identity of the person.
    #[must_use]
    pub fn identity(&self) -> IdentityKeys {
        IdentityKeys::derive(&self.0)
    }

    /// My space: its id and its key of epoch 0, so that a recovered device needs nothing else.
    #[must_use]
    pub fn my_space(&self) -> SpaceKey {
        let space = SpaceId::from_bytes(derive_id(context::MY_SPACE_ID, &[&self.0]));
        let key = Zeroizing::new(derive(context::MY_SPACE_KEY, &[&self.0]));
        SpaceKey::from_bytes(space, Epoch(0), *key)
    }

    /// Seals a small secret for this device's store. `name` says what it is and must be the same
    /// when it is opened, so that one value cannot be put in the place of another.
    ///
    /// # Errors
    /// `Entropy`.
    pub fn seal_local(
        &self,
        name: &str,
        bytes: &[u8],
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<u8>, CryptoError> {
        seal_box(&self.local_key(), name.as_bytes(), bytes, entropy)
    }

    /// Opens what [`RootKey::seal_local`] made.
    ///
    /// # Errors
    /// `Altered` for other bytes, another name or another root key.
    pub fn open_local(&self, name: &str, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        open_box(&self.local_key(), name.as_bytes(), bytes)
    }

    pub(crate) const fn from_slot(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn expose_for_slot(&self) -> &[u8; 32] {
        &self.0
    }

    fn local_key(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(derive(context::LOCAL, &[&self.0]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NoEntropy, SeededEntropy};

    fn root(seed: u64) -> RootKey {
        RootKey::make(&mut SeededEntropy::new(seed)).unwrap()
    }

    #[test]
    fn everything_derives_again_from_the_same_root() {
        let again = RootKey::from_slot(*root(1).expose_for_slot());
        assert_eq!(again.identity().public(), root(1).identity().public());
        assert_eq!(again.my_space().space(), root(1).my_space().space());
        assert_ne!(root(2).my_space().space(), root(1).my_space().space());
        assert_ne!(root(2).identity().id(), root(1).identity().id());
    }

    #[test]
    fn a_local_value_opens_under_its_own_name_only() {
        let sealed = root(1)
            .seal_local("device", b"seed", &mut SeededEntropy::new(9))
            .unwrap();
        assert_eq!(
            root(1).open_local("device", &sealed).unwrap().as_slice(),
            b"seed"
        );
        assert_eq!(
            root(1).open_local("keyring", &sealed),
            Err(CryptoError::Altered)
        );
        assert_eq!(
            root(2).open_local("device", &sealed),
            Err(CryptoError::Altered)
        );
    }

    #[test]
    fn without_randomness_there_is_no_root_key() {
        assert!(matches!(
            RootKey::make(&mut NoEntropy),
            Err(CryptoError::Entropy(_))
        ));
        assert!(root(1).seal_local("device", b"x", &mut NoEntropy).is_err());
    }

    #[test]
    fn debug_text_is_redacted() {
        assert_eq!(format!("{:?}", root(1)), "RootKey(..)");
    }
}

//! The recovery space: a tiny space that the 24 words alone can find, enter and open.
//! It holds only envelopes with a words slot; a new device needs the words and the relay's address.

use crate::context;
use crate::record::{RECORD_BODY_BYTES_MAX, SealInput, decrypt, seal};
use crate::slot::{make_words_slot, open_words_slot};
use crate::words::RecoveryWords;
use crate::{CryptoError, DeviceKeys, DeviceSeed, Entropy, RootKey, SpaceKey};
use holdfast_wire::{Envelope, EnvelopeId, Epoch, Header, Kind, Sequence, SpaceId};

impl RecoveryWords {
    /// The key of the recovery space: its id, access keys and write token come with it.
    #[must_use]
    pub fn space(&self) -> SpaceKey {
        let id = self.derive(context::RECOVERY_SPACE_ID);
        let (head, _) = id.split_first_chunk().unwrap_or((&[0; SpaceId::LEN], &[]));
        let key = self.derive(context::RECOVERY_SPACE_KEY);
        SpaceKey::from_bytes(SpaceId::from_bytes(*head), Epoch(0), *key)
    }

    /// Wraps the root key for the recovery space. Each envelope stands alone: there is no chain,
    /// because any device that has the words may write one.
    ///
    /// # Errors
    /// `Entropy`.
    pub fn seal_root(
        &self,
        root: &RootKey,
        entropy: &mut dyn Entropy,
    ) -> Result<Envelope, CryptoError> {
        let (key, device) = (self.space(), self.writer());
        let body = make_words_slot(root, self, entropy)?;
        let header = Header {
            epoch: Epoch(0),
            device: device.id(),
            sequence: Sequence(0),
            previous: EnvelopeId::ZERO,
            heads: Vec::new(),
            kind: Kind::SLOT,
            group: None,
        };
        seal(
            &SealInput {
                key: &key,
                device: &device,
                header: &header,
                body: &body,
            },
            entropy,
        )
    }

    /// Opens an envelope of the recovery space.
    ///
    /// # Errors
    /// `WrongSpace`, `NoKey`, `Altered` and the like when it is not one that these words sealed.
    pub fn open_root(&self, envelope: &Envelope) -> Result<RootKey, CryptoError> {
        let opened = decrypt(envelope, [&self.space()])?.verify(self.writer().public())?;
        open_words_slot(opened.body(), self)
    }

    fn writer(&self) -> DeviceKeys {
        let seed = DeviceSeed::from_store(*self.derive(context::RECOVERY_DEVICE));
        seed.keys(self.space().space())
    }
}

const _: () = assert!(crate::slot::SLOT_BYTES_MAX <= RECORD_BODY_BYTES_MAX);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededEntropy;

    #[test]
    fn the_words_alone_find_and_open_the_root_key() {
        let mut entropy = SeededEntropy::new(1);
        let words = RecoveryWords::make(&mut entropy).unwrap();
        let root = RootKey::make(&mut entropy).unwrap();
        let envelope = words.seal_root(&root, &mut entropy).unwrap();

        let typed = RecoveryWords::parse(&words.expose_for_paper()).unwrap();
        assert_eq!(typed.space().space(), envelope.space());
        assert_eq!(
            typed.space().access().public(),
            words.space().access().public()
        );
        let found = typed.open_root(&envelope).unwrap();
        assert_eq!(found.identity().id(), root.identity().id());
    }

    #[test]
    fn other_words_and_altered_envelopes_open_nothing() {
        let mut entropy = SeededEntropy::new(1);
        let words = RecoveryWords::make(&mut entropy).unwrap();
        let other = RecoveryWords::make(&mut entropy).unwrap();
        let root = RootKey::make(&mut entropy).unwrap();
        let envelope = words.seal_root(&root, &mut entropy).unwrap();
        assert_eq!(
            other.open_root(&envelope).err(),
            Some(CryptoError::WrongSpace)
        );
        for at in (0..envelope.as_bytes().len()).step_by(5) {
            let mut bytes = envelope.as_bytes().to_vec();
            bytes[at] ^= 1;
            let opened = Envelope::parse(bytes).map(|e| words.open_root(&e).is_ok());
            assert_ne!(opened, Ok(true), "byte {at}");
        }
    }
}

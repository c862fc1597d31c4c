//! The messages of a pairing: one mailbox and one key per step, both from the pairing secret.
//! A message of one step is refused at another, so none can be replayed or reflected.

use crate::aead::{open_box, seal_box};
use crate::context::{self, derive};
use crate::secret::secret;
use crate::{CryptoError, Entropy};
use holdfast_wire::protocol::MAILBOX_BYTES_MAX;
use holdfast_wire::{MailboxId, WireError, padded_len};
use zeroize::Zeroizing;

/// The longest message, in bytes: what fits a mailbox after padding.
pub const PAIRING_MESSAGE_BYTES_MAX: usize = 57_344;

/// The steps of a pairing, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PairingStep {
    /// The inviter: who I am, which device, which space.
    Offer,
    /// The invited: who I am, which device.
    Answer,
    /// The inviter, after the three words were compared: the wrapped key and the heads.
    Welcome,
    /// The invited: it is done.
    Receipt,
}

impl PairingStep {
    pub(super) const fn label(self) -> &'static [u8] {
        match self {
            Self::Offer => b"offer",
            Self::Answer => b"answer",
            Self::Welcome => b"welcome",
            Self::Receipt => b"receipt",
        }
    }
}

secret!(
    /// 256 bits that two devices share for ten minutes: from a link, or from a typed code.
    PairingSecret
);

impl PairingSecret {
    /// The mailbox of a step.
    #[must_use]
    pub fn mailbox(&self, step: PairingStep) -> MailboxId {
        MailboxId::from_bytes(derive(context::PAIRING_MAILBOX, &[&self.0, step.label()]))
    }

    /// Seals the message of a step: `nonce | ciphertext` of `u32 LE length | message | zeros`.
    ///
    /// # Errors
    /// `TooLong`, `Entropy`.
    pub fn seal(
        &self,
        step: PairingStep,
        message: &[u8],
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<u8>, CryptoError> {
        if message.len() > PAIRING_MESSAGE_BYTES_MAX {
            return Err(CryptoError::TooLong);
        }
        let len = u32::try_from(message.len()).map_err(|_| CryptoError::TooLong)?;
        let mut plain = Zeroizing::new([&len.to_le_bytes(), message].concat());
        let padded = padded_len(plain.len());
        plain.resize(padded, 0);
        seal_box(&self.cipher(step), step.label(), &plain, entropy)
    }

    /// Opens the message of a step.
    ///
    /// # Errors
    /// `TooLong` past the limit of a mailbox, `Altered` for anything that this step of this
    /// pairing did not seal.
    pub fn open(&self, step: PairingStep, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        if bytes.len() > MAILBOX_BYTES_MAX {
            return Err(CryptoError::TooLong);
        }
        let plain = open_box(&self.cipher(step), step.label(), bytes)?;
        let (len, rest) = plain.split_first_chunk().ok_or(WireError::TooShort)?;
        let len = usize::try_from(u32::from_le_bytes(*len)).map_err(|_| WireError::TooLong)?;
        let (message, zeros) = rest.split_at_checked(len).ok_or(WireError::TooShort)?;
        if padded_len(4 + len) != plain.len() || zeros.iter().any(|byte| *byte != 0) {
            return Err(WireError::NotCanonical.into());
        }
        Ok(Zeroizing::new(message.to_vec()))
    }

    pub(super) const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(super) const fn expose_for_link(&self) -> &[u8; 32] {
        &self.0
    }

    fn cipher(&self, step: PairingStep) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(derive(context::PAIRING_CIPHER, &[&self.0, step.label()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededEntropy;
    use PairingStep::{Answer, Offer, Receipt, Welcome};

    fn secret(byte: u8) -> PairingSecret {
        PairingSecret::from_bytes([byte; 32])
    }

    #[test]
    fn a_message_opens_at_its_step_with_its_secret() {
        let bytes = secret(1)
            .seal(Offer, b"hello", &mut SeededEntropy::new(1))
            .unwrap();
        assert_eq!(bytes.len(), 24 + 256 + 16);
        assert_eq!(secret(1).open(Offer, &bytes).unwrap().as_slice(), b"hello");
    }

    /// Attacks 17 and 18: an old message, another step, another pairing, an altered message.
    #[test]
    fn a_message_opens_nowhere_else() {
        let bytes = secret(1)
            .seal(Offer, b"hello", &mut SeededEntropy::new(1))
            .unwrap();
        for step in [Answer, Welcome, Receipt] {
            assert_eq!(secret(1).open(step, &bytes), Err(CryptoError::Altered));
        }
        assert_eq!(secret(2).open(Offer, &bytes), Err(CryptoError::Altered));
        for at in 0..bytes.len() {
            let mut bad = bytes.clone();
            bad[at] ^= 1;
            assert_eq!(
                secret(1).open(Offer, &bad),
                Err(CryptoError::Altered),
                "byte {at}"
            );
        }
    }

    #[test]
    fn every_step_of_every_pairing_has_its_own_mailbox() {
        let steps = [Offer, Answer, Welcome, Receipt];
        let ids: std::collections::BTreeSet<_> = [1, 2]
            .iter()
            .flat_map(|s| steps.map(|step| secret(*s).mailbox(step)))
            .collect();
        assert_eq!(ids.len(), 8);
    }

    #[test]
    fn a_message_at_the_limit_fits_a_mailbox_and_one_more_byte_is_refused() {
        let seal = |len: usize| secret(1).seal(Offer, &vec![0; len], &mut SeededEntropy::new(1));
        let longest = seal(PAIRING_MESSAGE_BYTES_MAX).unwrap();
        assert!(longest.len() <= MAILBOX_BYTES_MAX);
        assert!(secret(1).open(Offer, &longest).is_ok());
        assert_eq!(
            seal(PAIRING_MESSAGE_BYTES_MAX + 1).err(),
            Some(CryptoError::TooLong)
        );
        let over = vec![0; MAILBOX_BYTES_MAX + 1];
        assert_eq!(
            secret(1).open(Offer, &over).err(),
            Some(CryptoError::TooLong)
        );
        let full = vec![0; MAILBOX_BYTES_MAX];
        assert_eq!(
            secret(1).open(Offer, &full).err(),
            Some(CryptoError::Altered)
        );
    }
}

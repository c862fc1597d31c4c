//! The write token: who holds it may add envelopes to a space, and nothing else.
//! It proves membership to the relay; it says nothing about content or author.

use crate::{Envelope, FORMAT_VERSION, SpaceId, WireError};
use core::fmt;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// 32 secret bytes per space and epoch. The relay knows them too: a proof keeps strangers out,
/// the signature inside the ciphertext keeps the relay out.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct WriteToken([u8; 32]);

impl WriteToken {
    /// Takes 32 bytes as they are.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Keyed BLAKE3 of `version | space | nonce | ciphertext`: everything but the proof itself.
    #[must_use]
    pub fn prove(&self, version: u8, space: SpaceId, nonce: &[u8; 24], text: &[u8]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher
            .update(&[version])
            .update(space.as_bytes())
            .update(nonce)
            .update(text);
        *hasher.finalize().as_bytes()
    }

    /// Checks the proof of an envelope, in constant time.
    ///
    /// # Errors
    /// `ProofRefused` when another token, or none, made it, or any byte was changed.
    pub fn check(&self, envelope: &Envelope) -> Result<(), WireError> {
        let space = envelope.space();
        let proof = self.prove(
            FORMAT_VERSION,
            space,
            envelope.nonce(),
            envelope.ciphertext(),
        );
        if bool::from(proof.ct_eq(envelope.proof())) {
            Ok(())
        } else {
            Err(WireError::ProofRefused)
        }
    }

    /// The bytes, for the relay's table of spaces and for the request that creates a space.
    #[must_use]
    pub const fn expose_for_relay(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for WriteToken {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for WriteToken {}

impl fmt::Debug for WriteToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WriteToken(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::WriteToken;
    use crate::{Envelope, SpaceId, WireError};

    fn envelope(token: &WriteToken) -> Envelope {
        Envelope::assemble(SpaceId::from_bytes([1; 16]), token, [2; 24], &[4; 272]).unwrap()
    }

    #[test]
    fn only_the_token_that_proved_checks() {
        let token = WriteToken::from_bytes([3; 32]);
        assert_eq!(token.check(&envelope(&token)), Ok(()));
        let other = WriteToken::from_bytes([4; 32]);
        assert_eq!(other.check(&envelope(&token)), Err(WireError::ProofRefused));
        assert_ne!(token, other);
        assert_eq!(token, WriteToken::from_bytes([3; 32]));
    }

    /// Attack 12: an envelope put into another space keeps its old proof.
    #[test]
    fn a_proof_holds_for_one_space_only() {
        let token = WriteToken::from_bytes([3; 32]);
        let mut bytes = envelope(&token).into_bytes();
        bytes[1..17].copy_from_slice(&[9; 16]);
        let moved = Envelope::parse(bytes).unwrap();
        assert_eq!(token.check(&moved), Err(WireError::ProofRefused));
    }

    #[test]
    fn debug_text_is_redacted() {
        let text = format!("{:?}", WriteToken::from_bytes([0xab; 32]));
        assert_eq!(text, "WriteToken(..)");
    }
}

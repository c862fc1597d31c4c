//! The envelope: the one shape in which a record rests and travels, v1.
//! Outside stand only version, space, write proof and nonce; everything else is ciphertext.

use crate::padding::{PADDED_BYTES_MIN, padded_len};
use crate::{EnvelopeId, SpaceId, WireError, WriteToken};
use core::fmt;

/// The only format version that this build reads and writes.
pub const FORMAT_VERSION: u8 = 1;
/// The longest envelope, in bytes; longer bodies are split into fragments.
pub const ENVELOPE_BYTES_MAX: usize = 65_536;
/// The shortest envelope, in bytes: the outside, the smallest padded record and its tag.
pub const ENVELOPE_BYTES_MIN: usize = OUTSIDE_BYTES + PADDED_BYTES_MIN + TAG_BYTES;

/// Canonical bytes `version(1) | space(16) | write proof(32) | nonce(24) | ciphertext(rest)`.
///
/// Parsed means well-formed, not true: `holdfast-crypto` decrypts it and checks its signature.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    space: SpaceId,
    proof: [u8; PROOF_BYTES],
    nonce: [u8; NONCE_BYTES],
    bytes: Vec<u8>,
}

impl Envelope {
    /// Reads an envelope. Total: any bytes give an envelope or an error.
    ///
    /// # Errors
    /// `TooShort`, `TooLong` (limits are checked first), `UnknownVersion`, `NotPadded`.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, WireError> {
        let version = *bytes.first().ok_or(WireError::TooShort)?;
        if bytes.len() > ENVELOPE_BYTES_MAX {
            return Err(WireError::TooLong);
        }
        if version != FORMAT_VERSION {
            return Err(WireError::UnknownVersion(version));
        }
        let (space, rest) = after_version(&bytes)?;
        let (proof, rest) = rest.split_first_chunk().ok_or(WireError::TooShort)?;
        let (nonce, ciphertext) = rest.split_first_chunk().ok_or(WireError::TooShort)?;
        let padded = ciphertext
            .len()
            .checked_sub(TAG_BYTES)
            .ok_or(WireError::TooShort)?;
        if padded < PADDED_BYTES_MIN {
            return Err(WireError::TooShort);
        }
        if padded_len(padded) != padded {
            return Err(WireError::NotPadded);
        }
        Ok(Self {
            space: SpaceId::from_bytes(*space),
            proof: *proof,
            nonce: *nonce,
            bytes,
        })
    }

    /// Puts an envelope together around a ciphertext (padded record and 16 bytes of tag).
    ///
    /// # Errors
    /// `TooShort`, `TooLong` or `NotPadded` when the ciphertext has a length that none may have.
    pub fn assemble(
        space: SpaceId,
        token: &WriteToken,
        nonce: [u8; NONCE_BYTES],
        ciphertext: &[u8],
    ) -> Result<Self, WireError> {
        let proof = token.prove(FORMAT_VERSION, space, &nonce, ciphertext);
        let parts: [&[u8]; 5] = [
            &[FORMAT_VERSION],
            space.as_bytes(),
            &proof,
            &nonce,
            ciphertext,
        ];
        Self::parse(parts.concat())
    }

    /// All bytes, as they rest and travel.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Gives the bytes away.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The format version, always [`FORMAT_VERSION`] in this build.
    #[must_use]
    pub const fn version(&self) -> u8 {
        FORMAT_VERSION
    }

    /// The space that it says it belongs to; true only once it was opened.
    #[must_use]
    pub const fn space(&self) -> SpaceId {
        self.space
    }

    /// The write proof, to be checked by [`WriteToken::check`].
    #[must_use]
    pub const fn proof(&self) -> &[u8; PROOF_BYTES] {
        &self.proof
    }

    /// The nonce of the cipher.
    #[must_use]
    pub const fn nonce(&self) -> &[u8; NONCE_BYTES] {
        &self.nonce
    }

    /// The padded record and its tag, encrypted.
    #[must_use]
    pub fn ciphertext(&self) -> &[u8] {
        self.bytes.get(OUTSIDE_BYTES..).unwrap_or_default()
    }

    /// The id: a hash of all bytes.
    #[must_use]
    pub fn id(&self) -> EnvelopeId {
        EnvelopeId::of(&self.bytes)
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Envelope({}, {} bytes)", self.id(), self.bytes.len())
    }
}

fn after_version(bytes: &[u8]) -> Result<(&[u8; SpaceId::LEN], &[u8]), WireError> {
    let (_, rest) = bytes.split_first().ok_or(WireError::TooShort)?;
    rest.split_first_chunk().ok_or(WireError::TooShort)
}

const PROOF_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
const OUTSIDE_BYTES: usize = 1 + SpaceId::LEN + PROOF_BYTES + NONCE_BYTES;

#[cfg(test)]
mod tests;

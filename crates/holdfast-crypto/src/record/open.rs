//! Opening: an envelope becomes `Unverified`, and with the right device `Opened`.
//! No content is handed on as true before cipher, epoch, device and signature were all checked.

use super::frame::{aad, content, parse, signed_message};
use crate::aead;
use crate::{CryptoError, DevicePublic, SpaceKey};
use core::fmt;
use holdfast_wire::{Envelope, EnvelopeId, Header, SpaceId};
use zeroize::Zeroizing;

/// Decrypts an envelope with the one key whose write token proves it.
///
/// # Errors
/// `WrongSpace` when no key is of its space, `NoKey` when no key made it (a key may come later),
/// `Altered` when the key did and the bytes are not as it left them, `WrongEpoch`, `Wire`.
pub fn decrypt<'a>(
    envelope: &Envelope,
    keys: impl IntoIterator<Item = &'a SpaceKey>,
) -> Result<Unverified, CryptoError> {
    let mut missing = CryptoError::WrongSpace;
    for key in keys
        .into_iter()
        .filter(|key| key.space() == envelope.space())
    {
        missing = CryptoError::NoKey;
        if key.write_token().check(envelope).is_ok() {
            return open_with(envelope, key);
        }
    }
    Err(missing)
}

fn open_with(envelope: &Envelope, key: &SpaceKey) -> Result<Unverified, CryptoError> {
    let (space, nonce) = (envelope.space(), envelope.nonce());
    let aad = aad(space, nonce);
    let plain = aead::decrypt(key.cipher(), nonce, &aad, envelope.ciphertext())?;
    let frame = parse(&plain)?;
    let header = Header::decode(frame.header)?;
    if header.epoch != key.epoch() {
        return Err(CryptoError::WrongEpoch);
    }
    Ok(Unverified {
        id: envelope.id(),
        space,
        nonce: *nonce,
        header,
        body: Zeroizing::new(frame.body.to_vec()),
        signature: frame.signature,
    })
}

/// A record that somebody with the space's key sealed; who, is not yet known.
pub struct Unverified {
    id: EnvelopeId,
    space: SpaceId,
    nonce: [u8; 24],
    header: Header,
    body: Zeroizing<Vec<u8>>,
    signature: [u8; 64],
}

impl Unverified {
    /// What the record claims; needed to find the device to check it against.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The body before it is verified: only for a certificate, which brings its device along.
    #[must_use]
    pub fn claimed_body(&self) -> &[u8] {
        &self.body
    }

    /// Checks the record against the device that must have written it.
    ///
    /// # Errors
    /// `WrongDevice`, `SignatureRefused`, `KeyRefused`.
    pub fn verify(self, device: &DevicePublic) -> Result<Opened, CryptoError> {
        if device.id() != self.header.device {
            return Err(CryptoError::WrongDevice);
        }
        let content = content(&self.header.encode()?, &self.body)?;
        let message = Zeroizing::new(signed_message(self.space, &self.nonce, &content));
        device.verify(&message, &self.signature)?;
        Ok(self.into_opened())
    }

    /// Takes the signature as checked. Only for envelopes from this device's own store, which
    /// were verified before they were stored: the cipher still proves that they are unaltered.
    #[must_use]
    pub fn verified_at_ingest(self) -> Opened {
        self.into_opened()
    }

    fn into_opened(self) -> Opened {
        Opened {
            id: self.id,
            header: self.header,
            body: self.body,
        }
    }
}

impl fmt::Debug for Unverified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unverified({})", self.id)
    }
}

/// A record whose cipher, epoch, device and signature are true.
pub struct Opened {
    id: EnvelopeId,
    header: Header,
    body: Zeroizing<Vec<u8>>,
}

impl Opened {
    /// The envelope that it came in.
    #[must_use]
    pub const fn id(&self) -> EnvelopeId {
        self.id
    }

    /// The header.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Gives header and body away.
    #[must_use]
    pub fn into_parts(self) -> (Header, Zeroizing<Vec<u8>>) {
        (self.header, self.body)
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opened({})", self.id)
    }
}

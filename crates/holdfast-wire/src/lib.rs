//! What travels between devices and the relay: ids, canonical bytes, envelopes, the protocol.
//! Nothing here can read a person's words: the only secret it knows is the write token.
//!
//! It never decrypts, never trusts what it parsed (that is the work of `holdfast-crypto` and
//! `holdfast-sync`), and never panics: every parser is total and every limit is checked before
//! memory is taken. docs/format.md gives every byte.
//!
//! ```
//! use holdfast_wire::{Envelope, SpaceId, WriteToken};
//!
//! let space = SpaceId::from_bytes([7; 16]);
//! let token = WriteToken::from_bytes([9; 32]);
//! let ciphertext = vec![0_u8; 256 + 16]; // the smallest padded record and its tag
//! let envelope = Envelope::assemble(space, &token, [1; 24], &ciphertext)?;
//!
//! let arrived = Envelope::parse(envelope.as_bytes().to_vec())?;
//! assert!(token.check(&arrived).is_ok());
//! assert_eq!(arrived.id(), envelope.id());
//! # Ok::<(), holdfast_wire::WireError>(())
//! ```

pub mod canonical;
mod envelope;
mod error;
pub mod fixed;
mod header;
mod id;
mod padding;
pub mod protocol;
mod write_token;

pub use envelope::{ENVELOPE_BYTES_MAX, ENVELOPE_BYTES_MIN, Envelope, FORMAT_VERSION};
pub use error::WireError;
pub use header::{Group, HEADER_BYTES_MAX, HEADS_MAX, Head, Header, Kind};
pub use id::{DeviceId, EnvelopeId, Epoch, MailboxId, PersonId, Position, Sequence, SpaceId};
pub use padding::{PADDED_BYTES_MIN, padded_len};
pub use protocol::{BATCH_ENVELOPES_MAX, BODY_BYTES_MAX};
pub use write_token::WriteToken;

//! Seal, open, sign, unlock and pair: the only crate that sees key bytes.
//! Every key has one purpose, every secret is wiped, and all randomness comes in through a port.
//!
//! It never stores, sends or decides whom to trust: `holdfast-sync` pins who may speak, this crate
//! says whether they did. One fixed suite per format version, nothing is negotiated:
//! XChaCha20-Poly1305, Ed25519 (strict), BLAKE3, HPKE with X-Wing, Argon2id, SPAKE2 and the words
//! of BIP-39. docs/format.md gives every byte and `vectors/v1` pins it.
//!
//! ```
//! use holdfast_crypto::record::{SealInput, decrypt, seal};
//! use holdfast_crypto::testing::SeededEntropy;
//! use holdfast_crypto::{DeviceSeed, RootKey};
//! use holdfast_wire::{EnvelopeId, Header, Kind, Sequence};
//!
//! let mut entropy = SeededEntropy::new(1);
//! let root = RootKey::make(&mut entropy)?;
//! let key = root.my_space();
//! let device = DeviceSeed::make(&mut entropy)?.keys(key.space());
//! let header = Header {
//!     epoch: key.epoch(),
//!     device: device.id(),
//!     sequence: Sequence(0),
//!     previous: EnvelopeId::ZERO,
//!     heads: vec![],
//!     kind: Kind::CHANGE,
//!     group: None,
//! };
//! let input = SealInput { key: &key, device: &device, header: &header, body: b"3 a.m." };
//! let envelope = seal(&input, &mut entropy)?;
//!
//! let opened = decrypt(&envelope, [&key])?.verify(device.public())?;
//! assert_eq!(opened.body(), b"3 a.m.");
//! # Ok::<(), holdfast_crypto::CryptoError>(())
//! ```

mod aead;
mod certificate;
mod context;
mod cut;
mod device;
mod entropy;
mod error;
mod identity;
mod item;
pub mod pairing;
pub mod record;
mod recovery;
mod root;
mod secret;
pub mod slot;
mod space_key;
#[cfg(feature = "testing")]
pub mod testing;
pub mod words;
mod wrap;

pub use certificate::{Certificate, CertificateClaim};
pub use cut::{CUT_WRAPS_MAX, Cut, CutClaim};
pub use device::{DeviceKeys, DevicePublic, DeviceSeed};
pub use entropy::{Entropy, EntropyFailed};
pub use error::CryptoError;
pub use identity::{IdentityKeys, IdentityPublic};
pub use item::ItemKey;
pub use root::RootKey;
pub use space_key::{AccessKeys, SpaceKey};
pub use wrap::{WRAPPED_BYTES, unwrap, wrap};

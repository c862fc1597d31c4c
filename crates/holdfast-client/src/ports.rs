//! The doors to the world: time, randomness, storage, network, and the device's own safe.
//! Nothing in this crate reaches the outside by any other way, so a test can lie about all of it.

use std::rc::Rc;

use holdfast_crypto::slot::{Stretch, Stretched};
use holdfast_crypto::{CryptoError, Entropy};
use holdfast_model::time::Instant;
use holdfast_store::Store;

/// Everything that a client stands on, plugged together once by a binary or by the web app.
#[expect(
    async_fn_in_trait,
    reason = "one thread: a browser tab or a test; futures are not Send"
)]
pub trait Ports: 'static {
    /// Where ciphertext rests on this device.
    type Store: Store;
    /// How bytes reach a relay.
    type Transport: Transport;
    /// The device's safe for the "no lock yet" secret.
    type Vault: DeviceVault;
    /// What time it is.
    type Clock: Clock;
    /// Where random bytes come from; a cheap handle, taken anew for each use.
    type Entropy: Entropy;

    /// The store of this device.
    fn store(&self) -> &Self::Store;
    /// The way to the relay.
    fn transport(&self) -> &Self::Transport;
    /// The device's safe.
    fn vault(&self) -> &Self::Vault;
    /// The clock.
    fn clock(&self) -> &Self::Clock;
    /// A source of random bytes that fails closed.
    fn entropy(&self) -> Self::Entropy;

    /// Stretches a passphrase; a device that can do so elsewhere keeps its screen alive.
    ///
    /// # Errors
    /// As [`Stretch::run`].
    async fn stretch(&self, stretch: Stretch, passphrase: &str) -> Result<Stretched, CryptoError> {
        stretch.run(passphrase)
    }
}

/// The time of the device, with the offset of its zone.
pub trait Clock {
    /// Now. It may jump, also backwards: nothing is lost or reordered by it.
    fn now(&self) -> Instant;
}

/// One HTTP exchange with a relay. The client speaks the protocol; a transport only carries.
#[expect(
    async_fn_in_trait,
    reason = "one thread: a browser tab or a test; futures are not Send"
)]
pub trait Transport {
    /// Sends one request and waits for the whole answer.
    ///
    /// # Errors
    /// [`TransportError`] when no answer came; an answer with any status is `Ok`.
    async fn send(&self, request: Request) -> Result<Response, TransportError>;

    /// Opens a stream of server-sent events and calls `heard` with the `data` of each, until it
    /// ends.
    ///
    /// # Errors
    /// [`TransportError`] when the stream could not be opened or broke off.
    async fn live(&self, request: Request, heard: Rc<dyn Fn(&str)>) -> Result<(), TransportError>;
}

/// The verb of a [`Request`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Removes.
    Delete,
    /// Reads.
    Get,
    /// Adds.
    Post,
    /// Replaces.
    Put,
}

impl Method {
    /// The word that HTTP uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// What is sent to a relay.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The verb.
    pub method: Method,
    /// The absolute address.
    pub url: String,
    /// The token of a session with the space, sent as `Authorization: Bearer`.
    pub bearer: Option<String>,
    /// The type of the body; to be sent with every `Post` and `Put`, also when the body is empty.
    pub content_type: &'static str,
    /// The body; empty when there is none.
    pub body: Vec<u8>,
}

/// Shows the road of the request and never its token or its body.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Request({} {} B)", self.method.as_str(), self.body.len())
    }
}

/// What a relay answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status, 100-599.
    pub status: u16,
    /// The body, at most a few MiB: a transport cuts off what is longer than [`ANSWER_BYTES_MAX`].
    pub body: Vec<u8>,
}

/// Why no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// There is no way to the relay now; what waits goes out later.
    #[error("no connection to the relay")]
    Offline,
    /// The answer was longer than [`ANSWER_BYTES_MAX`] or not HTTP.
    #[error("the relay's answer could not be read")]
    Unreadable,
}

/// The longest answer that a transport reads, in bytes.
pub const ANSWER_BYTES_MAX: usize = 24 * 1024 * 1024;

/// A key of the device that cannot be taken out (WebCrypto, a keyring of the system): it guards the
/// root key while she has not chosen a lock.
#[expect(
    async_fn_in_trait,
    reason = "one thread: a browser tab or a test; futures are not Send"
)]
pub trait DeviceVault {
    /// Wraps a secret so that only this device, and only this vault, can read it.
    ///
    /// # Errors
    /// [`VaultError`] when the device has no such safe or refuses it now.
    async fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, VaultError>;

    /// Gives back what [`DeviceVault::wrap`] took.
    ///
    /// # Errors
    /// [`VaultError`] when the bytes are not from this vault.
    async fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, VaultError>;

    /// Destroys the vault's key: what it wrapped is gone for good.
    ///
    /// # Errors
    /// [`VaultError`] when the device refuses it now.
    async fn forget(&self) -> Result<(), VaultError>;
}

/// The device's safe did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the safe of this device did not open")]
pub struct VaultError;

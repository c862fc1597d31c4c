//! The app without a face: it keeps, locks, sends, pairs, hands over, notices and recovers.
//!
//! A [`Client`] stands on five [`Ports`] and nothing else. What it answers `Ok` to is durably kept;
//! whatever fails leaves everything that was kept before. It never starts a timer or a thread,
//! never asks a relay whom to trust, and never says what a person is or will do.
//!
//! ```no_run
//! use holdfast_client::{Client, ClientError, LockChoice, Ports};
//! use holdfast_model::What;
//! use holdfast_model::check_in::CheckIn;
//!
//! async fn night(ports: impl Ports) -> Result<(), ClientError> {
//!     let client = Client::open(ports, "https://relay.example").await?;
//!     let phrase = client.make_passphrase()?; // six words, to be shown
//!     client.begin(LockChoice::Passphrase(&phrase)).await?;
//!     let kept = client.record(What::CheckedIn(CheckIn::default())).await?; // durable
//!     assert_eq!(client.read(|ledger| ledger.check_ins().len())?, 1);
//!     client.sync().await?; // now, later or never
//!     client.lock(); // every key is wiped
//!     client.unlock(&phrase).await?;
//!     # let _ = kept;
//!     Ok(())
//! }
//! ```

mod alarm;
mod backoff;
mod client;
mod common;
mod deliver;
mod draft;
mod driver;
mod duties;
mod ending;
mod error;
mod export;
mod handover;
mod inner;
mod insight;
mod json;
mod keyring;
mod line;
mod listeners;
mod lock;
mod log;
mod notices;
mod opening;
mod pairing;
mod ports;
mod presence;
mod recovery;
mod relay;
mod room;
mod space;

pub use alarm::Notice;
pub use client::Client;
pub use common::is_common;
pub use driver::SyncReport;
pub use error::ClientError;
pub use export::{ExportChoice, FILE_BYTES_MAX, ImportReport, inspect_export};
pub use handover::frozen::{PreviewItem, Shows};
pub use handover::{HandoverDraft, Preview};
pub use insight::Question;
pub use listeners::{Event, Subscription};
pub use lock::LockChoice;
pub use log::Kept;
pub use pairing::roles::Roles;
pub use pairing::stage::PairingState;
pub use ports::{
    ANSWER_BYTES_MAX, Clock, DeviceVault, Method, Ports, Request, Response, Transport,
    TransportError, VaultError,
};
pub use presence::Presence;
pub use recovery::Erased;
pub use room::Stage;

pub use holdfast_detect::Side;

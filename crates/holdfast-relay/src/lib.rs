//! The blind relay: it keeps and forwards what it cannot read.
//! It knows ids, sizes and order; it cannot name a check-in, a person or a device.
//!
//! It never decrypts, never stores a time or an address with what it keeps, never answers a
//! question of trust, and never says "stored" before the disk has it. Everything that it says is
//! a hint for clients that check signatures themselves.
//!
//! ```
//! use holdfast_relay::{Clock, Entropy, Relay, RelayConfig, RelayError};
//! use std::sync::Arc;
//!
//! struct Noon;
//! impl Clock for Noon {
//!     fn now_ms(&self) -> u64 {
//!         1_900_000_000_000
//!     }
//! }
//! struct Counting;
//! impl Entropy for Counting {
//!     fn fill(&self, bytes: &mut [u8]) -> Result<(), RelayError> {
//!         bytes.fill(7); // a real host gives the randomness of its machine
//!         Ok(())
//!     }
//! }
//!
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let folder = tempfile::tempdir()?;
//! let config = RelayConfig::new(folder.path().join("relay.sqlite"));
//! let relay = Relay::open(config, Arc::new(Noon), Arc::new(Counting)).await?;
//! let _routes: axum::Router = relay.router(); // for `holdfast_relay::serve`
//! relay.drain().await;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod config;
mod db;
mod error;
mod last;
mod limiter;
mod live;
mod metrics;
mod ports;
mod problem;
mod queue;
mod relay;
mod route;
mod serve;
mod session;
mod shared;
#[cfg(feature = "testing")]
pub mod testing;

pub use config::{AddressSource, Limits, Rate, RelayConfig, SessionsBefore};
pub use error::RelayError;
pub use ports::{Clock, Entropy};
pub use relay::Relay;
pub use serve::serve;

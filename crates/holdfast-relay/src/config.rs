//! What a host decides, and every limit that nobody decides.
//! There is no way to switch a limit off.

use std::path::PathBuf;

/// How a host wants its relay.
#[derive(Clone)]
pub struct RelayConfig {
    /// The SQLite file; made when it is missing.
    pub database: PathBuf,
    /// Who wants to create a space must show this.
    pub invite: Option<String>,
    /// What one space and one address may take.
    pub limits: Limits,
    /// How the address of a caller is known.
    pub address: AddressSource,
    /// What becomes of the sessions that were opened before.
    pub sessions: SessionsBefore,
}

impl RelayConfig {
    /// A relay without an invite, with the usual limits, spoken to directly.
    #[must_use]
    pub fn new(database: impl Into<PathBuf>) -> Self {
        Self {
            database: database.into(),
            invite: None,
            limits: Limits::usual(),
            address: AddressSource::Connection,
            sessions: SessionsBefore::Stay,
        }
    }
}

/// Where the address of a caller is read, for its rate only: it is never stored or logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressSource {
    /// From the connection.
    Connection,
    /// From the last entry of `X-Forwarded-For`, which a proxy of the same host has written.
    ForwardedFor,
}

/// What becomes of sessions that were opened before this start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionsBefore {
    /// They go on until their time is over.
    Stay,
    /// They end now: whoever holds the keys of a space logs in again, and nobody else can.
    End,
}

/// What one space and one address may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all envelopes of a space.
    pub quota_bytes: u64,
    /// Envelopes of a space.
    pub quota_envelopes: u64,
    /// Requests to one space.
    pub space_rate: Rate,
    /// Requests from one IPv4 address or IPv6 /64 network.
    pub address_rate: Rate,
    /// Live streams of one space.
    pub streams_per_space: usize,
    /// Live streams of all spaces.
    pub streams: usize,
    /// Mailboxes in use at one time.
    pub mailboxes: u64,
}

impl Limits {
    /// What a small host can bear and nobody who uses Holdfast as meant will meet.
    #[must_use]
    pub const fn usual() -> Self {
        Self {
            quota_bytes: 512 * 1024 * 1024,
            quota_envelopes: 1_000_000,
            space_rate: Rate {
                burst: 600,
                per_s: 30,
            },
            address_rate: Rate {
                burst: 1_200,
                per_s: 60,
            },
            streams_per_space: 32,
            streams: 10_000,
            mailboxes: 10_000,
        }
    }
}

/// So many requests at once, and so many more with each second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// At once, after a time of silence.
    pub burst: u32,
    /// Afterwards, in each second.
    pub per_s: u32,
}

//! For tests of other crates: a relay on loopback, and ports that need no machine.
//! A `TestRelay` ends with its handle and leaves nothing behind.

mod in_step;

pub use in_step::open_in_step;

use crate::{Clock, Entropy, Limits, Rate, Relay, RelayConfig, RelayError, serve};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A clock that stands still until it is moved.
pub struct StillClock(AtomicU64);

impl StillClock {
    /// Stands at noon of some day in 2030.
    #[must_use]
    pub fn at_noon() -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(1_900_000_000_000)))
    }

    /// Goes forward.
    pub fn advance_ms(&self, ms: u64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Bytes that differ each time and are the same in each run. Never for a real relay.
#[derive(Default)]
pub struct CountingEntropy(AtomicU64);

impl Entropy for CountingEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RelayError> {
        let count = self.0.fetch_add(1, Ordering::SeqCst);
        let mut hasher = blake3::Hasher::new();
        hasher
            .update(&count.to_le_bytes())
            .finalize_xof()
            .fill(bytes);
        Ok(())
    }
}

/// A real relay on a free port of 127.0.0.1.
pub struct TestRelay {
    /// `http://127.0.0.1:port`, without a slash at the end.
    pub url: String,
    /// Its clock.
    pub clock: Arc<StillClock>,
    /// The relay itself.
    pub relay: Relay,
    stop: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
}

impl TestRelay {
    /// Opens a relay on this file with limits that a test does not meet.
    ///
    /// # Errors
    /// Those of opening the database and of listening.
    pub async fn start(database: &Path) -> Result<Self, RelayError> {
        let mut config = RelayConfig::new(database);
        let boundless = Rate {
            burst: 1_000_000,
            per_s: 1_000_000,
        };
        config.limits = Limits {
            space_rate: boundless,
            address_rate: boundless,
            ..Limits::usual()
        };
        Self::start_with(config).await
    }

    /// Opens a relay as configured.
    ///
    /// # Errors
    /// Those of opening the database and of listening.
    pub async fn start_with(config: RelayConfig) -> Result<Self, RelayError> {
        let clock = StillClock::at_noon();
        let entropy = Arc::new(CountingEntropy::default());
        let relay = Relay::open(config, Arc::clone(&clock) as Arc<dyn Clock>, entropy).await?;
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let (stop, stopped) = oneshot::channel();
        let serving = serve(listener, relay.router(), relay.clone(), async {
            // Dropping the handle stops it too.
            let _ = stopped.await;
        });
        let task = Some(tokio::spawn(serving));
        Ok(Self {
            url,
            clock,
            relay,
            stop: Some(stop),
            task,
        })
    }

    /// Stops in order: running requests end, what waits is written. Afterwards nothing answers.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        if let Some(task) = self.task.take() {
            // It cannot have been cancelled by anybody else.
            let _ = task.await;
        }
    }
}

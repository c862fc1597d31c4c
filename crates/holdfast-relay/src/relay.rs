//! The relay put together: database, queue, streams, limits and routes.
//! It is open from `open` to `drain`; after `drain` everything acknowledged is on the disk.

use crate::config::{RelayConfig, SessionsBefore};
use crate::db::sqlite::SqliteDb;
use crate::db::{Db, Quota};
use crate::limiter::Limiter;
use crate::live::Hub;
use crate::metrics::Metrics;
use crate::ports::{Clock, Entropy};
use crate::queue::Queue;
use crate::session::Sessions;
use crate::shared::Shared;
use crate::{RelayError, route};
use axum::Router;
use std::sync::Arc;

/// A relay that is open. Cheap to clone; all clones are the same relay.
#[derive(Clone)]
pub struct Relay {
    shared: Arc<Shared>,
}

impl Relay {
    /// Opens the database and starts the task that writes. Needs a tokio runtime.
    ///
    /// # Errors
    /// Those of the database, and `NoEntropy`.
    pub async fn open(
        config: RelayConfig,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, RelayError> {
        let db = Arc::new(SqliteDb::open(&config.database).await?);
        Self::on(db, config, clock, entropy).await
    }

    /// A relay on an open database.
    pub(crate) async fn on(
        db: Arc<dyn Db>,
        config: RelayConfig,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, RelayError> {
        let mut fresh = [0; 32];
        entropy.fill(&mut fresh)?;
        let mut secret = db.secret(fresh).await?;
        if config.sessions == SessionsBefore::End {
            entropy.fill(&mut secret)?;
            db.replace_secret(secret).await?;
        }
        let limits = config.limits;
        let hub = Arc::new(Hub::new(limits.streams_per_space, limits.streams));
        let metrics = Arc::new(Metrics::default());
        let quota = Quota {
            bytes: limits.quota_bytes,
            envelopes: limits.quota_envelopes,
        };
        let queue = Queue::start(
            Arc::clone(&db),
            quota,
            Arc::clone(&hub),
            Arc::clone(&metrics),
        );
        let shared = Shared {
            config,
            clock,
            entropy,
            db,
            queue,
            hub,
            sessions: Sessions::new(&secret),
            metrics,
            by_address: Limiter::new(limits.address_rate),
            by_space: Limiter::new(limits.space_rate),
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// The routes of the relay: `/v1/...`, `/healthz`, `/readyz`, `/openapi.json`.
    pub fn router(&self) -> Router {
        route::all(&self.shared)
    }

    /// `/metrics`, for another port that only the host reaches.
    pub fn metrics_router(&self) -> Router {
        route::metrics(&self.shared)
    }

    /// Ends the live streams, writes what waits, and closes the database.
    pub async fn drain(&self) {
        self.shared.hub.close();
        self.shared.queue.drain().await;
        self.shared.db.close().await;
    }

    /// Ends the live streams, so that their connections can end too.
    pub(crate) fn hang_up(&self) {
        self.shared.hub.close();
    }
}

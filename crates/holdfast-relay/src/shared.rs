//! What every route sees of the relay: its ports, its database, its limits.
//! Nothing in it changes after opening, except inside the parts that guard themselves.

use crate::config::RelayConfig;
use crate::db::Db;
use crate::limiter::{Limiter, Neighbourhood};
use crate::live::Hub;
use crate::metrics::Metrics;
use crate::ports::{Clock, Entropy};
use crate::queue::Queue;
use crate::session::Sessions;
use holdfast_wire::SpaceId;
use std::sync::Arc;

/// The open relay, as its routes use it.
pub(crate) struct Shared {
    pub(crate) config: RelayConfig,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) db: Arc<dyn Db>,
    pub(crate) queue: Queue,
    pub(crate) hub: Arc<Hub>,
    pub(crate) sessions: Sessions,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) by_address: Limiter<Neighbourhood>,
    pub(crate) by_space: Limiter<SpaceId>,
}

impl Shared {
    pub(crate) fn now_s(&self) -> u64 {
        self.clock.now_ms() / 1_000
    }
}

//! Things that happen later. Invariant: a timer dies with the scope in which it was set.

use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;

use super::scope::keep;

/// Calls `act` once after `wait_ms`, if the current scope still lives.
pub(crate) fn after(wait_ms: u32, act: impl FnOnce() + 'static) {
    keep(Box::new(Timer::new(wait_ms, act)));
}

/// One call in the future; dropping it calls it off.
pub(crate) struct Timer {
    _called_off_when_dropped: Timeout,
}

impl Timer {
    /// Calls `act` once after `wait_ms`.
    pub(crate) fn new(wait_ms: u32, act: impl FnOnce() + 'static) -> Self {
        Self {
            _called_off_when_dropped: Timeout::new(wait_ms, act),
        }
    }
}

/// Waits until what is on the screen now was painted.
pub(crate) async fn painted() {
    rest(FRAMES_MS).await;
}

/// Waits.
pub(crate) async fn rest(wait_ms: u32) {
    TimeoutFuture::new(wait_ms).await;
}

/// Two frames of a slow phone.
const FRAMES_MS: u32 = 50;

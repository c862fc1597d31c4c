//! The clock of the browser. Invariant: a clock outside of all years still gives an instant.

use holdfast_client::Clock;
use holdfast_model::time::{Instant, UNIX_MS_MAX};
use js_sys::Date;

/// The clock of the browser, with the zone of the device.
pub(crate) struct BrowserClock;

impl Clock for BrowserClock {
    fn now(&self) -> Instant {
        let date = Date::new_0();
        let unix_ms = date.get_time().clamp(0.0, UNIX_MS_MAX as f64) as u64;
        let zone_min = -date.get_timezone_offset() as i16;
        Instant::new(unix_ms, zone_min).unwrap_or(Instant::EPOCH)
    }
}

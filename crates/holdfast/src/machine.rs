//! Time and randomness of this machine, as the ports of the relay.
//! Randomness fails closed: without it nothing starts and no session opens.

use holdfast_relay::{Clock, Entropy, RelayError};
use std::time::{SystemTime, UNIX_EPOCH};

/// The clock on the wall.
pub(crate) struct MachineClock;

impl Clock for MachineClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the port that everyone else goes through"
    )]
    fn now_ms(&self) -> u64 {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }
}

/// The randomness of the operating system.
pub(crate) struct MachineEntropy;

impl Entropy for MachineEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RelayError> {
        getrandom::fill(bytes).map_err(|_| RelayError::NoEntropy)
    }
}

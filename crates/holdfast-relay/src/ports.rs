//! Time and randomness as the relay sees them: ports, plugged in by whoever starts it.
//! Nothing in this crate asks the machine for either.

use crate::RelayError;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01T00:00:00Z. It may jump; sessions and mailboxes survive that.
    fn now_ms(&self) -> u64;
}

/// Gives bytes that nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills all of `bytes`.
    ///
    /// # Errors
    /// `NoEntropy` when the machine has none to give; the bytes must then not be used.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RelayError>;
}

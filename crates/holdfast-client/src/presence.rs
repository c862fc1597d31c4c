//! The lock once more, in an open app: before what somebody who found it open must not do.
//! Invariant: a presence is made here only, by the lock that stands now.

use crate::error::ClientError;
use crate::inner::Inner;
use crate::ports::Ports;

/// Whoever holds the device has just shown that they can open the lock. To be let go with the
/// screen that asked for it.
#[derive(Debug)]
pub struct Presence {
    shown: Shown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Passphrase,
    Nothing,
}

impl Presence {
    /// Whether it says something: while there is no lock, whoever holds the device has one.
    #[must_use]
    pub fn is_by_lock(&self) -> bool {
        self.shown == Shown::Passphrase
    }
}

impl<P: Ports> Inner<P> {
    pub(crate) async fn prove(&self, passphrase: &str) -> Result<Presence, ClientError> {
        self.with(|_| ())?;
        let shown = match self.passphrase_slot().await? {
            Some(slot) => {
                self.open_by_words(&slot, passphrase).await?;
                Shown::Passphrase
            }
            None => Shown::Nothing,
        };
        Ok(Presence { shown })
    }
}

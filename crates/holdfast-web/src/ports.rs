//! The doors of a browser, plugged together for the client.
//! Invariant: randomness fails closed, and nothing here is asked of any host but the relay.

mod clock;
mod entropy;
pub(crate) mod safe;
mod stretch;
mod transport;

use holdfast_client::Ports;
use holdfast_crypto::CryptoError;
use holdfast_crypto::slot::{Stretch, Stretched};
use holdfast_store::IndexedDbStore;

pub(crate) use clock::BrowserClock;
pub(crate) use entropy::BrowserEntropy;
use safe::Safe;
use transport::Fetch;

/// What the client stands on in a browser.
pub(crate) struct BrowserPorts {
    store: IndexedDbStore,
    transport: Fetch,
    vault: Safe,
    clock: BrowserClock,
}

impl BrowserPorts {
    /// The ports on an open store.
    pub(crate) const fn new(store: IndexedDbStore) -> Self {
        Self {
            store,
            transport: Fetch,
            vault: Safe::VAULT,
            clock: BrowserClock,
        }
    }
}

impl Ports for BrowserPorts {
    type Store = IndexedDbStore;
    type Transport = Fetch;
    type Vault = Safe;
    type Clock = BrowserClock;
    type Entropy = BrowserEntropy;

    fn store(&self) -> &IndexedDbStore {
        &self.store
    }

    fn transport(&self) -> &Fetch {
        &self.transport
    }

    fn vault(&self) -> &Safe {
        &self.vault
    }

    fn clock(&self) -> &BrowserClock {
        &self.clock
    }

    fn entropy(&self) -> BrowserEntropy {
        BrowserEntropy
    }

    async fn stretch(&self, task: Stretch, passphrase: &str) -> Result<Stretched, CryptoError> {
        match stretch::elsewhere(task, passphrase).await {
            Some(stretched) => Ok(stretched),
            None => task.run(passphrase),
        }
    }
}

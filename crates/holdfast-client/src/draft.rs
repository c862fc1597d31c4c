//! Drafts: words that are being typed, kept on this device alone until they become a record.
//! Invariant: a draft rests sealed under the root key and is replaced whole, so a torn one is the
//! last.

use holdfast_store::{Batch, Key, Op, Store};
use zeroize::Zeroizing;

use crate::client::Client;
use crate::error::ClientError;
use crate::ports::Ports;

/// Drafts of this device. They are no records: no version, no relay, no other device.
impl<P: Ports> Client<P> {
    /// Keeps a draft in place of the last of that name. `Ok` only after it is durably kept.
    ///
    /// # Errors
    /// `Locked`, `Crypto`, `Store`; then the last one is still there.
    pub async fn keep_draft(&self, name: &str, bytes: &[u8]) -> Result<(), ClientError> {
        let key = key(name)?;
        let mut entropy = self.inner.ports.entropy();
        let sealed = self
            .inner
            .with(|open| open.root.seal_local(key.as_str(), bytes, &mut entropy))??;
        let batch = Batch::new().with(Op::PutValue { key, bytes: sealed });
        Ok(self.inner.ports.store().commit(batch).await?)
    }

    /// The draft of that name, if one waits.
    ///
    /// # Errors
    /// `Locked`, `Store`; `Crypto` when it was altered.
    pub async fn draft(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, ClientError> {
        let key = key(name)?;
        let Some(sealed) = self.inner.value(&key).await? else {
            return Ok(None);
        };
        Ok(Some(self.inner.with(|open| {
            open.root.open_local(key.as_str(), &sealed)
        })??))
    }

    /// Lets go of a draft: it became a record.
    ///
    /// # Errors
    /// `Store`.
    pub async fn drop_draft(&self, name: &str) -> Result<(), ClientError> {
        let batch = Batch::new().with(Op::DeleteValue { key: key(name)? });
        Ok(self.inner.ports.store().commit(batch).await?)
    }
}

fn key(name: &str) -> Result<Key, ClientError> {
    Ok(Key::new(format!("draft/{name}"))?)
}

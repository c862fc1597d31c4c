//! The notices that are kept, so that they are still there after a reload.
//! Invariant: the list rests in clear, and so it holds codes and times, never a word of hers.

use holdfast_store::{Batch, Key, Op, Store};

use crate::alarm::Notice;
use crate::error::ClientError;
use crate::inner::Inner;
use crate::ports::Ports;

impl<P: Ports> Inner<P> {
    /// What was noticed before this device was opened. A line that cannot be read is left out: a
    /// notice is a courtesy, and its evidence lies in the store.
    pub(crate) async fn noticed_before(&self) -> Result<Vec<Notice>, ClientError> {
        let bytes = self.value(&NOTICES).await?.unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        Ok(text.lines().filter_map(Notice::read).collect())
    }

    /// Keeps the newest notices, so that they are still there after a reload.
    pub(crate) async fn keep_notices(&self) -> Result<(), ClientError> {
        let text = self.with(|open| {
            let over = open.notices.len().saturating_sub(NOTICES_MAX);
            open.notices
                .iter()
                .skip(over)
                .map(Notice::line)
                .collect::<String>()
        })?;
        let bytes = text.into_bytes();
        if self.value(&NOTICES).await?.unwrap_or_default() != bytes {
            let batch = Batch::from(vec![Op::PutValue {
                key: NOTICES,
                bytes,
            }]);
            self.ports.store().commit(batch).await?;
        }
        Ok(())
    }
}

const NOTICES: Key = Key::literal("notices");
/// As many as a page holds.
const NOTICES_MAX: usize = 30;

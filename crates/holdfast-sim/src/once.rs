//! The executor of a world: one thread, and nothing that waits for a machine.
//! Invariant: a future that has to wait is given up; only the world decides what goes on, and when.

use futures_util::FutureExt;

/// Runs what never has to wait; `None` when it waited, because the process was killed under it.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> Option<T> {
    future.now_or_never()
}

//! Who is listening to a space: each stream is told the newest head, and only that.
//! A slow listener skips heads but never the last one; nobody hears of another space.

use crate::RelayError;
use holdfast_wire::protocol::ProblemCode;
use holdfast_wire::{Position, SpaceId};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// All streams of this process.
pub(crate) struct Hub {
    streams_per_space: usize,
    streams: usize,
    lines: Mutex<Lines>,
}

#[derive(Default)]
struct Lines {
    by_space: BTreeMap<SpaceId, watch::Sender<Position>>,
    streams: usize,
    is_closed: bool,
}

impl Hub {
    pub(crate) fn new(streams_per_space: usize, streams: usize) -> Self {
        Self {
            streams_per_space,
            streams,
            lines: Mutex::default(),
        }
    }

    /// Listens to a space from now on.
    ///
    /// # Errors
    /// `TooMany` past the limit of the space or of the relay; `Unavailable` when it is closing.
    pub(crate) fn listen(self: &Arc<Self>, space: SpaceId) -> Result<Listener, RelayError> {
        let mut lines = self.lines();
        if lines.is_closed {
            return Err(ProblemCode::Unavailable.into());
        }
        let here = lines
            .by_space
            .get(&space)
            .map_or(0, watch::Sender::receiver_count);
        if here >= self.streams_per_space || lines.streams >= self.streams {
            return Err(ProblemCode::TooMany.into());
        }
        lines.streams += 1;
        let line = lines
            .by_space
            .entry(space)
            .or_insert_with(|| watch::Sender::new(Position(0)));
        Ok(Listener {
            heads: line.subscribe(),
            space,
            hub: Arc::clone(self),
        })
    }

    /// Tells everyone who listens to the space.
    pub(crate) fn publish(&self, space: SpaceId, head: Position) {
        if let Some(line) = self.lines().by_space.get(&space) {
            line.send_if_modified(|known| {
                let is_newer = *known < head;
                *known = head.max(*known);
                is_newer
            });
        }
    }

    /// Ends all streams of a space: its access key was replaced, or it is gone.
    pub(crate) fn hang_up(&self, space: SpaceId) {
        self.lines().by_space.remove(&space);
    }

    /// Ends all streams and takes no more.
    pub(crate) fn close(&self) {
        let mut lines = self.lines();
        lines.is_closed = true;
        lines.by_space.clear();
    }

    /// How many streams there are.
    pub(crate) fn streams(&self) -> usize {
        self.lines().streams
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One stream. When it is dropped, its place is free again.
pub(crate) struct Listener {
    heads: watch::Receiver<Position>,
    space: SpaceId,
    hub: Arc<Hub>,
}

impl Listener {
    /// The newest head after the last one that was given; `None` when the stream has ended.
    pub(crate) async fn next(&mut self) -> Option<Position> {
        self.heads.changed().await.ok()?;
        Some(*self.heads.borrow_and_update())
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut lines = self.hub.lines();
        lines.streams = lines.streams.saturating_sub(1);
        // This receiver is still counted; a line that was hung up and taken anew is another one.
        let is_last = lines.by_space.get(&self.space).is_some_and(|line| {
            line.receiver_count() == 1 && self.heads.same_channel(&line.subscribe())
        });
        if is_last {
            lines.by_space.remove(&self.space);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Hub, Position, SpaceId};
    use std::sync::Arc;

    const SPACE: SpaceId = SpaceId::from_bytes([1; 16]);
    const OTHER: SpaceId = SpaceId::from_bytes([2; 16]);

    #[tokio::test]
    async fn a_listener_hears_the_newest_head_of_its_space_only() {
        let hub = Arc::new(Hub::new(2, 4));
        let mut listener = hub.listen(SPACE).unwrap();
        hub.publish(OTHER, Position(99));
        hub.publish(SPACE, Position(3));
        hub.publish(SPACE, Position(5));
        hub.publish(SPACE, Position(4));
        assert_eq!(listener.next().await, Some(Position(5)));
        hub.hang_up(SPACE);
        assert_eq!(listener.next().await, None);
    }

    #[test]
    fn streams_are_counted_up_to_the_limits_and_given_back() {
        let hub = Arc::new(Hub::new(2, 3));
        let first = hub.listen(SPACE).unwrap();
        let _second = hub.listen(SPACE).unwrap();
        assert!(hub.listen(SPACE).is_err(), "one past the limit of a space");
        let third = hub.listen(OTHER).unwrap();
        assert!(hub.listen(OTHER).is_err(), "one past the limit of all");
        drop(first);
        assert!(hub.listen(SPACE).is_ok());
        drop(third);
        assert_eq!(hub.streams(), 1);
        assert_eq!(hub.lines().by_space.len(), 1, "a silent line is forgotten");
    }

    #[test]
    fn a_stream_that_was_hung_up_does_not_close_the_one_after_it() {
        let hub = Arc::new(Hub::new(2, 3));
        let before = hub.listen(SPACE).unwrap();
        hub.hang_up(SPACE);
        let _after = hub.listen(SPACE).unwrap();
        drop(before);
        assert_eq!(hub.lines().by_space.len(), 1);
        assert_eq!(hub.streams(), 1);
    }

    #[tokio::test]
    async fn a_closed_hub_ends_all_streams_and_takes_no_more() {
        let hub = Arc::new(Hub::new(2, 3));
        let mut listener = hub.listen(SPACE).unwrap();
        hub.close();
        assert_eq!(listener.next().await, None);
        assert!(hub.listen(SPACE).is_err());
    }
}

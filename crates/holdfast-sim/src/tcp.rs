//! The same people over simulated TCP: the real relay on its real database, real HTTP on both
//! sides, and a network that parts, holds, delays and cuts (turmoil).
//! Invariant: nothing of a world is real time; the same seed gives the same trace, byte for byte.
//!
//! In the *safety* phase anything on the road may go wrong and the relay may crash; in the
//! *liveness* phase nothing does, and all devices, and one that was set up anew from the 24 words,
//! must show the same within a bounded time.

mod course;
mod device;
mod door;
mod judge;
mod life;
mod options;
mod road;
mod town;
mod trouble;

pub use course::run;
pub use options::{Options, Outcome};
pub use trouble::Trouble;

//! Kills, power cuts and failing disks, for anything that appends and acknowledges.
//!
//! The thing under test is a [`Program`]: `append FOLDER COUNT` appends that many records of the
//! [`chain`] to whatever it keeps in the folder and says `acked N HASH` after each; `held FOLDER`
//! says
//! `held N HASH` for all that is there. [`kill`] ends it with SIGKILL at random moments, [`power`]
//! replays what it wrote onto simulated disks that lose and tear what was not flushed, [`fault`]
//! lets
//! its writes and flushes fail. What was acked must be held: that is the whole judgement.
//!
//! It is not a model of any particular file system: it drops and tears more than most would.
//!
//! ```
//! use holdfast_chaos::chain::Record;
//!
//! let first = Record::FIRST.next();
//! let second = first.next();
//! assert_eq!(second.number(), 2);
//! assert_eq!(Record::read(second.bytes(), &first.hash()).map(|r| r.hash()), Some(second.hash()));
//! ```

pub mod chain;
mod dice;
mod disk;
pub mod fault;
pub mod kill;
pub mod power;
mod program;
mod recording;
mod shim;
pub mod victim;

pub use program::{Held, Program};

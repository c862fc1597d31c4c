//! A deterministic world: real clients on lying ports, a hostile relay, and checkers that look on.
//! The same seed gives the same world, the same steps and the same trace, byte for byte.
//!
//! A world is built, lives through its steps (the *safety* phase: anything may go wrong that its
//! options name, and the checkers hold all the time), and is healed (the *liveness* phase: nothing
//! goes wrong any more, and all devices must agree within a bounded number of rounds).
//!
//! ```
//! use holdfast_sim::{Options, run};
//!
//! let outcome = run(&Options::of(7, 40));
//! assert_eq!(outcome.broken, None, "{}", outcome.trace);
//! assert!(outcome.figures.kept > 0);
//! ```

#[cfg(test)]
mod attacks;
mod check;
mod clock;
mod deed;
mod device;
mod dice;
mod disk;
mod fault;
mod network;
mod once;
mod options;
#[cfg(test)]
mod plant;
mod relay;
mod shrink;
pub mod tcp;
mod world;

pub use check::Broken;
pub use fault::{Attack, Fault};
pub use options::{Options, pairs};
pub use shrink::{Outcome, run, run_steps, shrink};
pub use world::Figures;

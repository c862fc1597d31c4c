//! The benchmark: every claim of the engine as a table that anyone can make again.
//! The same plan gives the same tables, on any machine and any number of cores.

mod bench;
mod goals;
mod judge;
mod real;
mod repair;
mod robust;
mod rules;
mod sheet;
mod sim;
mod tcpd;

pub use bench::{Plan, Size, WINDOW};
pub use goals::goals;
pub use real::real;
pub use repair::repair;
pub use robust::robust;
pub use rules::rules;
pub use sheet::{Cell, Line, Sheet};
pub use sim::{early, lengths, sim};
pub use tcpd::tcpd;

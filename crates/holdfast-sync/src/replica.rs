//! One space as one device holds it: its state, and the events that change it.
//! Every event gives one step; the same events give the same steps.

mod accept;
mod append;
mod audit;
mod cut;
mod ingest;
mod restore;
mod state;

pub use restore::Stored;
pub use state::{REFUSED_MAX, Replica, Setup};

#[cfg(test)]
mod tests;

//! Tests of the ledger: the laws of the fold, and the stories that the screens tell.
//! Invariant: every story is told by two people with two ledgers, as it is in life.

mod carrying;
mod laws;
mod mending;
mod night;
mod properties;
mod steps;
mod story;
mod world;

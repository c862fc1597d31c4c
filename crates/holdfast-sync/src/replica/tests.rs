//! The replica against an honest and against a hostile relay.
//! Each test plays whole devices with real cryptography; numbers are those of the attack catalogue.

mod attacks;
mod cuts;
mod laws;
mod lost;
mod order;
mod restore;
mod world;

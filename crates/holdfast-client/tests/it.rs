//! Every test of the client from outside, in one binary.

#[path = "it/world.rs"]
mod world;

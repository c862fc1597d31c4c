//! Whole worlds, in one binary: pairs of faults, and seeds that once failed.

#[path = "it/faults.rs"]
mod faults;
#[path = "it/over_tcp.rs"]
mod over_tcp;
#[path = "it/seeds.rs"]
mod seeds;
#[path = "it/table.rs"]
mod table;
#[path = "it/worlds.rs"]
mod worlds;

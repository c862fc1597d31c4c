//! All automation of the house.
fn main() {}

//! The one binary: the host, and the engine for researchers.
fn main() {}

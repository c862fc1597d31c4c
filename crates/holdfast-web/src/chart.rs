//! Drawings of our own. Invariant: shape and word carry the meaning; colour never does alone.

pub(crate) mod geometry;
#[cfg(target_arch = "wasm32")]
pub(crate) mod line;

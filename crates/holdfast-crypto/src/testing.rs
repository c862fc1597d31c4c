//! For tests and pinned vectors: entropy that repeats itself, and entropy that fails.
//! Behind the feature `testing`; nothing here may be used with real words.

mod formats;
mod pinned;
mod primitives;
mod vectors;

pub use crate::record::forge;
pub use vectors::{check_vectors, make_vectors};

use crate::entropy::Stream;
use crate::{Entropy, EntropyFailed};

/// The same bytes for the same seed, on every platform.
pub struct SeededEntropy(Stream);

impl SeededEntropy {
    /// Starts the stream of `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut bytes = [0; 32];
        for (to, from) in bytes.iter_mut().zip(seed.to_le_bytes()) {
            *to = from;
        }
        Self(Stream::from_seed(&bytes))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), EntropyFailed> {
        self.0.fill(bytes)
    }
}

/// A platform without randomness.
pub struct NoEntropy;

impl Entropy for NoEntropy {
    fn fill(&mut self, _: &mut [u8]) -> Result<(), EntropyFailed> {
        Err(EntropyFailed)
    }
}

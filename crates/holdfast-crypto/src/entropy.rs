//! The port for randomness, and the stream that feeds libraries which want a generator.
//! Nothing in this crate draws from the platform by itself; a failure is an error, never a zero.

use core::convert::Infallible;
use hpke::rand_core::{TryCryptoRng, TryRng};
use rand_core_06::{CryptoRng, RngCore};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The platform's random bytes.
pub trait Entropy {
    /// Fills all of `bytes` with cryptographically secure random bytes.
    ///
    /// # Errors
    /// [`EntropyFailed`] when the platform cannot; `bytes` must then not be used.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), EntropyFailed>;
}

/// The platform gave no randomness.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the device gave no randomness")]
pub struct EntropyFailed;

/// Draws `N` bytes.
pub(crate) fn draw<const N: usize>(
    entropy: &mut dyn Entropy,
) -> Result<Zeroizing<[u8; N]>, EntropyFailed> {
    let mut bytes = Zeroizing::new([0; N]);
    entropy.fill(&mut *bytes)?;
    Ok(bytes)
}

/// A generator for libraries that cannot hear "no": 32 bytes are drawn first, where failing is
/// possible, and stretched by BLAKE3 for one use.
pub(crate) struct Stream(blake3::OutputReader);

impl Stream {
    pub(crate) fn draw(entropy: &mut dyn Entropy) -> Result<Self, EntropyFailed> {
        let seed = draw::<32>(entropy)?;
        Ok(Self::from_seed(&seed))
    }

    pub(crate) fn from_seed(seed: &[u8; 32]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("holdfast v1 entropy stream");
        hasher.update(seed);
        let reader = hasher.finalize_xof();
        hasher.zeroize();
        Self(reader)
    }

    fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill(&mut bytes);
        bytes
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for Stream {}

impl Entropy for Stream {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), EntropyFailed> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.array()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.array()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Stream {}

impl RngCore for Stream {
    fn next_u32(&mut self) -> u32 {
        u32::from_le_bytes(self.array())
    }

    fn next_u64(&mut self) -> u64 {
        u64::from_le_bytes(self.array())
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core_06::Error> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl CryptoRng for Stream {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::NoEntropy;

    #[test]
    fn a_stream_goes_on_and_never_repeats_itself() {
        let mut stream = Stream::from_seed(&[1; 32]);
        let first: [u8; 32] = stream.array();
        let second: [u8; 32] = stream.array();
        assert_ne!(first, second);
        let mut again = Stream::from_seed(&[1; 32]);
        let mut both = [0; 64];
        RngCore::fill_bytes(&mut again, &mut both);
        assert_eq!(both, [first, second].concat().as_slice());
    }

    #[test]
    fn without_randomness_nothing_is_made() {
        assert_eq!(draw::<32>(&mut NoEntropy).err(), Some(EntropyFailed));
        assert!(Stream::draw(&mut NoEntropy).is_err());
    }

    #[test]
    fn both_generations_of_the_trait_give_the_same_bytes() {
        let mut old = Stream::from_seed(&[2; 32]);
        let mut new = Stream::from_seed(&[2; 32]);
        assert_eq!(RngCore::next_u64(&mut old), new.try_next_u64().unwrap());
        assert_eq!(RngCore::next_u32(&mut old), new.try_next_u32().unwrap());
    }
}

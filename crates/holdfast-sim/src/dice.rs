//! All chance of a world: one stream for each purpose, all from the world's one seed.
//! Invariant: the same seed and the same stream give the same throws on every machine.

use std::cell::RefCell;
use std::rc::Rc;

use holdfast_crypto::{Entropy, EntropyFailed};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A stream of chance.
#[derive(Clone, Debug)]
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of a seed for one purpose; streams of one seed do not overlap.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut stream_of = ChaCha8Rng::seed_from_u64(seed);
        stream_of.set_stream(stream);
        Self(stream_of)
    }

    /// Any number.
    pub(crate) fn number(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `end`; 0 when `end` is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.number() % end).unwrap_or(0)
    }

    /// Whether it happens, `share` times of a hundred.
    pub(crate) fn happens(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// One of them, if there is one.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }
}

/// The randomness of one device: it looks like any other, and is the same in each run.
#[derive(Clone)]
pub(crate) struct SeededEntropy(Rc<RefCell<ChaCha8Rng>>);

impl SeededEntropy {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        Self(Rc::new(RefCell::new(Dice::new(seed, stream).0)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), EntropyFailed> {
        self.0.borrow_mut().fill_bytes(bytes);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_throws_and_another_stream_gives_others() {
        let throws = |stream| {
            let mut dice = Dice::new(7, stream);
            [dice.number(), dice.number(), dice.number()]
        };
        assert_eq!(throws(1), throws(1));
        assert_ne!(throws(1), throws(2));
    }

    #[test]
    fn a_throw_stays_below_its_end() {
        let mut dice = Dice::new(1, 1);
        assert!((0..1_000).all(|_| dice.below(6) < 6));
        assert_eq!(dice.below(0), 0);
        assert_eq!(dice.pick::<u8>(&[]), None);
    }
}

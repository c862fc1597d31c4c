//! The options of a world, all derived from its seed, and printed with it.
//! Invariant: two worlds with the same options and steps are the same world.

use std::fmt;

use crate::dice::Dice;
use crate::fault::{Attack, Fault};

/// What a world is made of and what goes wrong in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Where all chance comes from.
    pub seed: u64,
    /// How many steps the safety phase has.
    pub steps: usize,
    /// How many devices she has: 1 or 2. Maya has one.
    pub devices: usize,
    /// The faults that may happen.
    pub faults: Vec<Fault>,
    /// What the relay may do.
    pub attacks: Vec<Attack>,
    /// How many of a hundred steps have something go wrong.
    pub share: usize,
}

impl Options {
    /// The options of a seed: one or two kinds of faults, and in every other world attacks beside.
    /// Seeds that follow each other go through every pair of faults.
    #[must_use]
    pub fn of(seed: u64, steps: usize) -> Self {
        let mut dice = Dice::new(seed, OPTIONS_STREAM);
        let pairs = pairs();
        let at = usize::try_from(seed % pairs.len() as u64).unwrap_or(0);
        let (one, other) = pairs.get(at).copied().unwrap_or((Fault::Drop, Fault::Drop));
        let mut faults = vec![one];
        if other != one {
            faults.push(other);
        }
        let mut attacks = Vec::new();
        if dice.happens(50) {
            for _ in 0..=dice.below(3) {
                attacks.extend(dice.pick(&Attack::ALL).copied());
            }
            attacks.sort();
            attacks.dedup();
        }
        Self {
            seed,
            steps,
            devices: 1 + dice.below(2),
            faults,
            attacks,
            share: 5 + dice.below(40),
        }
    }

    /// A world in which only these go wrong.
    #[must_use]
    pub fn only(seed: u64, steps: usize, faults: &[Fault], attacks: &[Attack]) -> Self {
        Self {
            faults: faults.to_vec(),
            attacks: attacks.to_vec(),
            share: 40,
            ..Self::of(seed, steps)
        }
    }
}

impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "seed {} steps {} devices {} share {}% faults {:?} attacks {:?}",
            self.seed, self.steps, self.devices, self.share, self.faults, self.attacks
        )
    }
}

/// Every kind of fault alone, as a pair with itself, and every pair of two.
#[must_use]
pub fn pairs() -> Vec<(Fault, Fault)> {
    let mut pairs = Vec::new();
    for (at, one) in Fault::ALL.iter().enumerate() {
        pairs.extend(Fault::ALL.iter().skip(at).map(|other| (*one, *other)));
    }
    pairs
}

const OPTIONS_STREAM: u64 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_in_a_row_go_through_every_fault_alone_and_every_pair() {
        let count = Fault::ALL.len();
        assert_eq!(pairs().len(), count * (count + 1) / 2);
        let of = |seed: usize| Options::of(seed as u64, 1).faults;
        let singles = (0..pairs().len()).filter(|seed| of(*seed).len() == 1);
        assert_eq!(singles.count(), count);
    }

    #[test]
    fn options_are_printed_with_their_seed() {
        let text = Options::of(3, 300).to_string();
        assert!(text.starts_with("seed 3 steps 300 devices "), "{text}");
    }
}

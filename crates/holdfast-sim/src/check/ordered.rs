//! Ordered: what one device wrote stays in its order, whatever its clock said, and everybody holds
//! a beginning of it without a gap.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_model::{Change, Origin};
use holdfast_wire::{EnvelopeId, SpaceId};

use super::Broken;

/// The last turn of each device in each space.
#[derive(Default)]
pub(crate) struct Ordered {
    turns: BTreeMap<(usize, Origin), u64>,
    /// Devices that were set back: their order begins anew.
    broken_off: BTreeSet<usize>,
}

impl Ordered {
    /// A change that this device has just made.
    pub(crate) fn observe(
        &mut self,
        device: usize,
        origin: Origin,
        change: &Change,
    ) -> Result<(), Broken> {
        let last = self.turns.insert((device, origin), change.turn);
        if last.is_none_or(|last| last < change.turn) {
            return Ok(());
        }
        let what = format!("device {device} made a change that stands before its last one");
        Err(Broken::new("Ordered", what))
    }

    /// An older copy of this device's data, or none, is in use from here on.
    pub(crate) fn set_back(&mut self, device: usize) {
        self.turns.retain(|(of, _), _| *of != device);
        self.broken_off.insert(device);
    }

    /// What somebody holds of a device, against the order in which it was sealed.
    pub(crate) fn check(
        &self,
        author: usize,
        sealed: &[(SpaceId, EnvelopeId)],
        held: &BTreeMap<SpaceId, Vec<EnvelopeId>>,
    ) -> Result<(), Broken> {
        if self.broken_off.contains(&author) {
            return Ok(());
        }
        for (space, ids) in held {
            let chain = sealed
                .iter()
                .filter(|(of, _)| of == space)
                .map(|(_, id)| id);
            let chain: Vec<_> = chain.collect();
            let all: BTreeSet<_> = chain.iter().copied().collect();
            let of_author: Vec<_> = ids.iter().filter(|id| all.contains(id)).collect();
            if !chain.starts_with(&of_author) {
                let what = format!("the chain of device {author} is held with a gap or a twist");
                return Err(Broken::new("Ordered", what));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> EnvelopeId {
        EnvelopeId::of(&[number])
    }

    fn outcome(held: &[u8]) -> Result<(), Broken> {
        let space = SpaceId::from_bytes([1; 16]);
        let sealed: Vec<_> = (0..4).map(|number| (space, id(number))).collect();
        let held = BTreeMap::from([(space, held.iter().map(|number| id(*number)).collect())]);
        Ordered::default().check(0, &sealed, &held)
    }

    #[test]
    fn a_beginning_passes_a_gap_and_a_twist_do_not() {
        assert_eq!(outcome(&[0, 1, 2]), Ok(()));
        assert_eq!(outcome(&[0, 9, 1]), Ok(()), "of another device");
        assert!(outcome(&[0, 2]).is_err());
        assert!(outcome(&[1, 0]).is_err());
    }
}

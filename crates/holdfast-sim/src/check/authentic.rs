//! Authentic: every envelope that a device holds was sealed by a device of this world, and a change
//! is the same wherever it is read.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_model::Change;
use holdfast_model::id::ChangeId;
use holdfast_wire::{EnvelopeId, SpaceId};

use super::Broken;

/// What was truly said.
#[derive(Default)]
pub(crate) struct Authentic {
    said: BTreeMap<ChangeId, Change>,
}

impl Authentic {
    /// A change that somebody reads.
    pub(crate) fn observe(&mut self, change: &Change) -> Result<(), Broken> {
        let first = self.said.entry(change.id).or_insert_with(|| change.clone());
        if first == change {
            return Ok(());
        }
        let what = format!("change {:?} is not the same everywhere", change.id);
        Err(Broken::new("Authentic", what))
    }

    /// The envelopes that a device holds, against all that were ever sealed.
    pub(crate) fn check(
        device: &str,
        held: &BTreeMap<SpaceId, Vec<EnvelopeId>>,
        sealed: &BTreeSet<EnvelopeId>,
    ) -> Result<(), Broken> {
        let mut ids = held.values().flatten();
        match ids.find(|id| !sealed.contains(id)) {
            Some(id) => {
                let what = format!("{device} accepted {id}, which nobody has sealed");
                Err(Broken::new("Authentic", what))
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_model::What;
    use holdfast_model::check_in::CheckIn;
    use holdfast_model::id::AuthorId;
    use holdfast_model::time::Instant;

    #[test]
    fn an_envelope_that_nobody_sealed_is_found() {
        let (true_one, forged) = (EnvelopeId::of(b"true"), EnvelopeId::of(b"forged"));
        let held = |id| BTreeMap::from([(SpaceId::from_bytes([1; 16]), vec![id])]);
        let sealed = BTreeSet::from([true_one]);
        assert_eq!(Authentic::check("one", &held(true_one), &sealed), Ok(()));
        assert!(Authentic::check("one", &held(forged), &sealed).is_err());
    }

    #[test]
    fn one_change_with_two_contents_is_found() {
        let change = |turn| Change {
            turn,
            at: Instant::EPOCH,
            author: AuthorId::new([1; 16]),
            id: ChangeId::new([2; 16]),
            what: What::CheckedIn(CheckIn::default()),
        };
        let mut authentic = Authentic::default();
        assert_eq!(authentic.observe(&change(1)), Ok(()));
        assert_eq!(authentic.observe(&change(1)), Ok(()));
        assert!(authentic.observe(&change(2)).is_err());
    }
}

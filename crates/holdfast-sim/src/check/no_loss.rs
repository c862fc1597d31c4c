//! NoLoss: what was once seen as kept is there, unaltered, after every reopening and at the end.
//! Invariant: only a copy of a device that was set back may lose, and only what was nowhere else.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_model::id::ChangeId;
use holdfast_model::{Change, Ledger, Origin};
use holdfast_wire::{EnvelopeId, SpaceId};

use super::Broken;

type Owed = BTreeMap<ChangeId, (Origin, Change)>;

/// What each device owes.
#[derive(Default)]
pub(crate) struct NoLoss {
    owed: BTreeMap<usize, Owed>,
    /// In which envelopes a change left its device.
    envelopes: BTreeMap<ChangeId, Vec<EnvelopeId>>,
    /// What a device owed before it was set back.
    at_risk: Vec<(usize, Owed)>,
}

impl NoLoss {
    /// What this device shows now, it owes from now on. Gives what is new.
    pub(crate) fn observe(&mut self, device: usize, ledger: &Ledger) -> Vec<(Origin, Change)> {
        let owed = self.owed.entry(device).or_default();
        let is_new = |change: &Change| !owed.contains_key(&change.id);
        let new = ledger.changes().filter(|(_, change)| is_new(change));
        let new: Vec<_> = new
            .map(|(origin, change)| (origin, change.clone()))
            .collect();
        for (origin, change) in &new {
            owed.insert(change.id, (*origin, change.clone()));
        }
        new
    }

    /// How much all devices owe, each thing counted once.
    pub(crate) fn kept(&self) -> usize {
        let ids = self.owed.values().flat_map(BTreeMap::keys);
        ids.collect::<BTreeSet<_>>().len()
    }

    /// Notes in which envelopes a change of this device went out.
    pub(crate) fn sealed_in(&mut self, change: ChangeId, sealed: &[(SpaceId, EnvelopeId)]) {
        let ids = sealed.iter().map(|(_, id)| *id).collect();
        self.envelopes.insert(change, ids);
    }

    /// An older copy of this device's data, or none, is in use from here on.
    pub(crate) fn set_back(&mut self, device: usize) {
        let owed = self.owed.remove(&device).unwrap_or_default();
        self.at_risk.push((device, owed));
    }

    /// Whether everything that is owed is here and unaltered.
    pub(crate) fn check(&self, device: usize, ledger: &Ledger) -> Result<(), Broken> {
        let here: Owed = ledger
            .changes()
            .map(|(origin, change)| (change.id, (origin, change.clone())))
            .collect();
        for (id, owed) in self.owed.get(&device).into_iter().flatten() {
            match here.get(id) {
                Some(found) if found == owed => {}
                Some(_) => return Err(broken(device, id, "was altered")),
                None => return Err(broken(device, id, "is gone")),
            }
        }
        Ok(())
    }

    /// Whether all that was set back came again, as far as it is anywhere.
    pub(crate) fn check_set_back(
        &self,
        device: usize,
        ledger: &Ledger,
        is_anywhere: impl Fn(Origin, &EnvelopeId) -> bool,
    ) -> Result<(), Broken> {
        let here: BTreeSet<ChangeId> = ledger.changes().map(|(_, change)| change.id).collect();
        for (_, owed) in self.at_risk.iter().filter(|(of, _)| *of == device) {
            let missing = owed.iter().filter(|(id, _)| !here.contains(*id));
            for (id, (origin, _)) in missing {
                let envelopes = self.envelopes.get(id).filter(|ids| !ids.is_empty());
                if envelopes.is_some_and(|ids| ids.iter().all(|id| is_anywhere(*origin, id))) {
                    return Err(broken(device, id, "was set back and did not come again"));
                }
            }
        }
        Ok(())
    }
}

fn broken(device: usize, id: &ChangeId, what: &str) -> Broken {
    Broken::new("NoLoss", format!("device {device}: change {id:?} {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_model::What;
    use holdfast_model::check_in::CheckIn;
    use holdfast_model::id::AuthorId;
    use holdfast_model::time::Instant;

    fn ledger(ids: &[u8]) -> Ledger {
        let author = AuthorId::new([1; 16]);
        let mut ledger = Ledger::new(author);
        for id in ids {
            let what = What::CheckedIn(CheckIn::default());
            let change = ledger.next(Origin::Mine, ChangeId::new([*id; 16]), Instant::EPOCH, what);
            ledger.insert(Origin::Mine, change);
        }
        ledger
    }

    #[test]
    fn what_was_seen_and_is_gone_is_found() {
        let mut no_loss = NoLoss::default();
        assert_eq!(no_loss.observe(0, &ledger(&[1, 2])).len(), 2);
        assert_eq!(no_loss.check(0, &ledger(&[1, 2, 3])), Ok(()));
        let error = no_loss.check(0, &ledger(&[1])).unwrap_err();
        assert!(error.what.ends_with("is gone"), "{error}");
    }

    #[test]
    fn what_was_altered_is_found() {
        let mut no_loss = NoLoss::default();
        no_loss.observe(0, &ledger(&[1, 2]));
        let error = no_loss.check(0, &ledger(&[2, 1])).unwrap_err();
        assert!(error.what.ends_with("was altered"), "{error}");
    }

    #[test]
    fn what_was_set_back_is_owed_while_it_is_anywhere() {
        let mut no_loss = NoLoss::default();
        no_loss.observe(0, &ledger(&[1]));
        let envelope = (SpaceId::from_bytes([1; 16]), EnvelopeId::of(b"sealed"));
        no_loss.sealed_in(ChangeId::new([1; 16]), &[envelope]);
        no_loss.set_back(0);
        assert_eq!(no_loss.check(0, &ledger(&[])), Ok(()));
        assert!(
            no_loss
                .check_set_back(0, &ledger(&[]), |_, _| true)
                .is_err()
        );
        assert!(
            no_loss
                .check_set_back(0, &ledger(&[]), |_, _| false)
                .is_ok()
        );
        assert!(
            no_loss
                .check_set_back(0, &ledger(&[1]), |_, _| true)
                .is_ok()
        );
    }
}

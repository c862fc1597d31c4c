//! The last look of all checkers, when everything is healed.
//! Invariant: nothing is changed here.

use std::collections::BTreeSet;

use holdfast_model::Origin;
use holdfast_wire::EnvelopeId;

use super::World;
use crate::check::{Authentic, Broken, Converged};
use crate::world::{HER, MAYA};

impl World {
    /// What the devices show: nothing is lost, all agree.
    pub(super) fn check_ledgers(&mut self) -> Result<(), Broken> {
        let anywhere = self.everywhere();
        let mut all = Vec::new();
        for at in 0..self.devices.len() {
            let app = self.healed(at)?;
            let books = app.books(self.with).ok();
            let looked = app.read(|ledger| {
                self.watch.no_loss.check(at, ledger)?;
                let has_keys = self.has_keys(at, &anywhere);
                let is_anywhere = |origin: Origin, id: &EnvelopeId| {
                    anywhere.contains(id) && (has_keys || origin == Origin::Mine)
                };
                self.watch.no_loss.check_set_back(at, ledger, is_anywhere)?;
                Ok(Converged::new(self.name(at), ledger, books))
            });
            all.push(looked.map_err(|_| self.stuck(at, "is locked"))??);
        }
        let Some((phone, others)) = all.split_first() else {
            return Ok(());
        };
        if let Some(tablet) = others.get(1) {
            phone.check_same_person(tablet)?;
        }
        match others.first() {
            // A relationship whose keys are nowhere any more has to begin anew.
            Some(_) if !(self.has_keys(HER, &anywhere) && self.has_keys(MAYA, &anywhere)) => Ok(()),
            Some(desk) if self.anew().is_empty() => phone.check_other_side(desk),
            // Who met two histories in another order reads other words, and the same records.
            Some(desk) => phone.check_shared(desk),
            None => Ok(()),
        }
    }

    /// What the devices hold: only what was sealed, and each chain without a gap.
    pub(super) fn check_envelopes(&self) -> Result<(), Broken> {
        let sealed = self
            .devices
            .iter()
            .map(|device| device.doors.disk.sealed_from(0));
        let sealed: Vec<_> = sealed.collect();
        let all = sealed.iter().flatten().map(|(_, id)| *id).collect();
        for device in &self.devices {
            let held = device.doors.disk.held();
            Authentic::check(device.name, &held, &all)?;
            for (author, chain) in sealed.iter().enumerate() {
                self.watch.ordered.check(author, chain, &held)?;
            }
        }
        Ok(())
    }

    /// What the relay saw and has: nothing that can be read.
    pub(super) fn check_relay(&self) -> Result<(), Broken> {
        let relay = self.relay.borrow();
        self.watch.confidential.check(relay.seen())?;
        relay
            .envelopes()
            .try_for_each(|bytes| self.watch.confidential.check(bytes))
    }

    /// Whether what opens the shared space for the person of a device is anywhere.
    fn has_keys(&self, at: usize, anywhere: &BTreeSet<EnvelopeId>) -> bool {
        let person = self.devices.get(at).map_or(at, |device| device.person);
        let keys = self.keys.get(&person);
        keys.is_some_and(|ids| ids.iter().all(|id| anywhere.contains(id)))
    }

    /// Every envelope that is anywhere, with all before it in its chain: what follows a record that
    /// is nowhere any more is awaited, and not read.
    fn everywhere(&self) -> BTreeSet<EnvelopeId> {
        let held = self.devices.iter().map(|device| device.doors.disk.held());
        let held = held.flat_map(|held| held.into_values().flatten());
        let relay = self.relay.borrow();
        let kept: Vec<_> = relay.envelopes().map(EnvelopeId::of).collect();
        let anywhere: BTreeSet<_> = held.chain(kept).collect();
        let mut reached = BTreeSet::new();
        for device in &self.devices {
            let mut broken = BTreeSet::new();
            for (space, id) in device.doors.disk.sealed_from(0) {
                if !anywhere.contains(&id) {
                    broken.insert(space);
                } else if !broken.contains(&space) {
                    reached.insert(id);
                }
            }
        }
        reached
    }
}

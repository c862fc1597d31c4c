//! The last look of all checkers at a world over TCP.
//! Invariant: nothing is changed here.

use std::collections::BTreeSet;
use std::path::Path;

use super::town::Town;
use crate::check::{Authentic, Broken, Converged};

impl Town {
    /// Nothing lost, the same everywhere, nothing forged, nothing read.
    pub(super) fn judge(&self, seen: &[u8], folder: &Path) -> Result<(), Broken> {
        self.check_ledgers()?;
        self.check_envelopes()?;
        let watch = self.watch.borrow();
        watch.confidential.check(seen)?;
        let files = std::fs::read_dir(folder).map_err(unreadable)?;
        for file in files {
            let bytes = std::fs::read(file.map_err(unreadable)?.path()).map_err(unreadable)?;
            watch.confidential.check(&bytes)?;
        }
        Ok(())
    }

    fn check_ledgers(&self) -> Result<(), Broken> {
        let mut all = Vec::new();
        for (at, device) in self.devices.iter().enumerate() {
            let stuck = || Broken::new("Converged", format!("{} is not open", device.name));
            let app = device.app().ok_or_else(stuck)?;
            let with = self.with.get().ok_or_else(stuck)?;
            let books = app.books(with).ok();
            let looked = app.read(|ledger| {
                self.watch.borrow().no_loss.check(at, ledger)?;
                Ok(Converged::new(device.name, ledger, books))
            });
            all.push((device.person, looked.map_err(|_| stuck())??));
        }
        let Some(((person, first), others)) = all.split_first() else {
            return Ok(());
        };
        for (other_person, other) in others {
            if other_person == person {
                first.check_same_person(other)?;
            }
            first.check_other_side(other)?;
        }
        Ok(())
    }

    fn check_envelopes(&self) -> Result<(), Broken> {
        let disks = self.devices.iter().map(|device| &device.doors.disk);
        let sealed: Vec<_> = disks.map(|disk| disk.sealed_from(0)).collect();
        let all: BTreeSet<_> = sealed.iter().flatten().map(|(_, id)| *id).collect();
        for device in &self.devices {
            let held = device.doors.disk.held();
            Authentic::check(device.name, &held, &all)?;
            for (author, chain) in sealed.iter().enumerate() {
                self.watch.borrow().ordered.check(author, chain, &held)?;
            }
        }
        Ok(())
    }
}

fn unreadable(error: std::io::Error) -> Broken {
    Broken::new("World", format!("the relay's file: {error}"))
}

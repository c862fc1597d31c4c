//! Making trouble: a fault or an attack is armed before a step, and counted when it has happened.
//! Invariant: nothing goes wrong that the options do not name.

use super::World;
use crate::dice::Dice;
use crate::fault::{Attack, Fault};

/// What may go wrong in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    Fault(Fault),
    Attack(Attack),
}

impl World {
    /// Chooses and arms what may go wrong in this step.
    pub(super) fn make_trouble(&mut self, at: usize, dice: &mut Dice) -> Option<Trouble> {
        if dice.happens(PARTED_ENDS) {
            self.devices.get(at)?.doors.network.part(false);
        }
        if !dice.happens(self.options.share) {
            return None;
        }
        let faults = self.options.faults.iter().copied().map(Trouble::Fault);
        let attacks = self.options.attacks.iter().copied().map(Trouble::Attack);
        let all: Vec<Trouble> = faults.chain(attacks).collect();
        let trouble = *dice.pick(&all)?;
        match trouble {
            Trouble::Attack(attack) => self.relay.borrow_mut().arm(attack),
            Trouble::Fault(fault) => self.arm(at, fault, dice),
        }
        Some(trouble)
    }

    fn arm(&mut self, at: usize, fault: Fault, dice: &mut Dice) {
        let Some(device) = self.devices.get_mut(at) else {
            return;
        };
        if fault.is_of_the_road() {
            device.doors.network.arm(fault, dice.below(6));
        } else if fault.is_of_the_disk() {
            device.doors.disk.arm(fault, dice.below(3));
        } else if self.strike(at, fault, dice) {
            self.happened(fault);
        }
    }

    /// Faults that happen at once. `false` when there was nothing to do.
    fn strike(&mut self, at: usize, fault: Fault, dice: &mut Dice) -> bool {
        let Some(device) = self.devices.get_mut(at) else {
            return false;
        };
        match fault {
            Fault::Partition => device.doors.network.part(true),
            Fault::Evicted => {
                device.kill();
                device.doors.disk.evict();
                self.forgets(at);
            }
            Fault::OlderSnapshot => {
                device.kill();
                if !device.doors.disk.set_back(dice.below(8)) {
                    return false;
                }
                self.forgets(at);
            }
            Fault::TwoTabs => device.open_tab(),
            Fault::SafeRefuses => {
                device.kill();
                device.doors.safe.refuses.set(true);
            }
            Fault::Locked => device.lock(),
            Fault::NewerFormat => return self.relay.borrow_mut().keep_newer(),
            // It is one of the things that people do, see `choose`.
            Fault::UnknownKind => {}
            _ => device.doors.hands.lie(fault, dice),
        }
        true
    }

    /// A device does not remember all that it owes.
    fn forgets(&mut self, at: usize) {
        self.set_back.insert(at);
        self.watch.no_loss.set_back(at);
        self.watch.ordered.set_back(at);
    }

    /// Counts what has happened, and ends what does not outlast a step.
    pub(super) fn settle_trouble(&mut self, at: usize, trouble: Option<Trouble>, dice: &mut Dice) {
        for attack in self.relay.borrow_mut().take_hits() {
            self.watch.alarmed.note_attack(attack);
            self.figures.attacks.insert(attack);
            self.figures.hits += 1;
        }
        let Some(device) = self.devices.get_mut(at) else {
            return;
        };
        device.doors.safe.refuses.set(false);
        let hits = [device.doors.disk.disarm(), device.doors.network.disarm()];
        let is_torn = matches!(
            trouble,
            Some(Trouble::Fault(Fault::TabKilled | Fault::UpdateInSync))
        );
        if hits.contains(&Some(Fault::SyncFails)) {
            self.unsure.insert(at);
        }
        if device.is_waiting() && (is_torn || dice.happens(GIVEN_UP)) {
            device.kill();
        }
        hits.into_iter()
            .flatten()
            .for_each(|fault| self.happened(fault));
    }

    fn happened(&mut self, fault: Fault) {
        self.watch.alarmed.note_fault(fault);
        self.figures.faults.insert(fault);
        self.figures.hits += 1;
    }
}

/// In so many of a hundred steps of a device a partition of it ends.
const PARTED_ENDS: usize = 15;
/// In so many of a hundred steps somebody closes an app that waits.
const GIVEN_UP: usize = 5;

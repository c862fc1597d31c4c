//! One step of a device: what is chosen, and what became of it.
//! Invariant: nothing waits here; what has to wait is left waiting, and the world goes on.

use holdfast_client::ClientError;

use super::{HER, World};
use crate::deed::{Deed, Verb};
use crate::device::{App, Device};
use crate::dice::Dice;
use crate::fault::Fault;
use crate::once::now;

/// `None` when it waits, or when the process was ended.
type Done = Option<Result<(), ClientError>>;

impl World {
    /// Does something on a device.
    pub(super) fn act(
        &mut self,
        at: usize,
        app: &App,
        number: u64,
        dice: &mut Dice,
    ) -> (Verb, Done) {
        let verb = self.choose(at, dice);
        let with = self.with;
        let done = match verb {
            Verb::Sync => self.sync(at),
            Verb::GoOn => self.with_device(at, Device::go_on),
            Verb::Reload => self.with_device(at, Device::kill),
            _ => now(Deed { app, with, number }.perform(verb, dice)),
        };
        (verb, done)
    }

    fn choose(&self, at: usize, dice: &mut Dice) -> Verb {
        if self.options.faults.contains(&Fault::UnknownKind) && dice.happens(10) {
            return Verb::Unknown;
        }
        let device = self.devices.get(at);
        Verb::choose(device.is_some_and(|device| device.person == HER), dice)
    }

    fn with_device(&mut self, at: usize, act: impl FnOnce(&mut Device)) -> Done {
        act(self.devices.get_mut(at)?);
        Some(Ok(()))
    }

    fn sync(&mut self, at: usize) -> Done {
        let report = self.devices.get_mut(at)?.sync()?;
        Some(report.map(|_| ()))
    }
}

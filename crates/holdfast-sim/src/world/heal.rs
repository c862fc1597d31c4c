//! The liveness phase: nothing goes wrong any more, and within a bounded time all is well again.
//! Invariant: what was kept on any device is on all devices that it belongs to, and nowhere else.

mod judge;

use std::collections::BTreeSet;

use holdfast_client::{ExportChoice, LockChoice, Stage};
use holdfast_model::What;
use holdfast_model::check_in::CheckIn;
use holdfast_model::relationship::Receipts;

use super::World;
use crate::check::Broken;
use crate::clock::DAY_MS;
use crate::device::App;
use crate::once::now;

impl World {
    /// Heals everything, lets all devices meet, and looks whether all promises were kept.
    pub(crate) fn heal(&mut self) -> Result<(), Broken> {
        self.end_trouble();
        self.meet_again()?;
        self.a_week_passes();
        self.meet_again()?;
        self.set_up_anew()?;
        self.meet_again()?;
        self.figures.kept = self.watch.no_loss.kept();
        let networks = self
            .devices
            .iter()
            .map(|device| device.doors.network.requests());
        self.figures.requests = networks.sum();
        self.check_ledgers()?;
        self.check_envelopes()?;
        self.check_relay()
    }

    fn end_trouble(&mut self) {
        self.relay.borrow_mut().heal();
        for device in &mut self.devices {
            device.doors.disk.disarm();
            device.doors.network.disarm();
            device.doors.network.part(false);
            device.doors.safe.refuses.set(false);
            device.doors.network.release();
            device.kill();
        }
    }

    fn a_week_passes(&self) {
        let hands = self.devices.iter().map(|device| &device.doors.hands);
        hands.for_each(|hands| hands.forward(8 * DAY_MS));
    }

    /// Every device, some rounds; in the last one nothing waits any more.
    fn meet_again(&mut self) -> Result<(), Broken> {
        let mut waits = Vec::new();
        for round in 0..ROUNDS_MAX {
            waits.clear();
            for at in 0..self.devices.len() {
                let app = self.healed(at)?;
                let report = now(app.sync()).ok_or_else(|| self.stuck(at, "waits for ever"))?;
                let report = report.map_err(|error| self.stuck(at, &error.to_string()))?;
                self.look_through(at, &app, None)?;
                if !report.is_complete() || report.sent + report.received > 0 {
                    waits.push(format!("{}: {report:?}", self.name(at)));
                }
            }
            if waits.is_empty() && round > 0 {
                return Ok(());
            }
        }
        let what = format!("no end after {ROUNDS_MAX} rounds: {waits:?}");
        Err(Broken::new("Converged", what))
    }

    fn healed(&mut self, at: usize) -> Result<App, Broken> {
        self.open(at)?
            .ok_or_else(|| self.stuck(at, "cannot be opened"))
    }

    fn stuck(&self, at: usize, why: &str) -> Broken {
        Broken::new("Converged", format!("{} {why}", self.name(at)))
    }

    /// Everybody can write. A device that is in two places is set up anew, with a file of its own.
    fn set_up_anew(&mut self) -> Result<(), Broken> {
        for at in 0..self.devices.len() {
            let app = self.healed(at)?;
            let written = [
                now(app.record(What::CheckedIn(CheckIn::default()))),
                now(app.record_shared(self.with, What::ReceiptsSet(Receipts::On))),
            ];
            if written.iter().all(|kept| matches!(kept, Some(Ok(_)))) {
                continue;
            }
            if !self.set_back.contains(&at) {
                let what = format!("{} cannot write any more: {written:?}", self.name(at));
                return Err(Broken::new("NoLoss", what));
            }
            self.begin_again(at, &app)?;
        }
        Ok(())
    }

    fn begin_again(&mut self, at: usize, app: &App) -> Result<(), Broken> {
        // What was written just now for the other side rests in the outbox, and in no file.
        let sent = now(app.sync());
        if !matches!(sent, Some(Ok(report)) if report.is_complete()) {
            return Err(self.stuck(at, "cannot send what waits"));
        }
        self.anew.insert(at);
        self.watch.ordered.set_back(at);
        let proven = now(app.prove("")).and_then(Result::ok);
        let proven = proven.ok_or_else(|| self.stuck(at, "has another lock"))?;
        let file = app.export(&proven, ExportChoice::Plain);
        let file = file.map_err(|_| self.stuck(at, "cannot be exported"))?;
        let Some(device) = self.devices.get_mut(at) else {
            return Ok(());
        };
        device.kill();
        device.doors.disk.evict();
        let words = self.words.get(device.person).cloned().unwrap_or_default();
        let fresh = device.app();
        let fresh = fresh.ok_or_else(|| self.stuck(at, "cannot be set up anew"))?;
        let recovered = now(fresh.recover(&words, LockChoice::Later));
        if !matches!(recovered, Some(Ok(()))) || fresh.stage() != Stage::Open {
            return Err(self.stuck(at, "cannot be recovered"));
        }
        match now(fresh.import(&file, None)) {
            Some(Ok(_)) => Ok(()),
            _ => Err(self.stuck(at, "cannot take its file in")),
        }
    }

    /// The devices that were set up anew.
    fn anew(&self) -> &BTreeSet<usize> {
        &self.anew
    }
}

/// All is well after so many rounds at most.
const ROUNDS_MAX: usize = 12;

//! The hand that uses a device, step by step, until all is over.
//! Invariant: whoever waits for the relay may be torn away from it at any moment.

use std::rc::Rc;
use std::time::Duration;

use holdfast_client::{LockChoice, Stage, SyncReport};
use tokio::time::{sleep, timeout};

use super::device::{App, Device, Listens};
use super::town::{Phase, Town};
use super::trouble::Trouble;
use crate::check::Broken;
use crate::deed::{Deed, Verb};
use crate::dice::Dice;

/// The life of a device, from the first step to the last look of the checkers.
pub(super) async fn live(town: Rc<Town>, at: usize) -> turmoil::Result {
    for number in 0..town.options.steps as u64 {
        let mut dice = Dice::new(town.options.seed, stream(number, at));
        let pause_ms = dice.below(PAUSE_MS_MAX) as u64;
        sleep(Duration::from_millis(pause_ms)).await;
        let Some(device) = town.devices.get(at) else {
            break;
        };
        device.doors.hands.forward(pause_ms);
        town.held(step(&town, at, number, &mut dice).await);
    }
    town.finished.set(town.finished.get() + 1);
    rest(town, at).await
}

/// Syncs until all is over.
pub(super) async fn rest(town: Rc<Town>, at: usize) -> turmoil::Result {
    while town.phase.get() != Phase::Over {
        sleep(Duration::from_secs(1)).await;
        if town.phase.get() == Phase::Liveness {
            town.held(calm_down(&town, at).await);
        }
    }
    Ok(())
}

async fn step(town: &Town, at: usize, number: u64, dice: &mut Dice) -> Result<(), Broken> {
    let (Some(device), Some(with)) = (town.devices.get(at), town.with.get()) else {
        return Ok(());
    };
    let app = town.open(at, dice).await?;
    let verb = match Verb::choose(device.person == 0, dice) {
        _ if device.heard.take() => Verb::Sync,
        Verb::GoOn => Verb::Sync,
        other => other,
    };
    let mark = device.doors.disk.sealed_count();
    let told = match verb {
        Verb::Sync => sync(town, device, &app, dice).await?,
        Verb::Reload => {
            device.close();
            "closed".to_owned()
        }
        _ => match (Deed {
            app: &app,
            with,
            number,
        })
        .perform(verb, dice)
        .await
        {
            Ok(()) => "ok".to_owned(),
            Err(error) => town.explained(device.name, verb, &error)?,
        },
    };
    town.say(&format!("{} {number} {verb:?} {told}", device.name));
    if device.app().is_none() {
        return Ok(());
    }
    let is_written = !verb.is_sync() && device.doors.disk.sealed_count() > mark;
    town.look(at, &app, is_written.then_some(mark))
}

/// A sync that somebody may not wait for: then the app is closed in the middle of it.
async fn sync(town: &Town, device: &Device, app: &App, dice: &mut Dice) -> Result<String, Broken> {
    let is_torn = town.options.troubles.contains(&Trouble::TabKilled) && dice.happens(TORN);
    let patience = if is_torn {
        Duration::from_millis(dice.below(TORN_MS_MAX) as u64)
    } else {
        Duration::MAX
    };
    match timeout(patience, app.sync()).await {
        Ok(Ok(report)) => Ok(told(&report)),
        Ok(Err(error)) => Err(device.stuck(&format!("sync ended with {error}"))),
        Err(_) => {
            device.close();
            town.felt(Trouble::TabKilled);
            Ok("torn".to_owned())
        }
    }
}

/// One sync of the liveness phase.
async fn calm_down(town: &Town, at: usize) -> Result<(), Broken> {
    let Some(device) = town.devices.get(at) else {
        return Ok(());
    };
    let app = match device.app() {
        Some(app) => app,
        None => device.open(Listens::No).await?,
    };
    if app.stage() == Stage::Fresh {
        let words = town.words(device.person);
        let recovered = app.recover(&words, LockChoice::Later).await;
        recovered.map_err(|error| device.stuck(&format!("recovery ended with {error}")))?;
    }
    let report = app.sync().await;
    let report = report.map_err(|error| device.stuck(&format!("sync ended with {error}")))?;
    let is_quiet = report.is_complete() && report.sent + report.received == 0;
    device
        .quiet
        .set(if is_quiet { device.quiet.get() + 1 } else { 0 });
    town.say(&format!("{} calms down {}", device.name, told(&report)));
    town.look(at, &app, None)
}

fn told(report: &SyncReport) -> String {
    let SyncReport {
        reached,
        missed,
        sent,
        received,
        waiting,
        ..
    } = report;
    format!("reached {reached} missed {missed} sent {sent} received {received} waiting {waiting}")
}

const fn stream(number: u64, at: usize) -> u64 {
    STEP_STREAMS + number * DEVICES_MAX + at as u64
}

const STEP_STREAMS: u64 = 1 << 16;
const DEVICES_MAX: u64 = 8;
/// So long somebody does nothing between two steps, at most.
const PAUSE_MS_MAX: usize = 3_000;
/// In so many of a hundred syncs the app is closed before the answer is there.
const TORN: usize = 15;
const TORN_MS_MAX: usize = 1_500;

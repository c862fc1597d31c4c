//! What people do in a world: write, check in, hand over, read, sync, lock, come back.
//! Invariant: every text that is written carries the mark, so that it can be looked for.

mod say;

use holdfast_client::{ClientError, HandoverDraft};
use holdfast_model::What;
use holdfast_model::bag::{BagItem, Naming, Picked, Wish};
use holdfast_model::handover::{ItemRef, Moment};
use holdfast_model::id::{HandoverId, ItemId};
use holdfast_model::relationship::Receipts;
use holdfast_model::thing::Thing;

use super::{HER, World};
use crate::device::{App, Device};
use crate::dice::Dice;
use crate::fault::Fault;
use crate::once::now;

/// One thing that is done in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    CheckIn,
    Draft,
    GoOn,
    HandOver,
    LongWriting,
    Note,
    Open,
    Receipts,
    Reload,
    Revise,
    SayNow,
    Session,
    Sync,
    TakeBack,
    Unknown,
    Write,
}

impl Verb {
    pub(super) const fn is_sync(self) -> bool {
        matches!(self, Self::GoOn | Self::Reload | Self::Sync)
    }
}

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
        let is_hers = self
            .devices
            .get(at)
            .is_some_and(|device| device.person == HER);
        let verb = self.choose(is_hers, dice);
        let done = match verb {
            Verb::Sync => self.sync(at),
            Verb::GoOn => self.with_device(at, Device::go_on),
            Verb::Reload => self.with_device(at, Device::kill),
            Verb::HandOver => self.hand_over(app, number, dice),
            Verb::SayNow | Verb::TakeBack => self.decide(verb, app, dice),
            Verb::Open => self.read_item(app, dice),
            Verb::Draft => now(app.keep_draft("night", say::text(number).as_bytes())),
            Verb::Session => self.share(app, say::session(self.with, app, number)),
            Verb::Receipts => self.share(app, Some(What::ReceiptsSet(Receipts::On))),
            _ => keep(app, say::what(verb, self.with, app, number, dice)),
        };
        (verb, done)
    }

    fn choose(&self, is_hers: bool, dice: &mut Dice) -> Verb {
        if self.options.faults.contains(&Fault::UnknownKind) && dice.happens(10) {
            return Verb::Unknown;
        }
        match dice.below(100) {
            0..30 => Verb::Sync,
            30..38 => Verb::GoOn,
            38..42 => Verb::Reload,
            42..60 => Verb::CheckIn,
            60..70 => Verb::Write,
            70..76 => Verb::Revise,
            76..78 => Verb::Draft,
            78 => Verb::LongWriting,
            79..82 => Verb::Note,
            82..84 => Verb::Receipts,
            84..90 if is_hers => Verb::HandOver,
            90..93 if is_hers => Verb::SayNow,
            93..95 if is_hers => Verb::TakeBack,
            84..90 => Verb::Session,
            _ => Verb::Open,
        }
    }

    fn with_device(&mut self, at: usize, act: impl FnOnce(&mut Device)) -> Done {
        act(self.devices.get_mut(at)?);
        Some(Ok(()))
    }

    fn sync(&mut self, at: usize) -> Done {
        let report = self.devices.get_mut(at)?.sync()?;
        Some(report.map(|_| ()))
    }

    fn share(&self, app: &App, what: Option<What>) -> Done {
        let Some(what) = what else {
            return Some(Ok(()));
        };
        Some(now(app.record_shared(self.with, what))?.map(|_| ()))
    }

    /// Puts a writing into the bag, looks at the preview, hands it over.
    fn hand_over(&self, app: &App, number: u64, dice: &mut Dice) -> Done {
        let writings = app.read(|ledger| {
            let all = ledger.writings();
            all.iter().map(|(id, _)| *id).collect::<Vec<_>>()
        });
        let Some(writing) = dice.pick(&writings.ok()?).copied() else {
            return Some(Ok(()));
        };
        let item = ItemId::new(app.make_id().ok()?);
        let is_together = number.is_multiple_of(3);
        let put = BagItem {
            item,
            to: self.with,
            picked: Picked::Thing(Thing::Writing(writing)),
            wish: if is_together {
                Wish::ReadWithMe
            } else {
                Wish::ReadBefore
            },
            naming: Naming::NoOne,
        };
        if let Err(error) = now(app.record(What::BagPut(put)))? {
            return Some(Err(error));
        }
        let is_now = dice.happens(60);
        let draft = HandoverDraft {
            to: self.with,
            items: vec![item],
            moment: if is_now {
                Moment::Now
            } else {
                Moment::WhenISaySo
            },
            expires: None,
        };
        match app.preview(&draft) {
            Ok(preview) => Some(now(app.hand_over(preview))?.map(|_| ())),
            Err(error) => Some(Err(error)),
        }
    }

    /// "Now", or "back", said of one of her handovers.
    fn decide(&self, verb: Verb, app: &App, dice: &mut Dice) -> Done {
        let at = app.now();
        let mine = app.read(|ledger| {
            let all = ledger.handovers(self.with, at);
            all.iter()
                .map(|seen| seen.handover)
                .collect::<Vec<HandoverId>>()
        });
        let Some(one) = dice.pick(&mine.ok()?).copied() else {
            return Some(Ok(()));
        };
        match verb {
            Verb::SayNow => now(app.say_now(one)),
            _ => now(app.take_back(one)),
        }
    }

    /// Opens something that arrived.
    fn read_item(&self, app: &App, dice: &mut Dice) -> Done {
        let at = app.now();
        let items = app.read(|ledger| {
            let all = ledger.received(self.with, at);
            all.iter().map(|seen| seen.of).collect::<Vec<ItemRef>>()
        });
        let Some(one) = dice.pick(&items.ok()?).copied() else {
            return Some(Ok(()));
        };
        Some(now(app.open_item(one))?.map(|_| ()))
    }
}

/// Keeps something in one's own space.
fn keep(app: &App, what: Option<What>) -> Done {
    let Some(what) = what else {
        return Some(Ok(()));
    };
    Some(now(app.record(what))?.map(|_| ()))
}

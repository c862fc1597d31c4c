//! What people do in a world, whatever their app stands on: write, check in, hand over, read.
//! Invariant: every text that is written carries the mark, so that it can be looked for.

mod say;

use holdfast_client::{Client, ClientError, HandoverDraft, Ports, Roles};
use holdfast_client::{LockChoice, PairingState};
use holdfast_model::What;
use holdfast_model::bag::{BagItem, Naming, Picked, Wish};
use holdfast_model::handover::{ItemRef, Moment};
use holdfast_model::id::{HandoverId, ItemId, RelationshipId};
use holdfast_model::relationship::{Kind, Receipts, Role};
use holdfast_model::text::Line;
use holdfast_model::thing::Thing;

use crate::check::MARK;
use crate::dice::Dice;

/// One thing that is done in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
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
    /// Whether nothing is written by it.
    pub(crate) const fn is_sync(self) -> bool {
        matches!(self, Self::GoOn | Self::Reload | Self::Sync)
    }

    /// What somebody does next.
    pub(crate) fn choose(is_hers: bool, dice: &mut Dice) -> Self {
        match dice.below(100) {
            0..30 => Self::Sync,
            30..38 => Self::GoOn,
            38..42 => Self::Reload,
            42..60 => Self::CheckIn,
            60..70 => Self::Write,
            70..76 => Self::Revise,
            76..78 => Self::Draft,
            78 => Self::LongWriting,
            79..82 => Self::Note,
            82..84 => Self::Receipts,
            84..90 if is_hers => Self::HandOver,
            90..93 if is_hers => Self::SayNow,
            93..95 if is_hers => Self::TakeBack,
            84..90 => Self::Session,
            _ => Self::Open,
        }
    }
}

/// One step of one person. `Sync`, `GoOn` and `Reload` are not done here.
pub(crate) struct Deed<'a, P: Ports> {
    pub(crate) app: &'a Client<P>,
    pub(crate) with: RelationshipId,
    /// The number of the step, which is in every text of it.
    pub(crate) number: u64,
}

impl<P: Ports> Deed<'_, P> {
    /// Does it.
    pub(crate) async fn perform(&self, verb: Verb, dice: &mut Dice) -> Result<(), ClientError> {
        let Self { app, with, number } = *self;
        match verb {
            Verb::HandOver => self.hand_over(dice).await,
            Verb::SayNow | Verb::TakeBack => self.decide(verb, dice).await,
            Verb::Open => self.read_item(dice).await,
            Verb::Draft => app.keep_draft("night", say::text(number).as_bytes()).await,
            Verb::Session => self.share(say::session(with, app, number)).await,
            Verb::Receipts => self.share(Some(What::ReceiptsSet(Receipts::On))).await,
            _ => self.keep(say::what(verb, with, app, number, dice)).await,
        }
    }

    /// Keeps something in one's own space.
    async fn keep(&self, what: Option<What>) -> Result<(), ClientError> {
        match what {
            Some(what) => self.app.record(what).await.map(|_| ()),
            None => Ok(()),
        }
    }

    async fn share(&self, what: Option<What>) -> Result<(), ClientError> {
        match what {
            Some(what) => self.app.record_shared(self.with, what).await.map(|_| ()),
            None => Ok(()),
        }
    }

    /// Puts a writing into the bag, looks at the preview, hands it over.
    async fn hand_over(&self, dice: &mut Dice) -> Result<(), ClientError> {
        let writings = self.app.read(|ledger| {
            let all = ledger.writings();
            all.iter().map(|(id, _)| *id).collect::<Vec<_>>()
        })?;
        let Some(writing) = dice.pick(&writings).copied() else {
            return Ok(());
        };
        let item = ItemId::new(self.app.make_id()?);
        let put = BagItem {
            item,
            to: self.with,
            picked: Picked::Thing(Thing::Writing(writing)),
            wish: if self.number.is_multiple_of(3) {
                Wish::ReadWithMe
            } else {
                Wish::ReadBefore
            },
            naming: Naming::NoOne,
        };
        self.app.record(What::BagPut(put)).await?;
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
        let preview = self.app.preview(&draft)?;
        self.app.hand_over(preview).await.map(|_| ())
    }

    /// "Now", or "back", said of one of her handovers.
    async fn decide(&self, verb: Verb, dice: &mut Dice) -> Result<(), ClientError> {
        let at = self.app.now();
        let mine = self.app.read(|ledger| {
            let all = ledger.handovers(self.with, at);
            let ids = all.iter().map(|seen| seen.handover);
            ids.collect::<Vec<HandoverId>>()
        })?;
        match dice.pick(&mine).copied() {
            Some(one) if verb == Verb::SayNow => self.app.say_now(one).await,
            Some(one) => self.app.take_back(one).await,
            None => Ok(()),
        }
    }

    /// Opens something that arrived.
    async fn read_item(&self, dice: &mut Dice) -> Result<(), ClientError> {
        let at = self.app.now();
        let items = self.app.read(|ledger| {
            let all = ledger.received(self.with, at);
            all.iter().map(|seen| seen.of).collect::<Vec<ItemRef>>()
        })?;
        match dice.pick(&items).copied() {
            Some(one) => self.app.open_item(one).await.map(|_| ()),
            None => Ok(()),
        }
    }
}

/// A person begins, and writes down the 24 words.
pub(crate) async fn settle(app: &Client<impl Ports>) -> Result<String, ClientError> {
    app.begin(LockChoice::Later).await?;
    app.recovery_words(&app.prove("").await?).await
}

/// The therapist shows a link, she opens it, both compare and confirm.
pub(crate) async fn meet<P: Ports>(
    maya: &Client<P>,
    her: &Client<P>,
) -> Result<RelationshipId, ClientError> {
    let roles = Roles {
        kind: Kind::Therapy,
        mine: Role::Therapist,
    };
    let link = maya.invite(&maya.prove("").await?, roles)?;
    maya.pairing_step().await?;
    her.join(&format!("https://holdfast.example/{link}"))
        .await?;
    for _ in 0..4 {
        maya.pairing_step().await?;
        her.pairing_step().await?;
    }
    let name = |text: &str| Line::parse(&format!("{text} {MARK}"));
    let done = maya.confirm_words(name("S.")?).await?;
    her.confirm_words(name("Maya")?).await?;
    match done {
        PairingState::Done(with) => Ok(with),
        _ => Err(ClientError::NoPairing),
    }
}

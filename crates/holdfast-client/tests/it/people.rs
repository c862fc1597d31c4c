//! Two people and what they do, in as few words as a test wants to read.

use std::path::Path;

use holdfast_client::{Client, LockChoice, PairingState, Presence, Roles};
use holdfast_model::What;
use holdfast_model::bag::{BagItem, Naming, Picked, Wish};
use holdfast_model::id::{ItemId, RelationshipId, SessionId, WritingId};
use holdfast_model::instrument::{Instrument, Phase};
use holdfast_model::note::{SessionNote, Showing};
use holdfast_model::part::Voice;
use holdfast_model::relationship::{Kind, Role};
use holdfast_model::session::{Minutes, Session, State};
use holdfast_model::text::{Line, Words};
use holdfast_model::thing::{Revised, Thing};
use holdfast_model::writing::Writing;
use holdfast_relay::testing::TestRelay;

use crate::world::{Device, Hands};

pub(crate) type App = Client<Device>;

/// A relay, two people with a device each, and a therapy between them.
pub(crate) struct Pair {
    pub(crate) relay: TestRelay,
    pub(crate) clock: Hands,
    pub(crate) her_device: Device,
    pub(crate) maya_device: Device,
    pub(crate) her: App,
    pub(crate) maya: App,
    pub(crate) with: RelationshipId,
    _folder: tempfile::TempDir,
}

pub(crate) const PHRASE: &str = "six words that only she knows";
/// A Thursday of 2026, in the afternoon.
pub(crate) const START_MS: u64 = 1_788_966_000_000;

impl Pair {
    /// Both have begun and met by a link.
    pub(crate) async fn meet() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let relay = start_relay(folder.path()).await;
        let clock = Hands::at(START_MS);
        let (her_device, her) = begin(1, &clock, &relay.url).await;
        let (maya_device, maya) = begin(2, &clock, &relay.url).await;
        let with = pair_by_link(&maya, &her).await;
        Self {
            relay,
            clock,
            her_device,
            maya_device,
            her,
            maya,
            with,
            _folder: folder,
        }
    }

    /// Both send and fetch everything.
    pub(crate) async fn sync(&self) {
        for app in [&self.her, &self.maya, &self.her, &self.maya] {
            let report = app.sync().await.unwrap();
            assert!(report.is_complete(), "{report:?}");
        }
    }

    /// One session a week: planned by Maya, held, rated at its end by both.
    pub(crate) async fn session(&self, number: u8, hers: [u16; 6], mayas: [u16; 6]) -> SessionId {
        self.clock.forward_days(7);
        let session = SessionId::new([number; 16]);
        let held = Session {
            session,
            relationship: self.with,
            starts: self.her.now(),
            minutes: Minutes::try_from(50).unwrap(),
            state: State::Held,
        };
        self.maya
            .record_shared(self.with, What::SessionSet(held))
            .await
            .unwrap();
        self.sync().await;
        for (app, answers) in [(&self.her, hers), (&self.maya, mayas)] {
            let note = self.note(session, answers, Showing::WhenBothHaveRated);
            app.record(What::NoteRecorded(note)).await.unwrap();
        }
        session
    }

    pub(crate) fn note(
        &self,
        session: SessionId,
        answers: [u16; 6],
        showing: Showing,
    ) -> SessionNote {
        let instrument = Instrument::session_note();
        let numbered = (1..).zip(answers);
        SessionNote {
            session,
            relationship: self.with,
            phase: Phase::End,
            voice: Voice::NoOne,
            form: instrument.form().unwrap(),
            answers: instrument.answers(Phase::End, numbered).unwrap(),
            keep: None,
            words: None,
            showing,
        }
    }

    /// She puts a writing into the bag.
    pub(crate) async fn put_in_bag(&self, writing: WritingId, wish: Wish) -> ItemId {
        let item = ItemId::new(self.her.make_id().unwrap());
        let picked = Picked::Thing(Thing::Writing(writing));
        let put = BagItem {
            item,
            to: self.with,
            picked,
            wish,
            naming: Naming::NoOne,
        };
        self.her.record(What::BagPut(put)).await.unwrap();
        item
    }
}

pub(crate) async fn start_relay(folder: &Path) -> TestRelay {
    TestRelay::start(&folder.join("relay.sqlite"))
        .await
        .unwrap()
}

/// She shows once more that she can open a device that is locked by [`PHRASE`].
pub(crate) async fn proven(app: &App) -> Presence {
    app.prove(PHRASE).await.unwrap()
}

/// A new person with a device of her own, locked by [`PHRASE`].
pub(crate) async fn begin(seed: u8, clock: &Hands, relay: &str) -> (Device, App) {
    let device = Device::new(seed, clock);
    let app = device.open(relay).await;
    app.begin(LockChoice::Passphrase(PHRASE)).await.unwrap();
    (device, app)
}

pub(crate) const THERAPIST: Roles = Roles {
    kind: Kind::Therapy,
    mine: Role::Therapist,
};

/// The therapist shows a link, she opens it, both compare and confirm.
pub(crate) async fn pair_by_link(maya: &App, her: &App) -> RelationshipId {
    let link = maya.invite(&proven(maya).await, THERAPIST).unwrap();
    assert_eq!(maya.pairing_step().await.unwrap(), PairingState::Waiting);
    her.join(&format!("https://holdfast.example/{link}"))
        .await
        .unwrap();
    compare_and_confirm(maya, her).await
}

pub(crate) async fn compare_and_confirm(maya: &App, her: &App) -> RelationshipId {
    for _ in 0..4 {
        maya.pairing_step().await.unwrap();
        her.pairing_step().await.unwrap();
    }
    let (mayas, hers) = (
        maya.pairing_step().await.unwrap(),
        her.pairing_step().await.unwrap(),
    );
    let (
        PairingState::Compare { words, roles },
        PairingState::Compare {
            words: hers,
            roles: mine,
        },
    ) = (mayas, hers)
    else {
        panic!("both compare");
    };
    assert_eq!(words, hers);
    assert_eq!((roles.mine, mine.mine), (Role::Therapist, Role::Person));
    let PairingState::Done(with) = maya.confirm_words(line("S.")).await.unwrap() else {
        panic!("the inviter is done with her own yes");
    };
    assert_eq!(
        her.confirm_words(line("Maya")).await.unwrap(),
        PairingState::Done(with)
    );
    with
}

pub(crate) async fn write(app: &App, words: &str) -> WritingId {
    let id = WritingId::new(app.make_id().unwrap());
    let writing = Writing {
        words: Some(Words::parse(words).unwrap()),
        ..Writing::example()
    };
    app.record(What::WritingRevised(Revised::first(id, writing)))
        .await
        .unwrap();
    id
}

pub(crate) fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

//! The whole road: two people from the first run to a mended break, on a real relay.
//! Then the same after a lock, a reload, without a connection, and on a device made from 24 words.

use holdfast_client::{HandoverDraft, LockChoice, Shows, Stage};
use holdfast_model::What;
use holdfast_model::bag::Wish;
use holdfast_model::check_in::CheckIn;
use holdfast_model::finding::{FindingAnswer, Says};
use holdfast_model::handover::{ItemRef, ItemState, Moment};
use holdfast_model::id::{RuptureId, SessionId, WritingId};
use holdfast_model::relationship::{Receipts, Role};
use holdfast_model::repair::{RepairKind, RepairStep};
use holdfast_model::rupture::{RuptureState, RuptureView, Together};
use holdfast_model::snapshot::Snapshot;
use holdfast_model::text::Words;

use crate::people::{App, PHRASE, Pair, proven, write};
use crate::world::{Device, Fault};

const GOOD: [[u16; 6]; 3] = [[4, 4, 4, 4, 5, 4], [4, 5, 4, 4, 4, 4], [5, 4, 4, 5, 4, 4]];
const LOW: [u16; 6] = [2, 2, 2, 1, 2, 2];

#[tokio::test]
async fn two_people_walk_the_whole_road() {
    let pair = Pair::meet().await;
    let writing = write(
        &pair.her,
        &"I left and felt like a door had closed. ".repeat(90),
    )
    .await;
    pair.her
        .record(What::CheckedIn(CheckIn::example()))
        .await
        .unwrap();

    twelve_sessions(&pair).await;
    let rupture = answer_the_question(&pair).await;
    bring_it(&pair, writing).await;
    mend_it(&pair, rupture).await;

    let words = pair
        .her
        .recovery_words(&proven(&pair.her).await)
        .await
        .unwrap();
    pair.sync().await;
    the_same_after_lock_reload_and_offline(&pair, rupture).await;
    the_same_on_a_recovered_device(&pair, rupture, &words).await;
}

/// Twelve weeks; three of the sessions are low for both.
async fn twelve_sessions(pair: &Pair) {
    for number in 1..=12 {
        let low = (10..=12).contains(&number);
        let good = GOOD[usize::from(number) % 3];
        let answers = if low { LOW } else { good };
        pair.session(number, answers, if low { [3, 3, 3, 2, 3, 3] } else { good })
            .await;
        pair.sync().await;
        if number == 9 {
            assert_eq!(
                pair.her.question(pair.with).unwrap(),
                None,
                "nothing in the numbers yet"
            );
        }
    }
    let tenth = SessionId::new([10; 16]);
    let shown = |app: &App| app.read(|ledger| ledger.ratings(tenth).len()).unwrap();
    assert_eq!(
        (shown(&pair.her), shown(&pair.maya)),
        (2, 2),
        "both rated, so both see both"
    );
}

/// The question comes with its numbers; she says yes, something felt off.
async fn answer_the_question(pair: &Pair) -> RuptureId {
    let question = pair
        .her
        .question(pair.with)
        .unwrap()
        .expect("the line broke");
    assert!(
        question.sentence.ends_with("Did something feel off?"),
        "{}",
        question.sentence
    );
    assert!(question.before > question.after, "{question:?}");
    assert_eq!(
        question.since.as_bytes(),
        &[10; 16],
        "it began with the tenth session"
    );
    assert!(question.evidence > 1.0 && question.p < 0.05, "{question:?}");

    let rupture = RuptureId::new(pair.her.make_id().unwrap());
    let view = RuptureView {
        state: RuptureState::KeptPrivate,
        words: Some(Words::example("something tore, and nobody did it")),
        ..RuptureView::noticed(rupture, pair.with)
    };
    pair.her.record(What::RuptureSeen(view)).await.unwrap();
    let answer = FindingAnswer {
        finding: question.key,
        says: Says::Something(Some(rupture)),
    };
    pair.her
        .record(What::FindingAnswered(answer))
        .await
        .unwrap();
    assert_eq!(
        pair.her.question(pair.with).unwrap(),
        None,
        "an answered question rests"
    );
    pair.sync().await;
    assert!(
        pair.maya
            .read(|ledger| ledger.ruptures(pair.with).is_empty())
            .unwrap(),
        "kept"
    );
    rupture
}

/// Bag, preview, hand over, open, receipts, and the key that is released in the room.
async fn bring_it(pair: &Pair, writing: WritingId) {
    for app in [&pair.her, &pair.maya] {
        app.record_shared(pair.with, What::ReceiptsSet(Receipts::On))
            .await
            .unwrap();
    }
    let before = pair.put_in_bag(writing, Wish::ReadBefore).await;
    let second = write(&pair.her, "what I could not say was").await;
    let with_me = pair.put_in_bag(second, Wish::ReadWithMe).await;
    let draft = HandoverDraft {
        to: pair.with,
        items: vec![before, with_me],
        moment: Moment::WhenISaySo,
        expires: None,
    };
    let preview = pair.her.preview(&draft).unwrap();
    let Shows::Whole(previewed) = preview.items[0].shows.clone() else {
        panic!("read before")
    };
    assert!(matches!(preview.items[1].shows, Shows::InTheRoom(_)));
    let handover = pair.her.hand_over(preview).await.unwrap();
    pair.sync().await;
    assert!(
        received(&pair.maya, pair).is_empty(),
        "nothing leaves before she says so"
    );

    pair.her.say_now(handover).await.unwrap();
    pair.sync().await;
    let items = received(&pair.maya, pair);
    assert_eq!(items.len(), 2);
    let of = |item| ItemRef { handover, item };
    assert_eq!(
        pair.maya.open_item(of(before)).await.unwrap(),
        Some(previewed)
    );
    assert_eq!(
        pair.maya.open_item(of(with_me)).await.unwrap(),
        None,
        "sealed until in the room"
    );

    pair.her.release_in_room(handover).await.unwrap();
    pair.sync().await;
    let read = pair
        .maya
        .open_item(of(with_me))
        .await
        .unwrap()
        .expect("released");
    let Snapshot::Writing { words, .. } = read else {
        panic!("a writing")
    };
    assert_eq!(words.as_str(), "what I could not say was");
    pair.sync().await;
    let now = pair.her.now();
    let opened = pair.her.read(|ledger| {
        let seen = ledger.handover(handover, now).unwrap();
        seen.items
            .iter()
            .all(|item| matches!(item.state, ItemState::Opened(_)))
    });
    assert!(opened.unwrap(), "both turned receipts on");
}

fn received(app: &App, pair: &Pair) -> Vec<ItemState> {
    let now = app.now();
    app.read(|ledger| {
        ledger
            .received(pair.with, now)
            .iter()
            .map(|item| item.state)
            .collect()
    })
    .unwrap()
}

/// Both name it, Maya owns her part, both say that it is mended.
async fn mend_it(pair: &Pair, rupture: RuptureId) {
    use RuptureState::{Exploring, Mended, Named, Offered};
    say(pair, &pair.her, rupture, Offered).await;
    say(pair, &pair.maya, rupture, Named).await;
    say(pair, &pair.her, rupture, Named).await;
    let step = RepairStep {
        rupture,
        kind: RepairKind::OwnPart,
        by: Role::Therapist,
        session: None,
        words: Some(Words::example("I was tired, and I closed the door")),
    };
    pair.maya
        .record_shared(pair.with, What::RepairStepDone(step))
        .await
        .unwrap();
    for app in [&pair.her, &pair.maya] {
        say(pair, app, rupture, Exploring).await;
    }
    say(pair, &pair.her, rupture, Mended).await;
    assert_eq!(together(&pair.maya, rupture), Together::OneSays(Mended));
    say(pair, &pair.maya, rupture, Mended).await;
    assert_eq!(together(&pair.her, rupture), Together::Both(Mended));
}

async fn say(pair: &Pair, app: &App, rupture: RuptureId, state: RuptureState) {
    let view = RuptureView {
        state,
        ..RuptureView::noticed(rupture, pair.with)
    };
    app.record_shared(pair.with, What::RuptureSeen(view))
        .await
        .unwrap();
    pair.sync().await;
}

fn together(app: &App, rupture: RuptureId) -> Together {
    app.read(|ledger| ledger.rupture(rupture).unwrap().together())
        .unwrap()
}

async fn the_same_after_lock_reload_and_offline(pair: &Pair, rupture: RuptureId) {
    let before = pair.her.read(Clone::clone).unwrap();
    pair.her.lock();
    assert_eq!(pair.her.stage(), Stage::Locked);
    assert!(pair.her.read(|_| ()).is_err());
    pair.her.unlock(PHRASE).await.unwrap();
    assert!(
        pair.her.read(|ledger| *ledger == before).unwrap(),
        "after a lock"
    );

    pair.her_device.network.fault.set(Fault::Offline);
    let reloaded = pair.her_device.open(&pair.relay.url).await;
    reloaded.unlock(PHRASE).await.unwrap();
    assert!(
        reloaded.read(|ledger| *ledger == before).unwrap(),
        "after a reload"
    );
    let report = reloaded.sync().await.unwrap();
    assert!(
        report.missed > 0 && report.next_attempt_in_ms > 0,
        "{report:?}"
    );
    assert_eq!(
        together(&reloaded, rupture),
        Together::Both(RuptureState::Mended)
    );
    pair.her_device.network.fault.set(Fault::None);
}

async fn the_same_on_a_recovered_device(pair: &Pair, rupture: RuptureId, words: &str) {
    let before = pair.her.read(Clone::clone).unwrap();
    let device = Device::new(3, &pair.clock);
    let second = device.open(&pair.relay.url).await;
    second
        .recover(words, LockChoice::Passphrase("another phrase"))
        .await
        .unwrap();
    let report = second.sync().await.unwrap();
    assert!(report.is_complete(), "{report:?}");
    assert!(
        second.read(|ledger| *ledger == before).unwrap(),
        "everything is back"
    );
    assert_eq!(
        second
            .recovery_words(&second.prove("another phrase").await.unwrap())
            .await
            .unwrap(),
        words,
        "the same words"
    );
    assert_eq!(second.alarms(), [], "and nothing is wrong");

    // What the second device writes reaches the first and Maya.
    say(pair, &second, rupture, RuptureState::Reopened).await;
    second.sync().await.unwrap();
    pair.sync().await;
    for app in [&pair.her, &pair.maya] {
        let states = app
            .read(|ledger| ledger.rupture(rupture).unwrap().together())
            .unwrap();
        assert_eq!(states, Together::OneSays(RuptureState::Mended));
    }
    assert_eq!(pair.maya.alarms(), []);
}

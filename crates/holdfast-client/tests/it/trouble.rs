//! What goes wrong on the way, and that nothing is ever lost by it.
//! Each test ends with everything there, or with a typed error and everything as before.

use holdfast_client::{
    Client, ClientError, Erased, Event, ExportChoice, HandoverDraft, LockChoice, PairingState,
    Stage,
};
use holdfast_model::What;
use holdfast_model::bag::Wish;
use holdfast_model::handover::{ItemRef, ItemState, Moment};
use holdfast_model::id::HandoverId;
use holdfast_store::StoreError;

use crate::people::{
    App, PHRASE, Pair, START_MS, THERAPIST, begin, compare_and_confirm, pair_by_link, proven,
    start_relay, write,
};
use crate::world::{Device, Fault, Hands};

const NOWHERE: &str = "http://127.0.0.1:9";

#[tokio::test]
async fn a_relay_that_is_down_until_the_end_costs_nothing() {
    let pair = Pair::meet().await;
    for app in [&pair.her, &pair.maya] {
        app.sync().await.unwrap();
    }
    pair.her_device.network.fault.set(Fault::Offline);
    let mut written = Vec::new();
    for night in 0..20 {
        written.push(write(&pair.her, &format!("night {night}")).await);
        let report = pair.her.sync().await.unwrap();
        assert_eq!(
            (report.sent, report.reached, report.problem),
            (0, 0, Some("HF-CLIENT-04"))
        );
    }
    let handover = hand_over(&pair, written[3], Moment::Now).await;
    let report = pair.her.sync().await.unwrap();
    assert!(
        report.waiting >= 24 && report.next_attempt_in_ms > 100_000,
        "{report:?}"
    );

    pair.her_device.network.fault.set(Fault::None);
    pair.sync().await;
    assert_eq!(states(&pair.maya, &pair, handover), [ItemState::Delivered]);
    assert_eq!(states(&pair.her, &pair, handover), [ItemState::Delivered]);
    let words = pair
        .her
        .recovery_words(&proven(&pair.her).await)
        .await
        .unwrap();
    pair.sync().await;
    let second = Device::new(9, &pair.clock).open(&pair.relay.url).await;
    second.recover(&words, LockChoice::Later).await.unwrap();
    second.sync().await.unwrap();
    assert_eq!(second.read(|ledger| ledger.writings().len()).unwrap(), 20);
}

#[tokio::test]
async fn a_wrong_passphrase_costs_nothing_however_often() {
    let clock = Hands::at(START_MS);
    let (device, app) = begin(1, &clock, NOWHERE).await;
    write(&app, "still here").await;
    app.lock();
    for wrong in ["", "six words", "six words that only he knows"] {
        let error = app.unlock(wrong).await.unwrap_err();
        assert!(matches!(error, ClientError::WrongPassphrase), "{error}");
        assert_eq!((app.stage(), error.code()), (Stage::Locked, "HF-CLIENT-02"));
    }
    let reloaded = device.open(NOWHERE).await;
    assert_eq!(reloaded.stage(), Stage::Locked);
    reloaded.unlock(PHRASE).await.unwrap();
    assert_eq!(reloaded.read(|ledger| ledger.writings().len()).unwrap(), 1);

    reloaded
        .change_lock(
            &proven(&reloaded).await,
            LockChoice::Passphrase("another one"),
        )
        .await
        .unwrap();
    reloaded.lock();
    assert!(matches!(
        reloaded.unlock(PHRASE).await,
        Err(ClientError::WrongPassphrase)
    ));
    reloaded.unlock("another one").await.unwrap();
}

#[tokio::test]
async fn no_lock_yet_opens_by_itself_until_she_chooses_one() {
    let clock = Hands::at(START_MS);
    let device = Device::new(1, &clock);
    let app = device.open(NOWHERE).await;
    assert_eq!(app.stage(), Stage::Fresh);
    app.begin(LockChoice::Later).await.unwrap();
    write(&app, "unlocked").await;
    assert!(!app.has_lock().await.unwrap());
    let reloaded = device.open(NOWHERE).await;
    assert_eq!(reloaded.stage(), Stage::Open);
    assert!(!device.vault.is_empty());
    let anybody = reloaded.prove("").await.unwrap();
    assert!(!anybody.is_by_lock(), "whoever holds it may do all");
    reloaded
        .change_lock(&anybody, LockChoice::Passphrase(PHRASE))
        .await
        .unwrap();
    // Copies of the old slot in the device's files open with nothing any more.
    assert!(device.vault.is_empty());
    assert_eq!(device.open(NOWHERE).await.stage(), Stage::Locked);
    assert!(matches!(
        reloaded.begin(LockChoice::Later).await,
        Err(ClientError::AlreadyOpen)
    ));
}

#[tokio::test]
async fn a_code_pairs_and_a_wrong_code_is_the_only_guess() {
    let folder = tempfile::tempdir().unwrap();
    let relay = start_relay(folder.path()).await;
    let clock = Hands::at(START_MS);
    let (_, maya) = begin(2, &clock, &relay.url).await;
    let (_, her) = begin(1, &clock, &relay.url).await;
    let (mayas, hers) = (proven(&maya).await, proven(&her).await);

    let code = maya.invite_by_code(&mayas, THERAPIST).await.unwrap();
    let (number, _) = code.split_once('-').unwrap();
    let wrong = format!("{number}-abandon-ability-able");
    her.join_by_code(&hers, &wrong).await.unwrap();
    assert!(matches!(
        maya.pairing_step().await,
        Err(ClientError::PairingRefused)
    ));
    assert!(matches!(
        her.pairing_step().await,
        Err(ClientError::PairingRefused)
    ));
    assert!(
        matches!(
            her.join_by_code(&hers, &code).await,
            Err(ClientError::PairingRefused)
        ),
        "used up"
    );
    assert_eq!(maya.pairing_step().await.unwrap(), PairingState::None);

    let code = maya.invite_by_code(&mayas, THERAPIST).await.unwrap();
    her.join_by_code(&hers, &code).await.unwrap();
    let _ear = her.subscribe(|event| assert_ne!(event, Event::Stage, "she was in the room"));
    compare_and_confirm(&maya, &her).await;
}

#[tokio::test]
async fn a_link_of_another_key_or_another_text_is_a_hard_stop() {
    let folder = tempfile::tempdir().unwrap();
    let relay = start_relay(folder.path()).await;
    let clock = Hands::at(START_MS);
    let (_, her) = begin(1, &clock, &relay.url).await;
    for link in ["", "#p=", "https://holdfast.example/#p=AAAA", "#q=x"] {
        assert!(
            matches!(her.join(link).await, Err(ClientError::PairingRefused)),
            "{link}"
        );
    }
    let own = her.invite(&proven(&her).await, THERAPIST).unwrap();
    her.pairing_step().await.unwrap();
    assert!(
        matches!(her.join(&own).await, Err(ClientError::PairingRefused)),
        "that is you"
    );
    assert!(matches!(
        her.confirm_words(crate::people::line("x")).await,
        Err(ClientError::NoPairing)
    ));
}

#[tokio::test]
async fn lost_answers_are_asked_again_and_change_nothing_twice() {
    let pair = Pair::meet().await;
    pair.sync().await;
    let writing = write(&pair.her, "once").await;
    let handover = hand_over(&pair, writing, Moment::Now).await;
    pair.her_device.network.fault.set(Fault::LosesAnswers);
    for _ in 0..3 {
        assert!(pair.her.sync().await.unwrap().missed > 0);
    }
    pair.her_device.network.fault.set(Fault::None);
    pair.sync().await;
    assert_eq!(states(&pair.maya, &pair, handover).len(), 1);
    assert_eq!(pair.her.alarms(), []);
    assert_eq!(
        pair.her.books(pair.with).unwrap(),
        pair.maya.books(pair.with).unwrap()
    );
}

#[tokio::test]
async fn a_relay_that_says_stored_and_did_not_is_found_out_within_a_week() {
    let pair = Pair::meet().await;
    pair.sync().await;
    let writing = write(&pair.her, "acked and lost").await;
    let handover = hand_over(&pair, writing, Moment::Now).await;
    pair.her_device.network.fault.set(Fault::LiesInAcks);
    pair.her.sync().await.unwrap();
    pair.her_device.network.fault.set(Fault::None);
    pair.clock.forward_days(8);
    pair.sync().await;
    assert_eq!(states(&pair.maya, &pair, handover).len(), 1);
    assert!(
        pair.her
            .alarms()
            .iter()
            .any(|notice| notice.code == "HF-SYNC-11")
    );
}

#[tokio::test]
async fn a_full_device_says_so_and_keeps_all_that_was_kept() {
    let clock = Hands::at(START_MS);
    let (device, app) = begin(1, &clock, NOWHERE).await;
    write(&app, "before").await;
    device.store.full.set(true);
    for _ in 0..2 {
        let what = What::CheckedIn(holdfast_model::CheckIn::example());
        let error = app.record(what).await.unwrap_err();
        assert!(
            matches!(error, ClientError::Store(StoreError::Full)),
            "{error}"
        );
        assert!(error.advice().contains("space"));
    }
    assert_eq!(
        app.read(|ledger| ledger.check_ins().len()).unwrap(),
        0,
        "nothing half-kept"
    );
    device.store.full.set(false);
    write(&app, "after").await;
    let reloaded = device.open(NOWHERE).await;
    reloaded.unlock(PHRASE).await.unwrap();
    assert_eq!(reloaded.read(|ledger| ledger.writings().len()).unwrap(), 2);
    assert_eq!(reloaded.alarms(), [], "the chain has no gap and no fork");
}

#[tokio::test]
async fn a_handover_leaves_on_its_day_and_is_taken_back_until_it_is_opened() {
    let pair = Pair::meet().await;
    pair.sync().await;
    let day = pair.clock.in_days(3).day();
    let writing = write(&pair.her, "on Sunday").await;
    let handover = hand_over(&pair, writing, Moment::On(day)).await;
    pair.sync().await;
    assert!(
        states(&pair.maya, &pair, handover).is_empty(),
        "not before its day"
    );
    pair.her_device.network.fault.set(Fault::Offline);
    pair.clock.forward_days(4);
    pair.her.sync().await.unwrap();
    pair.her_device.network.fault.set(Fault::None);
    pair.sync().await;
    assert_eq!(states(&pair.maya, &pair, handover), [ItemState::Delivered]);

    pair.her.take_back(handover).await.unwrap();
    pair.sync().await;
    assert!(states(&pair.maya, &pair, handover).is_empty());
    let item = ItemRef {
        handover,
        item: holdfast_model::id::ItemId::new([0; 16]),
    };
    assert!(matches!(
        pair.maya.open_item(item).await,
        Err(ClientError::HandoverState)
    ));
}

#[tokio::test]
async fn what_was_previewed_is_what_leaves_though_she_wrote_on() {
    let pair = Pair::meet().await;
    let writing = write(&pair.her, "as it was").await;
    let item = pair.put_in_bag(writing, Wish::ReadBefore).await;
    let draft = HandoverDraft {
        to: pair.with,
        items: vec![item],
        moment: Moment::WhenISaySo,
        expires: None,
    };
    let preview = pair.her.preview(&draft).unwrap();
    let stale = preview.clone();
    let handover = pair.her.hand_over(preview).await.unwrap();
    let later = holdfast_model::writing::Writing {
        words: holdfast_model::text::Words::parse("as it became").ok(),
        ..holdfast_model::writing::Writing::example()
    };
    let revised = holdfast_model::thing::Revised::first(writing, later);
    pair.her
        .record(What::WritingRevised(revised))
        .await
        .unwrap();
    pair.her.say_now(handover).await.unwrap();
    pair.sync().await;
    let read = pair
        .maya
        .open_item(ItemRef { handover, item })
        .await
        .unwrap();
    let holdfast_client::Shows::Whole(previewed) = stale.items[0].shows.clone() else {
        panic!()
    };
    assert_eq!(read, Some(previewed));
    assert!(matches!(
        pair.her.hand_over(stale).await,
        Err(ClientError::PreviewStale)
    ));
}

#[tokio::test]
async fn after_the_end_each_keeps_what_they_had_and_nothing_more_arrives() {
    let pair = Pair::meet().await;
    pair.sync().await;
    let writing = write(&pair.her, "before the end").await;
    let handover = hand_over(&pair, writing, Moment::Now).await;
    pair.sync().await;
    pair.her.end_relationship(pair.with).await.unwrap();
    pair.her.sync().await.unwrap();
    pair.maya.sync().await.unwrap();
    assert_eq!(
        states(&pair.maya, &pair, handover).len(),
        1,
        "she keeps what she had"
    );
    assert!(
        pair.maya
            .alarms()
            .iter()
            .any(|notice| notice.code == "HF-SYNC-17")
    );
    let later = What::ReceiptsSet(holdfast_model::relationship::Receipts::On);
    assert!(pair.maya.record_shared(pair.with, later).await.is_err());
    let ended = pair
        .her
        .read(|ledger| ledger.relationship(pair.with).unwrap().ended.is_some());
    assert!(ended.unwrap());
}

#[tokio::test]
async fn an_export_brings_the_same_ledger_to_another_device() {
    let pair = Pair::meet().await;
    pair.session(1, [4; 6], [4; 6]).await;
    pair.sync().await;
    write(&pair.her, "everything").await;
    let before = changes(&pair.her);
    for (choice, passphrase) in [
        (ExportChoice::Plain, None),
        (
            ExportChoice::Passphrase("for the file"),
            Some("for the file"),
        ),
    ] {
        let file = pair.her.export(&proven(&pair.her).await, choice).unwrap();
        let (_, other) = begin(7, &pair.clock, NOWHERE).await;
        if passphrase.is_some() {
            let refused = other.import(&file, Some("another")).await;
            assert!(matches!(refused, Err(ClientError::ExportRefused)));
        }
        let report = other.import(&file, passphrase).await.unwrap();
        assert_eq!((report.new, report.damaged), (before.len(), 0));
        let said = |all: Vec<holdfast_model::Change>| -> std::collections::BTreeMap<_, _> {
            all.into_iter()
                .map(|change| (change.id, change.what))
                .collect()
        };
        assert_eq!(said(changes(&other)), said(before.clone()));
        let pages = |app: &App| app.read(|ledger| ledger.writings().len()).unwrap();
        assert_eq!(pages(&other), pages(&pair.her), "and shows it as hers");
        let again = other.import(&file, passphrase).await.unwrap();
        assert_eq!((again.new, again.known), (0, before.len()));
    }
}

#[tokio::test]
async fn every_flipped_byte_of_a_file_is_noticed_and_the_rest_is_read() {
    let clock = Hands::at(START_MS);
    let (_, app) = begin(1, &clock, NOWHERE).await;
    for night in 0..12 {
        write(&app, &format!("{night} {}", "long words ".repeat(400))).await;
    }
    let file = app
        .export(&proven(&app).await, ExportChoice::Passphrase("p"))
        .unwrap();
    let (_, other) = begin(2, &clock, NOWHERE).await;
    for at in [
        0,
        17,
        40,
        270,
        280,
        17_000,
        file.len() - 300,
        file.len() - 1,
    ] {
        let mut altered = file.clone();
        altered[at] ^= 0x20;
        let report = other.import(&altered, Some("p")).await.unwrap();
        assert!(report.damaged > 0, "byte {at}");
    }
    let cut = &file[..file.len() - 20_000];
    assert!(other.import(cut, Some("p")).await.unwrap().damaged > 0);
    assert!(changes(&other).len() >= 8, "the rest was read");
}

#[tokio::test]
async fn an_erased_device_is_fresh_and_the_relay_has_nothing_of_hers() {
    let folder = tempfile::tempdir().unwrap();
    let relay = start_relay(folder.path()).await;
    let clock = Hands::at(START_MS);
    let (device, app) = begin(1, &clock, &relay.url).await;
    let words = app.recovery_words(&proven(&app).await).await.unwrap();
    app.sync().await.unwrap();
    assert_eq!(
        app.erase(&proven(&app).await).await.unwrap(),
        Erased::HereAndAtTheRelay
    );
    assert_eq!(app.stage(), Stage::Fresh);
    assert_eq!(device.open(&relay.url).await.stage(), Stage::Fresh);
    let refused = app.recover(&words, LockChoice::Later).await;
    assert!(matches!(refused, Err(ClientError::NothingToRecover)));
    let mistyped = words.replacen(words.split(' ').next().unwrap(), "xyzzy", 1);
    let refused = app.recover(&mistyped, LockChoice::Later).await.unwrap_err();
    assert_eq!(refused.code(), "HF-CRYPTO-15", "it says which word");
}

#[tokio::test]
async fn a_third_cannot_tell_from_the_relay_who_knows_whom() {
    let folder = tempfile::tempdir().unwrap();
    let relay = start_relay(folder.path()).await;
    let clock = Hands::at(START_MS);
    let (device, her) = begin(1, &clock, &relay.url).await;
    let (_, maya) = begin(2, &clock, &relay.url).await;
    let with = pair_by_link(&maya, &her).await;
    write(&her, "canary-of-the-night").await;
    her.sync().await.unwrap();
    let sent = device.network.sent.borrow().concat();
    let told = |needle: &[u8]| sent.windows(needle.len()).any(|window| window == needle);
    assert!(
        !told(b"canary") && !told(b"Maya") && told(b"{"),
        "bodies were looked at"
    );
    assert!(
        her.read(|ledger| ledger.relationship(with).is_some())
            .unwrap()
    );
}

pub(crate) async fn hand_over(
    pair: &Pair,
    writing: holdfast_model::id::WritingId,
    moment: Moment,
) -> HandoverId {
    let item = pair.put_in_bag(writing, Wish::ReadBefore).await;
    let draft = HandoverDraft {
        to: pair.with,
        items: vec![item],
        moment,
        expires: None,
    };
    let preview = pair.her.preview(&draft).unwrap();
    pair.her.hand_over(preview).await.unwrap()
}

/// The states of the items of a handover, as this side sees them.
pub(crate) fn states(app: &App, pair: &Pair, handover: HandoverId) -> Vec<ItemState> {
    let now = app.now();
    app.read(|ledger| {
        let seen = ledger.handovers(pair.with, now);
        let seen = seen.into_iter().find(|seen| seen.handover == handover);
        seen.map(|seen| seen.items.iter().map(|item| item.state).collect())
            .unwrap_or_default()
    })
    .unwrap()
}

fn changes(app: &Client<Device>) -> Vec<holdfast_model::Change> {
    let mut all: Vec<_> = app
        .read(|ledger| ledger.changes().map(|(_, change)| change.clone()).collect())
        .unwrap();
    all.sort();
    all
}

//! What came to light in simulated worlds, told as stories of the client alone.

use holdfast_client::{Client, ClientError, Erased, LockChoice, Stage};
use holdfast_store::StoreError;

use crate::people::{PHRASE, Pair, START_MS, begin, proven, start_relay, write};
use crate::world::{Device, Fault, Hands};
use holdfast_relay::testing::TestRelay;

fn words(app: &Client<Device>) -> usize {
    app.read(|ledger| ledger.writings().len()).unwrap()
}

#[tokio::test]
async fn two_windows_on_one_device_write_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    let relay = start_relay(folder.path()).await;
    let device = Device::new(1, &Hands::at(START_MS));
    let one = device.open(&relay.url).await;
    one.begin(LockChoice::Later).await.unwrap();
    let other = device.open(&relay.url).await;
    for (number, app) in [&one, &other, &other, &one].into_iter().enumerate() {
        write(app, &format!("window {number}")).await;
        assert_eq!(words(app), number + 1, "each sees what the other kept");
    }
    one.sync().await.unwrap();
    let again = device.open(&relay.url).await;
    again.sync().await.unwrap();
    assert_eq!((words(&again), again.alarms()), (4, vec![]));
    write(&again, "and it goes on").await;
}

#[tokio::test]
async fn an_audit_that_breaks_off_accuses_nobody() {
    let pair = Pair::meet().await;
    pair.sync().await;
    write(&pair.her, "kept at the relay").await;
    pair.sync().await;
    pair.clock.forward_days(8);
    pair.her_device.network.fault.set(Fault::LosesPulls);
    assert!(pair.her.sync().await.unwrap().missed > 0);
    pair.her_device.network.fault.set(Fault::None);
    let report = pair.her.sync().await.unwrap();
    assert_eq!((report.sent, pair.her.alarms()), (0, vec![]));
}

/// The mark of an audit was kept before its answers were there.
#[tokio::test]
async fn an_audit_that_breaks_off_is_due_again_after_a_reload() {
    let pair = Pair::meet().await;
    pair.sync().await;
    write(&pair.her, "acked and lost").await;
    pair.her_device.network.fault.set(Fault::LiesInAcks);
    pair.her.sync().await.unwrap();
    pair.clock.forward_days(8);
    pair.her_device.network.fault.set(Fault::LosesPulls);
    assert!(pair.her.sync().await.unwrap().missed > 0);
    pair.her_device.network.fault.set(Fault::None);
    let again = pair.her_device.open(&pair.relay.url).await;
    again.unlock(PHRASE).await.unwrap();
    assert!(again.sync().await.unwrap().sent > 0);
}

/// Hours by which a clock went back were hours by which the audit came later (worlds 665 and 1561).
#[tokio::test]
async fn a_clock_that_is_set_back_does_not_put_the_audit_off() {
    let pair = Pair::meet().await;
    pair.sync().await;
    pair.clock.back_hours(30);
    pair.sync().await;
    write(&pair.her, "acked and lost").await;
    pair.her_device.network.fault.set(Fault::LiesInAcks);
    pair.her.sync().await.unwrap();
    pair.her_device.network.fault.set(Fault::None);
    pair.clock.forward_days(7);
    assert!(pair.her.sync().await.unwrap().sent > 0);
}

#[tokio::test]
async fn words_that_a_relay_has_lost_are_sent_again_within_a_week() {
    let folder = tempfile::tempdir().unwrap();
    let relay = start_relay(folder.path()).await;
    let clock = Hands::at(START_MS);
    let (device, app) = begin(1, &clock, &relay.url).await;
    app.sync().await.unwrap();
    let words = app.recovery_words(&proven(&app).await).await.unwrap();
    device.network.fault.set(Fault::LiesInAcks);
    app.sync().await.unwrap();
    device.network.fault.set(Fault::None);
    for _ in 0..2 {
        app.sync().await.unwrap();
        clock.forward_days(8);
    }
    assert!(app.sync().await.unwrap().is_complete());
    assert!(
        app.alarms()
            .iter()
            .any(|notice| notice.code == "HF-SYNC-11")
    );
    let fresh = Device::new(9, &clock).open(&relay.url).await;
    fresh.recover(&words, LockChoice::Later).await.unwrap();
}

/// A relay that has lost a space learns it anew by its newest epoch, and refused what was sealed in
/// an older one: one such record in front kept everything behind it waiting for ever.
#[tokio::test]
async fn what_was_sealed_in_an_older_epoch_is_taken_by_a_relay_that_has_lost_it() {
    let pair = Pair::meet().await;
    pair.session(1, [4; 6], [4; 6]).await;
    pair.sync().await;
    pair.her.end_relationship(pair.with).await.unwrap();
    pair.sync().await;
    let words = pair
        .her
        .recovery_words(&proven(&pair.her).await)
        .await
        .unwrap();
    pair.sync().await;
    let all = pair.her.read(Clone::clone).unwrap();

    let (folder, empty) = (tempfile::tempdir().unwrap(), "relay.sqlite");
    let anew = TestRelay::start(&folder.path().join(empty)).await.unwrap();
    *pair.her_device.network.instead.borrow_mut() = Some(anew.url.clone());
    pair.clock.forward_days(8);
    pair.her.sync().await.unwrap();
    let report = pair.her.sync().await.unwrap();
    assert!(report.is_complete(), "{report:?}");
    // Everything is there again: what she writes next, and what a fresh device reads.
    let fresh = Device::new(9, &pair.clock);
    *fresh.network.instead.borrow_mut() = Some(anew.url.clone());
    let fresh = fresh.open(&pair.relay.url).await;
    fresh.recover(&words, LockChoice::Later).await.unwrap();
    let report = fresh.sync().await.unwrap();
    assert!(report.is_complete(), "{report:?}");
    assert!(fresh.read(|ledger| *ledger == all).unwrap());
}

/// Erasing the phone took her own space and that of the 24 words from the tablet too; and after it
/// was mended, erasing every device left all at the relay for ever.
#[tokio::test]
async fn erasing_one_device_takes_nothing_from_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let relay = start_relay(folder.path()).await;
    let clock = Hands::at(START_MS);
    let (_, phone) = begin(1, &clock, &relay.url).await;
    let words = phone.recovery_words(&proven(&phone).await).await.unwrap();
    phone.sync().await.unwrap();
    let tablet = Device::new(3, &clock).open(&relay.url).await;
    tablet.recover(&words, LockChoice::Later).await.unwrap();
    tablet.sync().await.unwrap();
    write(&phone, "written last on the phone").await;
    // The phone has not yet heard of the tablet.
    assert_eq!(
        phone.erase(&proven(&phone).await).await.unwrap(),
        Erased::HereAndOthersGoOn
    );
    assert_eq!(phone.stage(), Stage::Fresh);
    write(&tablet, "written after that").await;
    assert!(tablet.sync().await.unwrap().is_complete());
    let all = tablet.read(Clone::clone).unwrap();
    let third = Device::new(4, &clock).open(&relay.url).await;
    third.recover(&words, LockChoice::Later).await.unwrap();
    third.sync().await.unwrap();
    let is_all = third.read(|ledger| *ledger == all).unwrap();
    assert!(is_all, "the words still open everything");
    assert_eq!(
        third.erase(&third.prove("").await.unwrap()).await.unwrap(),
        Erased::HereAndOthersGoOn
    );
    tablet.sync().await.unwrap();
    // The last one knows that it is the last: the others have said that they do not go on.
    assert_eq!(
        tablet
            .erase(&tablet.prove("").await.unwrap())
            .await
            .unwrap(),
        Erased::HereAndAtTheRelay
    );
    let fourth = Device::new(5, &clock).open(&relay.url).await;
    let refused = fourth.recover(&words, LockChoice::Later).await;
    assert!(matches!(refused, Err(ClientError::NothingToRecover)));
}

#[tokio::test]
async fn a_store_that_forgets_what_went_out_is_not_sent_from_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let relay = start_relay(folder.path()).await;
    let (device, app) = begin(1, &Hands::at(START_MS), &relay.url).await;
    write(&app, "goes out, and still waits").await;
    device.store.clings.set(true);
    let error = app.sync().await.unwrap_err();
    assert!(
        matches!(&error, ClientError::Store(StoreError::Unavailable(_))),
        "{error}"
    );
    device.store.clings.set(false);
    let reloaded = device.open(&relay.url).await;
    reloaded.unlock(PHRASE).await.unwrap();
    assert!(reloaded.sync().await.unwrap().is_complete());
    assert_eq!((words(&reloaded), reloaded.alarms()), (1, vec![]));
}

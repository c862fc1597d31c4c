//! What was altered on the way: said in a sentence, set aside, and whole again afterwards.
//! Each test alters what one device is given, and nothing at the relay.

use holdfast_model::handover::Moment;

use crate::people::{PHRASE, Pair, write};
use crate::trouble::{hand_over, states};
use crate::world::Fault;

#[tokio::test]
async fn an_altered_envelope_is_set_aside_with_a_sentence_and_comes_again() {
    let pair = Pair::meet().await;
    pair.sync().await;
    let writing = write(&pair.her, "whole").await;
    let handover = hand_over(&pair, writing, Moment::Now).await;
    pair.her.sync().await.unwrap();

    pair.maya_device.network.fault.set(Fault::FlipsBits);
    pair.maya.sync().await.unwrap();
    assert_eq!(
        states(&pair.maya, &pair, handover).len(),
        1,
        "asked for again at once"
    );
    let alarms = pair.maya.alarms();
    assert!(
        !alarms.is_empty() && alarms[0].what_happened.contains("cannot open"),
        "{alarms:?}"
    );

    pair.clock.forward_days(2);
    let reloaded = pair.maya_device.open(&pair.relay.url).await;
    reloaded.unlock(PHRASE).await.unwrap();
    assert_eq!(
        reloaded.alarms(),
        alarms,
        "with its day, after a reload too"
    );
}

#[tokio::test]
async fn what_was_altered_each_time_comes_when_the_device_is_opened_again() {
    let pair = Pair::meet().await;
    pair.sync().await;
    let writing = write(&pair.her, "whole").await;
    let handover = hand_over(&pair, writing, Moment::Now).await;
    pair.her.sync().await.unwrap();

    pair.maya_device.network.fault.set(Fault::FlipsSeals);
    for _ in 0..3 {
        pair.maya.sync().await.unwrap();
    }
    assert!(!pair.maya.alarms().is_empty());
    pair.maya_device.network.fault.set(Fault::None);
    let reloaded = pair.maya_device.open(&pair.relay.url).await;
    reloaded.unlock(PHRASE).await.unwrap();
    reloaded.sync().await.unwrap();
    assert_eq!(states(&reloaded, &pair, handover).len(), 1);
}

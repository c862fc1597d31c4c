//! Drafts: what is being typed rests sealed on the device, and a new one takes the place of the
//! last.

use holdfast_client::{ClientError, LockChoice};
use holdfast_store::Store;

use crate::people::{PHRASE, START_MS};
use crate::world::{Device, Hands};

#[tokio::test(flavor = "current_thread")]
async fn a_draft_is_there_after_a_reload_and_only_behind_the_lock() {
    let device = Device::new(1, &Hands::at(START_MS));
    let client = device.open("https://relay.example").await;
    client.begin(LockChoice::Passphrase(PHRASE)).await.unwrap();
    client.keep_draft("page", b"a first").await.unwrap();
    client.keep_draft("page", b"a second").await.unwrap();

    let again = device.open("https://relay.example").await;
    assert!(matches!(
        again.draft("page").await,
        Err(ClientError::Locked)
    ));
    again.unlock(PHRASE).await.unwrap();
    assert_eq!(
        again.draft("page").await.unwrap().unwrap().as_slice(),
        b"a second"
    );

    let key = holdfast_store::Key::new("draft/page").unwrap();
    let rests = device.store.value(&key).await.unwrap().unwrap();
    assert!(
        !rests.windows(6).any(|part| part == b"second"),
        "it rests sealed"
    );

    again.drop_draft("page").await.unwrap();
    assert!(again.draft("page").await.unwrap().is_none());
}

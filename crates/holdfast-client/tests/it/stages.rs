//! What a screen hears of the stage: only that it changed; and what an open one still asks for.

use std::cell::Cell;
use std::rc::Rc;

use holdfast_client::{ClientError, Event, LockChoice, Stage};

use crate::people::{PHRASE, START_MS, begin, pair_by_link, proven, start_relay};
use crate::world::Hands;

#[tokio::test]
async fn meeting_someone_is_no_new_stage_and_locking_is() {
    let folder = tempfile::tempdir().unwrap();
    let relay = start_relay(folder.path()).await;
    let clock = Hands::at(START_MS);
    let (_, her) = begin(1, &clock, &relay.url).await;
    let (_, maya) = begin(2, &clock, &relay.url).await;
    let stages = Rc::new(Cell::new(0));
    let heard = Rc::clone(&stages);
    let _ear = her.subscribe(move |event| {
        if event == Event::Stage {
            heard.set(heard.get() + 1);
        }
    });
    pair_by_link(&maya, &her).await;
    assert_eq!(stages.get(), 0, "a new space opens, and the page stays");
    her.lock();
    her.unlock(PHRASE).await.unwrap();
    assert_eq!(stages.get(), 2);
}

#[tokio::test]
async fn an_open_app_asks_for_the_lock_that_stands_now() {
    let (_, app) = begin(1, &Hands::at(START_MS), "http://127.0.0.1:9").await;
    for wrong in ["", "six words that only he knows"] {
        let error = app.prove(wrong).await.unwrap_err();
        assert!(matches!(error, ClientError::WrongPassphrase), "{error}");
    }
    assert_eq!(app.stage(), Stage::Open, "a wrong one locks nothing");
    let proven = proven(&app).await;
    assert!(proven.is_by_lock());
    let another = LockChoice::Passphrase("another one");
    app.change_lock(&proven, another).await.unwrap();
    let old = app.prove(PHRASE).await.unwrap_err();
    assert!(matches!(old, ClientError::WrongPassphrase), "{old}");
    assert!(app.prove("another one").await.unwrap().is_by_lock());
    app.lock();
    let locked = app.prove("another one").await.unwrap_err();
    assert!(
        matches!(locked, ClientError::Locked),
        "it is asked in an open app only"
    );
}

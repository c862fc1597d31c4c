//! What a screen hears of the stage: only that it changed.

use std::cell::Cell;
use std::rc::Rc;

use holdfast_client::Event;

use crate::people::{PHRASE, START_MS, begin, pair_by_link, start_relay};
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

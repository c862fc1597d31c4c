//! What two devices do with a relay, from the first day to the last.

use crate::caller::{BYTES, Caller, Host, bytes, next_head, problem};
use holdfast_relay::SessionsBefore;
use holdfast_wire::Position;
use holdfast_wire::protocol::{ProblemCode, Pushed};
use hyper::{Method, StatusCode};

#[tokio::test]
async fn two_devices_of_a_space_meet_at_the_relay() {
    let host = Host::start().await;
    let hers = Caller::inside(&host, 1).await;
    let mut second = Caller::new(&host, 1);
    second.log_in().await.unwrap();

    let written: Vec<_> = (0..3).map(|number| hers.envelope(number)).collect();
    assert_eq!(
        hers.push(&written).await,
        Ok(Pushed {
            head: Position(3),
            stored: 3
        })
    );
    let pulled = second.pull(0).await.unwrap();
    let bodies: Vec<_> = pulled.iter().map(|(_, body)| body.as_slice()).collect();
    assert_eq!(
        bodies,
        written.iter().map(|e| e.as_bytes()).collect::<Vec<_>>()
    );
    assert_eq!(
        pulled.iter().map(|(at, _)| at.0).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    assert_eq!(second.pull(2).await.unwrap().len(), 1);
    assert_eq!(second.pull(3).await, Ok(vec![]));
}

#[tokio::test]
async fn pushing_again_stores_nothing_again() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let first = [caller.envelope(0), caller.envelope(1)];
    assert_eq!(caller.push(&first).await.unwrap().stored, 2);
    assert_eq!(
        caller.push(&first).await,
        Ok(Pushed {
            head: Position(2),
            stored: 0
        })
    );
    let mixed = [caller.envelope(1), caller.envelope(2), caller.envelope(2)];
    assert_eq!(
        caller.push(&mixed).await,
        Ok(Pushed {
            head: Position(3),
            stored: 1
        })
    );
    assert_eq!(
        caller.push(&[]).await,
        Ok(Pushed {
            head: Position(3),
            stored: 0
        })
    );
    assert_eq!(caller.pull(0).await.unwrap().len(), 3);
}

#[tokio::test]
async fn creating_a_space_twice_is_one_space_and_other_keys_are_refused() {
    let host = Host::start().await;
    let caller = Caller::new(&host, 1);
    assert_eq!(caller.create().await.status(), StatusCode::CREATED);
    assert_eq!(caller.create().await.status(), StatusCode::OK);
    let mut thief = Caller::new(&host, 2);
    thief.space = caller.space;
    assert_eq!(problem(thief.create().await).await, ProblemCode::Conflict);
}

#[tokio::test]
async fn a_live_stream_tells_the_head_now_and_after_each_push() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    caller.push(&[caller.envelope(0)]).await.unwrap();
    let mut stream = caller
        .send(Method::GET, &caller.path("/live"), "", b"")
        .await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    assert_eq!(next_head(&mut stream).await, Some(1));
    caller
        .push(&[caller.envelope(1), caller.envelope(2)])
        .await
        .unwrap();
    assert_eq!(next_head(&mut stream).await, Some(3));
}

#[tokio::test]
async fn a_new_access_key_shuts_out_who_holds_the_old_one() {
    let host = Host::start().await;
    let staying = Caller::inside(&host, 1).await;
    let mut revoked = Caller::new(&host, 1);
    revoked.log_in().await.unwrap();
    let mut stream = revoked
        .send(Method::GET, &revoked.path("/live"), "", b"")
        .await;
    assert_eq!(next_head(&mut stream).await, Some(0));
    let before = staying.envelope(0);

    assert_eq!(staying.rotate(2).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(next_head(&mut stream).await, None, "the stream ends");
    assert_eq!(
        revoked.push(&[revoked.envelope(7)]).await,
        Err(ProblemCode::SessionNeeded)
    );
    assert_eq!(revoked.pull(0).await, Err(ProblemCode::SessionNeeded));
    assert_eq!(revoked.log_in().await, Err(ProblemCode::LoginRefused));
    assert_eq!(problem(revoked.create().await).await, ProblemCode::Conflict);

    let mut renewed = Caller::new(&host, 2);
    renewed.space = staying.space;
    renewed.log_in().await.unwrap();
    let after = renewed.envelope(1);
    let pushed = renewed.push(&[before, after]).await;
    assert_eq!(
        pushed.unwrap().stored,
        2,
        "what was sealed before the rotation may still arrive"
    );
}

#[tokio::test]
async fn deleting_leaves_the_rest_and_deleting_a_space_leaves_nothing() {
    let host = Host::start().await;
    let mut caller = Caller::inside(&host, 1).await;
    let all: Vec<_> = (0..3).map(|number| caller.envelope(number)).collect();
    caller.push(&all).await.unwrap();
    let ids = [all[1].id(), all[1].id()];
    let deleted = caller
        .send_json(Method::DELETE, &caller.path("/envelopes"), &ids)
        .await;
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
    let left: Vec<_> = caller
        .pull(0)
        .await
        .unwrap()
        .iter()
        .map(|(at, _)| at.0)
        .collect();
    assert_eq!(left, [1, 3]);

    let gone = caller.send(Method::DELETE, &caller.path(""), "", b"").await;
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    assert_eq!(caller.pull(0).await, Err(ProblemCode::SessionNeeded));
    assert_eq!(caller.log_in().await, Err(ProblemCode::LoginRefused));
    let file = std::fs::read(host.folder.path().join("relay.sqlite-wal")).unwrap();
    assert!(!file.is_empty());
}

#[tokio::test]
async fn a_mailbox_is_written_once_and_read_until_it_expires() {
    let host = Host::start().await;
    let caller = Caller::new(&host, 1);
    let path = format!("/v1/mailboxes/{}", "ab".repeat(32));
    let get = || caller.send(Method::GET, &path, "", b"");
    assert_eq!(problem(get().await).await, ProblemCode::NotFound);
    let put = |body: &'static [u8]| caller.send(Method::POST, &path, BYTES, body);
    assert_eq!(put(b"hello").await.status(), StatusCode::CREATED);
    assert_eq!(put(b"hello").await.status(), StatusCode::OK);
    assert_eq!(problem(put(b"other").await).await, ProblemCode::Conflict);
    assert_eq!(bytes(get().await).await, b"hello");
    host.relay.clock.advance_ms(10 * 60_000);
    assert_eq!(bytes(get().await).await, b"hello");
    host.relay.clock.advance_ms(60_000);
    assert_eq!(problem(get().await).await, ProblemCode::NotFound);
    assert_eq!(put(b"other").await.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn a_host_ends_all_sessions_and_loses_nothing() {
    let host = Host::start().await;
    let mut caller = Caller::inside(&host, 1).await;
    caller.push(&[caller.envelope(0)]).await.unwrap();
    let host = host.restart().await;
    caller.address = host.address().to_owned();
    assert_eq!(
        caller.pull(0).await.unwrap().len(),
        1,
        "a restart ends none"
    );
    let challenge = caller.challenge().await;

    let host = host.restart_with(SessionsBefore::End).await;
    caller.address = host.address().to_owned();
    assert_eq!(caller.pull(0).await, Err(ProblemCode::SessionNeeded));
    let before = caller.answer(challenge).await;
    assert_eq!(before.unwrap_err(), ProblemCode::LoginRefused);
    caller.log_in().await.unwrap();
    assert_eq!(caller.pull(0).await.unwrap().len(), 1);

    let host = host.restart().await;
    caller.address = host.address().to_owned();
    assert_eq!(caller.pull(0).await.unwrap().len(), 1, "the new one stays");
}

#[tokio::test]
async fn everything_acknowledged_is_there_after_a_restart() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let all: Vec<_> = (0..20).map(|number| caller.envelope(number)).collect();
    for envelope in &all {
        caller.push(std::slice::from_ref(envelope)).await.unwrap();
    }
    let host = host.restart().await;
    let mut same = Caller::new(&host, 1);
    same.session = caller.session.clone();
    let found = same.pull(0).await.unwrap();
    assert_eq!(
        found.len(),
        20,
        "and the session is still good: its secret is in the database"
    );
    assert!(
        found
            .iter()
            .zip(&all)
            .all(|((_, body), sent)| body == sent.as_bytes())
    );
}

#[tokio::test]
async fn stopping_ends_live_streams_and_keeps_what_was_being_written() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let mut stream = caller
        .send(Method::GET, &caller.path("/live"), "", b"")
        .await;
    assert_eq!(next_head(&mut stream).await, Some(0));
    let pushed = caller.push(&[caller.envelope(0)]).await.unwrap();
    let host = host.restart().await;
    while let Some(head) = next_head(&mut stream).await {
        assert_eq!(Position(head), pushed.head);
    }
    let caller = Caller::inside(&host, 1).await;
    assert_eq!(caller.pull(0).await.unwrap().len(), 1);
}

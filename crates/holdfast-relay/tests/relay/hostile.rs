//! Callers who do not keep to the protocol: refused by a problem, without harm to the others.

use crate::caller::{BYTES, Caller, Host, json, problem};
use axum::routing::get;
use holdfast_wire::Envelope;
use holdfast_wire::protocol::{ProblemCode, encode_push};
use hyper::{Method, StatusCode, header};
use std::future::pending;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Sends bytes as they are; gives the status of the answer.
pub(crate) async fn raw(
    host: &Host,
    method: &str,
    path: &str,
    headers: &str,
    body: &[u8],
) -> StatusCode {
    let mut stream = TcpStream::connect(host.address()).await.unwrap();
    let head = format!("{method} {path} HTTP/1.1\r\nhost: relay\r\n{headers}\r\n");
    stream
        .write_all(&[head.as_bytes(), body].concat())
        .await
        .unwrap();
    status(&mut stream).await
}

async fn status(stream: &mut TcpStream) -> StatusCode {
    let mut line = [0; 12];
    stream.read_exact(&mut line).await.unwrap();
    String::from_utf8_lossy(&line[9..]).parse().unwrap()
}

#[tokio::test]
async fn lengths_that_lie_are_refused_whole() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let good = encode_push([caller.envelope(0).as_bytes()]).unwrap();
    let mut cut = good.clone();
    cut.pop();
    let mut longer = good.clone();
    longer.extend([1, 2, 3]);
    let mut huge = good.clone();
    huge[..4].copy_from_slice(&u32::MAX.to_le_bytes());
    let mut shorter = good.clone();
    shorter[0] -= 1;
    for (body, expect) in [
        (cut, ProblemCode::Malformed),
        (longer, ProblemCode::Malformed),
        (huge, ProblemCode::TooLarge),
        (shorter, ProblemCode::Malformed),
        (vec![0; 4], ProblemCode::Malformed),
    ] {
        assert_eq!(problem(caller.push_bytes(&body).await).await, expect);
    }
    assert_eq!(caller.pull(0).await, Ok(vec![]));
}

#[tokio::test]
async fn every_flipped_byte_of_an_envelope_is_refused() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let good = caller.envelope(0).into_bytes();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1;
        let answer = caller
            .push_bytes(&encode_push([bad.as_slice()]).unwrap())
            .await;
        assert_eq!(
            problem(answer).await,
            ProblemCode::ProofRefused,
            "byte {at}"
        );
    }
    assert_eq!(caller.pull(0).await, Ok(vec![]));
}

#[tokio::test]
async fn an_envelope_of_another_space_or_token_is_refused_with_its_whole_batch() {
    let host = Host::start().await;
    let (one, two) = (
        Caller::inside(&host, 1).await,
        Caller::inside(&host, 2).await,
    );
    let mut forged = Caller::new(&host, 3);
    forged.space = one.space;
    for bad in [two.envelope(0), forged.envelope(0)] {
        let pushed = one.push(&[one.envelope(1), bad]).await;
        assert_eq!(pushed, Err(ProblemCode::ProofRefused));
    }
    assert_eq!(one.pull(0).await, Ok(vec![]));
    assert_eq!(two.pull(0).await, Ok(vec![]));
}

#[tokio::test]
async fn a_session_opens_its_own_space_and_no_other() {
    let host = Host::start().await;
    let (one, mut two) = (
        Caller::inside(&host, 1).await,
        Caller::inside(&host, 2).await,
    );
    two.session.clone_from(&one.session);
    assert_eq!(two.pull(0).await, Err(ProblemCode::SessionNeeded));
    for session in [
        None,
        Some(String::new()),
        Some("00".repeat(40)),
        Some("ü".into()),
    ] {
        two.session = session;
        for (method, rest) in [
            (Method::GET, "/envelopes"),
            (Method::POST, "/envelopes"),
            (Method::DELETE, "/envelopes"),
            (Method::PUT, "/access"),
            (Method::GET, "/live"),
            (Method::DELETE, ""),
        ] {
            let answer = two.send(method, &two.path(rest), BYTES, b"").await;
            assert_eq!(answer.headers()[header::WWW_AUTHENTICATE], "Bearer");
            assert_eq!(problem(answer).await, ProblemCode::SessionNeeded);
        }
    }
    let mut nowhere = Caller::new(&host, 9);
    nowhere.session.clone_from(&one.session);
    assert_eq!(
        nowhere.pull(0).await,
        Err(ProblemCode::SessionNeeded),
        "as if it existed"
    );
    assert_eq!(nowhere.log_in().await, Err(ProblemCode::LoginRefused));
    nowhere.space = one.space;
    assert_eq!(nowhere.log_in().await, Err(ProblemCode::LoginRefused));
}

#[tokio::test]
async fn wrong_code_beside_the_routes_ends_one_request_and_nothing_else() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let wrong = || async {
        if true {
            panic!("a word that nobody may read");
        }
    };
    let routes = host.relay.relay.router().route("/wrong", get(wrong));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let relay = host.relay.relay.clone();
    tokio::spawn(holdfast_relay::serve(listener, routes, relay, pending()));
    let beside = Caller {
        address,
        ..Caller::new(&host, 1)
    };
    for _ in 0..2 {
        let answer = beside.send(Method::GET, "/wrong", "", b"").await;
        assert_eq!(problem(answer).await, ProblemCode::Internal);
    }
    let written = caller.push(&[caller.envelope(0)]).await;
    assert_eq!(written.unwrap().stored, 1, "it goes on for everybody else");
}

#[tokio::test]
async fn a_challenge_of_another_space_does_not_log_in() {
    let host = Host::start().await;
    let (one, two) = (
        Caller::inside(&host, 1).await,
        Caller::inside(&host, 2).await,
    );
    let theirs = two.challenge().await;
    assert_eq!(
        one.answer(theirs).await.unwrap_err(),
        ProblemCode::LoginRefused
    );
    let made_up = "00".repeat(56);
    assert_eq!(
        one.answer(made_up).await.unwrap_err(),
        ProblemCode::LoginRefused
    );
}

#[tokio::test]
async fn keys_that_could_never_be_used_are_refused() {
    let host = Host::start().await;
    let caller = Caller::new(&host, 1);
    for bytes in [[0; 32], [2; 32], {
        let mut one = [0; 32];
        one[0] = 1;
        one
    }] {
        let mut asked = caller.created();
        asked.access_key.0 = bytes;
        let answer = caller.send_json(Method::POST, "/v1/spaces", &asked).await;
        assert_eq!(problem(answer).await, ProblemCode::Malformed, "{bytes:?}");
    }
}

#[tokio::test]
async fn other_paths_methods_and_media_are_problems_too() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let check = async |method: Method, path: &str, media: &str, expect: ProblemCode| {
        let answer = caller.send(method.clone(), path, media, b"{}").await;
        if expect == ProblemCode::MethodNotAllowed {
            assert!(
                answer.headers().contains_key(header::ALLOW),
                "{method} {path}"
            );
        }
        assert_eq!(problem(answer).await, expect, "{method} {path} {media}");
    };
    check(Method::GET, "/v1/nothing", "", ProblemCode::NotFound).await;
    check(Method::GET, "/v1/spaces", "", ProblemCode::MethodNotAllowed).await;
    check(
        Method::PATCH,
        &caller.path("/envelopes"),
        "",
        ProblemCode::MethodNotAllowed,
    )
    .await;
    check(Method::POST, "/healthz", "", ProblemCode::MethodNotAllowed).await;
    check(
        Method::POST,
        "/v1/spaces",
        "text/plain",
        ProblemCode::MediaType,
    )
    .await;
    check(
        Method::POST,
        "/v1/spaces",
        "application/json",
        ProblemCode::Malformed,
    )
    .await;
    check(
        Method::POST,
        &caller.path("/envelopes"),
        "",
        ProblemCode::MediaType,
    )
    .await;
    check(
        Method::GET,
        "/v1/spaces/xyz/envelopes",
        "",
        ProblemCode::Malformed,
    )
    .await;
    check(
        Method::GET,
        "/v1/spaces/%ff/envelopes",
        "",
        ProblemCode::Malformed,
    )
    .await;
    check(Method::GET, "/v1/mailboxes/00", "", ProblemCode::Malformed).await;
}

#[tokio::test]
async fn a_body_that_stops_halfway_stores_nothing_and_blocks_nobody() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let body = encode_push([caller.envelope(0).as_bytes()]).unwrap();
    let session = caller.session.clone().unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: relay\r\ncontent-type: {BYTES}\r\n\
         authorization: Bearer {session}\r\ncontent-length: {}\r\n\r\n",
        caller.path("/envelopes"),
        body.len()
    );
    let mut half_open = Vec::new();
    for kept in [0, 1, 4, 100, body.len() - 1] {
        let mut stream = TcpStream::connect(host.address()).await.unwrap();
        stream
            .write_all(&[head.as_bytes(), &body[..kept]].concat())
            .await
            .unwrap();
        half_open.push(stream);
    }
    assert_eq!(caller.pull(0).await, Ok(vec![]));
    assert_eq!(caller.push(&[caller.envelope(1)]).await.unwrap().stored, 1);
    for mut stream in half_open.drain(..3) {
        stream.shutdown().await.unwrap();
        let mut rest = Vec::new();
        // A problem or a bare end: the request was never whole.
        let _ = stream.read_to_end(&mut rest).await;
        assert!(!rest.starts_with(b"HTTP/1.1 200"));
    }
    assert_eq!(caller.pull(0).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_declared_length_past_the_limit_is_refused_before_it_is_sent() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let session = caller.session.clone().unwrap();
    let headers = format!(
        "content-type: {BYTES}\r\nauthorization: Bearer {session}\r\ncontent-length: 1048577\r\n"
    );
    let found = raw(&host, "POST", &caller.path("/envelopes"), &headers, b"").await;
    assert_eq!(found, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_is_no_http_is_cut_off() {
    let host = Host::start().await;
    for noise in [
        b"\x16\x03\x01\x02\x00\x01\x00".as_slice(),
        b"hello\r\n\r\n",
        &[0; 4_096],
    ] {
        let mut stream = TcpStream::connect(host.address()).await.unwrap();
        stream.write_all(noise).await.unwrap();
        let mut rest = Vec::new();
        // Reset or closed: both are an end.
        let _ = stream.read_to_end(&mut rest).await;
        assert!(!rest.starts_with(b"HTTP/1.1 2"));
    }
    let long = format!("x: {}\r\n", "y".repeat(70_000));
    let found = raw(&host, "GET", "/healthz", &long, b"").await;
    assert_eq!(found, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
}

#[tokio::test]
async fn a_million_pushes_of_the_same_take_one_place() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let same: Vec<Envelope> = vec![caller.envelope(0); 256];
    for _ in 0..40 {
        assert_eq!(caller.push(&same).await.unwrap().head.0, 1);
    }
    assert_eq!(caller.pull(0).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_description_is_served_and_names_every_route() {
    let host = Host::start().await;
    let caller = Caller::new(&host, 1);
    let answer = caller.send(Method::GET, "/openapi.json", "", b"").await;
    assert_eq!(answer.headers()["content-type"], "application/json");
    let document: serde_json::Value = json(answer).await;
    assert!(document["paths"]["/v1/spaces/{id}/envelopes"]["post"].is_object());
}

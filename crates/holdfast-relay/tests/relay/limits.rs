//! Every limit of the relay, at it and one past it.

use crate::caller::{BYTES, Caller, Host, bytes, next_head, problem};
use holdfast_relay::{AddressSource, Rate, RelayConfig};
use holdfast_wire::protocol::{MAILBOX_BYTES_MAX, ProblemCode, encode_push};
use holdfast_wire::{BATCH_ENVELOPES_MAX, BODY_BYTES_MAX, ENVELOPE_BYTES_MAX, Envelope};
use hyper::{Method, StatusCode, header};

/// Framed as in a push, without the checks of the encoder.
fn framed(envelopes: &[Vec<u8>]) -> Vec<u8> {
    let frame = |bytes: &Vec<u8>| {
        let len = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        [len.as_slice(), bytes].concat()
    };
    envelopes.iter().flat_map(frame).collect()
}

#[tokio::test]
async fn a_batch_has_at_most_256_envelopes() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let batch = |count: usize| -> Vec<Vec<u8>> {
        (0..count)
            .map(|n| caller.envelope(u32::try_from(n).unwrap()).into_bytes())
            .collect()
    };
    let past = caller
        .push_bytes(&framed(&batch(BATCH_ENVELOPES_MAX + 1)))
        .await;
    assert_eq!(problem(past).await, ProblemCode::TooLarge);
    assert_eq!(caller.pull(0).await, Ok(vec![]), "nothing of it was stored");
    let at = caller
        .push_bytes(&framed(&batch(BATCH_ENVELOPES_MAX)))
        .await;
    assert_eq!(at.status(), StatusCode::OK);
    assert_eq!(caller.pull(0).await.unwrap().len(), BATCH_ENVELOPES_MAX);
}

#[tokio::test]
async fn an_envelope_has_at_most_64_kib() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let at = caller.envelope_of(0, 63_488);
    let stored = caller.push(std::slice::from_ref(&at)).await.unwrap();
    assert_eq!(stored.stored, 1, "the longest padded length that fits");
    let mut past = at.into_bytes();
    past.resize(ENVELOPE_BYTES_MAX + 1, 0);
    let past = caller.push_bytes(&framed(&[past])).await;
    assert_eq!(problem(past).await, ProblemCode::TooLarge);
}

#[tokio::test]
async fn a_body_has_at_most_one_mib() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    // At the limit it is read, and then refused for what it is; past it, it is not read.
    let at = caller.push_bytes(&vec![0; BODY_BYTES_MAX]).await;
    assert_eq!(problem(at).await, ProblemCode::Malformed);
    let past = caller.push_bytes(&vec![0; BODY_BYTES_MAX + 1]).await;
    assert_eq!(problem(past).await, ProblemCode::TooLarge);
}

#[tokio::test]
async fn an_answer_has_at_most_one_mib_and_the_rest_comes_with_the_next() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let all: Vec<_> = (0..40)
        .map(|number| caller.envelope_of(number, 63_488))
        .collect();
    for batch in all.chunks(16) {
        caller.push(batch).await.unwrap();
    }
    let mut found = Vec::new();
    loop {
        let after = found
            .last()
            .map_or(0, |(position, _): &(holdfast_wire::Position, _)| position.0);
        let page = caller.pull(after).await.unwrap();
        if page.is_empty() {
            break;
        }
        assert!(page.len() <= 16);
        found.extend(page);
    }
    assert!(
        found
            .iter()
            .map(|(_, body)| body.as_slice())
            .eq(all.iter().map(Envelope::as_bytes))
    );
}

#[tokio::test]
async fn a_pull_asks_for_1_to_256() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let envelopes: Vec<_> = (0..3).map(|number| caller.envelope(number)).collect();
    caller.push(&envelopes).await.unwrap();
    for (query, expect) in [
        ("?limit=1", 200),
        ("?limit=256", 200),
        ("?limit=0", 400),
        ("?limit=257", 400),
        ("?after=9223372036854775807", 200),
        ("?after=9223372036854775808", 400),
        ("?after=-1", 400),
        ("?after=x", 400),
        ("?before=1", 400),
        ("", 200),
    ] {
        let path = caller.path(&format!("/envelopes{query}"));
        let answer = caller.send(Method::GET, &path, "", b"").await;
        assert_eq!(answer.status(), expect, "{query}");
    }
}

#[tokio::test]
async fn a_mailbox_takes_1_to_65536_bytes() {
    let host = Host::start().await;
    let caller = Caller::new(&host, 1);
    let put = async |number: u8, len: usize| {
        let path = format!("/v1/mailboxes/{}", format!("{number:02x}").repeat(32));
        let answer = caller.send(Method::POST, &path, BYTES, &vec![7; len]).await;
        if answer.status().is_success() {
            None
        } else {
            Some(problem(answer).await)
        }
    };
    assert_eq!(put(1, 0).await, Some(ProblemCode::Malformed));
    assert_eq!(put(2, 1).await, None);
    assert_eq!(put(3, MAILBOX_BYTES_MAX).await, None);
    assert_eq!(
        put(4, MAILBOX_BYTES_MAX + 1).await,
        Some(ProblemCode::TooLarge)
    );
}

#[tokio::test]
async fn mailboxes_in_use_are_bounded() {
    let host = Host::start_with(|config| config.limits.mailboxes = 2).await;
    let caller = Caller::new(&host, 1);
    let put = |number: u8| {
        let path = format!("/v1/mailboxes/{}", format!("{number:02x}").repeat(32));
        let caller = &caller;
        async move { caller.send(Method::POST, &path, BYTES, b"x").await }
    };
    assert_eq!(put(1).await.status(), StatusCode::CREATED);
    assert_eq!(put(2).await.status(), StatusCode::CREATED);
    assert_eq!(problem(put(3).await).await, ProblemCode::TooMany);
    host.relay.clock.advance_ms(11 * 60_000);
    assert_eq!(put(3).await.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn deleting_takes_at_most_256_ids() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let ids = |count: usize| vec![caller.envelope(0).id(); count];
    let path = caller.path("/envelopes");
    let at = caller.send_json(Method::DELETE, &path, &ids(256)).await;
    assert_eq!(at.status(), StatusCode::NO_CONTENT);
    let past = caller.send_json(Method::DELETE, &path, &ids(257)).await;
    assert_eq!(problem(past).await, ProblemCode::TooLarge);
}

#[tokio::test]
async fn a_space_holds_what_its_quota_says() {
    let host = Host::start_with(|config| config.limits.quota_envelopes = 3).await;
    let caller = Caller::inside(&host, 1).await;
    let all: Vec<_> = (0..4).map(|number| caller.envelope(number)).collect();
    assert_eq!(caller.push(&all[..3]).await.unwrap().stored, 3);
    assert_eq!(caller.push(&all[3..]).await, Err(ProblemCode::QuotaReached));
    assert_eq!(
        caller.push(&all[..3]).await.unwrap().stored,
        0,
        "sending again is always fine"
    );
}

#[tokio::test]
async fn streams_of_a_space_and_of_the_relay_are_bounded() {
    let host = Host::start_with(|config| {
        config.limits.streams_per_space = 2;
        config.limits.streams = 3;
    })
    .await;
    let (one, two) = (
        Caller::inside(&host, 1).await,
        Caller::inside(&host, 2).await,
    );
    let listen = |caller: &Caller| {
        let path = caller.path("/live");
        let (address, session, space) =
            (caller.address.clone(), caller.session.clone(), caller.space);
        let mut copy = Caller::new(&host, 1);
        (copy.address, copy.session, copy.space) = (address, session, space);
        async move { copy.send(Method::GET, &path, "", b"").await }
    };
    let mut open = vec![listen(&one).await, listen(&one).await];
    assert_eq!(problem(listen(&one).await).await, ProblemCode::TooMany);
    open.push(listen(&two).await);
    assert_eq!(problem(listen(&two).await).await, ProblemCode::TooMany);
    for stream in &mut open {
        assert_eq!(next_head(stream).await, Some(0));
    }
}

fn slow(config: &mut RelayConfig) {
    config.limits.space_rate = Rate { burst: 5, per_s: 1 };
    config.limits.address_rate = Rate { burst: 9, per_s: 1 };
}

#[tokio::test]
async fn a_space_has_a_rate_of_its_own() {
    let host = Host::start_with(|config| {
        slow(config);
        config.limits.address_rate = Rate {
            burst: 1_000,
            per_s: 1,
        };
    })
    .await;
    let (one, two) = (
        Caller::inside(&host, 1).await,
        Caller::inside(&host, 2).await,
    );
    for _ in 0..5 {
        assert_eq!(one.pull(0).await, Ok(vec![]));
    }
    assert_eq!(one.pull(0).await, Err(ProblemCode::TooMany));
    assert_eq!(
        two.pull(0).await,
        Ok(vec![]),
        "one space does not slow another"
    );
    host.relay.clock.advance_ms(1_000);
    assert_eq!(one.pull(0).await, Ok(vec![]));
    assert_eq!(one.pull(0).await, Err(ProblemCode::TooMany));
}

#[tokio::test]
async fn an_address_has_a_rate_and_is_told_when_to_come_back() {
    let host = Host::start_with(slow).await;
    let caller = Caller::new(&host, 1);
    for _ in 0..9 {
        caller.challenge().await;
    }
    let past = caller
        .send(Method::POST, &caller.path("/challenge"), "", b"")
        .await;
    assert_eq!(past.headers()[header::RETRY_AFTER], "1");
    assert_eq!(problem(past).await, ProblemCode::TooMany);
    let health = caller.send(Method::GET, "/healthz", "", b"").await;
    assert_eq!(
        bytes(health).await,
        b"alive\n",
        "the host's own watch is not turned away"
    );
    host.relay.clock.advance_ms(1_000);
    caller.challenge().await;
}

#[tokio::test]
async fn what_a_caller_says_of_its_address_counts_only_behind_a_proxy() {
    for (source, expect) in [
        (AddressSource::Connection, 429),
        (AddressSource::ForwardedFor, 200),
    ] {
        let host = Host::start_with(|config| {
            slow(config);
            config.address = source;
        })
        .await;
        let caller = Caller::new(&host, 1);
        let mut last = StatusCode::OK;
        for number in 0..10 {
            let head = format!("x-forwarded-for: 192.0.2.{number}\r\ncontent-length: 0\r\n");
            last = crate::hostile::raw(&host, "POST", &caller.path("/challenge"), &head, b"").await;
        }
        assert_eq!(last, expect, "{source:?}");
    }
}

#[tokio::test]
async fn a_session_and_a_challenge_end_with_their_time() {
    let host = Host::start().await;
    let mut caller = Caller::new(&host, 1);
    caller.create().await;
    let challenge = caller.challenge().await;
    host.relay.clock.advance_ms(119_000);
    assert!(caller.answer(challenge.clone()).await.is_ok());
    host.relay.clock.advance_ms(1_000);
    assert_eq!(
        caller.answer(challenge).await.unwrap_err(),
        ProblemCode::LoginRefused
    );
    caller.log_in().await.unwrap();
    host.relay.clock.advance_ms(899_000);
    assert!(caller.pull(0).await.is_ok());
    host.relay.clock.advance_ms(1_000);
    assert_eq!(caller.pull(0).await, Err(ProblemCode::SessionNeeded));
}

#[tokio::test]
async fn a_host_that_wants_an_invite_gets_one() {
    let host = Host::start_with(|config| config.invite = Some("come in".into())).await;
    let caller = Caller::new(&host, 1);
    assert_eq!(
        problem(caller.create().await).await,
        ProblemCode::InviteNeeded
    );
    let mut asked = caller.created();
    asked.invite = Some("come in".into());
    let made = caller.send_json(Method::POST, "/v1/spaces", &asked).await;
    assert_eq!(made.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn json_is_read_up_to_4096_bytes() {
    let host = Host::start().await;
    let caller = Caller::new(&host, 1);
    let json = serde_json::to_string(&caller.created()).unwrap();
    let padded = |len: usize| format!("{json}{}", " ".repeat(len - json.len()));
    let post = |len: usize| {
        let (body, caller) = (padded(len), &caller);
        async move {
            caller
                .send(
                    Method::POST,
                    "/v1/spaces",
                    "application/json",
                    body.as_bytes(),
                )
                .await
        }
    };
    assert_eq!(problem(post(4_097).await).await, ProblemCode::TooLarge);
    assert_eq!(post(4_096).await.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn a_push_of_exactly_the_limit_of_bytes_is_stored() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let all: Vec<_> = (0..16)
        .map(|number| caller.envelope_of(number, 63_488))
        .collect();
    let body = encode_push(all.iter().map(Envelope::as_bytes)).unwrap();
    assert!(body.len() <= BODY_BYTES_MAX);
    assert_eq!(caller.push(&all).await.unwrap().stored, 16);
}

//! What a host reads when it does not start.

use super::{listen, refusal};
use holdfast_relay::RelayError;
use std::path::Path;
use tokio::net::TcpListener;

#[tokio::test]
async fn a_taken_port_is_named_with_a_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let error = listen(taken.local_addr().unwrap())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("is taken") && error.contains("--listen"),
        "{error}"
    );
    let error = listen("192.0.2.1:7117".parse().unwrap())
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("not an address of this machine"), "{error}");
}

#[test]
fn a_database_that_cannot_be_used_is_named_with_a_way_out() {
    let check = |error: &RelayError, expect: &str| {
        let text = refusal(Path::new("relay.sqlite"), error).to_string();
        assert!(
            text.contains(expect) && text.contains("relay.sqlite"),
            "{text}"
        );
        assert!(text.contains("HF-RELAY-"), "{text}");
    };
    check(&RelayError::StorageFull, "make room");
    check(&RelayError::StorageCorrupt("x".into()), "backup");
    check(&RelayError::StorageUnavailable("x".into()), "--db");
}

//! What the relay keeps and tells: nothing of the callers, nothing of what was deleted.

use crate::caller::{Caller, Host};
use holdfast_wire::Envelope;
use hyper::{Method, StatusCode};
use std::io::Write;
use std::sync::{Arc, Mutex};

/// A log that is kept in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_at_its_most_talkative_names_no_space_key_token_or_address() {
    let log = Log::default();
    let copy = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || copy.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let host = Host::start().await;
    let caller = Caller::inside(&host, 0xa7).await;
    let envelope = caller.envelope(0);
    caller.push(std::slice::from_ref(&envelope)).await.unwrap();
    caller.pull(0).await.unwrap();
    let mut stranger = Caller::new(&host, 0xb9);
    stranger.space = caller.space;
    stranger.session = Some("c3".repeat(40));
    stranger.pull(0).await.unwrap_err();
    stranger.create().await;
    let text = String::from_utf8(log.0.lock().unwrap().clone())
        .unwrap()
        .to_lowercase();
    assert!(
        text.contains("/v1/spaces/{id}/envelopes"),
        "the log is not empty:\n{text}"
    );
    for secret in [
        caller.space.to_string(),
        envelope.id().to_string(),
        hex::encode(caller.access.verifying_key().as_bytes()),
        hex::encode(caller.token.expose_for_relay()),
        caller.session.clone().unwrap(),
        "c3c3c3".to_owned(),
        "127.0.0.1".to_owned(),
    ] {
        assert!(!text.contains(&secret), "{secret} in\n{text}");
    }
}

#[tokio::test]
async fn what_was_deleted_is_in_no_file_of_the_relay() {
    let host = Host::start().await;
    let caller = Caller::inside(&host, 1).await;
    let needle = b"needle in the ciphertext".repeat(11);
    let ciphertext = [needle.as_slice(), &[0; 8]].concat();
    let envelope = Envelope::assemble(caller.space, &caller.token, [1; 24], &ciphertext).unwrap();
    caller
        .push(&[envelope.clone(), caller.envelope(2)])
        .await
        .unwrap();
    assert!(count(&host, &needle) > 0, "it is there before");
    let ids = [envelope.id()];
    let gone = caller
        .send_json(Method::DELETE, &caller.path("/envelopes"), &ids)
        .await;
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    let host = host.restart().await;
    assert_eq!(count(&host, &needle), 0);
}

fn count(host: &Host, needle: &[u8]) -> usize {
    let files = std::fs::read_dir(host.folder.path()).unwrap();
    files
        .map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .map(|bytes| {
            bytes
                .windows(needle.len())
                .filter(|window| *window == needle)
                .count()
        })
        .sum()
}

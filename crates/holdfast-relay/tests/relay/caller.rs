//! A device as the relay sees it: keys of a space, envelopes, requests on a fresh connection.

use ed25519_dalek::{Signer, SigningKey};
use futures_util::StreamExt;
use holdfast_relay::testing::TestRelay;
use holdfast_relay::{RelayConfig, SessionsBefore};

use holdfast_wire::protocol::{
    AccessKey, AccessSignature, Challenge, CreateSpace, OpenSession, ProblemCode, Pushed,
    RotateAccess, SessionToken, decode_pull, encode_push, session_message,
};
use holdfast_wire::{Envelope, Position, SpaceId, WriteToken};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{Method, Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::TempDir;
use tokio::net::TcpStream;

/// A relay with its folder.
pub(crate) struct Host {
    pub(crate) relay: TestRelay,
    pub(crate) folder: TempDir,
}

impl Host {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let relay = TestRelay::start(&folder.path().join("relay.sqlite"))
            .await
            .unwrap();
        Self { relay, folder }
    }

    pub(crate) async fn start_with(change: impl FnOnce(&mut RelayConfig)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = RelayConfig::new(folder.path().join("relay.sqlite"));
        change(&mut config);
        let relay = TestRelay::start_with(config).await.unwrap();
        Self { relay, folder }
    }

    /// Stops the relay and opens another one on the same file.
    pub(crate) async fn restart(self) -> Self {
        self.restart_with(SessionsBefore::Stay).await
    }

    pub(crate) async fn restart_with(self, sessions: SessionsBefore) -> Self {
        self.relay.stop().await;
        let mut config = RelayConfig::new(self.folder.path().join("relay.sqlite"));
        config.sessions = sessions;
        let relay = TestRelay::start_with(config).await.unwrap();
        Self {
            relay,
            folder: self.folder,
        }
    }

    pub(crate) fn address(&self) -> &str {
        self.relay.url.strip_prefix("http://").unwrap()
    }
}

/// One device of one space.
pub(crate) struct Caller {
    pub(crate) address: String,
    pub(crate) space: SpaceId,
    pub(crate) access: SigningKey,
    pub(crate) token: WriteToken,
    pub(crate) session: Option<String>,
}

impl Caller {
    /// Keys of the space with this number; nothing is asked of the relay.
    pub(crate) fn new(host: &Host, number: u8) -> Self {
        Self {
            address: host.address().to_owned(),
            space: SpaceId::from_bytes([number; 16]),
            access: SigningKey::from_bytes(&[number; 32]),
            token: WriteToken::from_bytes([number; 32]),
            session: None,
        }
    }

    /// A space that exists, with a session.
    pub(crate) async fn inside(host: &Host, number: u8) -> Self {
        let mut caller = Self::new(host, number);
        assert!(caller.create().await.status().is_success());
        caller.log_in().await.unwrap();
        caller
    }

    pub(crate) fn created(&self) -> CreateSpace {
        CreateSpace {
            space: self.space,
            access_key: AccessKey(self.access.verifying_key().to_bytes()),
            write_token: WriteToken::from_bytes(*self.token.expose_for_relay()),
            invite: None,
        }
    }

    pub(crate) async fn create(&self) -> Response<Incoming> {
        self.send_json(Method::POST, "/v1/spaces", &self.created())
            .await
    }

    pub(crate) async fn challenge(&self) -> String {
        let response = self
            .send(Method::POST, &self.path("/challenge"), "", b"")
            .await;
        json::<Challenge>(response).await.challenge
    }

    pub(crate) async fn answer(&self, challenge: String) -> Result<SessionToken, ProblemCode> {
        let message = session_message(self.space, &challenge);
        let signature = AccessSignature(self.access.sign(&message).to_bytes());
        let open = OpenSession {
            challenge,
            signature,
        };
        let response = self
            .send_json(Method::POST, &self.path("/sessions"), &open)
            .await;
        if response.status() == StatusCode::OK {
            Ok(json(response).await)
        } else {
            Err(problem(response).await)
        }
    }

    pub(crate) async fn log_in(&mut self) -> Result<(), ProblemCode> {
        let challenge = self.challenge().await;
        self.session = Some(self.answer(challenge).await?.token);
        Ok(())
    }

    pub(crate) fn envelope(&self, number: u32) -> Envelope {
        self.envelope_of(number, 256)
    }

    /// `padded` must be a padded length.
    pub(crate) fn envelope_of(&self, number: u32, padded: usize) -> Envelope {
        let mut nonce = [0; 24];
        nonce[..4].copy_from_slice(&number.to_le_bytes());
        Envelope::assemble(self.space, &self.token, nonce, &vec![9; padded + 16]).unwrap()
    }

    pub(crate) async fn push(&self, envelopes: &[Envelope]) -> Result<Pushed, ProblemCode> {
        let body = encode_push(envelopes.iter().map(Envelope::as_bytes)).unwrap();
        let response = self.push_bytes(&body).await;
        if response.status() == StatusCode::OK {
            Ok(json(response).await)
        } else {
            Err(problem(response).await)
        }
    }

    pub(crate) async fn push_bytes(&self, body: &[u8]) -> Response<Incoming> {
        self.send(Method::POST, &self.path("/envelopes"), BYTES, body)
            .await
    }

    pub(crate) async fn pull(&self, after: u64) -> Result<Vec<(Position, Vec<u8>)>, ProblemCode> {
        let path = self.path(&format!("/envelopes?after={after}"));
        let response = self.send(Method::GET, &path, "", b"").await;
        if response.status() != StatusCode::OK {
            return Err(problem(response).await);
        }
        Ok(decode_pull(&bytes(response).await).unwrap())
    }

    pub(crate) async fn rotate(&self, number: u8) -> Response<Incoming> {
        let rotate = RotateAccess {
            access_key: AccessKey(
                SigningKey::from_bytes(&[number; 32])
                    .verifying_key()
                    .to_bytes(),
            ),
            write_token: WriteToken::from_bytes([number; 32]),
        };
        self.send_json(Method::PUT, &self.path("/access"), &rotate)
            .await
    }

    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/v1/spaces/{}{rest}", self.space)
    }

    pub(crate) async fn send_json<T: Serialize>(
        &self,
        method: Method,
        path: &str,
        value: &T,
    ) -> Response<Incoming> {
        self.send(
            method,
            path,
            "application/json",
            &serde_json::to_vec(value).unwrap(),
        )
        .await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        media: &str,
        body: &[u8],
    ) -> Response<Incoming> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "relay");
        if !media.is_empty() {
            request = request.header(header::CONTENT_TYPE, media);
        }
        if let Some(session) = &self.session {
            request = request.header(header::AUTHORIZATION, format!("Bearer {session}"));
        }
        let request = request
            .body(Full::new(Bytes::copy_from_slice(body)))
            .unwrap();
        let stream = TcpStream::connect(&self.address).await.unwrap();
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .unwrap();
        tokio::spawn(connection);
        sender.send_request(request).await.unwrap()
    }
}

pub(crate) async fn bytes(response: Response<Incoming>) -> Vec<u8> {
    response
        .into_body()
        .collect()
        .await
        .unwrap()
        .to_bytes()
        .to_vec()
}

pub(crate) async fn json<T: DeserializeOwned>(response: Response<Incoming>) -> T {
    serde_json::from_slice(&bytes(response).await).unwrap()
}

/// The code of a problem, after checking that it looks as documented.
pub(crate) async fn problem(response: Response<Incoming>) -> ProblemCode {
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "application/problem+json"
    );
    let status = response.status();
    let problem: holdfast_wire::protocol::Problem = json(response).await;
    assert_eq!(problem.status, status.as_u16());
    assert_eq!(problem.code.status(), status.as_u16());
    problem.code
}

/// The next head of a live stream; `None` when it ends.
pub(crate) async fn next_head(stream: &mut Response<Incoming>) -> Option<u64> {
    let mut data = stream.body_mut().into_data_stream();
    loop {
        let chunk = data.next().await?.ok()?;
        let text = String::from_utf8(chunk.to_vec()).unwrap();
        if let Some(head) = text.trim().strip_prefix("data: ") {
            return Some(head.parse().unwrap());
        }
    }
}

pub(crate) const BYTES: &str = "application/octet-stream";

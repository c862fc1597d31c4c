//! One member on one kept connection.
//! Whatever is not a success is an error, so that no figure counts a refusal.

use ed25519_dalek::{Signer, SigningKey};
use holdfast_wire::protocol::{
    AccessKey, AccessSignature, Challenge, CreateSpace, OpenSession, Pushed, SessionToken,
    decode_pull, encode_push, session_message,
};
use holdfast_wire::{Envelope, Position, SpaceId, WriteToken};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

pub(crate) type Fault = Box<dyn std::error::Error + Send + Sync>;

pub(crate) struct Caller {
    line: SendRequest<Full<Bytes>>,
    pub(crate) space: SpaceId,
    access: SigningKey,
    token: WriteToken,
    pub(crate) session: String,
    written: u64,
}

impl Caller {
    /// Makes the space of this number, if it is not there, and logs in.
    pub(crate) async fn enter(url: &str, number: u8) -> Result<Self, Fault> {
        let address = url.strip_prefix("http://").unwrap_or(url);
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (line, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let mut caller = Self {
            line,
            space: SpaceId::from_bytes([number; 16]),
            access: SigningKey::from_bytes(&[number; 32]),
            token: WriteToken::from_bytes([number; 32]),
            session: String::new(),
            written: 0,
        };
        caller.log_in().await?;
        Ok(caller)
    }

    async fn log_in(&mut self) -> Result<(), Fault> {
        let create = CreateSpace {
            space: self.space,
            access_key: AccessKey(self.access.verifying_key().to_bytes()),
            write_token: WriteToken::from_bytes(*self.token.expose_for_relay()),
            invite: None,
        };
        self.ask(
            Method::POST,
            "/v1/spaces",
            JSON,
            serde_json::to_vec(&create)?,
        )
        .await?;
        let answer = self
            .ask(Method::POST, &self.path("/challenge"), "", vec![])
            .await?;
        let challenge = serde_json::from_slice::<Challenge>(&answer)?.challenge;
        let message = session_message(self.space, &challenge);
        let signature = AccessSignature(self.access.sign(&message).to_bytes());
        let open = serde_json::to_vec(&OpenSession {
            challenge,
            signature,
        })?;
        let answer = self
            .ask(Method::POST, &self.path("/sessions"), JSON, open)
            .await?;
        self.session = serde_json::from_slice::<SessionToken>(&answer)?.token;
        Ok(())
    }

    /// An envelope of about `padded` bytes that nobody made before.
    pub(crate) fn envelope(&mut self, origin: u64, padded: usize) -> Result<Envelope, Fault> {
        let mut nonce = [0; 24];
        nonce[..8].copy_from_slice(&origin.to_le_bytes());
        nonce[8..16].copy_from_slice(&self.written.to_le_bytes());
        self.written += 1;
        Ok(Envelope::assemble(
            self.space,
            &self.token,
            nonce,
            &vec![9; padded + 16],
        )?)
    }

    pub(crate) async fn push(&mut self, envelopes: &[Envelope]) -> Result<Pushed, Fault> {
        let body = encode_push(envelopes.iter().map(Envelope::as_bytes))?;
        let path = self.path("/envelopes");
        let answer = self
            .ask(Method::POST, &path, "application/octet-stream", body)
            .await?;
        Ok(serde_json::from_slice(&answer)?)
    }

    pub(crate) async fn pull(&mut self, after: u64) -> Result<Vec<(Position, Vec<u8>)>, Fault> {
        let path = self.path(&format!("/envelopes?after={after}"));
        Ok(decode_pull(
            &self.ask(Method::GET, &path, "", vec![]).await?,
        )?)
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/spaces/{}{rest}", self.space)
    }

    async fn ask(
        &mut self,
        method: Method,
        path: &str,
        media: &str,
        body: Vec<u8>,
    ) -> Result<Bytes, Fault> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "relay");
        if !media.is_empty() {
            request = request.header(header::CONTENT_TYPE, media);
        }
        if !self.session.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.session));
        }
        self.line.ready().await?;
        let answer = self
            .line
            .send_request(request.body(Full::from(body))?)
            .await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        if status.is_success() {
            Ok(body)
        } else {
            Err(format!("{path}: {status} {}", String::from_utf8_lossy(&body)).into())
        }
    }
}

const JSON: &str = "application/json";

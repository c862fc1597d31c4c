//! What a client says to a relay: one method per route of the protocol.
//! Answers are hints: nothing that a relay says is believed without a signature elsewhere.

use holdfast_wire::protocol::{
    Challenge, CreateSpace, OpenSession, Problem, ProblemCode, Pushed, RotateAccess, SessionToken,
    decode_pull, encode_push,
};
use holdfast_wire::{MailboxId, Position, SpaceId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::ClientError;
use crate::ports::{Method, Request, Response, Transport};

/// One relay, reached by a transport.
pub(crate) struct Relay<'a, T> {
    transport: &'a T,
    address: &'a str,
}

impl<'a, T: Transport> Relay<'a, T> {
    pub(crate) fn new(transport: &'a T, address: &'a str) -> Self {
        Self {
            transport,
            address: address.trim_end_matches('/'),
        }
    }

    pub(crate) async fn create(&self, space: &CreateSpace) -> Result<(), ClientError> {
        let request = self.json(Method::Post, "/v1/spaces", None, space)?;
        self.send(request).await.map(|_| ())
    }

    pub(crate) async fn challenge(&self, space: SpaceId) -> Result<Challenge, ClientError> {
        let request = self.request(Method::Post, &format!("/v1/spaces/{space}/challenge"), None);
        read(&self.send(request).await?)
    }

    pub(crate) async fn open_session(
        &self,
        space: SpaceId,
        open: &OpenSession,
    ) -> Result<SessionToken, ClientError> {
        let path = format!("/v1/spaces/{space}/sessions");
        read(
            &self
                .send(self.json(Method::Post, &path, None, open)?)
                .await?,
        )
    }

    pub(crate) async fn rotate(
        &self,
        space: SpaceId,
        token: &str,
        access: &RotateAccess,
    ) -> Result<(), ClientError> {
        let path = format!("/v1/spaces/{space}/access");
        self.send(self.json(Method::Put, &path, Some(token), access)?)
            .await
            .map(|_| ())
    }

    pub(crate) async fn push(
        &self,
        space: SpaceId,
        token: &str,
        envelopes: impl IntoIterator<Item = &[u8]>,
    ) -> Result<Pushed, ClientError> {
        let path = format!("/v1/spaces/{space}/envelopes");
        let mut request = self.request(Method::Post, &path, Some(token));
        request.content_type = BYTES;
        request.body = encode_push(envelopes)?;
        read(&self.send(request).await?)
    }

    pub(crate) async fn pull(
        &self,
        space: SpaceId,
        token: &str,
        after: Position,
    ) -> Result<Vec<(Position, Vec<u8>)>, ClientError> {
        let path = format!("/v1/spaces/{space}/envelopes?after={after}");
        let response = self
            .send(self.request(Method::Get, &path, Some(token)))
            .await?;
        Ok(decode_pull(&response.body)?)
    }

    /// The request that opens the live stream of a space.
    pub(crate) fn live(&self, space: SpaceId, token: &str) -> Request {
        self.request(
            Method::Get,
            &format!("/v1/spaces/{space}/live"),
            Some(token),
        )
    }

    pub(crate) async fn delete_space(
        &self,
        space: SpaceId,
        token: &str,
    ) -> Result<(), ClientError> {
        let path = format!("/v1/spaces/{space}");
        self.send(self.request(Method::Delete, &path, Some(token)))
            .await
            .map(|_| ())
    }

    /// Puts a message into a mailbox; the same message again is no fault, another one is.
    pub(crate) async fn post(&self, mailbox: MailboxId, bytes: Vec<u8>) -> Result<(), ClientError> {
        let mut request = self.request(Method::Post, &format!("/v1/mailboxes/{mailbox}"), None);
        request.content_type = BYTES;
        request.body = bytes;
        self.send(request).await.map(|_| ())
    }

    /// What lies in a mailbox, if something does.
    pub(crate) async fn fetch(&self, mailbox: MailboxId) -> Result<Option<Vec<u8>>, ClientError> {
        let request = self.request(Method::Get, &format!("/v1/mailboxes/{mailbox}"), None);
        match self.send(request).await {
            Ok(response) => Ok(Some(response.body)),
            Err(ClientError::Refused(ProblemCode::NotFound)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn send(&self, request: Request) -> Result<Response, ClientError> {
        let response = self.transport.send(request).await?;
        if (200..300).contains(&response.status) {
            return Ok(response);
        }
        let problem = serde_json::from_slice::<Problem>(&response.body).ok();
        Err(ClientError::Refused(
            problem.map_or_else(|| by_status(response.status), |p| p.code),
        ))
    }

    fn request(&self, method: Method, path: &str, token: Option<&str>) -> Request {
        Request {
            method,
            url: format!("{}{path}", self.address),
            bearer: token.map(str::to_owned),
            content_type: JSON,
            body: Vec::new(),
        }
    }

    fn json(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: &impl Serialize,
    ) -> Result<Request, ClientError> {
        let body = serde_json::to_vec(body).map_err(|_| ClientError::Unreadable)?;
        Ok(Request {
            body,
            ..self.request(method, path, token)
        })
    }
}

fn read<B: DeserializeOwned>(response: &Response) -> Result<B, ClientError> {
    serde_json::from_slice(&response.body).map_err(|_| ClientError::Unreadable)
}

/// What a status means when the body says nothing that we know (a proxy in between).
fn by_status(status: u16) -> ProblemCode {
    ProblemCode::ALL
        .iter()
        .copied()
        .find(|code| code.status() == status)
        .unwrap_or(ProblemCode::Unavailable)
}

const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";

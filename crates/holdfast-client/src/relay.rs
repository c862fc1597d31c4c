//! What a client says to a relay: one method per route of the protocol.
//! Answers are hints: nothing that a relay says is believed without a signature elsewhere.

use holdfast_wire::protocol::{
    Challenge, CreateSpace, OpenSession, ProblemCode, Pushed, RotateAccess, SessionToken,
    decode_pull, encode_push,
};
use holdfast_wire::{MailboxId, Position, SpaceId};
use zeroize::Zeroizing;

use crate::error::ClientError;
use crate::json::{Json, hex, object};
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
        let CreateSpace {
            space,
            access_key,
            write_token,
            invite,
        } = space;
        let (space, key) = (space.to_string(), hex(&access_key.0));
        let token = Zeroizing::new(hex(write_token.expose_for_relay()));
        let mut fields = vec![
            ("space", space.as_str()),
            ("access_key", &key),
            ("write_token", &token),
        ];
        fields.extend(invite.iter().map(|invite| ("invite", invite.as_str())));
        let request = self.json(Method::Post, "/v1/spaces", None, &fields);
        self.send(request).await.map(|_| ())
    }

    pub(crate) async fn challenge(&self, space: SpaceId) -> Result<Challenge, ClientError> {
        let request = self.request(Method::Post, &format!("/v1/spaces/{space}/challenge"), None);
        let answer = read(&self.send(request).await?)?;
        let challenge = answer.text("challenge").ok_or(ClientError::Unreadable)?;
        Ok(Challenge {
            challenge: challenge.to_owned(),
        })
    }

    pub(crate) async fn open_session(
        &self,
        space: SpaceId,
        open: &OpenSession,
    ) -> Result<SessionToken, ClientError> {
        let path = format!("/v1/spaces/{space}/sessions");
        let fields = [
            ("challenge", open.challenge.as_str()),
            ("signature", &hex(&open.signature.0)),
        ];
        let request = self.json(Method::Post, &path, None, &fields);
        let answer = read(&self.send(request).await?)?;
        let token = answer.text("token").ok_or(ClientError::Unreadable)?;
        Ok(SessionToken {
            token: token.to_owned(),
            expires_s: number(&answer, "expires_s")?,
        })
    }

    pub(crate) async fn rotate(
        &self,
        space: SpaceId,
        token: &str,
        access: &RotateAccess,
    ) -> Result<(), ClientError> {
        let path = format!("/v1/spaces/{space}/access");
        let write_token = Zeroizing::new(hex(access.write_token.expose_for_relay()));
        let key = hex(&access.access_key.0);
        let fields = [("access_key", key.as_str()), ("write_token", &write_token)];
        let request = self.json(Method::Put, &path, Some(token), &fields);
        self.send(request).await.map(|_| ())
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
        let answer = read(&self.send(request).await?)?;
        Ok(Pushed {
            head: Position(answer.number("head").ok_or(ClientError::Unreadable)?),
            stored: number(&answer, "stored")?,
        })
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
        let problem = Json::parse(&response.body);
        let said = problem.as_ref().and_then(|problem| problem.text("code"));
        let known = ProblemCode::ALL.iter().copied();
        let code = said.and_then(|said| known.into_iter().find(|code| code.code() == said));
        Err(ClientError::Refused(
            code.unwrap_or_else(|| by_status(response.status)),
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
        fields: &[(&str, &str)],
    ) -> Request {
        Request {
            body: object(fields),
            ..self.request(method, path, token)
        }
    }
}

fn read(response: &Response) -> Result<Json, ClientError> {
    Json::parse(&response.body).ok_or(ClientError::Unreadable)
}

fn number(answer: &Json, name: &str) -> Result<u32, ClientError> {
    let number = answer
        .number(name)
        .and_then(|number| number.try_into().ok());
    number.ok_or(ClientError::Unreadable)
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

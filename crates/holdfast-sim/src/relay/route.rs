//! The routes of the relay, as docs/format.md and the description of the real one say.
//! Invariant: an honest answer is the one that holdfast-relay would give.

use ed25519_dalek::{Signature, VerifyingKey};
use holdfast_client::{Method, Request, Response};
use holdfast_wire::protocol::{
    AccessKey, Challenge, CreateSpace, OpenSession, Problem, ProblemCode, Pushed, RotateAccess,
    SessionToken, decode_push, encode_pull, session_message,
};
use holdfast_wire::{BATCH_ENVELOPES_MAX, BODY_BYTES_MAX, MailboxId, Position, SpaceId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Relay, Shelf};

type Answer = Result<Vec<u8>, ProblemCode>;

impl Relay {
    /// Answers one request of the device with this number.
    pub(crate) fn answer(&mut self, caller: usize, request: &Request) -> Response {
        self.remember(request);
        if let Some(lie) = self.lying_answer() {
            return lie;
        }
        match self.route(caller, request) {
            Ok(body) => Response { status: 200, body },
            Err(code) => problem(code),
        }
    }

    fn remember(&mut self, request: &Request) {
        self.seen.extend_from_slice(request.url.as_bytes());
        self.seen.extend_from_slice(&request.body);
        self.seen
            .extend(request.bearer.iter().flat_map(|token| token.bytes()));
    }

    fn route(&mut self, caller: usize, request: &Request) -> Answer {
        let path = request.url.split("/v1/").nth(1).unwrap_or_default();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut parts = path.split('/');
        let (area, id, verb) = (parts.next(), parts.next(), parts.next());
        match (request.method, area, id, verb) {
            (Method::Post, Some("spaces"), None, None) => self.create(&request.body),
            (Method::Post, Some("mailboxes"), Some(id), None) => {
                self.post(parse(id)?, &request.body)
            }
            (Method::Get, Some("mailboxes"), Some(id), None) => self.fetch(parse(id)?),
            (Method::Post, Some("spaces"), Some(_), Some("challenge")) => self.challenge(),
            (Method::Post, Some("spaces"), Some(id), Some("sessions")) => {
                self.log_in(parse(id)?, &request.body)
            }
            (method, Some("spaces"), Some(id), verb) => {
                let space = parse(id)?;
                self.check_member(space, request)?;
                match (method, verb) {
                    (Method::Post, Some("envelopes")) => self.push(caller, space, &request.body),
                    (Method::Get, Some("envelopes")) => self.pull(caller, space, query),
                    (Method::Put, Some("access")) => self.rotate(space, &request.body),
                    (Method::Delete, None) => self.delete(space),
                    _ => Err(ProblemCode::NotFound),
                }
            }
            _ => Err(ProblemCode::NotFound),
        }
    }

    fn create(&mut self, body: &[u8]) -> Answer {
        let create: CreateSpace = read(body)?;
        if let Some(shelf) = self.shelves.get(&create.space) {
            let is_same = shelf.access == create.access_key;
            return is_same.then(Vec::new).ok_or(ProblemCode::Conflict);
        }
        let shelf = Shelf {
            access: create.access_key,
            tokens: vec![create.write_token],
            log: Vec::new(),
            ids: std::collections::BTreeSet::new(),
            frozen_at: None,
        };
        self.shelves.insert(create.space, shelf);
        Ok(Vec::new())
    }

    fn challenge(&mut self) -> Answer {
        self.counter += 1;
        let challenge = format!("challenge-{}", self.counter);
        self.challenges.insert(challenge.clone());
        write(&Challenge { challenge })
    }

    fn log_in(&mut self, space: SpaceId, body: &[u8]) -> Answer {
        let open: OpenSession = read(body)?;
        let shelf = self.shelves.get(&space).ok_or(ProblemCode::NotFound)?;
        if !self.challenges.contains(&open.challenge) || !is_signed(shelf.access, space, &open) {
            return Err(ProblemCode::LoginRefused);
        }
        self.counter += 1;
        let token = format!("session-{}", self.counter);
        self.sessions.insert(token.clone(), (space, shelf.access));
        write(&SessionToken {
            token,
            expires_s: SESSION_LIFE_S,
        })
    }

    fn check_member(&self, space: SpaceId, request: &Request) -> Result<(), ProblemCode> {
        let shelf = self.shelves.get(&space).ok_or(ProblemCode::NotFound)?;
        let token = request.bearer.as_ref().ok_or(ProblemCode::SessionNeeded)?;
        let known = self.sessions.get(token) == Some(&(space, shelf.access));
        known.then_some(()).ok_or(ProblemCode::SessionNeeded)
    }

    fn push(&mut self, caller: usize, space: SpaceId, body: &[u8]) -> Answer {
        let envelopes = decode_push(body).map_err(|_| ProblemCode::Malformed)?;
        if let Some(pushed) = self.play_on_push(caller, space, &envelopes) {
            return write(&pushed);
        }
        let shelf = self.shelves.get_mut(&space).ok_or(ProblemCode::NotFound)?;
        let proven = |envelope: &_| shelf.is_proven(envelope);
        if !envelopes.iter().all(|e| e.space() == space && proven(e)) {
            return Err(ProblemCode::ProofRefused);
        }
        let kept = envelopes
            .into_iter()
            .map(|envelope| shelf.keep(envelope.into_bytes()));
        let stored = kept.filter(|is_new| *is_new).count();
        let head = Position(shelf.shown_len() as u64);
        let stored = u32::try_from(stored).unwrap_or(u32::MAX);
        write(&Pushed { head, stored })
    }

    fn pull(&mut self, caller: usize, space: SpaceId, query: &str) -> Answer {
        let after = query
            .strip_prefix("after=")
            .and_then(|after| after.parse().ok());
        let after: u64 = after.ok_or(ProblemCode::Malformed)?;
        let shelf = self.shelves.get(&space).ok_or(ProblemCode::NotFound)?;
        let mut page = shelf.page(caller, usize::try_from(after).unwrap_or(usize::MAX));
        self.play_on_pull(caller, space, after, &mut page);
        // What is past the limits of the protocol leaves as it is: `encode_pull` would refuse it.
        let items = page
            .iter()
            .map(|(position, bytes)| (*position, bytes.as_slice()));
        Ok(encode_pull(items).unwrap_or_else(|_| encode_anything(&page)))
    }

    fn rotate(&mut self, space: SpaceId, body: &[u8]) -> Answer {
        let rotate: RotateAccess = read(body)?;
        let shelf = self.shelves.get_mut(&space).ok_or(ProblemCode::NotFound)?;
        shelf.access = rotate.access_key;
        shelf.tokens.insert(0, rotate.write_token);
        shelf.tokens.truncate(WRITE_TOKENS_MAX);
        Ok(Vec::new())
    }

    fn delete(&mut self, space: SpaceId) -> Answer {
        self.shelves.remove(&space);
        Ok(Vec::new())
    }

    fn post(&mut self, mailbox: MailboxId, body: &[u8]) -> Answer {
        match self.mailboxes.get(&mailbox) {
            Some(there) if there != body => Err(ProblemCode::Conflict),
            Some(_) => Ok(Vec::new()),
            None => {
                self.mailboxes.insert(mailbox, body.to_vec());
                Ok(Vec::new())
            }
        }
    }

    fn fetch(&self, mailbox: MailboxId) -> Answer {
        let there = self.mailboxes.get(&mailbox).cloned();
        there.ok_or(ProblemCode::NotFound)
    }
}

impl Shelf {
    /// How many places it admits to have.
    pub(super) fn shown_len(&self) -> usize {
        self.frozen_at.unwrap_or(self.log.len()).min(self.log.len())
    }

    fn page(&self, caller: usize, after: usize) -> Vec<(Position, Vec<u8>)> {
        let mut bytes = 0;
        let shown = self
            .log
            .iter()
            .take(self.shown_len())
            .enumerate()
            .skip(after);
        shown
            .filter(|(_, kept)| kept.hidden_from != Some(caller))
            .map(|(at, kept)| (Position(at as u64 + 1), kept.bytes.clone()))
            .take_while(|(_, envelope)| {
                bytes += envelope.len() + ITEM_BYTES;
                bytes <= BODY_BYTES_MAX
            })
            .take(BATCH_ENVELOPES_MAX)
            .collect()
    }
}

fn is_signed(access: AccessKey, space: SpaceId, open: &OpenSession) -> bool {
    let message = session_message(space, &open.challenge);
    let signature = Signature::from_bytes(&open.signature.0);
    let key = VerifyingKey::from_bytes(&access.0);
    key.is_ok_and(|key| key.verify_strict(&message, &signature).is_ok())
}

pub(super) fn problem(code: ProblemCode) -> Response {
    Response {
        status: code.status(),
        body: serde_json::to_vec(&Problem::from(code)).unwrap_or_default(),
    }
}

/// The bytes of a page without any limit.
fn encode_anything(page: &[(Position, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (position, bytes) in page {
        body.extend(position.0.to_le_bytes());
        body.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
        body.extend(bytes);
    }
    body
}

fn parse<T: std::str::FromStr>(text: &str) -> Result<T, ProblemCode> {
    text.parse().map_err(|_| ProblemCode::Malformed)
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ProblemCode> {
    serde_json::from_slice(body).map_err(|_| ProblemCode::Malformed)
}

fn write(answer: &impl Serialize) -> Answer {
    serde_json::to_vec(answer).map_err(|_| ProblemCode::Internal)
}

/// As the real relay's.
const SESSION_LIFE_S: u32 = 900;
/// The newest first, as the real relay's.
const WRITE_TOKENS_MAX: usize = 8;
/// Each envelope of a page stands behind its position and its length.
const ITEM_BYTES: usize = 12;

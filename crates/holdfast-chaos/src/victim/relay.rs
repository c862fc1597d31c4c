//! The relay as a program that appends and acknowledges: a real one on loopback, with one member.
//!
//! Invariant: a record is acked only after the relay's own answer, and `held` sees what any member
//! would pull.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use ed25519_dalek::{Signer, SigningKey};
use holdfast_relay::testing::TestRelay;
use holdfast_wire::protocol::{
    AccessKey, AccessSignature, Challenge, CreateSpace, OpenSession, Pushed, SessionToken,
    decode_pull, encode_push, session_message,
};
use holdfast_wire::{Envelope, Position, SpaceId, WriteToken, padded_len};
use tokio::runtime::Runtime;
use ureq::http::StatusCode;

use super::{TRIES_MAX, print_held, say};
use crate::chain::Record;

/// Appends `count` records, each in a request of its own, and says `acked` after each answer. A
/// refusal is said as `failed N STATUS` and tried again, a few times.
///
/// # Errors
/// When the relay cannot be opened or read, or goes on refusing.
pub fn append(folder: &Path, count: u64) -> Result<()> {
    let member = Member::enter(folder)?;
    let mut last = member.chain()?.pop().unwrap_or(Record::FIRST);
    for _ in 0..count {
        let record = last.next();
        let body = encode_push([member.envelope(&record)?.as_bytes()])?;
        let mut tries = 0;
        loop {
            let (status, answer) = member.post("/envelopes", OCTETS, &body)?;
            if status.is_success() {
                serde_json::from_slice::<Pushed>(&answer).context("not a receipt")?;
                break;
            }
            say(&format!("failed {} {}", record.number(), status.as_u16()))?;
            tries += 1;
            ensure!(tries < TRIES_MAX, "goes on refusing: {status}");
        }
        say(&record.acked())?;
        last = record;
    }
    Ok(())
}

/// Says `held` for every record that a member can pull.
///
/// # Errors
/// When the relay cannot be opened or read, or when what it has is not the chain.
pub fn held(folder: &Path) -> Result<()> {
    print_held(&Member::enter(folder)?.chain()?)
}

/// A relay of the folder, and somebody who has opened a session of its one space.
struct Member {
    url: String,
    agent: ureq::Agent,
    session: String,
    token: WriteToken,
    /// Dropped in this order: the relay ends while its runtime still turns.
    _relay: TestRelay,
    _runtime: Runtime,
}

impl Member {
    fn enter(folder: &Path) -> Result<Self> {
        let runtime = Runtime::new()?;
        let relay = runtime.block_on(TestRelay::start(&folder.join(FILE)))?;
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let mut member = Self {
            url: relay.url.clone(),
            agent: config.build().into(),
            session: String::new(),
            token: WriteToken::from_bytes(SECRET),
            _relay: relay,
            _runtime: runtime,
        };
        member.log_in()?;
        Ok(member)
    }

    fn log_in(&mut self) -> Result<()> {
        let access = SigningKey::from_bytes(&SECRET);
        let create = CreateSpace {
            space: SPACE,
            access_key: AccessKey(access.verifying_key().to_bytes()),
            write_token: WriteToken::from_bytes(SECRET),
            invite: None,
        };
        let create = serde_json::to_vec(&create)?;
        let url = format!("{}/v1/spaces", self.url);
        success(self.send(&url, JSON, &create)?)?;
        let challenge = success(self.post("/challenge", JSON, b"")?)?;
        let challenge = serde_json::from_slice::<Challenge>(&challenge)?.challenge;
        let signature = access.sign(&session_message(SPACE, &challenge));
        let open = serde_json::to_vec(&OpenSession {
            challenge,
            signature: AccessSignature(signature.to_bytes()),
        })?;
        let token = success(self.post("/sessions", JSON, &open)?)?;
        self.session = serde_json::from_slice::<SessionToken>(&token)?.token;
        Ok(())
    }

    /// The relay sees noise of some size; here it is a record of the chain.
    fn envelope(&self, record: &Record) -> Result<Envelope> {
        let mut nonce = [0; 24];
        for (to, from) in nonce.iter_mut().zip(record.number().to_le_bytes()) {
            *to = from;
        }
        let sealed = as_sealed(record)?;
        Ok(Envelope::assemble(SPACE, &self.token, nonce, &sealed)?)
    }

    /// Everything that is there, page by page.
    fn chain(&self) -> Result<Vec<Record>> {
        let mut records: Vec<Record> = Vec::new();
        let mut after = Position(0);
        loop {
            let url = format!("{}?after={}", self.address("/envelopes"), after.0);
            let request = self.agent.get(&url).header("authorization", &self.bearer());
            let mut answer = request.call()?;
            let body = answer.body_mut().read_to_vec()?;
            let page = decode_pull(&success((answer.status(), body))?)?;
            let Some((last, _)) = page.last() else {
                return Ok(records);
            };
            after = *last;
            for (_, bytes) in page {
                let envelope = Envelope::parse(bytes)?;
                let previous = records.last().map_or(Record::FIRST.hash(), Record::hash);
                let record = as_opened(envelope.ciphertext())
                    .and_then(|bytes| Record::read(bytes, &previous));
                records.push(record.context("the chain is broken")?);
            }
        }
    }

    fn post(&self, rest: &str, media: &str, body: &[u8]) -> Result<(StatusCode, Vec<u8>)> {
        self.send(&self.address(rest), media, body)
    }

    fn send(&self, url: &str, media: &str, body: &[u8]) -> Result<(StatusCode, Vec<u8>)> {
        let request = self.agent.post(url).header("content-type", media);
        let mut answer = request.header("authorization", &self.bearer()).send(body)?;
        Ok((answer.status(), answer.body_mut().read_to_vec()?))
    }

    fn address(&self, rest: &str) -> String {
        format!("{}/v1/spaces/{SPACE}{rest}", self.url)
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.session)
    }
}

/// Of a size that a sealed record has: its length, itself, and nothing up to the padding.
fn as_sealed(record: &Record) -> Result<Vec<u8>> {
    let length = u32::try_from(record.bytes().len())?;
    let mut bytes = [&length.to_le_bytes(), record.bytes()].concat();
    bytes.resize(padded_len(bytes.len()) + TAG_BYTES, 0);
    Ok(bytes)
}

fn as_opened(bytes: &[u8]) -> Option<&[u8]> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.get(..usize::try_from(u32::from_le_bytes(*length)).ok()?)
}

fn success((status, body): (StatusCode, Vec<u8>)) -> Result<Vec<u8>> {
    if !status.is_success() {
        bail!("refused: {status} {}", String::from_utf8_lossy(&body));
    }
    Ok(body)
}

const FILE: &str = "relay.db";
const SPACE: SpaceId = SpaceId::from_bytes([0x5b; SpaceId::LEN]);
/// Nobody else is here, so the same secret may stand for every key.
const SECRET: [u8; 32] = [7; 32];
/// Of the seal, behind the padding.
const TAG_BYTES: usize = 16;
const JSON: &str = "application/json";
const OCTETS: &str = "application/octet-stream";

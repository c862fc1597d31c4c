//! The way into one space at its relay: creating it, logging in, staying logged in.
//! The relay learns an access key of the space, and nothing about persons or devices.

use std::rc::Rc;

use holdfast_crypto::{AccessKeys, SpaceKey};
use holdfast_wire::protocol::{CreateSpace, OpenSession, ProblemCode, RotateAccess};
use holdfast_wire::{Envelope, EnvelopeId, SpaceId, WriteToken};

use crate::backoff::Backoff;
use crate::error::ClientError;
use crate::ports::Transport;
use crate::relay::Relay;

/// What is remembered of a space's relay between two exchanges.
#[derive(Default)]
pub(crate) struct Line {
    pub(crate) session: Option<Session>,
    pub(crate) backoff: Backoff,
}

impl Line {
    /// The session, while it is good for some time yet.
    pub(crate) fn session(&self, now_ms: u64) -> Option<Session> {
        let fresh = |open: &&Session| open.opened_ms <= now_ms && now_ms < open.until_ms;
        self.session.as_ref().filter(fresh).cloned()
    }

    pub(crate) fn forget(&mut self) {
        self.session = None;
    }
}

/// A session with a space, as the relay opened it.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) token: String,
    opened_ms: u64,
    until_ms: u64,
    /// The write token that the relay knows, when it is not the one of the newest epoch.
    outdated: Option<Rc<WriteToken>>,
}

impl Session {
    /// Whether the relay knows the space by an epoch that is over.
    pub(crate) const fn is_outdated(&self) -> bool {
        self.outdated.is_some()
    }

    /// The first of the waiting envelopes, as far as this relay takes them.
    pub(crate) fn proven<'w>(
        &self,
        waiting: &'w [(EnvelopeId, Vec<u8>)],
    ) -> &'w [(EnvelopeId, Vec<u8>)] {
        match &self.outdated {
            Some(token) => proven_by(token, waiting),
            None => waiting,
        }
    }
}

/// The first of some envelopes, as far as one token proves them.
fn proven_by<'w>(
    token: &WriteToken,
    waiting: &'w [(EnvelopeId, Vec<u8>)],
) -> &'w [(EnvelopeId, Vec<u8>)] {
    let proven = waiting.iter().take_while(|(_, bytes)| {
        let envelope = Envelope::parse(bytes.clone());
        envelope.is_ok_and(|envelope| token.check(&envelope).is_ok())
    });
    waiting.get(..proven.count()).unwrap_or_default()
}

/// What opens a space of one epoch at the relay.
pub(crate) struct Access {
    space: SpaceId,
    keys: AccessKeys,
    token: WriteToken,
}

impl Access {
    pub(crate) fn of(key: &SpaceKey) -> Self {
        let token = WriteToken::from_bytes(*key.write_token().expose_for_relay());
        Self {
            space: key.space(),
            keys: key.access(),
            token,
        }
    }

    /// The request that creates the space.
    fn creation(&self) -> CreateSpace {
        CreateSpace {
            space: self.space,
            access_key: self.keys.public(),
            write_token: self.write_token(),
            invite: None,
        }
    }

    /// The request that makes the relay know the space by this epoch.
    pub(crate) fn rotation(&self) -> RotateAccess {
        RotateAccess {
            access_key: self.keys.public(),
            write_token: self.write_token(),
        }
    }

    /// The request that lets the relay take what was sealed in another epoch, and lets in nobody
    /// else.
    pub(crate) fn vouching_for(&self, epoch: &Self) -> RotateAccess {
        RotateAccess {
            access_key: self.keys.public(),
            write_token: epoch.write_token(),
        }
    }

    /// The first of some envelopes, as far as they were sealed in this epoch.
    pub(crate) fn proven<'w>(
        &self,
        waiting: &'w [(EnvelopeId, Vec<u8>)],
    ) -> &'w [(EnvelopeId, Vec<u8>)] {
        proven_by(&self.token, waiting)
    }

    fn write_token(&self) -> WriteToken {
        WriteToken::from_bytes(*self.token.expose_for_relay())
    }
}

/// Logs in with the newest key that the relay knows the space by; creates the space when it does
/// not know it.
///
/// `accesses` holds the newest epoch first and is never empty.
pub(crate) async fn log_in<T: Transport>(
    relay: &Relay<'_, T>,
    accesses: &[Access],
    now_ms: u64,
) -> Result<Session, ClientError> {
    let (newest, older) = accesses.split_first().ok_or(ClientError::Unreadable)?;
    let mut outcome = open(relay, newest, now_ms).await;
    for access in older {
        if !matches!(
            outcome,
            Err(ClientError::Refused(ProblemCode::LoginRefused))
        ) {
            break;
        }
        outcome = open(relay, access, now_ms).await.map(|session| Session {
            outdated: Some(Rc::new(access.write_token())),
            ..session
        });
    }
    if !is_refused(&outcome) {
        return outcome;
    }
    // A relay does not tell whether it has other keys for the space, or no such space at all.
    match relay.create(&newest.creation()).await {
        Ok(()) => open(relay, newest, now_ms).await,
        Err(ClientError::Refused(ProblemCode::Conflict)) => outcome,
        Err(error) => Err(error),
    }
}

/// Whether a relay does not let in. One of before told a space that is not there by its own code.
const fn is_refused(outcome: &Result<Session, ClientError>) -> bool {
    matches!(
        outcome,
        Err(ClientError::Refused(
            ProblemCode::LoginRefused | ProblemCode::NotFound
        ))
    )
}

/// Logs in to a space that the relay has.
pub(crate) async fn open<T: Transport>(
    relay: &Relay<'_, T>,
    access: &Access,
    now_ms: u64,
) -> Result<Session, ClientError> {
    let challenge = relay.challenge(access.space).await?.challenge;
    let signature = access.keys.sign_session(&challenge);
    let opened = relay
        .open_session(
            access.space,
            &OpenSession {
                challenge,
                signature,
            },
        )
        .await?;
    // Half of it: clocks differ, and a session that ends in the middle costs another exchange.
    let lasts_ms = u64::from(opened.expires_s).saturating_mul(500);
    let until_ms = now_ms.saturating_add(lasts_ms);
    Ok(Session {
        token: opened.token,
        opened_ms: now_ms,
        until_ms,
        outdated: None,
    })
}

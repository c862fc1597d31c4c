//! Challenges and sessions without a table: both carry a keyed hash under the relay's secret.
//! A session is bound to a space and its access key; when the key is replaced, it ends at once.

use crate::RelayError;
use crate::db::Space;
use blake3::Hash;
use ed25519_dalek::{Signature, VerifyingKey};
use holdfast_wire::SpaceId;
use holdfast_wire::protocol::{Challenge, OpenSession, ProblemCode, SessionToken, session_message};

/// How long a challenge may be answered, in seconds.
pub(crate) const CHALLENGE_LIFE_S: u32 = 120;
/// How long a session is good for, in seconds.
pub(crate) const SESSION_LIFE_S: u32 = 900;

/// Makes and checks challenges and sessions. All relays with the same secret agree.
pub(crate) struct Sessions {
    challenge_key: [u8; 32],
    token_key: [u8; 32],
}

impl Sessions {
    pub(crate) fn new(secret: &[u8; 32]) -> Self {
        Self {
            challenge_key: blake3::derive_key("holdfast v1 relay challenge", secret),
            token_key: blake3::derive_key("holdfast v1 relay token", secret),
        }
    }

    /// A challenge for a space, whether there is one or not. It may be answered more than once in
    /// its short life: whoever sees an answer has seen the session that it opened, too.
    pub(crate) fn challenge(&self, space: SpaceId, now_s: u64, nonce: [u8; 16]) -> Challenge {
        let body = [
            &(now_s + u64::from(CHALLENGE_LIFE_S)).to_le_bytes(),
            nonce.as_slice(),
        ]
        .concat();
        let hash = self.challenge_hash(space, &body);
        Challenge {
            challenge: hex::encode([body.as_slice(), hash.as_bytes()].concat()),
        }
    }

    /// Opens a session for who holds the access key. A space that is not known goes the same way to
    /// its refusal, so that neither the answer nor the work tells which spaces there are.
    ///
    /// # Errors
    /// `LoginRefused`, whatever the reason.
    pub(crate) fn open(
        &self,
        space: SpaceId,
        known: Option<&Space>,
        open: &OpenSession,
        now_s: u64,
    ) -> Result<SessionToken, RelayError> {
        let refused = || RelayError::Refused(ProblemCode::LoginRefused);
        let bytes: [u8; CHALLENGE_BYTES] = from_hex(&open.challenge).ok_or_else(refused)?;
        let (body, hash) = bytes.split_at_checked(BODY_BYTES).ok_or_else(refused)?;
        let expires_s = u64::from_le_bytes(*body.first_chunk().ok_or_else(refused)?);
        let own = is_same(self.challenge_hash(space, body), hash);
        if !own || !is_current(expires_s, now_s, CHALLENGE_LIFE_S) {
            return Err(refused());
        }
        let key = known.map_or(NOBODY, |known| known.access_key.0);
        let key = VerifyingKey::from_bytes(&key).map_err(|_| refused())?;
        let message = session_message(space, &open.challenge);
        key.verify_strict(&message, &Signature::from_bytes(&open.signature.0))
            .map_err(|_| refused())?;
        // Whoever signs for nobody still has no space.
        let known = known.ok_or_else(refused)?;
        let expiry = (now_s + u64::from(SESSION_LIFE_S)).to_le_bytes();
        let hash = self.token_hash(space, known, expiry);
        let token = hex::encode([expiry.as_slice(), hash.as_bytes()].concat());
        Ok(SessionToken {
            token,
            expires_s: SESSION_LIFE_S,
        })
    }

    /// Checks a session; gives the seconds that are left of it.
    ///
    /// # Errors
    /// `SessionNeeded`, whatever the reason.
    pub(crate) fn check(
        &self,
        space: SpaceId,
        known: &Space,
        token: &str,
        now_s: u64,
    ) -> Result<u64, RelayError> {
        let refused = || RelayError::Refused(ProblemCode::SessionNeeded);
        let bytes: [u8; 40] = from_hex(token).ok_or_else(refused)?;
        let (expiry, hash) = bytes.split_first_chunk().ok_or_else(refused)?;
        let expires_s = u64::from_le_bytes(*expiry);
        let own = is_same(self.token_hash(space, known, *expiry), hash);
        if !own || !is_current(expires_s, now_s, SESSION_LIFE_S) {
            return Err(refused());
        }
        Ok(expires_s - now_s)
    }

    fn challenge_hash(&self, space: SpaceId, body: &[u8]) -> Hash {
        blake3::Hasher::new_keyed(&self.challenge_key)
            .update(space.as_bytes())
            .update(body)
            .finalize()
    }

    fn token_hash(&self, space: SpaceId, known: &Space, expiry: [u8; 8]) -> Hash {
        blake3::Hasher::new_keyed(&self.token_key)
            .update(space.as_bytes())
            .update(&known.generation.to_le_bytes())
            .update(&known.access_key.0)
            .update(&expiry)
            .finalize()
    }
}

/// What ends later than anything that is given out now was made by a clock that was wrong.
fn is_current(expires_s: u64, now_s: u64, life_s: u32) -> bool {
    now_s < expires_s && expires_s <= now_s + u64::from(life_s)
}

/// In constant time.
fn is_same(hash: Hash, bytes: &[u8]) -> bool {
    hash == *bytes
}

fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}

/// A key to check against where there is no space: the generator of the group (RFC 8032, 5.1).
const NOBODY: [u8; 32] = *b"Xfffffffffffffffffffffffffffffff";
/// Expiry and nonce of a challenge.
const BODY_BYTES: usize = 8 + 16;
/// Expiry, nonce and keyed hash.
const CHALLENGE_BYTES: usize = BODY_BYTES + 32;

#[cfg(test)]
mod tests;

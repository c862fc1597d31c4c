//! The JSON of the relay's routes: creating a space, logging in, rotating access.
//! No message names a person or a device; the access key belongs to a space.

use crate::{Position, SpaceId, WriteToken, fixed};
use serde::{Deserialize, Serialize};

/// The most bytes in a mailbox: 64 KiB.
pub const MAILBOX_BYTES_MAX: usize = 65_536;

/// The Ed25519 public key by which the relay lets members of a space in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccessKey(#[serde(with = "fixed")] pub [u8; 32]);

/// An Ed25519 signature by the access key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccessSignature(#[serde(with = "fixed")] pub [u8; 64]);

/// `POST /v1/spaces`.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateSpace {
    /// The space to create.
    pub space: SpaceId,
    /// Who may open sessions.
    pub access_key: AccessKey,
    /// Who may add envelopes.
    #[serde(with = "in_transit")]
    pub write_token: WriteToken,
    /// An invite of the host, when the host wants one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invite: Option<String>,
}

/// `PUT /v1/spaces/{id}/access`: after a rotation, revoked devices lose the relay too.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RotateAccess {
    /// The access key of the new epoch.
    pub access_key: AccessKey,
    /// The write token of the new epoch.
    #[serde(with = "in_transit")]
    pub write_token: WriteToken,
}

/// Answer to `POST /v1/spaces/{id}/challenge`: short-lived text that only this relay can make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Opaque ASCII text, at most [`Challenge::CHARS_MAX`] characters.
    pub challenge: String,
}

impl Challenge {
    /// The most characters of a challenge.
    pub const CHARS_MAX: usize = 256;
}

/// `POST /v1/spaces/{id}/sessions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenSession {
    /// The challenge, as it was given.
    pub challenge: String,
    /// The access key's signature of [`session_message`].
    pub signature: AccessSignature,
}

/// Answer to [`OpenSession`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionToken {
    /// For the header `Authorization: Bearer`.
    pub token: String,
    /// How long it is good for, in seconds.
    pub expires_s: u32,
}

impl core::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "SessionToken(.., {} s)", self.expires_s)
    }
}

/// Answer to a push, given only after the commit is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pushed {
    /// The last position of the space.
    pub head: Position,
    /// How many envelopes of the batch were new.
    pub stored: u32,
}

/// What an access key signs to open a session: domain, space and challenge, nothing else.
#[must_use]
pub fn session_message(space: SpaceId, challenge: &str) -> Vec<u8> {
    [
        b"holdfast v1 relay session".as_slice(),
        space.as_bytes(),
        challenge.as_bytes(),
    ]
    .concat()
}

/// The write token has no serde of its own: only the two requests that must carry it do.
mod in_transit {
    use crate::{WriteToken, fixed};
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(token: &WriteToken, to: S) -> Result<S::Ok, S::Error> {
        fixed::serialize(token.expose_for_relay(), to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<WriteToken, D::Error> {
        fixed::deserialize(from).map(WriteToken::from_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> CreateSpace {
        CreateSpace {
            space: SpaceId::from_bytes([1; 16]),
            access_key: AccessKey([2; 32]),
            write_token: WriteToken::from_bytes([3; 32]),
            invite: None,
        }
    }

    #[test]
    fn creating_a_space_reads_back_and_looks_as_documented() {
        let json = serde_json::to_string(&example()).unwrap();
        let [s, a, w] = ["01".repeat(16), "02".repeat(32), "03".repeat(32)];
        let expect = format!(r#"{{"space":"{s}","access_key":"{a}","write_token":"{w}"}}"#);
        assert_eq!(json, expect);
        assert_eq!(
            serde_json::from_str::<CreateSpace>(&json).unwrap(),
            example()
        );
    }

    #[test]
    fn an_unknown_field_or_a_short_key_is_refused() {
        let json = serde_json::to_string(&example()).unwrap();
        let more = json.replace("{\"space\"", "{\"person\":\"x\",\"space\"");
        assert!(serde_json::from_str::<CreateSpace>(&more).is_err());
        let short = json.replace(&"02".repeat(32), &"02".repeat(31));
        assert!(serde_json::from_str::<CreateSpace>(&short).is_err());
    }

    #[test]
    fn a_session_opens_with_a_signature_of_space_and_challenge() {
        let open = OpenSession {
            challenge: "c".into(),
            signature: AccessSignature([5; 64]),
        };
        let json = serde_json::to_string(&open).unwrap();
        assert_eq!(serde_json::from_str::<OpenSession>(&json).unwrap(), open);
        let message = session_message(SpaceId::from_bytes([1; 16]), "c");
        assert_eq!(
            message,
            [b"holdfast v1 relay session".as_slice(), &[1; 16], b"c"].concat()
        );
    }

    #[test]
    fn no_secret_stands_in_debug_text() {
        let token = SessionToken {
            token: "secret".into(),
            expires_s: 900,
        };
        assert_eq!(format!("{token:?}"), "SessionToken(.., 900 s)");
        assert!(!format!("{:?}", example()).contains("03, 3"));
        let rotate = RotateAccess {
            access_key: AccessKey([2; 32]),
            write_token: WriteToken::from_bytes([3; 32]),
        };
        assert!(format!("{rotate:?}").contains("WriteToken(..)"));
        let json = serde_json::to_string(&rotate).unwrap();
        assert_eq!(serde_json::from_str::<RotateAccess>(&json).unwrap(), rotate);
    }
}

//! The shapes of the protocol as the description shows them.
//! Each reads and writes exactly the JSON of its twin in `holdfast-wire`; a test compares them.

use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// What makes a space.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = CreateSpace)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateSpaceShape {
    /// The space to create.
    #[schema(pattern = "^[0-9a-f]{32}$")]
    space: String,
    /// The Ed25519 public key by which members enter; not a point of small order.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    access_key: String,
    /// The token that proves envelopes.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    write_token: String,
    /// An invite, if the host wants one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    invite: Option<String>,
}

/// What replaces the keys of a space.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = RotateAccess)]
#[serde(deny_unknown_fields)]
pub(super) struct RotateAccessShape {
    /// The access key of the new epoch.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    access_key: String,
    /// The write token of the new epoch.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    write_token: String,
}

/// Short-lived text to sign.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Challenge)]
pub(super) struct ChallengeShape {
    /// Opaque.
    #[schema(max_length = 256)]
    challenge: String,
}

/// The answer to a challenge.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = OpenSession)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenSessionShape {
    /// As it was given.
    challenge: String,
    /// Ed25519 by the access key over `holdfast v1 relay session`, the space's bytes, the
    /// challenge.
    #[schema(pattern = "^[0-9a-f]{128}$")]
    signature: String,
}

/// A session.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = SessionToken)]
pub(super) struct SessionTokenShape {
    /// For `Authorization: Bearer`.
    token: String,
    /// How long it is good for, in seconds.
    expires_s: u32,
}

/// What became of a push.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Pushed)]
pub(super) struct PushedShape {
    /// The last position of the space.
    head: u64,
    /// How many envelopes were new.
    stored: u32,
}

/// RFC 9457.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemShape {
    /// `about:blank#` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// A generic text.
    title: String,
    /// The status again.
    status: u16,
    /// The stable code.
    #[schema(pattern = "^HF-RELAY-[0-9]{2}$")]
    code: String,
    /// One more generic sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

macro_rules! bytes {
    ($(#[doc = $doc:literal] $name:ident;)*) => {$(
        #[doc = $doc]
        pub(super) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
                    .description(Some($doc))
                    .into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

bytes! {
    #[doc = "Envelopes: `u32 LE length | bytes`, repeated; at most 256 and 1 MiB."]
    Batch;
    #[doc = "Envelopes: `u64 LE position | u32 LE length | bytes`, repeated; at most 1 MiB."]
    Page;
    #[doc = "What is in a mailbox: 1 to 65,536 bytes."]
    Mail;
    #[doc = "Server-sent events whose data is the head of the space, a decimal number."]
    Heads;
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_wire::protocol as wire;
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    /// The same JSON goes through the shape and through the type of the protocol unchanged.
    fn check<Shape, Wire>(example: &Value)
    where
        Shape: Serialize + DeserializeOwned,
        Wire: Serialize + DeserializeOwned,
    {
        let shape: Shape = serde_json::from_value(example.clone()).unwrap();
        assert_eq!(serde_json::to_value(shape).unwrap(), *example);
        let wire: Wire = serde_json::from_value(example.clone()).unwrap();
        assert_eq!(serde_json::to_value(wire).unwrap(), *example);
        let mut fewer = example.as_object().unwrap().clone();
        for key in example.as_object().unwrap().keys() {
            let value = fewer.remove(key).unwrap();
            let shape = serde_json::from_value::<Shape>(fewer.clone().into()).is_ok();
            let wire = serde_json::from_value::<Wire>(fewer.clone().into()).is_ok();
            assert_eq!(shape, wire, "without {key}");
            fewer.insert(key.clone(), value);
        }
        fewer.insert("more".into(), json!(1));
        let shape = serde_json::from_value::<Shape>(fewer.clone().into()).is_ok();
        assert_eq!(
            shape,
            serde_json::from_value::<Wire>(fewer.into()).is_ok(),
            "with more"
        );
    }

    #[test]
    fn the_shapes_are_those_of_the_protocol() {
        let (id, key) = ("0a".repeat(16), "0b".repeat(32));
        let create = json!({"space": id, "access_key": key, "write_token": key, "invite": "x"});
        check::<CreateSpaceShape, wire::CreateSpace>(&create);
        let rotate = json!({"access_key": key, "write_token": key});
        check::<RotateAccessShape, wire::RotateAccess>(&rotate);
        check::<ChallengeShape, wire::Challenge>(&json!({"challenge": "c"}));
        let open = json!({"challenge": "c", "signature": "0c".repeat(64)});
        check::<OpenSessionShape, wire::OpenSession>(&open);
        check::<SessionTokenShape, wire::SessionToken>(&json!({"token": "t", "expires_s": 9}));
        check::<PushedShape, wire::Pushed>(&json!({"head": 7, "stored": 2}));
        let problem = json!({
            "type": "about:blank#HF-RELAY-01", "title": "t", "status": 400,
            "code": "HF-RELAY-01", "detail": "d"
        });
        check::<ProblemShape, wire::Problem>(&problem);
    }
}

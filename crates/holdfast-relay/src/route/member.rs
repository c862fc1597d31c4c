//! Who stands before a space: somebody with a session for it, at a bearable rate.
//! Every route of a space that is not a login takes a `Member`, so none can forget to ask.

use crate::RelayError;
use crate::db::Space;
use crate::shared::Shared;
use axum::extract::{FromRequestParts, Path};
use axum::http::header;
use axum::http::request::Parts;
use holdfast_wire::SpaceId;
use holdfast_wire::protocol::ProblemCode;
use std::str::FromStr;
use std::sync::Arc;

/// Somebody who has opened a session for this space.
pub(super) struct Member {
    pub(super) space: SpaceId,
    pub(super) known: Space,
    /// The rest of the session, in seconds.
    pub(super) session_s: u64,
}

impl FromRequestParts<Arc<Shared>> for Member {
    type Rejection = RelayError;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Arc<Shared>,
    ) -> Result<Self, RelayError> {
        let Id(space) = Id::<SpaceId>::from_request_parts(parts, shared).await?;
        let refused = ProblemCode::SessionNeeded;
        let token = bearer(parts).ok_or(refused)?;
        // A space that is not there and a session that is not good look the same from outside.
        let known = shared.db.space(space).await?.ok_or(refused)?;
        let session_s = shared
            .sessions
            .check(space, &known, token, shared.now_s())?;
        if !shared.by_space.take(space, shared.clock.now_ms()) {
            return Err(ProblemCode::TooMany.into());
        }
        Ok(Self {
            space,
            known,
            session_s,
        })
    }
}

/// An id in the path.
pub(super) struct Id<T>(pub(super) T);

impl<T: FromStr + Send> FromRequestParts<Arc<Shared>> for Id<T> {
    type Rejection = RelayError;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Arc<Shared>,
    ) -> Result<Self, RelayError> {
        let malformed = ProblemCode::Malformed;
        let Path(text) = Path::<String>::from_request_parts(parts, shared)
            .await
            .map_err(|_| malformed)?;
        text.parse().map(Self).map_err(|_| malformed.into())
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

//! Logging in to a space: a challenge, a signature, a session of a quarter of an hour.
//! No account, no password-equivalent; a space that does not exist challenges like any other.

use super::body::{JSON_BYTES_MAX, ignore, read_json};
use super::member::Id;
use crate::RelayError;
use crate::relay::Shared;
use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use holdfast_wire::SpaceId;
use holdfast_wire::protocol::{Challenge, OpenSession, ProblemCode, SessionToken};
use std::sync::Arc;

pub(super) async fn challenge(
    State(shared): State<Arc<Shared>>,
    Id(space): Id<SpaceId>,
    body: Body,
) -> Result<Json<Challenge>, RelayError> {
    ignore(body);
    let mut nonce = [0; 16];
    shared.entropy.fill(&mut nonce)?;
    Ok(Json(shared.sessions.challenge(
        space,
        shared.now_s(),
        nonce,
    )))
}

pub(super) async fn open(
    State(shared): State<Arc<Shared>>,
    Id(space): Id<SpaceId>,
    request: Request,
) -> Result<Json<SessionToken>, RelayError> {
    let asked: OpenSession = read_json(request, JSON_BYTES_MAX).await?;
    let known = shared.db.space(space).await?.ok_or(ProblemCode::NotFound)?;
    shared
        .sessions
        .open(space, &known, &asked, shared.now_s())
        .map(Json)
}

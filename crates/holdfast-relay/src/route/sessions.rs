//! Logging in to a space: a challenge, a signature, a session of a quarter of an hour.
//! No account, no password-equivalent; a space that is not there challenges and refuses like any.

use super::answer::{AnyProblem, BodyProblem};
use super::body::{JSON_BYTES_MAX, read_json};
use super::member::Id;
use super::shape::{ChallengeShape, OpenSessionShape, ProblemShape, SessionTokenShape};
use crate::RelayError;
use crate::shared::Shared;
use axum::Json;
use axum::extract::{Request, State};
use holdfast_wire::SpaceId;
use holdfast_wire::protocol::{Challenge, OpenSession, SessionToken};
use std::sync::Arc;

/// Ask for text to sign.
#[utoipa::path(
    post,
    path = "/v1/spaces/{id}/challenge",
    params(("id" = String, Path, pattern = "^[0-9a-f]{32}$")),
    responses((status = 200, description = "a challenge", body = ChallengeShape), AnyProblem)
)]
pub(super) async fn challenge(
    State(shared): State<Arc<Shared>>,
    Id(space): Id<SpaceId>,
) -> Result<Json<Challenge>, RelayError> {
    let mut nonce = [0; 16];
    shared.entropy.fill(&mut nonce)?;
    Ok(Json(shared.sessions.challenge(
        space,
        shared.now_s(),
        nonce,
    )))
}

/// Open a session.
#[utoipa::path(
    post,
    path = "/v1/spaces/{id}/sessions",
    params(("id" = String, Path, pattern = "^[0-9a-f]{32}$")),
    request_body = OpenSessionShape,
    responses(
        (status = 200, description = "a session", body = SessionTokenShape),
        (status = 401, description = "HF-RELAY-05", body = ProblemShape,
            content_type = "application/problem+json"),
        AnyProblem,
        BodyProblem
    )
)]
pub(super) async fn open(
    State(shared): State<Arc<Shared>>,
    Id(space): Id<SpaceId>,
    request: Request,
) -> Result<Json<SessionToken>, RelayError> {
    let asked: OpenSession = read_json(request, JSON_BYTES_MAX).await?;
    let known = shared.db.space(space).await?;
    shared
        .sessions
        .open(space, known.as_ref(), &asked, shared.now_s())
        .map(Json)
}

//! Pushing, pulling and deleting envelopes.
//! A push is stored whole or refused whole, once however often it is sent, and acknowledged late.

use super::answer::{AnyProblem, BodyProblem, MemberProblem};
use super::body::{Media, read, read_json};
use super::member::Member;
use super::shape::{Batch, Page as PageShape, ProblemShape, PushedShape};
use crate::RelayError;
use crate::db::{Append, Appended, Page};
use crate::shared::Shared;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use holdfast_wire::protocol::{ProblemCode, Pushed, decode_push, encode_pull};
use holdfast_wire::{BATCH_ENVELOPES_MAX, BODY_BYTES_MAX, Envelope, EnvelopeId, Position};
use serde::Deserialize;
use std::sync::Arc;

/// Push a batch; answered when it is durable.
#[utoipa::path(
    post,
    path = "/v1/spaces/{id}/envelopes",
    params(("id" = String, Path, pattern = "^[0-9a-f]{32}$")),
    request_body(content = Batch, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "durable", body = PushedShape),
        (status = 403, description = "HF-RELAY-03", body = ProblemShape,
            content_type = "application/problem+json"),
        (status = 507, description = "HF-RELAY-10", body = ProblemShape,
            content_type = "application/problem+json"),
        AnyProblem,
        BodyProblem,
        MemberProblem
    ),
    security(("session" = []))
)]
pub(super) async fn push(
    State(shared): State<Arc<Shared>>,
    member: Member,
    request: Request,
) -> Result<Json<Pushed>, RelayError> {
    let body = read(request, Media::Bytes, BODY_BYTES_MAX).await?;
    let envelopes = decode_push(&body)?
        .into_iter()
        .map(|envelope| proven(&member, envelope))
        .collect::<Result<_, _>>()?;
    let append = Append {
        space: member.space,
        generation: member.known.generation,
        envelopes,
    };
    match shared.queue.append(append).await? {
        Appended::Stored { head, new } => Ok(Json(Pushed { head, stored: new })),
        Appended::Outdated => Err(ProblemCode::SessionNeeded.into()),
        Appended::OverQuota => Err(ProblemCode::QuotaReached.into()),
    }
}

/// Pull what comes after a position. A short answer is not the end: an empty one is.
#[utoipa::path(
    get,
    path = "/v1/spaces/{id}/envelopes",
    params(
        ("id" = String, Path, pattern = "^[0-9a-f]{32}$"),
        ("after" = Option<u64>, Query, description = "a position; 0 when it is left out"),
        ("limit" = Option<usize>, Query, minimum = 1, maximum = 256)
    ),
    responses(
        (status = 200, description = "envelopes, ascending", body = PageShape,
            content_type = "application/octet-stream"),
        AnyProblem,
        MemberProblem
    ),
    security(("session" = []))
)]
pub(super) async fn pull(
    State(shared): State<Arc<Shared>>,
    member: Member,
    query: Result<Query<PullQuery>, QueryRejection>,
) -> Result<Response, RelayError> {
    let Query(PullQuery { after, limit }) = query.map_err(|_| ProblemCode::Malformed)?;
    let limit = limit.unwrap_or(BATCH_ENVELOPES_MAX);
    if limit == 0 || limit > BATCH_ENVELOPES_MAX || after > POSITION_MAX {
        return Err(ProblemCode::Malformed.into());
    }
    let page = Page {
        envelopes: limit,
        bytes: PULL_BYTES_MAX,
    };
    let rows = shared
        .db
        .envelopes(member.space, Position(after), page)
        .await?;
    let body = encode_pull(
        rows.iter()
            .map(|(position, bytes)| (*position, bytes.as_slice())),
    )?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], body).into_response())
}

/// Remove envelopes for good; ids that are not there are passed over.
#[utoipa::path(
    delete,
    path = "/v1/spaces/{id}/envelopes",
    params(("id" = String, Path, pattern = "^[0-9a-f]{32}$")),
    request_body(content = Vec<String>, description = "at most 256 envelope ids"),
    responses((status = 204, description = "gone"), AnyProblem, BodyProblem, MemberProblem),
    security(("session" = []))
)]
pub(super) async fn delete(
    State(shared): State<Arc<Shared>>,
    member: Member,
    request: Request,
) -> Result<StatusCode, RelayError> {
    let ids: Vec<EnvelopeId> = read_json(request, IDS_BYTES_MAX).await?;
    if ids.len() > BATCH_ENVELOPES_MAX {
        return Err(ProblemCode::TooLarge.into());
    }
    let gone = shared
        .db
        .delete_envelopes(member.space, member.known.generation, ids)
        .await?;
    gone.map(|_| StatusCode::NO_CONTENT)
        .ok_or_else(|| ProblemCode::SessionNeeded.into())
}

/// Where to begin, and how many at most.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PullQuery {
    #[serde(default)]
    after: u64,
    limit: Option<usize>,
}

/// An envelope of this space, proven by one of its write tokens.
fn proven(member: &Member, envelope: Envelope) -> Result<(EnvelopeId, Envelope), RelayError> {
    let is_proven = member
        .known
        .write_tokens
        .iter()
        .any(|token| token.check(&envelope).is_ok());
    if envelope.space() != member.space || !is_proven {
        return Err(ProblemCode::ProofRefused.into());
    }
    Ok((envelope.id(), envelope))
}

/// No database counts further, and the description (int64) says so.
const POSITION_MAX: u64 = i64::MAX.unsigned_abs();
/// What an answer holds, less the twelve bytes before each envelope.
const PULL_BYTES_MAX: usize = BODY_BYTES_MAX - 12 * BATCH_ENVELOPES_MAX;
/// 256 ids of 64 digits, with room for quotes, commas and blanks.
const IDS_BYTES_MAX: usize = BATCH_ENVELOPES_MAX * 80;

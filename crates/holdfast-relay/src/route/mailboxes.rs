//! Mailboxes for pairing: who knows the id may put something in once, and read it until it expires.
//! They stand outside of spaces, because two people who pair have none yet.

use super::answer::{AnyProblem, BodyProblem};
use super::body::{Media, read};
use super::member::Id;
use super::shape::{Mail as MailShape, ProblemShape};
use crate::RelayError;
use crate::db::{Mail, Mailed, Written};
use crate::shared::Shared;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use holdfast_wire::MailboxId;
use holdfast_wire::protocol::{MAILBOX_BYTES_MAX, ProblemCode};
use std::sync::Arc;

/// Put something in, once.
#[utoipa::path(
    post,
    path = "/v1/mailboxes/{id}",
    params(("id" = String, Path, pattern = "^[0-9a-f]{64}$")),
    request_body(content = MailShape, content_type = "application/octet-stream"),
    responses(
        (status = 201, description = "put in"),
        (status = 200, description = "the same was put in before"),
        (status = 409, description = "HF-RELAY-07", body = ProblemShape,
            content_type = "application/problem+json"),
        AnyProblem,
        BodyProblem
    )
)]
pub(super) async fn put(
    State(shared): State<Arc<Shared>>,
    Id(id): Id<MailboxId>,
    request: Request,
) -> Result<StatusCode, RelayError> {
    let body = read(request, Media::Bytes, MAILBOX_BYTES_MAX).await?;
    if body.is_empty() {
        return Err(ProblemCode::Malformed.into());
    }
    let now_min = shared.now_s() / 60;
    let mail = Mail {
        id,
        body,
        now_min,
        until_min: now_min + LIFE_MIN,
    };
    match shared
        .db
        .put_mailbox(mail, shared.config.limits.mailboxes)
        .await?
    {
        Mailed::Written(Written::New) => Ok(StatusCode::CREATED),
        Mailed::Written(Written::Same) => Ok(StatusCode::OK),
        Mailed::Written(Written::Differs) => Err(ProblemCode::Conflict.into()),
        Mailed::AllInUse => Err(ProblemCode::TooMany.into()),
    }
}

/// Read what is in.
#[utoipa::path(
    get,
    path = "/v1/mailboxes/{id}",
    params(("id" = String, Path, pattern = "^[0-9a-f]{64}$")),
    responses(
        (status = 200, description = "what was put in", body = MailShape,
            content_type = "application/octet-stream"),
        (status = 404, description = "HF-RELAY-06", body = ProblemShape,
            content_type = "application/problem+json"),
        AnyProblem
    )
)]
pub(super) async fn take(
    State(shared): State<Arc<Shared>>,
    Id(id): Id<MailboxId>,
) -> Result<Response, RelayError> {
    let now_min = shared.now_s() / 60;
    let body = shared
        .db
        .mailbox(id, now_min)
        .await?
        .ok_or(ProblemCode::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], body).into_response())
}

/// Ten minutes after the one that is running: nothing finer than a minute is ever stored.
const LIFE_MIN: u64 = 1 + 10;

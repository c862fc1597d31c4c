//! Making, re-keying and ending a space.
//! Making is idempotent; nothing here tells who is behind a space, because nothing here knows.

use super::answer::{AnyProblem, BodyProblem, MemberProblem};
use super::body::{JSON_BYTES_MAX, read_json};
use super::member::Member;
use super::shape::{CreateSpaceShape, ProblemShape, RotateAccessShape};
use crate::RelayError;
use crate::db::{SpaceKeys, Written};
use crate::shared::Shared;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use ed25519_dalek::VerifyingKey;
use holdfast_wire::protocol::{AccessKey, CreateSpace, ProblemCode, RotateAccess};
use std::sync::Arc;

/// Make a space.
#[utoipa::path(
    post,
    path = "/v1/spaces",
    request_body = CreateSpaceShape,
    responses(
        (status = 201, description = "made"),
        (status = 200, description = "made before with the same keys"),
        (status = 403, description = "HF-RELAY-08", body = ProblemShape,
            content_type = "application/problem+json"),
        (status = 409, description = "HF-RELAY-07", body = ProblemShape,
            content_type = "application/problem+json"),
        AnyProblem,
        BodyProblem
    )
)]
pub(super) async fn create(
    State(shared): State<Arc<Shared>>,
    request: Request,
) -> Result<StatusCode, RelayError> {
    let asked: CreateSpace = read_json(request, JSON_BYTES_MAX).await?;
    if !is_invited(shared.config.invite.as_deref(), asked.invite.as_deref()) {
        return Err(ProblemCode::InviteNeeded.into());
    }
    let keys = checked(asked.access_key, asked.write_token)?;
    match shared.db.create_space(asked.space, keys).await? {
        Written::New => Ok(StatusCode::CREATED),
        Written::Same => Ok(StatusCode::OK),
        Written::Differs => Err(ProblemCode::Conflict.into()),
    }
}

/// Replace the access key and add a write token; all sessions and streams end.
#[utoipa::path(
    put,
    path = "/v1/spaces/{id}/access",
    params(("id" = String, Path, pattern = "^[0-9a-f]{32}$")),
    request_body = RotateAccessShape,
    responses((status = 204, description = "replaced"), AnyProblem, BodyProblem, MemberProblem),
    security(("session" = []))
)]
pub(super) async fn rotate(
    State(shared): State<Arc<Shared>>,
    member: Member,
    request: Request,
) -> Result<StatusCode, RelayError> {
    let asked: RotateAccess = read_json(request, JSON_BYTES_MAX).await?;
    let keys = checked(asked.access_key, asked.write_token)?;
    if !shared
        .db
        .rotate(member.space, member.known.generation, keys)
        .await?
    {
        return Err(ProblemCode::SessionNeeded.into());
    }
    shared.hub.hang_up(member.space);
    Ok(StatusCode::NO_CONTENT)
}

/// Forget a space and all that is in it.
#[utoipa::path(
    delete,
    path = "/v1/spaces/{id}",
    params(("id" = String, Path, pattern = "^[0-9a-f]{32}$")),
    responses((status = 204, description = "gone"), AnyProblem, MemberProblem),
    security(("session" = []))
)]
pub(super) async fn delete(
    State(shared): State<Arc<Shared>>,
    member: Member,
) -> Result<StatusCode, RelayError> {
    if !shared
        .db
        .delete_space(member.space, member.known.generation)
        .await?
    {
        return Err(ProblemCode::SessionNeeded.into());
    }
    shared.hub.hang_up(member.space);
    Ok(StatusCode::NO_CONTENT)
}

/// A key that could never check a signature would lock everybody out for ever.
fn checked(
    access_key: AccessKey,
    write_token: holdfast_wire::WriteToken,
) -> Result<SpaceKeys, RelayError> {
    let key = VerifyingKey::from_bytes(&access_key.0).map_err(|_| ProblemCode::Malformed)?;
    if key.is_weak() {
        return Err(ProblemCode::Malformed.into());
    }
    Ok(SpaceKeys {
        access_key,
        write_token,
    })
}

/// Hashes are compared, so neither time nor length tells how near a guess was.
fn is_invited(wanted: Option<&str>, shown: Option<&str>) -> bool {
    let Some(wanted) = wanted else { return true };
    let hash = |text: &str| blake3::hash(text.as_bytes());
    shown.is_some_and(|shown| hash(shown) == hash(wanted))
}

#[cfg(test)]
mod tests {
    use super::is_invited;

    #[test]
    fn an_invite_is_asked_for_only_when_the_host_wants_one() {
        assert!(is_invited(None, None));
        assert!(is_invited(None, Some("anything")));
        assert!(is_invited(Some("right"), Some("right")));
        assert!(!is_invited(Some("right"), Some("wrong")));
        assert!(!is_invited(Some("right"), None));
    }
}

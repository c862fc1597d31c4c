//! For the host and its watch: is it alive, can it store, how much does it do.
//! Nothing here needs a session, and nothing here tells of a space.

use super::answer::AnyProblem;
use crate::RelayError;
use crate::shared::Shared;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use std::sync::Arc;

/// Whether it is alive.
#[utoipa::path(get, path = "/healthz", responses((status = 200, description = "it is")))]
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// Whether it can store.
#[utoipa::path(
    get,
    path = "/readyz",
    responses((status = 200, description = "it can"), AnyProblem)
)]
pub(super) async fn ready(State(shared): State<Arc<Shared>>) -> Result<&'static str, RelayError> {
    shared.db.probe().await?;
    Ok("ready\n")
}

pub(super) async fn metrics(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let text = shared.metrics.text(&shared.hub);
    (
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        text,
    )
}

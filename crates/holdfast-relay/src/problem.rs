//! Errors as the network sees them: RFC 9457 problems with a stable code and a generic text.
//! What went wrong inside is for the log only, and holds nothing of what was sent.

use crate::RelayError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use holdfast_wire::protocol::{Problem, ProblemCode};

impl IntoResponse for RelayError {
    fn into_response(self) -> Response {
        let code = self.problem();
        match code {
            ProblemCode::Internal => tracing::error!(code = code.code(), "{self}"),
            ProblemCode::Unavailable => tracing::warn!(code = code.code(), "{self}"),
            _ => tracing::debug!(code = code.code(), "{self}"),
        }
        respond(code)
    }
}

fn respond(code: ProblemCode) -> Response {
    let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_vec(&Problem::from(code)).unwrap_or_default();
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_TYPE));
    match code {
        ProblemCode::SessionNeeded | ProblemCode::LoginRefused => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        ProblemCode::TooMany | ProblemCode::Unavailable => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_S));
        }
        _ => {}
    }
    response
}

const PROBLEM_TYPE: &str = "application/problem+json";
const RETRY_AFTER_S: &str = "1";

//! Reading a body: its type, its length and its patience are checked, in this order.
//! Not one byte past the limit is kept, whatever the length in the header says.

use crate::RelayError;
use axum::extract::Request;
use axum::http::header;
use holdfast_wire::protocol::ProblemCode;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body as _;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// What a body may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    Json,
    Bytes,
}

/// Reads a body of at most `bytes_max`.
///
/// # Errors
/// `MediaType`, `TooLarge`, `Timeout`, and `Malformed` when it ends too early.
pub(super) async fn read(
    request: Request,
    media: Media,
    bytes_max: usize,
) -> Result<Vec<u8>, RelayError> {
    let name = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if !name.is_some_and(|name| media.is(name)) {
        return Err(ProblemCode::MediaType.into());
    }
    // A length that is declared is believed when it is too long, never when it is short.
    let declared = request.body().size_hint().lower();
    if usize::try_from(declared).is_ok_and(|declared| declared > bytes_max) {
        return Err(ProblemCode::TooLarge.into());
    }
    let body = Limited::new(request.into_body(), bytes_max);
    match tokio::time::timeout(Duration::from_secs(BODY_TIMEOUT_S), body.collect()).await {
        Err(_) => Err(ProblemCode::Timeout.into()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(ProblemCode::TooLarge.into()),
        Ok(Err(_)) => Err(ProblemCode::Malformed.into()),
        Ok(Ok(body)) => Ok(body.to_bytes().into()),
    }
}

/// Reads JSON of one shape.
///
/// # Errors
/// Those of [`read`], and `Malformed`.
pub(super) async fn read_json<T: DeserializeOwned>(
    request: Request,
    bytes_max: usize,
) -> Result<T, RelayError> {
    let body = read(request, Media::Json, bytes_max).await?;
    serde_json::from_slice(&body).map_err(|_| ProblemCode::Malformed.into())
}

impl Media {
    fn is(self, content_type: &str) -> bool {
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case(match self {
            Self::Json => "application/json",
            Self::Bytes => "application/octet-stream",
        })
    }
}

/// How long a body may take to arrive, from its first byte to its last, in seconds.
const BODY_TIMEOUT_S: u64 = 30;

/// JSON of one message is never longer.
pub(super) const JSON_BYTES_MAX: usize = 4_096;

#[cfg(test)]
mod tests {
    use super::{Media, read};
    use axum::body::Body;
    use axum::extract::Request;
    use holdfast_wire::protocol::ProblemCode;

    async fn check(media: Media, name: &str, len: usize, expect: Result<usize, ProblemCode>) {
        let request = Request::builder().header("content-type", name);
        let request = request.body(Body::from(vec![0; len])).unwrap();
        let found = read(request, media, 8).await.map(|body| body.len());
        assert_eq!(
            found.map_err(|error| error.problem()),
            expect,
            "{name} {len}"
        );
    }

    #[tokio::test]
    async fn a_body_is_read_up_to_its_limit_and_by_its_type() {
        check(Media::Bytes, "application/octet-stream", 8, Ok(8)).await;
        check(
            Media::Bytes,
            "application/octet-stream",
            9,
            Err(ProblemCode::TooLarge),
        )
        .await;
        check(Media::Json, "Application/JSON; charset=utf-8", 2, Ok(2)).await;
        check(Media::Json, "text/plain", 2, Err(ProblemCode::MediaType)).await;
        check(
            Media::Bytes,
            "application/json",
            2,
            Err(ProblemCode::MediaType),
        )
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_is_given_up() {
        let endless = Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, String>>());
        let request = Request::builder().header("content-type", "application/octet-stream");
        let found = read(request.body(endless).unwrap(), Media::Bytes, 8).await;
        assert_eq!(found.unwrap_err().problem(), ProblemCode::Timeout);
    }
}
